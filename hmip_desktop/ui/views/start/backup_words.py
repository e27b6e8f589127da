"""Backups in words: when they were made, and how large they are."""

from __future__ import annotations

from datetime import datetime

from hmip_desktop.domain.values import read_moment
from hmip_desktop.ui.text import t
from hmip_desktop.ui.words import day_words


def when_words(stored: str, now: datetime) -> str:
    """A stored moment with its day and its time, in the time of ``now``'s zone: "21 Nov 2026, 14:32"."""
    if not stored:
        return ""
    local = read_moment(stored).astimezone(now.astimezone().tzinfo)
    day = t("today") if local.date() == now.astimezone().date() else day_words(local.date().isoformat())
    return t("{day}, {time}", day=day, time=f"{local:%H:%M}")


def size_words(count: int) -> str:
    """A size as people say it."""
    if count >= 10**6:
        return t("{size} MB", size=f"{count / 10**6:.1f}")
    return t("{size} KB", size=max(count // 1000, 1))
