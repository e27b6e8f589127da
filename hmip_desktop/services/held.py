"""Everything that came in and is held: branches of a copied store, whole packages, and cases in quarantine.

Each is one line with whom to ask; what is asked for names packages and case references, never what stands in a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from hmip_desktop.services.context import Context
from hmip_desktop.services.forks import FORK, held_forks
from hmip_desktop.services.merge_picture import HeldCase, held_cases, held_packages


@dataclass(frozen=True, slots=True)
class HeldThing:
    """One thing that waits. ``code`` with ``params`` is the reason; ``since`` a stored moment, empty for a plan.

    For a fork ``installation`` names it, ``here`` and ``waiting`` count the revisions of its two branches; for a
    package ``waiting`` counts what it would bring, under its number ``sequence``.
    """

    kind: Literal["fork", "package", "case"]
    sender: str
    case_refs: tuple[str, ...]
    code: str
    since: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    sequence: int = 0
    installation: str = ""
    here: int = 0
    waiting: int = 0


def held_things(ctx: Context) -> tuple[HeldThing, ...]:
    """Everything that is held now: what asks for a decision first, then packages, then cases."""
    forks = [
        HeldThing("fork", one.name, one.cases, FORK, one.since, {}, one.packages, installation=one.installation,
                  here=one.here, waiting=one.held)
        for one in held_forks(ctx)
    ]  # fmt: skip
    forked = {name for one in forks for name in one.files}
    inspection = ctx.inspection()
    own = inspection.own_fingerprints(ctx.me)
    ended = {m.name: m.refused_from(own) for m in inspection.roster.members}
    packages = [
        HeldThing("package", one.sender, one.case_refs, one.code, one.at,
                  {"name": one.sender, "sequence": ended.get(one.sender) or one.sequence}, (one.file,),
                  one.sequence, waiting=one.revisions)
        for one in held_packages(ctx)
        if one.code != FORK or one.file not in forked
    ]  # fmt: skip
    cases = [case for case in held_cases(ctx) if case.code != FORK]
    return (*forks, *packages, *planned_things(cases))


def planned_things(cases: Iterable[HeldCase]) -> tuple[HeldThing, ...]:
    """Cases that a plan holds, or that are held now, as things that wait."""
    return tuple(
        HeldThing("case", one.sender, (one.case_ref,), one.code, one.since, one.params, sequence=one.sequence)
        for one in cases
    )
