"""Taking over from one pack what a published document cannot say, for the same references."""

from __future__ import annotations

from typing import Any

from hmip_desktop.domain.pack import Pack
from hmip_desktop.intake.published_outline import Remark

_PACK_FIELDS = (
    "rated", "scoring", "variants", "languages", "guidance_version", "judged_up_to", "data_questions", "topics",
    "introduction",
)  # fmt: skip
_STANDARD_FIELDS = ("stage", "organisational", "variants")
_QUESTION_FIELDS = ("short", "stage", "lens", "route", "na", "when", "guidance")
_PROMPT_FIELDS = ("na", "when", "hint")
MAX_NAMED = 12
"""References named in one remark, at most."""


def dress(document: dict[str, Any], like: Pack) -> list[Remark]:
    """Put into ``document`` what ``like`` says about the same references, words of questions excepted.

    What the document says itself stays. Remarks name references that only one of the two has.
    """
    plain = like.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    _take(document, plain, _PACK_FIELDS)
    _routes(document, plain)
    standards = {standard["ref"]: standard for standard in plain.get("standards", [])}
    questions = {q["ref"]: q for s in standards.values() for q in s.get("questions", [])}
    prompts = {p["ref"]: p for q in questions.values() for p in q.get("prompts", [])}
    refs: set[str] = set()
    for standard in document["standards"]:
        _take(standard, standards.get(standard["ref"], {}), _STANDARD_FIELDS)
        refs.add(standard["ref"])
        for question in standard["questions"]:
            _take(question, questions.get(question["ref"], {}), _QUESTION_FIELDS)
            refs.add(question["ref"])
            for prompt in question["prompts"]:
                _take(prompt, prompts.get(prompt["ref"], {}), _PROMPT_FIELDS)
                refs.add(prompt["ref"])
    _examples(document, plain, refs)
    _translations(document, like, refs)
    held = {*standards, *questions, *prompts}
    return [
        *_named("published-unlike", sorted(refs - held), like.id),
        *_named("published-like-unused", sorted(held - refs), like.id),
    ]


def _take(target: dict[str, Any], source: dict[str, Any], fields: tuple[str, ...]) -> None:
    for name in fields:
        if name in source and not target.get(name):
            target[name] = source[name]


def _routes(document: dict[str, Any], plain: dict[str, Any]) -> None:
    """Routes of the like pack, and those that only the document names."""
    taken = list(plain.get("routes", []))
    known = {route["id"] for route in taken}
    taken += [route for route in document.get("routes", []) if route["id"] not in known]
    if taken:
        document["routes"] = taken


def _examples(document: dict[str, Any], plain: dict[str, Any], refs: set[str]) -> None:
    kept = [example for example in plain.get("rating_examples", []) if example["standard"] in refs]
    if kept:
        document["rating_examples"] = kept


def _translations(document: dict[str, Any], like: Pack, refs: set[str]) -> None:
    others = {"pack", *(e.ref for e in like.elements if e.kind in ("data", "topic"))}
    others |= {line.ref for line in like.introduction}
    for language, held in like.translations.items():
        kept = {key: words for key, words in held.items() if key.rpartition(".")[0] in refs | others}
        if kept:
            document.setdefault("translations", {})[language] = kept


def _named(code: str, refs: list[str], like: str) -> list[Remark]:
    if not refs:
        return []
    named = ", ".join(refs[:MAX_NAMED]) + (" ..." if len(refs) > MAX_NAMED else "")
    return [Remark(code, {"refs": named, "count": len(refs), "like": like})]
