"""Words about keeping and destroying: grounds of holds and of erasing, and what a purge still needs."""

from __future__ import annotations

from hmip_desktop.services.purging import Obstacle
from hmip_desktop.ui.text import t


def hold_words(ground: str) -> str:
    """The ground of a hold."""
    return {
        "complaint": t("Complaint"),
        "factual_accuracy": t("Factual accuracy check"),
        "other": t("Other"),
    }.get(ground, ground)


def erase_words(ground: str) -> str:
    """The ground on which words were erased."""
    return {
        "wrong-person": t("Written about the wrong person"),
        "not-needed": t("Not needed for the inspection"),
        "asked-by-person": t("The person asked for it"),
        "period-over": t("The period of keeping is over"),
        "practice-thrown-away": t("Practice"),
    }.get(ground, t("Other"))


def changes_words(count: int) -> str:
    """So many changes."""
    return t("1 change") if count == 1 else t("{count} changes", count=f"{count:,}")


def obstacle_words(one: Obstacle) -> str:
    """What a purge still needs, in one sentence."""
    name, count = one.params.get("name", ""), int(one.params.get("count", "0"))
    if one.code == "hold":
        return t("It is held: {ground}.", ground=hold_words(one.params.get("ground", "")).lower())
    if one.code == "no-lead-receipt":
        return t("There is no receipt of {name}, the lead inspector, yet.", name=name)
    if one.code == "no-deputy-receipt":
        return t("There is no receipt of the deputy, {name}, yet.", name=name)
    if one.code == "archive-lacks":
        changes = changes_words(count)
        return t("The escrow archive does not hold {changes} of it; ask your lead inspector to send it once more.",
                 changes=changes)  # fmt: skip
    if one.code in ("lead-lacks", "deputy-lacks"):
        return t("{name} has not confirmed {changes} of it; export once more.", name=name, changes=changes_words(count))
    return {
        "leads-keep": t("Those who lead keep the work; they erase it for everybody instead."),
        "fieldwork-open": t("Fieldwork is not closed; the lead inspector closes it."),
        "open-alert": t("It has an open alert."),
        "words-not-saved": t("Something typed in it is not saved yet; open the case and finish it."),
        "no-deputy": t("There is neither a deputy nor an escrow key to give the second receipt."),
        "no-archive-receipt": t("There is no receipt of the escrow archive yet; your lead inspector asks for it."),
    }.get(one.code, one.code)


def obstacle_short(one: Obstacle) -> str:
    """The same in a few words, for a table."""
    return {
        "leads-keep": t("Kept by those who lead"),
        "fieldwork-open": t("Fieldwork is open"),
        "hold": t("Held"),
        "open-alert": t("Open alert"),
        "words-not-saved": t("Words not saved"),
        "no-lead-receipt": t("No receipt of the lead"),
        "lead-lacks": t("Not all with the lead"),
        "no-deputy": t("No second receipt possible"),
        "no-archive-receipt": t("No receipt of the archive"),
        "archive-lacks": t("Not all in the archive"),
        "no-deputy-receipt": t("No receipt of the deputy"),
        "deputy-lacks": t("Not all with the deputy"),
    }[one.code]
