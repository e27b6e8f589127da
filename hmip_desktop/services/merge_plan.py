"""What a merge would do: packages read, judged and planned; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from hmip_desktop.domain.merge import CasePlan, KnownCase, check_authors, extend, held, plan_case
from hmip_desktop.domain.sample import Erased, Roster
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import identity as identities
from hmip_desktop.exchange import reader
from hmip_desktop.exchange.identity import IdentityCard
from hmip_desktop.exchange.reader import Accepted, Opened, ReadCase, Standing
from hmip_desktop.progress import Progress
from hmip_desktop.services.context import Context, OpenInspection
from hmip_desktop.services.inspection_key import open_here
from hmip_desktop.services.merge_knowledge import (
    Allowed,
    admissions,
    keys_of,
    packs_brought,
    questions_of,
    refs_of,
    rosters,
)
from hmip_desktop.services.receipts import check_receipt
from hmip_desktop.store import keepsakes, ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.ledger import Received

HELD_WHOLE = frozenset({"package-fork", "package-revoked"})
"""Codes of packages that are no danger and no mistake: they wait for what the lead inspector decides."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """What a package that is held whole would bring: installations that wrote it, cases, revisions not held here.

    ``places``: streams that stand twice under the same numbers, each with the first of them.
    """

    package_id: str
    installations: tuple[str, ...]
    cases: tuple[str, ...]
    revisions: int
    places: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PackagePlan:
    """What one file would bring. ``refused`` set: nothing of it will be written.

    ``withheld``: what a file brings that is held whole, because it is a second one under its number.
    """

    file: str
    status: str
    sender: str = ""
    kind: str = ""
    sequence: int = 0
    refused: Refused | None = None
    withheld: Withheld | None = None
    cases: tuple[CasePlan, ...] = ()
    missing: tuple[int, ...] = ()
    accepted: Accepted | None = field(default=None, repr=False, compare=False)

    @property
    def new(self) -> int:
        """Revisions that are new here."""
        return sum(len(plan.new) for plan in self.cases if plan.refused is None)

    @property
    def known(self) -> int:
        """Revisions already held."""
        return sum(plan.known for plan in self.cases)

    @property
    def held(self) -> tuple[CasePlan, ...]:
        """Cases whose content is refused."""
        return tuple(plan for plan in self.cases if plan.refused is not None)


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would do; pure reading, nothing is written before ``apply``."""

    packages: tuple[PackagePlan, ...]
    conflicts: tuple[str, ...]

    @property
    def arrivals(self) -> tuple[PackagePlan, ...]:
        """Packages that would be merged."""
        return tuple(p for p in self.packages if p.refused is None and p.status != "known")

    @property
    def refusals(self) -> tuple[PackagePlan, ...]:
        """Packages that are refused whole."""
        return tuple(p for p in self.packages if p.refused is not None)

    @property
    def brings_something(self) -> bool:
        """True when at least one package is merged with more than cases that are held."""
        return any(p.new or p.known or not p.held for p in self.arrivals)

    @property
    def reasons(self) -> tuple[Refused, ...]:
        """Why packages are refused and cases held, in the order of the packages."""
        found = (refused for p in self.packages for refused in (p.refused, *(case.refused for case in p.held)))
        return tuple(refused for refused in found if refused is not None)


def plan(
    ctx: Context,
    files: Sequence[Path],
    progress: Progress | None = None,
    *,
    admitting: frozenset[str] = frozenset(),
) -> MergePlan:
    """Read these packages and say what they would bring. Each stands alone; a bad one never stops the others.

    ``admitting``: installations whose forks are looked at as if they were admitted, for showing what that would
    bring; such a plan is not applied.
    """
    planner = _Planner(ctx, progress or Progress(), overlap=len(files) > 1)
    planner.admitted |= admitting
    for index, file in enumerate(files):
        planner.progress.step(index, len(files), "read")
        planner.open(file)
    planner.judge()
    packages = tuple(planner.packages)
    conflicts = {subject for p in packages for c in p.cases if c.refused is None for subject in c.conflicts}
    return MergePlan(packages, tuple(sorted(conflicts)))


class _Planner:
    """Plans the packages of one batch one after the other; later ones see what earlier ones will have brought."""

    def __init__(self, ctx: Context, progress: Progress, *, overlap: bool) -> None:
        self.ctx, self.progress, self.overlap = ctx, progress, overlap
        self.packages: list[PackagePlan] = []
        self.opened: list[tuple[int, Opened]] = []
        self.known: dict[str, KnownCase] = {}
        self.bringing: dict[str, list[CasePlan]] = {}
        self.seen: dict[str, str] = {}
        self.allowed = Allowed(ctx)
        self.writers = journal.authors(ctx.store)
        self.admitted = set(journal.admitted_forks(ctx.store))
        self.keys = keys_of(ctx)

    def open(self, file: Path) -> None:
        """Open one file, or note why it is refused."""
        try:
            opened = open_here(self.ctx, file, self.keys)
        except Refused as refused:
            self.packages.append(PackagePlan(str(file), "refused", refused=refused))
            return
        manifest = opened.manifest
        self.opened.append((len(self.packages), opened))
        self.packages.append(
            PackagePlan(str(file), "refused", opened.sender_fingerprint, manifest.kind, manifest.sequence)
        )

    def judge(self) -> None:
        """What each opened file would bring, in the order in which its sender wrote them."""
        for index, opened in sorted(self.opened, key=lambda one: one[1].manifest.sequence):
            plan_of = self.packages[index]
            try:
                self.packages[index] = self._judge(opened, plan_of)
            except Refused as refused:
                self.packages[index] = self._refused(opened, plan_of, refused)

    def _refused(self, opened: Opened, plan_of: PackagePlan, refused: Refused) -> PackagePlan:
        """Why a package is refused, and what it would bring where it waits for a decision."""
        if refused.code not in HELD_WHOLE:
            status = "stale" if refused.code == "package-stale" else "refused"
            return replace(plan_of, status=status, refused=refused)
        withheld = self._withheld(opened)
        if withheld is not None and not withheld.revisions:
            stale = Refused("package-stale", sequence=opened.manifest.sequence)
            return replace(plan_of, status="stale", refused=stale)
        return replace(plan_of, status="refused", refused=refused, withheld=withheld)

    def _judge(self, opened: Opened, plan_of: PackagePlan) -> PackagePlan:
        standing = self._standing(opened)
        accepted = reader.check_standing(opened, standing)
        if accepted.order == "known":
            return replace(plan_of, status="known")
        inspection = self._inspection
        if accepted.receipt is not None and inspection is not None:
            check_receipt(self.ctx, inspection, accepted.receipt, opened.sender_fingerprint)
        cases = self._cases(accepted, standing)
        planned = replace(plan_of, status=accepted.order, cases=cases, missing=accepted.missing, accepted=accepted)
        if accepted.order == "late" and not planned.new and not planned.held:
            raise Refused("package-stale", sequence=opened.manifest.sequence)
        self.seen[opened.manifest.package] = opened.manifest_digest
        if self.overlap:
            for case in cases:
                if case.refused is None:
                    self.bringing.setdefault(case.case_id, []).append(case)
        return planned

    def _withheld(self, opened: Opened) -> Withheld | None:
        """What a package held whole would bring, None when it cannot be read on."""
        numbers = {name for name, author in self.writers.items() if author == opened.sender_fingerprint}
        standing = replace(self._standing(opened), seen=None, admitted=True, revoked=False)
        admitted, self.admitted = self.admitted, self.admitted | numbers
        try:
            cases = self._cases(reader.check_standing(opened, standing), standing)
        except Refused:
            return None
        finally:
            self.admitted = admitted
        bringing = [case for case in cases if case.new or case.refused]
        places: dict[str, int] = {}
        for stream, counter, _ in (twin for case in bringing for twin in case.twins):
            places[stream] = min(counter, places.get(stream, counter))
        wrote = {r.header.stream.partition("/")[0] for case in bringing for r in case.new} & numbers
        return Withheld(
            opened.manifest.package,
            tuple(sorted(wrote or numbers)),
            tuple(case.case_id for case in bringing),
            sum(len(case.new) or int(case.refused is not None) for case in bringing),
            tuple(sorted(places.items())),
        )

    def _cases(self, accepted: Accepted, standing: Standing) -> tuple[CasePlan, ...]:
        questions = {digest: refs_of(pack) for digest, pack in packs_brought(self.ctx, accepted.packs).items()}
        plans: list[CasePlan] = []
        for case in reader.cases(accepted, standing, questions=questions, progress=self.progress):
            case_id, known = case.case_id, self._known(case.case_id)
            refused = case.refused or self._foreign(case) or self._emptied(case)
            allowed = self.allowed.of(known, case, accepted.roles)
            refused = refused or check_authors(case_id, case.authors, allowed)
            if refused:
                plans.append(held(case_id, refused))
                continue
            self.admitted |= admissions(case)
            plans.append(plan_case(case_id, known, case.revisions, frozenset(self.admitted)))
        return tuple(plans)

    def _known(self, case_id: str) -> KnownCase:
        """What is held of a case, with what the packages before this one will have brought of it."""
        known = self.known.get(case_id) or journal.known_case(self.ctx.store, case_id)
        for plan in self.bringing.pop(case_id, ()):
            known = extend(known, plan)
        self.known[case_id] = known
        return known

    def _foreign(self, case: ReadCase) -> Refused | None:
        """The refusal of revisions that claim an installation of somebody else as their own."""
        for installation, author in sorted(case.writers):
            if self.writers.setdefault(installation, author) != author:
                return Refused("author-of-another-store", case_id=case.case_id, author=author)
        return None

    def _emptied(self, case: ReadCase) -> Refused | None:
        """The refusal of revisions new here whose words are gone and that nobody who may has erased."""
        empty = {r.digest: r.header.author for r in case.revisions if r.value_line is None}
        leads = self.allowed.leads
        if not empty or leads is None:
            return None
        here = {digest for counters in self.known[case.case_id].streams.values() for digest in counters.values()}
        erased = {
            digest
            for revision in (*case.revisions, *journal.case_history(self.ctx.store, case.case_id))
            if isinstance(value := revision.value(), Erased)
            for digest in value.revisions
            if revision.header.author in leads or empty.get(digest) == revision.header.author
        }
        gone = empty.keys() - here - erased
        return Refused("row-words-missing", case_id=case.case_id, count=len(gone)) if gone else None

    def _standing(self, opened: Opened) -> Standing:
        """What this store knows that bears on one opened package."""
        ctx, sender = self.ctx, opened.sender_fingerprint
        inspection = self._inspection
        earlier = next((p for p in self._received if p.package_id == opened.manifest.package), None)
        merged = earlier is not None and earlier.status != "refused" and not self._admitted_since(earlier.package_id)
        digest = self.seen.get(opened.manifest.package) or (earlier.manifest_digest if earlier and merged else None)
        member = inspection.member(sender) if inspection else None
        theirs = inspection.fingerprints(member) if inspection and member else (sender,)
        received = {
            p.sequence: p.manifest_digest
            for one in reversed(theirs)
            for p in self._received
            if p.sender == one and p.status != "refused"
        }
        received |= {
            p.sequence: p.accepted.opened.manifest_digest
            for p in self.packages
            if p.accepted is not None and p.sender in theirs
        }
        leading = inspection is not None and inspection.role_of(ctx.identity) in ("lead", "deputy", "local_assessor")
        return Standing(
            own=ctx.me,
            inspections=frozenset({inspection.id}) if inspection else self._arriving_inspections(),
            trusted=self._trusted,
            rosters=self._rosters,
            seen=digest,
            received=received,
            cases=self._listed if leading else None,
            questions=self._questions,
            escrow=inspection.escrow if inspection else "",
            admitted=any(self.writers.get(installation) in theirs for installation in self.admitted),
        )

    # Planning changes nothing here, so what a store of ninety people knows is read once for all packages of a plan.

    @cached_property
    def _inspection(self) -> OpenInspection | None:
        return self.ctx.find_inspection()

    @cached_property
    def _received(self) -> tuple[Received, ...]:
        return tuple(ledger.received(self.ctx.store))

    @cached_property
    def _trusted(self) -> tuple[IdentityCard, ...]:
        return tuple(identities.read_card(kept.document) for kept in keepsakes.cards(self.ctx.store).values())

    @cached_property
    def _rosters(self) -> tuple[Roster, ...]:
        return rosters(self.ctx, self._inspection)

    @cached_property
    def _listed(self) -> frozenset[str]:
        return frozenset(item.case_id for item in projections.case_list(self.ctx.store))

    @cached_property
    def _questions(self) -> dict[str, frozenset[str]]:
        return questions_of(self.ctx)

    def _admitted_since(self, package_id: str) -> bool:
        """True when a case of this package was held for a fork that is admitted now."""
        waiting = (one for one in ledger.held(self.ctx.store) if one.package_id == package_id)
        return any(one.params.get("stream", "").partition("/")[0] in self.admitted for one in waiting)

    def _arriving_inspections(self) -> frozenset[str]:
        """The inspection that an earlier package of this batch brings to a store that had none."""
        return frozenset(p.accepted.opened.manifest.inspection for p in self.packages if p.accepted is not None)
