"""``check-words``: the process beside the window that looks words up. One JSON line asked, one JSON line answered.

Nobody starts it by hand. It opens no file but the word lists, keeps nothing, and ends when the window does.
"""

from __future__ import annotations

import json
import sys
from typing import BinaryIO

from hmip_desktop.paths import resource
from hmip_desktop.services.word_lists import WordLists

MEMORY = 512 * 1024 * 1024  # bytes; the two lists that are shipped take fifty of these megabytes


def serve(asked: BinaryIO | None = None, answered: BinaryIO | None = None) -> int:
    """Answer every line until there are no more."""
    _limit_memory()
    asked, answered = asked or sys.stdin.buffer, answered or sys.stdout.buffer
    lists = WordLists(resource("words/spelling"))
    for line in asked:
        answered.write(json.dumps(_answer(lists, json.loads(line))).encode() + b"\n")
        answered.flush()
    return 0


def _answer(lists: WordLists, question: dict[str, list[str]]) -> list[str]:
    """The words that are wrong among ``words``, or those near the one that ``near`` holds."""
    if "near" in question:
        return lists.suggest(question["languages"], question["near"][0])
    return lists.wrong(question["languages"], question["words"])


def _limit_memory() -> None:
    """A word list that somebody spoilt is not to eat the computer; Windows has no such limit."""
    if sys.platform != "win32":
        import resource as limits

        limits.setrlimit(limits.RLIMIT_AS, (MEMORY, MEMORY))
