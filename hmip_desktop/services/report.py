"""Making outputs for one audience: which files it may have, sealed where they hold cases, written whole or not at all.

Team: case-level and complete, as age files unless a person insists on clear files with a reason. Body and public:
aggregates after disclosure control (design of numbers, "Audiences").
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from io import BytesIO
from pathlib import Path
from typing import cast

from hmip_desktop.domain.disclosure import Hidden
from hmip_desktop.domain.report_codes import bytes_code, check_code
from hmip_desktop.domain.report_sheets import OutputLine
from hmip_desktop.domain.values import read_moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.seal import encrypt
from hmip_desktop.outputs.statistics import is_available
from hmip_desktop.progress import Progress
from hmip_desktop.services.context import Context, OpenInspection
from hmip_desktop.services.files import write_private
from hmip_desktop.services.report_facts import build_model
from hmip_desktop.services.report_files import Job, MadeFile, files_of, number_of
from hmip_desktop.services.report_learned import hidden_words
from hmip_desktop.services.report_log import Making, earlier_lines, record, versions_of
from hmip_desktop.services.report_sheets import custody_model
from hmip_desktop.services.report_sources import Audience, Sources, context_of, read_sources
from hmip_desktop.store.projections import CaseItem

KINDS = (
    "case", "headline", "annex", "alert", "workbook", "data", "statistics", "word", "practice", "organisation",
    "custody",
)  # fmt: skip
"""Every kind, in the order in which they are made: the custody page lists the others."""
EXTRA = ("statistics", "practice", "organisation")
"""Made only when asked for by name: they need libraries that not every computer has, or words that a person chose."""
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "team": KINDS,
    "body": ("headline", "practice", "organisation"),
    "public": ("annex", "workbook", "data", "statistics", "practice"),
}
DESK = ("lead", "deputy", "quality_lead", "data_team", "local_assessor")
"""Roles that make outputs about the whole inspection; everybody prints own cases and alerts."""
OWN = ("case", "alert")
DIGESTS = "digests.txt"
NOT_LISTED = ("Chain of custody", "Digests")
"""Files that cannot stand on the custody page, being written after it is settled."""


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What to make. ``kinds`` of ``KINDS``, or ``all`` for everything that the audience may have. ``clear`` leaves
    team files unsealed and needs a ``reason``. ``with_interview`` puts interview notes into case records (team
    only; recorded). ``cases`` are case ids, empty for all. ``zone`` of printed times; None is that of the computer."""

    folder: Path
    kinds: tuple[str, ...]
    audience: str
    clear: bool = False
    reason: str = ""
    with_interview: bool = False
    cases: tuple[str, ...] = ()
    zone: tzinfo | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """The files made. ``withheld`` counts hidden figures by ground; ``log`` says where and why, and stays inside."""

    outputs: tuple[Path, ...]
    withheld: Mapping[str, int] = field(default_factory=dict)
    log: tuple[Hidden, ...] = ()

    def to_json(self) -> dict[str, object]:
        """As the command line prints it."""
        return {"outputs": [str(path) for path in self.outputs], "withheld": dict(self.withheld)}


def report(ctx: Context, request: ReportRequest, progress: Progress | None = None) -> Reported:
    """Write the outputs of ``request`` into its folder; the model is built and checked before the first file.

    Raises Refused: ``audience-unknown``, ``output-kind-unknown``, ``output-not-for-audience``,
    ``record-needs-team``, ``clear-needs-reason``, ``statistics-not-installed``, ``role-not-allowed``,
    ``case-unknown``, and ``figures-do-not-reconcile`` or ``accounting-does-not-add-up`` when a sum fails.
    """
    kinds = _kinds(ctx, request)
    sources = read_sources(ctx, ctx.now().astimezone(request.zone))
    audience = cast(Audience, request.audience)
    model, log = build_model(ctx, sources, audience)
    log += hidden_words(ctx, kinds, audience)
    cases = _cases(sources, request)
    job = Job(ctx, sources, context_of(sources, audience), model, cases, request.with_interview)
    made = _Making(ctx, request, job, progress or Progress())
    try:
        made.run(kinds)
    finally:
        made.keep(log)
    return Reported(tuple(made.paths), dict(Counter(hidden.ground for hidden in log)), log)


def _kinds(ctx: Context, request: ReportRequest) -> tuple[str, ...]:
    """The kinds to make, checked against the audience and the role of the person at work."""
    if request.audience not in ALLOWED:
        raise Refused("audience-unknown", audience=request.audience, known=", ".join(ALLOWED))
    allowed = ALLOWED[request.audience]
    for kind in request.kinds:
        if kind != "all" and kind not in KINDS:
            raise Refused("output-kind-unknown", kind=kind, known=", ".join(KINDS))
        if kind != "all" and kind not in allowed:
            raise Refused("output-not-for-audience", kind=kind, audience=request.audience, known=", ".join(allowed))
    if request.with_interview and request.audience != "team":
        raise Refused("record-needs-team", audience=request.audience)
    if request.audience == "team" and request.clear and not request.reason.strip():
        raise Refused("clear-needs-reason")
    wanted = set(request.kinds) - {"all"}
    if "all" in request.kinds:
        wanted |= set(allowed) - set(EXTRA)
    if "statistics" in wanted and not is_available():
        raise Refused("statistics-not-installed")
    if request.audience == "team" and _role(ctx) not in DESK and "all" in request.kinds:
        wanted &= set(OWN)
    if request.audience != "team" or not wanted <= set(OWN):
        ctx.require(*DESK)
    return tuple(kind for kind in KINDS if kind in wanted)


def _role(ctx: Context) -> str:
    member = ctx.inspection().member(ctx.me)
    return member.role if member else ctx.identity.role


def _cases(sources: Sources, request: ReportRequest) -> tuple[CaseItem, ...]:
    known = {item.case_id: item for item in sources.counts.items}
    missing = next((case_id for case_id in request.cases if case_id not in known), None)
    if missing is not None:
        raise Refused("case-unknown", case_id=missing)
    return tuple(known[case_id] for case_id in request.cases) or sources.counts.items


class _Making:
    """One run over the kinds: seals, writes, and remembers what was made."""

    def __init__(self, ctx: Context, request: ReportRequest, job: Job, progress: Progress) -> None:
        self.ctx, self.request, self.job, self.progress = ctx, request, job, progress
        self.paths: list[Path] = []
        self.files: list[tuple[MadeFile, str]] = []
        self.sealed = request.audience == "team" and not request.clear
        self.recipients = team_keys(job.sources.inspection) if self.sealed else []

    def run(self, kinds: Sequence[str]) -> None:
        """Make every file of these kinds, the custody page last."""
        total = sum(number_of(kind, self.job) for kind in kinds)
        for kind in kinds:
            for file in self._custody() if kind == "custody" else files_of(kind, self.job):
                self._write(file)
                self.progress.step(min(len(self.paths), total), total, kind)

    def _write(self, file: MadeFile) -> None:
        content = encrypt(file.content, self.recipients) if self.sealed else file.content
        name = f"{file.name}.age" if self.sealed else file.name
        self.paths.append(write_private(self.request.folder / name, content))
        self.files.append((replace(file, content=b""), hashlib.sha256(file.content).hexdigest()))

    def _custody(self) -> list[MadeFile]:
        return [custody_page(self.job, self.lines()), MadeFile(DIGESTS, self._digests(), "Digests", "1 file")]

    def lines(self) -> list[OutputLine]:
        """The outputs of this run for the custody page; files of one title are one line."""
        titles: dict[str, list[tuple[MadeFile, str]]] = {}
        for file, digest in self.files:
            if file.title not in NOT_LISTED:
                titles.setdefault(file.title, []).append((file, digest))
        at = self.job.sources.printed_at
        versions = versions_of(self.ctx)
        lines = []
        for title, made in titles.items():
            name = f"{title}, {self.request.audience}"
            extents = {file.extent for file, _ in made}
            extent = extents.pop() if len(extents) == 1 and len(made) < 3 else f"{len(made)} files"
            joined = "\n".join(sorted(digest for _, digest in made))
            code = check_code(made[0][1]) if len(made) == 1 else bytes_code(joined.encode())
            lines.append(OutputLine(name, versions.get(name, 0) + 1, extent, at, code))
        return lines

    def keep(self, log: Sequence[Hidden]) -> None:
        """Record this making and what was hidden, in the store alone; one that was broken off as far as it got."""
        if not self.files:
            return
        job, request = self.job, self.request
        names = tuple(file.name for file, _ in self.files)
        interviews = sum(name.startswith("case-") for name in names) if job.with_interview else 0
        at, who = job.sources.printed_at, self.ctx.identity.name
        making = Making(at, who, request.audience, names, not self.sealed, request.reason.strip(), interviews)
        record(self.ctx, making, self.lines(), log)

    def _digests(self) -> bytes:
        """SHA-256 of every file as ``sha256sum`` writes it, before sealing, and of every package merged."""
        rows = [f"{digest}  {file.name}" for file, digest in self.files]
        rows += [f"{one.file_sha256}  {one.file_name or one.package_id}" for one in self.job.sources.received]
        return ("\n".join(rows) + "\n").encode()


def custody_page(job: Job, now: Sequence[OutputLine] = ()) -> MadeFile:
    """The chain of custody with what was made before and ``now``, what is made in the same run."""
    from hmip_desktop.outputs.custody import write_custody  # ReportLab is slow to load

    lines = [*widest([*earlier_lines(job.ctx, now), *now]), *released_lines(job.sources)]
    out = BytesIO()
    write_custody(custody_model(job.ctx, job.sources, job.context, lines, job.model.code), out)
    return MadeFile("custody.pdf", out.getvalue(), "Chain of custody", "1 page")


def widest(lines: Sequence[OutputLine]) -> list[OutputLine]:
    """Of each output the copy for the widest audience: what the team keeps for itself needs no line of its own."""
    chosen: dict[str, OutputLine] = {}
    order = tuple(ALLOWED)
    for line in lines:
        title, _, audience = line.output.rpartition(", ")
        held = chosen.get(title)
        if held is None or order.index(audience) > order.index(held.output.rpartition(", ")[2]):
            chosen[title] = line
    return list(chosen.values())


def released_lines(sources: Sources) -> list[OutputLine]:
    """Every release with who signed it, when, and the check code of its figures."""
    zone = sources.printed_at.tzinfo
    return [
        OutputLine(f"Release, signed by {one.signed_by}", one.number, "figures",
                   read_moment(one.signed_at).astimezone(zone), one.code)
        for one in sources.standing.releases
    ]  # fmt: skip


def team_keys(inspection: OpenInspection) -> list[str]:
    """The keys that open files of the team: every member who is not revoked, and escrow."""
    keys = [member.recipient for member in inspection.roster.members if member.revoked_from is None]
    keys.append(inspection.value.escrow.partition(" ")[2])
    return [key for key in dict.fromkeys(keys) if key]
