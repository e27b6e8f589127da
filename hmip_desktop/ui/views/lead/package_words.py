"""How the state of a package looks and reads: icon, word, and one line of what it means."""

from __future__ import annotations

from hmip_desktop.services.merge_picture import PackageLine
from hmip_desktop.ui.text import error_sentence, t


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
    if word := _refused_word(code):
        foreign = code in ("package-stranger", "package-not-for-you", "package-inspection-unknown")
        return "stranger" if foreign else "shield-alert", "warn", word, "warning"
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


def state_sentence(line: PackageLine) -> str:
    """What is in a package, or why nothing of it will be written."""
    if line.state == "merged":
        return line.file
    if line.state == "aside":
        return t("Set aside by {name}: {reason}", name=line.by or t("somebody"), reason=line.reason)
    if line.state == "elsewhere":
        what = t("1 package") if line.count == 1 else t("{count} packages", count=line.count)
        return t("{what}, set aside by {name}: {reason}", name=line.by or t("somebody"), what=what,
                 reason=line.reason)  # fmt: skip
    if line.state == "known":
        return t("Merged before. Nothing to do")
    if line.refused is not None:
        return error_sentence(line.refused)
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
