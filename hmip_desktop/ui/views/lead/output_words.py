"""How outputs are called, for whom they are, and why something is left out of them."""

from __future__ import annotations

from hmip_desktop.ui.text import t

AUDIENCES = ("team", "body", "public")


def audience_words(code: str) -> str:
    """For whom outputs are made."""
    return {"team": t("The team"), "body": t("The inspected body"), "public": t("The public")}.get(code, code)


def audience_sentence(code: str) -> str:
    """What an audience gets."""
    return {
        "team": t("Complete, case by case, OFFICIAL-SENSITIVE, sealed for the team when written."),
        "body": t("Numbers only, OFFICIAL-SENSITIVE until publication."),
        "public": t("Numbers only, OFFICIAL, small numbers hidden."),
    }.get(code, "")


def kind_title(code: str) -> str:
    """The name of a kind of output."""
    return {
        "case": t("Case records"),
        "headline": t("Headline sheet"),
        "annex": t("Report annex"),
        "alert": t("Alert sheets"),
        "workbook": t("Workbook"),
        "data": t("Tidy data"),
        "statistics": t("Statistics programs"),
        "word": t("Editable texts"),
        "practice": t("Effective practice"),
        "organisation": t("Organisational questions"),
        "custody": t("Chain of custody"),
    }.get(code, code)


def kind_detail(code: str) -> str:
    """What a kind of output is made of."""
    return {
        "case": t("PDF, one a case"),
        "headline": t("PDF, two pages"),
        "annex": t("PDF, tables of the report"),
        "alert": t("PDF, one an alert"),
        "workbook": t("XLSX and ODS"),
        "data": t("CSV with data dictionary"),
        "statistics": t("SPSS and Parquet"),
        "word": t("DOCX"),
        "practice": t("PDF and DOCX, by stage and lens"),
        "organisation": t("PDF and DOCX"),
        "custody": t("PDF, what was made from what"),
    }.get(code, "")


def ground_words(code: str) -> tuple[str, str]:
    """Why something was hidden: a few words, and what they mean."""
    return {
        "small-count": (t("Small numbers"), t("Counts of 1 to 4 could point to a person.")),
        "second-cell": (t("Second hiding"), t("Otherwise the first could be worked out from the total.")),
        "few-cases": (t("Too few cases"), t("A group needs enough cases before its judgements are shown.")),
        "few-practitioners": (t("Too few practitioners"), t("Judgements of so few people could be theirs alone.")),
        "all-one-answer": (t("All alike"), t("All Yes or all No says it of every case in the group.")),
        "neighbour": (t("Beside another"), t("Otherwise one case could be told apart by subtracting.")),
        "identifying-text": (t("Names in text"), t("Free text that may point to a person stays inside.")),
    }.get(code, (code.replace("-", " ").capitalize(), ""))
