"""Where a note may belong: prompts that share words with it, the best first, each with its reason. No widgets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from hmip_desktop.domain.flow import Flow
from hmip_desktop.domain.interview import InterviewNote
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.pack_parts import Topic
from hmip_desktop.services.themes import ThemeKind
from hmip_desktop.ui.text import t

_EVERYDAY = """
    about after again all also and any are because been before being but can case could did does each else enough
    for from had has have how into its just know known made make many more most much not now one only other over
    own people person risk said same she should since some such than that the their them then there these they
    this those through was well were what when where which while who whom will with work would you your
"""
COMMON = frozenset(_EVERYDAY.split())


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place for a note: a key question or prompt, how it is called, and why it is suggested.

    ``theme`` is the kind of theme instead, with an empty reference.
    """

    ref: str
    question: str
    letter: str
    words: str
    reason: str
    theme: ThemeKind | Literal[""] = ""


def stems(text: str) -> set[str]:
    """The telling words of a text, cut to six letters so that "checked" meets "checks"."""
    return {word[:6] for word in re.findall(r"[^\W\d_]{3,}", text.lower()) if word not in COMMON}


def suggest(
    flow: Flow, pack: Pack, note: InterviewNote, most: int = 4, *, with_theme: bool = False
) -> list[Suggestion]:
    """At most ``most`` places, by shared words with the note, then with what its topic asks about.

    ``with_theme`` keeps the last of them for a theme.
    """
    topic = next((topic for topic in pack.topics if topic.ref == note.topic), None)
    told = stems(note.text)
    asked = stems(" ".join((topic.title, *topic.ask))) if topic else set()
    scored = []
    for order, ref in enumerate(flow.visible):
        element = pack.element(ref)
        if element.kind not in ("prompt", "key_question"):
            continue
        words = stems(element.text)
        shared, near = told & words, asked & words
        score = 3 * len(shared) + len(near) - (0.5 if element.kind == "key_question" else 0)
        scored.append((-score, order, ref, shared))
    scored.sort(key=lambda entry: entry[:2])
    judgements = scored[: most - 1 if with_theme else most]
    found = [_made(pack, ref, note, shared, bool(topic)) for _, _, ref, shared in judgements]
    return [*found, _theme(note, topic)] if with_theme else found


def _theme(note: InterviewNote, topic: Topic | None) -> Suggestion:
    """The kind of theme that the tag speaks for: a strength enables, a gap stands in the way, the rest is asked."""
    kind: ThemeKind = {"strength": "enabler", "gap": "barrier"}.get(note.tag, "line_of_enquiry")  # type: ignore[assignment]
    reason = t("topic: {title}", title=topic.title) if topic else ""
    return Suggestion("", "", "", theme_words(kind), reason, kind)


def theme_words(kind: str) -> str:
    """What a theme is, one of them."""
    words = {"enabler": t("Enabler"), "barrier": t("Barrier"), "line_of_enquiry": t("Line of enquiry")}
    return words.get(kind, kind)


def place(pack: Pack, ref: str, reason: str = "") -> Suggestion:
    """A place by its reference, for those that a person picks."""
    element = pack.element(ref)
    question = element.question or ref
    return Suggestion(ref, question, ref.removeprefix(question), element.text, reason)


def _made(pack: Pack, ref: str, note: InterviewNote, shared: set[str], has_topic: bool) -> Suggestion:
    reason = t("same topic") if has_topic else ""
    if shared:
        stem = sorted(shared, key=len)[-1]
        word = next((w for w in re.findall(r"[^\W\d_]{3,}", note.text) if w.lower()[:6] == stem), stem)
        reason = t("“{word}”", word=word)
    return place(pack, ref, reason)
