"""The facts of a case as people read them, for panel, bar and badges."""

from __future__ import annotations

from hmip_desktop.services.practice import is_practice
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.text import t
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.words import day_words, measure_words, rosh_words, route_words, sentence_words


def fact_rows(desk: CaseDesk) -> list[tuple[str, str]]:
    """Label and value of every fact that is known, the ones that decide first."""
    facts = desk.record.facts
    rows = [
        (t("Question set"), route_words(desk.record.route_used) if desk.pack.routes else ""),
        (t("Sentence"), sentence_words(facts.sentence_type)),
        (t("Started"), day_words(facts.start_date)),
        (t("Released"), day_words(facts.release_date)),
        (t("Suspended by"), measure_words(facts.measure) if facts.measure else ""),
        (t("Date suspended"), day_words(facts.measure_date)),
        (t("Ended"), day_words(facts.end_date)),
        (t("Risk of serious harm"), rosh_words(facts.rosh)),
        (t("MAPPA"), facts.mappa),
        (t("PDU"), facts.pdu),
        (t("Office"), facts.office),
        (t("Practitioner"), facts.practitioner),
        (t("Practitioner grade"), facts.grade),
        (t("Transferred in"), day_words(facts.transfer_in)),
        (t("Transferred out"), day_words(facts.transfer_out)),
        (t("Sex"), facts.sex),
        (t("Age"), str(facts.age) if facts.age is not None else ""),
        (t("Ethnicity"), facts.ethnicity),
        (t("Disability"), facts.disability),
    ]
    return [(label, value) for label, value in rows if value]


def case_identity(desk: CaseDesk) -> Identity:
    """The bar over a case: reference, three facts, and badges for risk only."""
    facts = desk.record.facts
    order = sentence_words(facts.sentence_type)
    if facts.release_date:
        order = t("{sentence}, released {day}", sentence=order, day=_short_day(facts.release_date))
    elif facts.start_date:
        order = t("{sentence}, started {day}", sentence=order, day=_short_day(facts.start_date))
    badges = []
    if facts.rosh in ("high", "very_high"):
        badges.append((t("{level} RoSH", level=rosh_words(facts.rosh)), "error"))
    elif facts.rosh == "medium":
        badges.append((t("Medium RoSH"), "warning"))
    if facts.mappa and facts.mappa.lower() not in ("none", "no"):
        level = facts.mappa if facts.mappa.lower().startswith("mappa") else f"MAPPA {facts.mappa}"
        badges.append((level, "quote"))
    shown = ((t("PDU"), facts.pdu), (t("Order"), order), (t("Practitioner"), facts.practitioner))
    said = tuple((label, value) for label, value in shown if value)
    if is_practice(desk.record.case_id):
        return Identity(t("Practice"), said, tuple(badges), t("MADE UP, NEVER SENT"))
    return Identity(facts.case_ref, said, tuple(badges))


def _short_day(stored: str) -> str:
    return " ".join(day_words(stored).split(" ")[:2])
