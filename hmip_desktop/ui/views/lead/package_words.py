"""How the state of a package looks and reads: icon, word, and one line of what it means."""

from __future__ import annotations

from hmip_desktop.services.merge_picture import PackageLine
from hmip_desktop.ui.text import error_sentence, sentence, t


def kind_words(kind: str) -> str:
    """A kind of package."""
    return {
        "allocation": t("allocation"),
        "work": t("work"),
        "forwarded": t("forwarded work"),
        "alert": t("alert"),
        "receipt": t("receipt"),
        "query": t("query"),
        "guidance": t("guidance"),
    }.get(kind, kind)


_DAMAGED = (
    "package-damaged", "package-member-differs", "package-member-damaged", "package-manifest-invalid",
    "package-member-unexpected", "package-not-a-zip", "package-not-age", "package-header-too-long",
)  # fmt: skip


def _refused_word(code: str) -> str:
    """Why nothing of a package is taken, in the two words of its tag; "" for what the sentence alone says."""
    return {
        "package-stranger": t("Stranger"), "package-signature-wrong": t("Wrong signature"),
        "package-not-for-you": t("Not for you"), "package-key-ended": t("Key destroyed"),
        "package-revoked": t("Revoked"), "package-fork": t("Used twice"),
        "package-inspection-unknown": t("Other inspection"), "package-too-new": t("Newer version"),
    }.get(code, "")  # fmt: skip


def state_look(line: PackageLine) -> tuple[str, str, str, str]:
    """Icon, its tone, the word, and the tag it is dressed in (empty for plain words)."""
    code = line.refused.code if line.refused else ""
    if code in _DAMAGED:
        return "cross-circle", "err", t("Damaged"), "error"
    if line.held:
        rest = line.new_cases or line.changed_cases
        return "shield-alert", "warn", t("Held in part") if rest else t("Held"), "warning"
    if word := _refused_word(code):
        icons = {"package-fork": "branch", "package-inspection-unknown": "swap", "package-too-new": "up"}
        foreign = code in ("package-stranger", "package-not-for-you")
        return icons.get(code, "stranger" if foreign else "shield-alert"), "warn", word, "warning"
    return {
        "new": ("plus-circle", "link", t("New"), "info"),
        "late": ("history", "link", t("Late"), "info"),
        "gap": ("warning", "warn", t("With a gap"), "warning"),
        "known": ("check", "text2", t("Known"), ""),
        "stale": ("history", "text2", t("Stale"), ""),
        "merged": ("done", "ok", t("Merged"), ""),
        "aside": ("minus-circle", "text2", t("Set aside"), ""),
        "elsewhere": ("minus-circle", "text2", t("Set aside"), ""),
    }.get(line.state, ("shield-alert", "warn", t("Refused"), "warning"))


def state_words(line: PackageLine) -> tuple[str, str]:
    """What is in a package or what is the matter with it, and what that means or asks for: two short lines."""
    if line.state == "merged":
        return line.file, ""
    if line.state in ("aside", "elsewhere"):
        return _halves(state_sentence(line), ": ")
    if line.state == "known":
        return _halves(state_sentence(line), ". ")
    if line.refused is not None:
        return _short(line.refused.code) or _halves(error_sentence(line.refused))
    if line.first_held is not None:
        return _contents(line), t("Ask for the case again")
    if line.state == "gap" and line.missing:
        return _contents(line), t("Missing: no. {numbers}", numbers=_numbers(line))
    return _contents(line), t("Older, and still counts") if line.state == "late" else ""


def _short(code: str) -> tuple[str, str] | None:
    """Two lines for a refusal whose sentence would be cut; the whole of it stands below the list."""
    return {
        "package-stale": (t("Brings nothing new"), t("Put it aside")),
        "package-fork": (t("From a copied store"), t("Apply, then decide")),
        "package-revoked": (t("Sent after the key ended"), t("Apply, then decide")),
        "package-inspection-unknown": (t("Not about this inspection"), t("Open the store of that one")),
        "package-too-new": (t("Cannot be read here yet"), t("Install that version")),
        "package-not-for-you": (t("For somebody else"), t("Ask for one for you")),
        "package-stranger": (t("Not in the team so far"), t("Trust their card first")),
        "package-signature-wrong": (t("Not signed by its sender"), t("Do not trust it, phone them")),
        "package-damaged": (t("Damaged on its way"), t("Ask for the file again")),
    }.get(code)


def state_sentence(line: PackageLine) -> str:
    """Everything there is to say of a package, with what to do next."""
    if line.refused is not None:
        said = error_sentence(line.refused)
        return f"{said} {t('Apply keeps it here, and then you decide.')}" if line.state == "waits" else said
    if line.state == "merged":
        return line.file
    if line.state == "known":
        return t("Merged before. Nothing to do")
    if line.state == "aside":
        return t("Set aside by {name}: {reason}", name=line.by or t("somebody"), reason=line.reason)
    if line.state == "elsewhere":
        what = t("1 package") if line.count == 1 else t("{count} packages", count=line.count)
        return t("{what}, set aside by {name}: {reason}", name=line.by or t("somebody"), what=what,
                 reason=line.reason)  # fmt: skip
    return _arriving(line)


def _arriving(line: PackageLine) -> str:
    said = [_contents(line) + "."]
    if line.first_held is not None:
        said.append(t("Case {case} is held: {sentence}", case=line.first_held.case_ref, sentence=_held_sentence(line)))
    if line.state == "late":
        said.append(
            t("A later one is here already. This one still brings something and is merged: nothing else to do.")
        )
    if line.state == "gap" and line.missing:
        said.append(t("Missing before it: no. {numbers}.", numbers=_numbers(line)))
        said.append(t("It is merged all the same. Look for what is missing and add it; if it is lost, the next export "
                      "of {name} brings what it held.", name=line.sender))  # fmt: skip
    return " ".join(said)


def _contents(line: PackageLine) -> str:
    parts = []
    for count, one, many in (
        (line.new_cases, t("1 case new"), t("{count} cases new", count=line.new_cases)),
        (line.changed_cases, t("1 changed"), t("{count} changed", count=line.changed_cases)),
        (line.conflicts, t("1 conflict"), t("{count} conflicts", count=line.conflicts)),
        (line.held, t("1 quarantined"), t("{count} quarantined", count=line.held)),
    ):
        if count:
            parts.append(one if count == 1 else many)
    return ", ".join(parts) or t("Nothing that is new to you")


def _held_sentence(line: PackageLine) -> str:
    held = line.first_held
    return sentence(held.code, held.params) if held else ""


def _halves(said: str, between: str = "; ") -> tuple[str, str]:
    """A sentence as what happened and what there is to do, which stand apart in it by ``between``."""
    happened, _, todo = said.rstrip(".").partition(between)
    return happened, todo[:1].upper() + todo[1:]


def _numbers(line: PackageLine) -> str:
    """The numbers that are missing, many of them as a run."""
    numbers = line.missing
    return ", ".join(map(str, numbers)) if len(numbers) < 5 else f"{numbers[0]} – {numbers[-1]}"
