"""Checks that everything people read is there in Welsh: words, sentences, help pages, the letters of menus.

Prints one line a fault; exit 1 when there is one. ``check_words`` checks what is there; this checks what is not.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

import check_words as words  # noqa: E402 - the folders are on the path only now

from hmip_desktop.ui.commands import Command, inspector_commands, start_commands  # noqa: E402
from hmip_desktop.ui.text import LANGUAGES, choose_language, language  # noqa: E402
from hmip_desktop.ui.views.lead.commands import lead_commands  # noqa: E402

HELP = ROOT / "resources" / "help"
MARK = re.compile(r"&(\w)")


def missing_words(source: words.Source, translated: dict[str, str]) -> Iterator[str]:
    """Words shown that have no translation."""
    for text, calls in sorted(source.words.items()):
        if text not in translated:
            yield f"{calls[0][0]}: no Welsh for {text!r}"


def missing_sentences(english: dict[str, dict[str, str]], other: dict[str, dict[str, str]]) -> Iterator[str]:
    """Sentences by code that have no translation, and translated ones whose code is gone; ``words`` is no code.

    ``qt`` holds what Qt says by itself, so no English file has it; a test asks Qt."""
    for section in sorted(set(english) | set(other) - {"words", "print", "qt"}):
        there, here = english.get(section, {}), other.get(section, {})
        yield from (f"[{section}] no Welsh for {code}" for code in sorted(set(there) - set(here)))
        yield from (f"[{section}] Welsh for {code}, which is gone" for code in sorted(set(here) - set(there)))
        yield from (
            f"[{section}] the Welsh of {code} has other names in it"
            for code in sorted(set(there) & set(here))
            if words.names_in(there[code]) != words.names_in(here[code])
        )


def lost_marks(translated: dict[str, str]) -> Iterator[str]:
    """Words with an underlined letter whose translation has none, or the other way round; and lost edges of blanks."""
    for english, text in sorted(translated.items()):
        if len(MARK.findall(english)) != len(MARK.findall(text)):
            yield f"{english!r} and {text!r} differ in underlined letters"
        if english[:1].isspace() != text[:1].isspace() or english[-1:].isspace() != text[-1:].isspace():
            yield f"{english!r} and {text!r} differ in the blanks around them"
        if english.endswith("...") != text.endswith("..."):
            yield f"{english!r} and {text!r} differ in the dots at their end"


def clashes(commands: Iterable[Command], spoken: str) -> Iterator[str]:
    """Two entries of one menu, or two menus, that go by the same underlined letter."""
    held: dict[tuple[str, str, str], str] = {}
    for command in commands:
        shown = [(("", command.menu), command.menu), ((command.menu, command.submenu), command.words)]
        if command.submenu:
            shown.append(((command.menu, ""), command.submenu))
        for (menu, inner), title in shown:
            level = (menu, inner) if menu else ("", "")
            for letter in MARK.findall(title):
                before = held.setdefault((*level, letter.lower()), title)
                if before != title and (menu or command.menu):
                    where = menu.replace("&", "") or "the menu bar"
                    yield f"{spoken}: {before!r} and {title!r} in {where} both go by {letter.upper()}"


def menu_faults() -> Iterator[str]:
    """Clashes of every set of commands that stand in the menus together, in each language."""
    before = language()
    try:
        for spoken in LANGUAGES:
            choose_language(spoken)
            start = start_commands()
            own = {command.id for command in start} | {command.id for command in lead_commands()}
            yield from clashes([*start, *inspector_commands()], spoken)
            yield from clashes([*start, *lead_commands()], spoken)
            yield from clashes([*start, *(c for c in inspector_commands() if c.id not in own)], spoken)
    finally:
        choose_language(before)


def missing_pages() -> Iterator[str]:
    """Help pages that are in one language only."""
    there, here = ({file.name for file in (HELP / spoken).glob("*.md")} for spoken in ("en", "cy"))
    yield from (f"no Welsh for the help page {name}" for name in sorted(there - here))
    yield from (f"a Welsh help page {name} without its English" for name in sorted(here - there))


def check() -> tuple[list[str], str]:
    """All faults, and one line that says how much was looked at."""
    source = words.read_source()
    english, _ = words.read_catalogue("en")
    welsh, _ = words.read_catalogue("cy")
    translated = welsh.get("words", {})
    faults = [
        *missing_words(source, translated), *missing_sentences(english, welsh), *lost_marks(translated),
        *dict.fromkeys(menu_faults()), *missing_pages(),
    ]  # fmt: skip
    sentences = sum(len(entries) for entries in english.values())
    return (
        faults,
        f"{len(source.words)} texts, {sentences} sentences and {len(list(HELP.glob('en/*.md')))} pages in Welsh",
    )


def main() -> int:
    """Print the faults, or what was found in order."""
    faults, said = check()
    print("\n".join(faults) if faults else said)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
