"""A pack as it is shown in another language: the same elements and references, with the words of a translation.

Only for showing. Answers are stamped with the pack itself, whose digest does not know in which language it was read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.pack_parts import (
    DataQuestion,
    Guidance,
    Introduction,
    Prompt,
    Question,
    RatingExample,
    Standard,
    Topic,
)

Words = Callable[[str, str], str]
"""Gives the translation of a field of a reference ("C1", "judge"), empty where there is none."""


def in_language(pack: Pack, language: str) -> Pack:
    """``pack`` with what its translation to ``language`` holds; what it does not hold stays in English.

    The pack itself when the language is English.
    """
    if language == "en":
        return pack
    held = pack.translations.get("cy", {})

    def words(ref: str, field: str) -> str:
        return held.get(f"{ref}.{field}", "")

    fields = {name: getattr(pack, name) for name in Pack.model_fields}
    fields |= {
        "title": words("pack", "title") or pack.title,
        "routes": tuple(
            part.model_copy(update={"title": words(f"route-{part.id}", "title") or part.title}) for part in pack.routes
        ),
        "standards": tuple(_standard(standard, words) for standard in pack.standards),
        "data_questions": tuple(_data(data, words) for data in pack.data_questions),
        "topics": tuple(_topic(topic, words) for topic in pack.topics),
        "introduction": tuple(_line(line, words) for line in pack.introduction),
        "rating_examples": tuple(_example(example, words) for example in pack.rating_examples),
    }
    shown = Pack.model_construct(**fields)
    shown.speak(language)
    return shown


def _standard(standard: Standard, words: Words) -> Standard:
    return standard.model_copy(
        update={
            "title": words(standard.ref, "title") or standard.title,
            "statement": words(standard.ref, "statement") or standard.statement,
            "questions": tuple(_question(question, words) for question in standard.questions),
        }
    )


def _question(question: Question, words: Words) -> Question:
    ref = question.ref
    return question.model_copy(
        update={
            "short": words(ref, "short") or question.short,
            "text": words(ref, "text") or question.text,
            "prompts": tuple(_prompt(prompt, words) for prompt in question.prompts),
            "guidance": _guidance(ref, question.guidance, words) if question.guidance else None,
        }
    )


def _prompt(prompt: Prompt, words: Words) -> Prompt:
    text, hint = words(prompt.ref, "text"), words(prompt.ref, "hint")
    return prompt.model_copy(update={"text": text or prompt.text, "hint": hint or prompt.hint})


def _guidance(ref: str, guidance: Guidance, words: Words) -> Guidance:
    rules = zip(
        guidance.for_case, _lines(words(ref, "for_case"), [rule.text for rule in guidance.for_case]), strict=True
    )
    return guidance.model_copy(
        update={
            "judge": words(ref, "judge") or guidance.judge,
            "look_for": tuple(_lines(words(ref, "look_for"), guidance.look_for)),
            "not_applicable": words(ref, "not_applicable") or guidance.not_applicable,
            "for_case": tuple(rule.model_copy(update={"text": text}) for rule, text in rules),
        }
    )


def _data(data: DataQuestion, words: Words) -> DataQuestion:
    ref = data.ref
    texts = _lines(words(ref, "options"), [option.text for option in data.options])
    options = zip(data.options, texts, strict=True)
    return data.model_copy(
        update={
            "text": words(ref, "text") or data.text,
            "short": words(ref, "short") or data.short,
            "hint": words(ref, "hint") or data.hint,
            "options": tuple(option.model_copy(update={"text": text}) for option, text in options),
        }
    )


def _topic(topic: Topic, words: Words) -> Topic:
    ask = tuple(_lines(words(topic.ref, "ask"), topic.ask))
    return topic.model_copy(update={"title": words(topic.ref, "title") or topic.title, "ask": ask})


def _line(line: Introduction, words: Words) -> Introduction:
    return line.model_copy(update={"text": words(line.ref, "text") or line.text})


def _example(example: RatingExample, words: Words) -> RatingExample:
    held = words(example.standard, f"example-{example.rating}")
    return example.model_copy(update={"characteristics": tuple(_lines(held, example.characteristics))})


def _lines(translated: str, english: Sequence[str]) -> list[str]:
    """Lines of a translation in place of the English ones; the English where their number differs."""
    originals = list(english)
    lines = translated.split("\n") if translated else []
    return lines if len(lines) == len(originals) else originals
