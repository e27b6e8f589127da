"""Stores that were copied and used twice: what is held for it, and the decision to take both branches.

A fork is one number of a stream with two contents. It is held until the lead inspector or a deputy admits it with
a reason. After that both branches are merged when the file is merged again or with the sender's next package, and
where they differ about a subject, that is an ordinary conflict. The decision travels with the inspection's own
revisions, so that deputies and the inspector's stores take both branches too; the store that was copied takes a new
number by itself as soon as the other branch reaches it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.trust import ForkAdmitted
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import LEADING, Changes, Context
from hmip_desktop.store import ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.ledger import Held
from hmip_desktop.store.revisions import Write

FORK = "package-fork"


@dataclass(frozen=True, slots=True)
class HeldFork:
    """What waits because ``author`` wrote twice under the number ``installation``.

    ``cases`` are references of the cases it is about; ``here`` counts the revisions in this store since the branches
    parted, ``held`` those that wait; ``packages`` are the files, where known by name; ``since`` is a stored moment.
    """

    installation: str
    author: str
    name: str
    cases: tuple[str, ...]
    here: int
    held: int
    packages: tuple[str, ...]
    since: str

    def to_json(self) -> dict[str, object]:
        """As the command line prints it."""
        return {
            "installation": self.installation,
            "author": self.author,
            "name": self.name,
            "cases": list(self.cases),
            "here": self.here,
            "held": self.held,
            "files": list(self.packages),
            "since": self.since,
        }


@dataclass(frozen=True, slots=True)
class AdmittedFork:
    """A fork that was admitted: of whom, by whom, when and why."""

    installation: str
    name: str
    by: str
    reason: str
    at: str


def held_forks(ctx: Context) -> tuple[HeldFork, ...]:
    """Forks that wait for a decision, by installation; one that is admitted is not listed any more."""
    waiting: dict[str, list[Held]] = {}
    done = journal.admitted_forks(ctx.store)
    for entry in ledger.held(ctx.store):
        for installation in _installations(entry):
            if installation not in done:
                waiting.setdefault(installation, []).append(entry)
    return tuple(_describe(ctx, installation, entries) for installation, entries in sorted(waiting.items()))


def admitted(ctx: Context) -> tuple[AdmittedFork, ...]:
    """Forks that were admitted, by installation."""
    names = {m.fingerprint: m.name for m in ctx.inspection().roster.members}
    found = []
    for text, current in sorted(projections.current_inspection(ctx.store, ("fork",)).items()):
        value = cast(ForkAdmitted, current.value)
        by = names.get(current.author, current.author)
        name = names.get(value.author, value.author)
        found.append(AdmittedFork(text.partition(":")[2], name, by, value.reason, value.admitted_at))
    return tuple(found)


def admit(ctx: Context, installation: str, reason: str) -> Changes:
    """Take both branches of what ``installation`` wrote, with the reason; recorded, and never taken back.

    Nothing is merged by it: the held files are merged again, or their sender sends once more.
    Raises Refused ``role-not-allowed``, ``fork-needs-reason``, ``fork-unknown``.
    """
    ctx.require(*LEADING, "local_assessor")
    if not reason.strip():
        raise Refused("fork-needs-reason")
    fork = next((one for one in held_forks(ctx) if one.installation == installation), None)
    if fork is None:
        raise Refused("fork-unknown", installation=installation)
    value = ForkAdmitted(fork.author, reason.strip(), moment(ctx.now()))
    with ctx.store.write():
        for entry in ledger.held(ctx.store):
            if not entry.case_id and installation in _installations(entry):
                ledger.release(ctx.store, entry.package_id)
        return ctx.write(Write(subject("fork", installation), value))


def _installations(entry: Held) -> Iterable[str]:
    if entry.code != FORK:
        return ()
    if entry.case_id:
        return (entry.params["stream"].partition("/")[0],)
    return entry.params.get("installations", "").split()


def _describe(ctx: Context, installation: str, entries: list[Held]) -> HeldFork:
    inspection = ctx.inspection()
    author = journal.authors(ctx.store).get(installation, entries[0].sender)
    member = inspection.member(author)
    cases: set[str] = set()
    here = 0
    for entry in entries:
        cases |= {entry.case_id} if entry.case_id else set(entry.params.get("cases", "").split())
    for stream, counter in _places(entries).items():
        here += sum(1 for one in journal.case_history(ctx.store, stream.partition("/")[2])
                    if one.header.stream == stream and one.header.counter >= counter)  # fmt: skip
    items = {case_id: projections.case_item(ctx.store, case_id) for case_id in cases}
    return HeldFork(
        installation,
        author,
        member.name if member else author,
        tuple(sorted(item.case_ref for item in items.values() if item is not None)),
        here,
        max(sum(int(e.params.get("count", "0")) for e in entries if e.package_id == one.package_id) for one in entries),
        _files(ctx, entries),
        min(entry.at for entry in entries),
    )


def _places(entries: list[Held]) -> dict[str, int]:
    """Where each stream parts."""
    places: dict[str, int] = {}
    for entry in entries:
        named = [f"{entry.params['stream']}#{entry.params['counter']}"] if entry.case_id else []
        for place in (*named, *entry.params.get("places", "").split()):
            stream, _, counter = place.partition("#")
            places[stream] = min(int(counter), places.get(stream, int(counter)))
    return places


def _files(ctx: Context, entries: list[Held]) -> tuple[str, ...]:
    names = []
    for entry in entries:
        package = ledger.find_received(ctx.store, entry.package_id)
        names.append(entry.params.get("file", "") or (package.file_name if package else ""))
    return tuple(dict.fromkeys(name for name in names if name))
