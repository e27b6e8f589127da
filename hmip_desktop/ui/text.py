"""Words shown to people, in English or Welsh. Qt-free, so the command line uses it too."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from hmip_desktop.errors import Refused
from hmip_desktop.paths import resources

LANGUAGES = ("en", "cy")
SECTIONS = ("errors", "notes", "checks", "reasons", "steps")
"""Sections of the catalogues that hold sentences by code."""


@cache
def _catalogue(language: str) -> dict[str, dict[str, str]]:
    """All message files of a language joined: section name to key to text."""
    joined: dict[str, dict[str, str]] = {}
    for file in sorted((resources() / "i18n" / language).glob("*.toml")):
        for section, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
            joined.setdefault(section, {}).update(entries)
    return joined


class _Chosen:
    """The language of this process; English until somebody chooses."""

    language = "en"


def choose_language(language: str) -> None:
    """Show words in ``language`` from now on; views ask again when told of the change."""
    if language not in LANGUAGES:
        raise ValueError(language)
    _Chosen.language = language


def language() -> str:
    """The language in use, ``en`` or ``cy``."""
    return _Chosen.language


def t(english: str, **params: object) -> str:
    """``english`` in the language in use, with its {names} filled; English where no translation is held."""
    words = english
    if _Chosen.language != "en":
        words = _catalogue(_Chosen.language).get("words", {}).get(english, english)
    return words.format(**params) if params else words


def qt_words(english: str) -> str | None:
    """Words that Qt itself shows, in the language in use; None where its own are right."""
    return _catalogue(_Chosen.language).get("qt", {}).get(english) if _Chosen.language != "en" else None


def error_sentence(error: Refused) -> str:
    """One sentence for a refusal: what happened and what to do."""
    return sentence(error.code, error.params)


def sentence(code: str, params: Mapping[str, object]) -> str:
    """The sentence of a stable code; the bare code when no catalogue holds it, which a test keeps from landing."""
    words = _sentences(_Chosen.language).get(code) or _sentences("en").get(code, code)
    try:
        return words.format(**params)
    except (KeyError, IndexError):
        return words


def refusals(language: str) -> dict[str, str]:
    """The sentence of everything that can be refused, in ``language`` where it is translated, else in English."""
    return _catalogue("en").get("errors", {}) | _catalogue(language).get("errors", {})


@cache
def _sentences(language: str) -> dict[str, str]:
    """Every sentence of a language by its code, whatever section it stands in."""
    sections = _catalogue(language)
    return {code: words for name in SECTIONS for code, words in sections.get(name, {}).items()}
