"""What two versions that stand against each other say, in words; nobody reads the form in which it is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from hmip_desktop.domain.assessment import Flag, Moderation, SignOff
from hmip_desktop.domain.interview import Interview, InterviewNote, NotePlace
from hmip_desktop.domain.learned import PracticeWording, ThemeGroup
from hmip_desktop.domain.organisational import OrgEvidence, OrgJudgement
from hmip_desktop.domain.sample import Allocation, PanelRating, Roster, SampleDecision
from hmip_desktop.domain.values import Value
from hmip_desktop.services.conflicts import words_of
from hmip_desktop.ui.text import t
from hmip_desktop.ui.views.case.history import can_word, version_words
from hmip_desktop.ui.views.lead.exclusion import exclusion_words
from hmip_desktop.ui.views.lead.learned_words import kind_words as theme_kind
from hmip_desktop.ui.views.lead.learned_words import meeting_words
from hmip_desktop.ui.views.lead.rating_cards import rating_words
from hmip_desktop.ui.words import answer_words, day_words, interviewed_words, tag_words

NameOf = Callable[[str], str]


def value_words(value: Value | None, name_of: NameOf) -> str:
    """A version in words, one thing a line; ``name_of`` gives the name of a fingerprint."""
    if value is None:
        return ""
    if can_word(value):
        return version_words(value)
    if isinstance(value, Roster):
        return words_of(value)
    if isinstance(value, Allocation):
        interviewer = name_of(value.interviewer) if value.interviewer else ""
        return _lines((t("Assessor"), name_of(value.inspector)), (t("Interviewer"), interviewer))
    for shape, say in _SAY.items():
        if isinstance(value, shape):
            return say(value)
    return "\n".join(_texts(msgspec.to_builtins(value)))


def about_words(kind: str) -> str:
    """What sort of thing a conflict is about."""
    return {
        "answer": t("judgement"), "reason": t("reason"), "evidence": t("note of evidence"), "data": t("data question"),
        "late-evidence": t("reason"), "evaluation": t("evaluation"), "interview": t("interview"),
        "note": t("interview note"), "placed": t("where a note went"), "fact": t("case detail"),
        "route": t("question set"), "signoff": t("sign-off"), "flag": t("flag"), "allocation": t("allocation"),
        "case": t("case"), "decision": t("whether the case counts"), "roster": t("the team"),
        "moderation": t("moderation"), "moderated": t("moderation"), "panel": t("rating by the panel"),
        "theme-group": t("heading over themes"), "practice-wording": t("effective practice"),
        "org-evidence": t("evidence on the organisation"), "org-judgement": t("judgement on the organisation"),
        "challenge": t("challenge"), "hold": t("hold"), "retention": t("how long work is kept"),
        "fieldwork": t("end of fieldwork"), "limits": t("what is hidden in outputs"),
    }.get(kind, t("other work"))  # fmt: skip


def _lines(*parts: tuple[str, str]) -> str:
    return "\n".join(f"{label}: {words}" for label, words in parts if words)


def _texts(held: Any) -> Iterable[str]:
    """Whatever words and numbers there are, in the order in which they are kept."""
    if isinstance(held, dict):
        held = list(held.values())
    if isinstance(held, list | tuple):
        for one in held:
            yield from _texts(one)
    elif held not in ("", None) and not isinstance(held, bool):
        yield str(held)


def _interview(value: Interview) -> str:
    times = [one[11:16] for one in (value.started_at, value.ended_at) if one]
    who = t("File-read") if value.file_read else interviewed_words(value.interviewed)
    language = t("Welsh") if value.language == "cy" else t("English")
    return _lines((t("Interviewed"), who), (t("Time"), " – ".join(times)), (t("Language"), language))


def _sign_off(value: SignOff) -> str:
    return f"{t('Signed off') if value.signed else t('Unlocked')}: {value.name}\n{value.reason}".strip()


def _place(value: NotePlace) -> str:
    words = {"judgement": t("judgement"), "theme": t("theme"), "aside": t("Set aside")}.get(value.place, "")
    return f"{words} {value.ref}\n{value.reason}".strip()


def _decision(value: SampleDecision) -> str:
    if value.state == "included":
        return f"{t('Counts')}\n{value.reason}".strip()
    return f"{t('Excluded')}: {exclusion_words(value.reason_code)}\n{value.reason}".strip()


def _panel(value: PanelRating) -> str:
    said = [t("Proposed: {rating}", rating=rating_words(value.proposed))]
    if value.confirmed != "none":
        said.append(t("Confirmed: {rating}", rating=rating_words(value.confirmed)))
        said.append(t("confirmed by {who}", who=value.confirmed_by))
    return "\n".join([*said, value.reason])


def _theme_group(value: ThemeGroup) -> str:
    explore = [t("To explore: {words}", words=value.explore)] if value.explore else []
    return "\n".join([f"{theme_kind(value.kind)}: {value.heading}", *explore, *value.texts])


def _org_evidence(value: OrgEvidence) -> str:
    what = value.title if value.sort == "document" else meeting_words(value.meeting)
    who = value.source if value.sort == "document" else value.who
    about = " · ".join(part for part in (what, who, day_words(value.dated_on), ", ".join(value.refs)) if part)
    return f"{about}\n{value.notes}".strip()


_SAY: dict[type[Value], Callable[[Any], str]] = {
    Interview: _interview,
    InterviewNote: lambda one: " · ".join(part for part in (tag_words(one.tag), one.text) if part),
    NotePlace: _place,
    SignOff: _sign_off,
    Flag: lambda one: t("Flagged") if one.flagged else t("Not flagged"),
    Moderation: lambda one: f"{answer_words(one.answer)}\n{one.reason}",
    SampleDecision: _decision,
    PanelRating: _panel,
    ThemeGroup: _theme_group,
    PracticeWording: lambda one: "\n".join((one.done, one.why, t("goes out") if one.goes_out else t("stays inside"))),
    OrgEvidence: _org_evidence,
    OrgJudgement: lambda one: str(one.text),
}
