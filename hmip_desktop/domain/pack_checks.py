"""What a pack must satisfy as a whole, beyond the shape of its fields; and what is only worth a warning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pydantic import ValidationError

from hmip_desktop.domain.conditions import ConditionError, parse
from hmip_desktop.domain.pack import MAX_PROMPTS, Pack, read_pack
from hmip_desktop.domain.pack_parts import Guidance, Question
from hmip_desktop.domain.pack_problem import Path, Problem
from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.domain.succession import own_problems
from hmip_desktop.errors import Refused

__all__ = ["KNOWN_FACTS", "Path", "Problem", "problems", "read_canonical", "warnings"]

KNOWN_FACTS = frozenset(CaseFacts.__struct_fields__) | {"age_band", "route", "file_read"}
"""Names that conditions can ask for: the sample row, and what is worked out from it.

``route`` is the question set in use; ``file_read`` is true where nobody was interviewed.
"""
_TRANSLATED = (
    "title", "statement", "text", "short", "hint", "yes", "no", "na", "judge", "look_for", "ask",
    "not_applicable", "for_case", "options",
)  # fmt: skip


def read_canonical(untrusted: bytes) -> Pack:
    """The pack of JSON bytes as ``Pack.canonical`` wrote them, checked as a whole.

    Raises Refused ``pack-invalid`` with the first problem's ``field`` and ``problem``.
    """
    try:
        pack = read_pack(untrusted)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise Refused("pack-invalid", field=".".join(map(str, first["loc"])), problem=first["type"]) from error
    for problem in problems(pack):
        raise Refused("pack-invalid", field=problem.field, problem=problem.code)
    return pack


def problems(pack: Pack) -> tuple[Problem, ...]:
    """Everything that makes the pack unusable: repeats, references that lead nowhere, cycles, limits."""
    return (
        *_repeats(pack),
        *_routes_and_variants(pack),
        *_prompts(pack),
        *_conditions(pack),
        *_scoring(pack),
        *_data(pack),
        *_translations(pack),
        *own_problems(pack),
    )


def warnings(pack: Pack) -> tuple[Problem, ...]:
    """What a maintainer should know but may leave: no guidance, no stage, no source, unknown facts."""
    return tuple(_warnings(pack))


def _repeats(pack: Pack) -> Iterator[Problem]:
    places = list(_references(pack))
    times = Counter(ref for ref, _ in places)
    seen: set[str] = set()
    for ref, path in places:
        if times[ref] > 1 and ref in seen:
            yield Problem("pack-repeated-ref", path, {"ref": ref})
        seen.add(ref)
    for name, ids in (("routes", [r.id for r in pack.routes]), ("variants", [v.id for v in pack.variants])):
        for index, one in enumerate(ids):
            if one in ids[:index]:
                yield Problem("pack-repeated-ref", (name, index, "id"), {"ref": one})


def _references(pack: Pack) -> Iterator[tuple[str, Path]]:
    for i, standard in enumerate(pack.standards):
        yield standard.ref, ("standards", i, "ref")
        for j, question in enumerate(standard.questions):
            place: Path = ("standards", i, "questions", j)
            yield question.ref, (*place, "ref")
            for k, prompt in enumerate(question.prompts):
                yield prompt.ref, (*place, "prompts", k, "ref")
    for i, data in enumerate(pack.data_questions):
        yield data.ref, ("data_questions", i, "ref")
    for i, topic in enumerate(pack.topics):
        yield topic.ref, ("topics", i, "ref")
    for i, line in enumerate(pack.introduction):
        yield line.ref, ("introduction", i, "ref")


def _questions(pack: Pack) -> Iterator[tuple[Question, Path]]:
    for i, standard in enumerate(pack.standards):
        for j, question in enumerate(standard.questions):
            yield question, ("standards", i, "questions", j)


def _routes_and_variants(pack: Pack) -> Iterator[Problem]:
    routes, variants = {r.id for r in pack.routes}, {v.id for v in pack.variants}
    for i, standard in enumerate(pack.standards):
        for k, variant in enumerate(standard.variants):
            if variant not in variants:
                yield Problem("pack-unknown-variant", ("standards", i, "variants", k), {"name": variant})
    named = [(q.route, (*path, "route")) for q, path in _questions(pack)]
    named += [(d.route, ("data_questions", i, "route")) for i, d in enumerate(pack.data_questions)]
    for question, path in _questions(pack):
        named += [(r, (*path, "guidance", "routes", r)) for r in (_guidance(question).routes)]
    for route, path in named:
        if route and route not in routes:
            yield Problem("pack-unknown-route", path, {"name": route})


def _guidance(question: Question) -> Guidance:
    return question.guidance or Guidance.model_construct()


def _prompts(pack: Pack) -> Iterator[Problem]:
    for question, path in _questions(pack):
        if len(question.prompts) > MAX_PROMPTS:
            yield Problem(
                "pack-too-many-prompts",
                (*path, "prompts", MAX_PROMPTS),
                {"ref": question.ref, "count": len(question.prompts), "limit": MAX_PROMPTS},
            )


def _written_conditions(pack: Pack) -> Iterator[tuple[str, str, Path]]:
    """Every condition: reference of the element that waits for it ("" for guidance), text, place."""
    for question, path in _questions(pack):
        yield question.ref, question.when, (*path, "when")
        for k, prompt in enumerate(question.prompts):
            yield prompt.ref, prompt.when, (*path, "prompts", k, "when")
        guidance = _guidance(question)
        for k, rule in enumerate(guidance.for_case):
            yield "", rule.when, (*path, "guidance", "for_case", k, "when")
        for route, variant in guidance.routes.items():
            for k, rule in enumerate(variant.for_case or ()):
                yield "", rule.when, (*path, "guidance", "routes", route, "for_case", k, "when")
    for i, data in enumerate(pack.data_questions):
        yield data.ref, data.when, ("data_questions", i, "when")


def _conditions(pack: Pack) -> Iterator[Problem]:
    answerable = {e.ref for e in pack.elements if e.kind in ("key_question", "prompt", "data")}
    waits: dict[str, set[str]] = {e.ref: {e.question} for e in pack.elements if e.question}
    places: dict[str, Path] = {}
    for ref, text, path in _written_conditions(pack):
        try:
            condition = parse(text)
        except ConditionError as error:
            found = {"reason": error.reason, "position": error.position + 1, "when": text}
            yield Problem("pack-bad-condition", path, found)
            continue
        for name in sorted(condition.answers - answerable):
            yield Problem("pack-unknown-ref", path, {"name": name})
        if ref:
            waits.setdefault(ref, set()).update(condition.answers & answerable)
            places[ref] = path
    for ref in _on_a_cycle(waits):
        if ref in places:
            yield Problem("pack-condition-cycle", places[ref], {"ref": ref})
            return


def _on_a_cycle(waits: dict[str, set[str]]) -> list[str]:
    """References left over when everything that waits for nothing is taken away again and again."""
    left = {ref: set(others) for ref, others in waits.items()}
    while True:
        free = {ref for ref, others in left.items() if not others & left.keys()}
        if not free:
            return [ref for ref in left if any(ref in left[other] for other in left)]
        left = {ref: others for ref, others in left.items() if ref not in free}


def _scoring(pack: Pack) -> Iterator[Problem]:
    if pack.rated != (pack.scoring is not None):
        yield Problem("pack-scoring-mismatch", ("rated",), {})
    if pack.scoring is None:
        return
    for name, bandings in (("bandings", pack.scoring.bandings), ("composite", pack.scoring.composite)):
        limits = [banding.at_least for banding in bandings]
        rising = limits == sorted(set(limits)) and limits[:1] == [0]
        if not rising and (bandings or name == "bandings"):
            yield Problem("pack-bad-bandings", ("scoring", name), {"name": name})
    known = {banding.id for banding in pack.scoring.bandings}
    named: list[tuple[str, Path]] = [
        (b.id, ("scoring", "composite", i, "id")) for i, b in enumerate(pack.scoring.composite)
    ]
    named += [(rating, ("scoring", "points", rating)) for rating in pack.scoring.points]
    named += [(x.rating, ("rating_examples", i, "rating")) for i, x in enumerate(pack.rating_examples)]
    for rating, path in named:
        if rating not in known:
            yield Problem("pack-unknown-rating", path, {"name": rating})
    standards = {standard.ref for standard in pack.standards}
    for i, example in enumerate(pack.rating_examples):
        if example.standard not in standards:
            yield Problem("pack-unknown-ref", ("rating_examples", i, "standard"), {"name": example.standard})


def _data(pack: Pack) -> Iterator[Problem]:
    for i, data in enumerate(pack.data_questions):
        chooses = data.kind in ("single", "multi")
        if chooses != bool(data.options):
            yield Problem("pack-bad-options", ("data_questions", i, "options"), {"ref": data.ref})
        ids = [option.id for option in data.options]
        for k, one in enumerate(ids):
            if one in ids[:k]:
                yield Problem("pack-repeated-ref", ("data_questions", i, "options", k, "id"), {"ref": one})


def _translations(pack: Pack) -> Iterator[Problem]:
    refs = {ref for ref, _ in _references(pack)} | {"pack"} | {f"route-{route.id}" for route in pack.routes}
    examples = {(one.standard, f"example-{one.rating}") for one in pack.rating_examples}
    for language, held in pack.translations.items():
        if language not in pack.languages:
            yield Problem("pack-unknown-language", ("translations", language), {"name": language})
        for key in held:
            ref, _, field = key.rpartition(".")
            if (ref not in refs or field not in _TRANSLATED) and (ref, field) not in examples:
                yield Problem("pack-unknown-translation", ("translations", language, key), {"name": key})


def _warnings(pack: Pack) -> Iterator[Problem]:
    if not pack.source:
        yield Problem("pack-no-source", ("source",), {})
    if not pack.rated and all(question.guidance is None for question, _ in _questions(pack)):
        yield Problem("pack-not-rated", ("rated",), {})
    for i, standard in enumerate(pack.standards):
        if not standard.questions:
            yield Problem("pack-no-questions", ("standards", i), {"ref": standard.ref})
        for j, question in enumerate(standard.questions):
            path: Path = ("standards", i, "questions", j)
            if question.guidance is None:
                yield Problem("pack-no-guidance", path, {"ref": question.ref})
            if not question.prompts and not standard.organisational:
                yield Problem("pack-no-prompts", path, {"ref": question.ref})
        if not (standard.stage or standard.organisational or standard.variants):
            yield Problem("pack-no-stage", ("standards", i), {"ref": standard.ref})
    for _, text, path in _written_conditions(pack):
        for name in sorted(parse(text).facts - KNOWN_FACTS):
            yield Problem("pack-unknown-fact", path, {"name": name})
    if "cy" in pack.languages:
        held = pack.translations.get("cy", {})
        missing = [e.ref for e in pack.elements if not (held.keys() & {f"{e.ref}.text", f"{e.ref}.title"})]
        if missing:
            yield Problem("pack-untranslated", ("translations",), {"count": len(missing), "ref": missing[0]})
