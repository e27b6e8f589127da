"""What is held, in words: what it is, what there is to do, and a message that asks for it again."""

from __future__ import annotations

from collections.abc import Sequence

from hmip_desktop.services.held import HeldThing
from hmip_desktop.services.merge_round import InTheWay
from hmip_desktop.ui.text import sentence, t

REVOKED = "package-revoked"


def title_words(thing: HeldThing) -> str:
    """What is held, in a few words."""
    if thing.kind == "fork":
        return t("Two branches of one store")
    if thing.kind == "package":
        return t("Package no. {number}", number=thing.sequence) if thing.sequence else t("A package")
    return t("Case {case}", case=", ".join(thing.case_refs))


def happened_words(thing: HeldThing) -> str:
    """What happened: the sentence of the reason up to what there is to do."""
    return sentence(thing.code, thing.params).partition(";")[0].rstrip(".") + "."


def todo_words(thing: HeldThing) -> str:
    """What there is to do about it."""
    if thing.kind == "fork":
        return t("{here} changes of one branch are here, {held} of the other wait. Taking both keeps everything: where "
                 "they differ you settle it as an ordinary conflict. Merge the held file again afterwards.",
                 here=thing.here, held=thing.waiting)  # fmt: skip
    if thing.code == REVOKED:
        return t("Nothing of it counts. If {name} made it before the laptop was lost, trust their new key and ask them "
                 "to send their work again under it.", name=thing.sender)  # fmt: skip
    return t("Ask {name} for it again: the next package that brings it sound releases it.", name=thing.sender)


def message_words(things: Sequence[HeldThing], inspection: str) -> str:
    """A message to the one sender of these things: references and numbers, nothing of what stands in a case."""
    lines = [t("{name}, about inspection {inspection}:", name=things[0].sender, inspection=inspection), ""]
    for thing in things:
        number = t("package no. {number}", number=thing.sequence) if thing.sequence else t("your package")
        what = title_words(thing) if thing.kind != "package" else ""
        about = ", ".join(part for part in (what, number) if part)
        lines.append(f"- {about}: {happened_words(thing)}")
    lines += [
        "",
        t("It is held and nothing of it counts yet. Nothing is lost: your work is on your laptop. Please open the case, "
          "see that it says Saved, make a new package for me under Export, and send me that file."),
    ]  # fmt: skip
    return "\n".join(lines)


def way_words(one: InTheWay) -> str:
    """What is in the way of taking a merge back."""
    subjects = sorted({_subject_words(subject) for subject in one.subjects})
    where = one.case_ref or t("the inspection")
    return t("{where}: {what}, by {name}", where=where, what=", ".join(subjects), name=one.author or t("somebody"))


def _subject_words(subject: str) -> str:
    kind = subject.partition(":")[0]
    ref = subject.rpartition("/")[2]
    return {
        "answer": t("answer {ref}", ref=ref), "evidence": t("evidence"), "note": t("an interview note"),
        "allocation": t("who has the case"), "decision": t("whether the case counts"), "signoff": t("sign-off"),
        "query": t("a query"), "resolution": t("a reply to a query"), "moderation": t("moderation"),
        "moderated": t("moderation"),
        "alert": t("an alert"), "evaluation": t("the close of the case"), "fact": t("case details"),
        "case": t("case details"), "roster": t("the team"),
    }.get(kind, t("other work"))  # fmt: skip
