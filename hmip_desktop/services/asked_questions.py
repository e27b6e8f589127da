"""What the counted cases were asked: the questions of the version in force, and those that ended with an earlier one.

A reference has one meaning through all versions, so answers to a question that is still asked are counted together.
One that ended is counted for the cases signed off under its version, and a new one for those under its own; both say
from or until when they were asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hmip_desktop.domain.pack import Element, Pack
from hmip_desktop.domain.succession import Lineage
from hmip_desktop.services.context import Context, OpenInspection
from hmip_desktop.store import projections


@dataclass(frozen=True, slots=True)
class Asked:
    """A key question or prompt of one question set. ``parent`` is the key question of a prompt, else empty.

    ``since``: the version from which it was asked, ``until``: the last that asked it; empty where every counted case
    was asked.
    """

    ref: str
    kind: Literal["key_question", "prompt"]
    parent: str
    label: str
    text: str
    standard: str
    stage: str
    na: bool
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class CountedUnder:
    """How many counted cases are under one version of the pack."""

    pack: Pack
    cases: int


def routes_of(pack: Pack) -> tuple[str, ...]:
    """The question sets of a pack, the main one first; one nameless set for packs without routes."""
    return tuple(route.id for route in pack.routes) or ("",)


def questions_of(inspection: OpenInspection, route: str) -> tuple[Asked, ...]:
    """Key questions of cases with their prompts, in rail order; organisational standards are the panel's."""
    return tuple(_questions(inspection.pack, route, inspection.value.variant))


def counted_under(ctx: Context, inspection: OpenInspection) -> tuple[CountedUnder, ...]:
    """Counted cases by version, the newest first; the version in force is there with 0 too. One look at one row for
    each signed-off case, and none at all before a second version came."""
    if not inspection.earlier:
        return (CountedUnder(inspection.pack, sum(projections.counted_cases(ctx.store).values())),)
    found = dict.fromkeys((pack.digest for pack in inspection.line.packs), 0)
    for digest in projections.signed_under(ctx.store, counted=True).values():
        found[digest if digest in found else inspection.pack.digest] += 1
    packs = inspection.line.packs
    return tuple(CountedUnder(one, found[one.digest]) for one in packs if found[one.digest] or one is packs[0])


def asked_in(inspection: OpenInspection, route: str, counted: Sequence[CountedUnder]) -> tuple[Asked, ...]:
    """The questions of a set in every version that has counted cases: as now, then, beside their like, what ended."""
    variant = inspection.value.variant
    packs = [one.pack for one in counted if one.cases]
    now = list(_questions(inspection.pack, route, variant))
    if all(pack is inspection.pack for pack in packs):
        return tuple(now)
    made = [replace(one, since=_since(one.ref, packs, inspection.line)) for one in now]
    for pack in packs:
        known = {one.ref for one in made}
        for one in _questions(pack, route, variant):
            if one.ref not in known:
                made.insert(_place(made, one), replace(one, until=pack.version))
    return tuple(made)


def _questions(pack: Pack, route: str, variant: str) -> Iterator[Asked]:
    for question in pack.questions(route, variant):
        yield _asked(pack.element(question.ref), "key_question")
        yield from (_asked(pack.element(prompt.ref), "prompt") for prompt in question.prompts)


def _asked(element: Element, kind: Literal["key_question", "prompt"]) -> Asked:
    label = element.label if kind == "key_question" else ""
    return Asked(element.ref, kind, element.question, label, element.text, element.standard, element.stage, element.na)


def _since(ref: str, packs: Sequence[Pack], line: Lineage) -> str:
    """The oldest version that has it, where a counted case is under one that has not."""
    if all(pack.has(ref) for pack in packs):
        return ""
    return next(pack.version for pack in reversed(line.packs) if pack.has(ref))


def _place(made: Sequence[Asked], one: Asked) -> int:
    """After the last of its key question, else of its standard, else at the end."""
    for like in (lambda it: one.parent and one.parent in (it.ref, it.parent), lambda it: it.standard == one.standard):
        places = [place for place, it in enumerate(made) if like(it)]
        if places:
            return places[-1] + 1
    return len(made)
