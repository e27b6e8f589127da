"""English sentences of stable codes, for answers that services give to other programs.

The window and the command line may pass a ``Say`` of their own, which knows the language in use.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache

from hmip_desktop.paths import resources

Say = Callable[[str, Mapping[str, object]], str]
"""From a code and its parameters to one sentence."""

SECTIONS = ("errors", "notes", "checks", "reasons")


@cache
def _english() -> dict[str, str]:
    joined: dict[str, str] = {}
    for file in sorted((resources() / "i18n" / "en").glob("*.toml")):
        held = tomllib.loads(file.read_text(encoding="utf-8"))
        for section in SECTIONS:
            joined.update(held.get(section, {}))
    return joined


def english(code: str, params: Mapping[str, object]) -> str:
    """The sentence of a code; the bare code where no catalogue has it, the bare sentence where a value lacks."""
    words = _english().get(code, code)
    try:
        return words.format(**params)
    except (KeyError, IndexError):
        return words
