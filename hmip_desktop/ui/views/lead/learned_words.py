"""Words for what is learned across cases: kinds of theme, stages, lenses, sorts of meeting."""

from __future__ import annotations

from collections.abc import Iterable

from hmip_desktop.ui.text import t
from hmip_desktop.ui.views.interview.theme_form import mark_words


def kind_words(code: str) -> str:
    """One theme of a kind."""
    return {
        "line_of_enquiry": t("Line of enquiry"), "enabler": t("Enabler"), "barrier": t("Barrier"),
    }.get(code, code)  # fmt: skip


def stage_words(code: str) -> str:
    """A stage of the sentence."""
    return {
        "assessment": t("Assessment"), "planning": t("Planning"),
        "implementation": t("Implementation and delivery"), "reviewing": t("Reviewing"),
    }.get(code, code)  # fmt: skip


def lens_words(code: str) -> str:
    """What the work was for."""
    return {
        "engagement": t("Engaging the person"), "desistance": t("Supporting desistance"),
        "children_safe": t("Keeping children safe"), "people_safe": t("Keeping other people safe"),
    }.get(code, code)  # fmt: skip


def meeting_words(code: str) -> str:
    """A sort of meeting in week 2."""
    return {
        "leaders": t("Leaders"), "managers": t("Middle managers"), "practitioners": t("Practitioners"),
        "partners": t("Partner agencies"), "service_providers": t("Providers of services"),
        "people": t("People on probation"), "other": t("Another meeting"),
    }.get(code, code)  # fmt: skip


def found_words(marks: Iterable[str]) -> str:
    """What was found in a text that may tell who is meant, as a list."""
    return ", ".join(mark_words(mark) for mark in marks)


def counted_words(cases: int, pdus: int) -> str:
    """So many cases in so many PDUs."""
    some = t("1 case") if cases == 1 else t("{count} cases", count=cases)
    where = t("1 PDU") if pdus == 1 else t("{count} PDUs", count=pdus)
    return t("{cases} in {pdus}", cases=some, pdus=where)
