"""The release of numbers in words: checks, what is ticked, where a challenge stands, what tables are about."""

from __future__ import annotations

from typing import Any

from hmip_desktop.services.releases import Check
from hmip_desktop.ui.text import t


def check_title(code: str) -> str:
    """What a check looks at."""
    return {
        "record-sound": t("The record is sound"),
        "record-complete": t("Nothing is missing from the record"),
        "cases-agree": t("Cases agree"),
        "answers-agree": t("Answers agree"),
        "splits-agree": t("Groups agree"),
        "nothing-open": t("Nothing is open"),
    }[code]


def check_words(check: Check) -> str:
    """What a check found."""
    found: Any = check.found
    if check.code == "record-sound":
        return t("{revisions} changes from {devices} computers, each checked against its chain",
                 revisions=f"{found['revisions']:,}", devices=found["devices"])  # fmt: skip
    if check.code == "record-complete":
        return t("Gaps: {gaps}. Packages held back: {held}.", gaps=found["gaps"], held=found["held"])
    if check.code == "cases-agree":
        return t("{counted} counted by the program, {again} counted again", counted=found["counted"],
                 again=found["again"])  # fmt: skip
    if check.code == "answers-agree":
        return t("{answers} answers to {questions} questions counted again, {differ} differ",
                 answers=f"{found['answers']:,}", questions=found["questions"], differ=found["differ"])  # fmt: skip
    if check.code == "splits-agree":
        return t("{cells} figures by PDU and RoSH counted again, {differ} differ", cells=f"{found['cells']:,}",
                 differ=found["differ"])  # fmt: skip
    return t("Challenges open: {challenges}. Conflicts open: {conflicts}.", challenges=found["challenges"],
             conflicts=found["conflicts"])  # fmt: skip


def tick_words(code: str) -> str:
    """What a person has done before signing."""
    return {
        "challenges-settled": t("Every challenge to a judgement is decided and carried out"),
        "limits-read": t("The limits on the figures are read and say what happened"),
        "disclosure-looked-at": t("What is hidden from body and public was looked at, and why"),
        "changes-read": t("What changed since the release before is read and explained"),
    }[code]


def state_words(state: str) -> str:
    """Where a challenge stands."""
    return {
        "new": t("To propose"),
        "proposed": t("To decide"),
        "to-carry-out": t("To carry out"),
        "upheld": t("Upheld, changed"),
        "not-upheld": t("Not upheld"),
    }[state]


def kind_words(kind: str) -> str:
    """What sort of challenge."""
    return t("Factual accuracy") if kind == "factual_accuracy" else t("Complaint")


def topic_words(topic: str) -> str:
    """What a table is about."""
    return {
        "region": t("The region"),
        "caseload": t("Caseload"),
        "workload": t("Workload"),
        "mappa": t("MAPPA"),
        "other": t("Something else"),
    }[topic]
