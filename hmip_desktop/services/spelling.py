"""Spelling: which words of a text are worth asking about, the words of the work and of the person, and the asking.

The word lists are read and searched by a process beside this one (``cli.word_checks``), so that nothing here ever
waits for them but the thread that asks.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

from hmip_desktop.errors import Refused
from hmip_desktop.paths import resource
from hmip_desktop.services.context import Context
from hmip_desktop.store import keepsakes

MY_WORDS = "my-words"
LONGEST = 40  # letters; longer ones are no words
_PIECE = re.compile(r"\S+")
_ADDRESS = re.compile(r"[@\\_\d]|://|www\.")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text and where it begins, in characters."""

    start: int
    text: str


def words_of(text: str) -> Iterator[Word]:
    """The words worth asking about: no address, no number, nothing in capitals alone, no single letter."""
    for piece in _PIECE.finditer(text):
        if _ADDRESS.search(piece.group()):
            continue
        for found in _WORD.finditer(piece.group()):
            word = found.group()
            if 1 < len(word) <= LONGEST and not word.isupper():
                yield Word(piece.start() + found.start(), word)


def words_of_the_work() -> frozenset[str]:
    """What the inspectorate writes and no ordinary list holds, as ``key_of`` gives it."""
    lines = resource("words/spelling/inspectorate.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(part for line in lines if not line.startswith("#") for part in _keys(line.strip()))


def _keys(entry: str) -> Iterator[str]:
    return (key_of(part) for part in entry.split("-") if part)


def key_of(word: str) -> str:
    """A word as it is compared: small letters, a plain apostrophe, no ending 's."""
    return word.replace("\u2019", "'").lower().removesuffix("'s")


def my_words(ctx: Context) -> frozenset[str]:
    """The person's own words. They lie in the encrypted store, for they may be names."""
    kept = keepsakes.setting(ctx.store, MY_WORDS)
    return frozenset(str(word) for word in kept) if isinstance(kept, list) else frozenset()


def keep_word(ctx: Context, word: str) -> frozenset[str]:
    """One more word of the person's own; answers all of them."""
    return _keep(ctx, my_words(ctx) | {key_of(word)})


def forget_word(ctx: Context, word: str) -> frozenset[str]:
    """One word of the person's own less; answers those that are left."""
    return _keep(ctx, my_words(ctx) - {key_of(word)})


def _keep(ctx: Context, words: frozenset[str]) -> frozenset[str]:
    keepsakes.set_setting(ctx.store, MY_WORDS, sorted(words))
    return words


def command() -> list[str]:
    """How the process beside this one is started, from the built program and from its source."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "check-words"]
    return [sys.executable, "-P", "-m", "hmip_desktop", "check-words"]


class Speller:
    """Asks the word lists. Started at the first question, once more when it broke down, and then no more."""

    def __init__(self, start: Sequence[str] | None = None) -> None:
        self._command = list(start or command())
        self._process: subprocess.Popen[bytes] | None = None
        self._starts_left = 2
        self._asking = Lock()

    def wrong(self, languages: Sequence[str], words: Iterable[str]) -> frozenset[str]:
        """Those of ``words`` that stand in no list of these languages. Raises Refused ``spelling-unavailable``."""
        return frozenset(self._ask({"languages": list(languages), "words": list(words)}))

    def near(self, languages: Sequence[str], word: str) -> list[str]:
        """At most six words near one. Raises Refused ``spelling-unavailable``."""
        return self._ask({"languages": list(languages), "near": [word]})

    def _ask(self, question: dict[str, list[str]]) -> list[str]:
        with self._asking:
            while self._process is not None or self._starts_left:
                try:
                    return self._exchange(question)
                except (OSError, ValueError):
                    self._stop()
        raise Refused("spelling-unavailable")

    def _exchange(self, question: dict[str, list[str]]) -> list[str]:
        if self._process is None:
            self._starts_left -= 1
            hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
            pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
            given = {name: value for name, value in os.environ.items() if name != "HMIP_PASSPHRASE"}
            self._process = subprocess.Popen(  # noqa: S603 - this very program, with one fixed word
                self._command, stdin=pipe, stdout=pipe, stderr=nowhere, creationflags=hidden, env=given
            )
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        stdin.write(json.dumps(question).encode() + b"\n")
        stdin.flush()
        found = json.loads(stdout.readline())  # an empty line means that it ended: no JSON
        return [str(word) for word in found]

    def close(self) -> None:
        """End the process for good; a question under way ends with it and is refused."""
        self._starts_left = 0
        self._stop()

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except OSError:
                        continue
            process.wait()
