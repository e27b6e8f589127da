"""Labels of printed pages, in English or Welsh. The English text is the key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from hmip_desktop.domain.report_context import ReportContext
from hmip_desktop.paths import resources

ANSWERS = {"yes": "Yes", "no": "No", "na": "Not applicable", None: "Not answered"}


@cache
def _catalogue(language: str) -> dict[str, str]:
    file = resources() / "i18n" / language / "outputs.toml"
    if language == "en" or not file.is_file():
        return {}
    words: dict[str, str] = tomllib.loads(file.read_text(encoding="utf-8")).get("print", {})
    return words


@cache
def _reasons(language: str) -> dict[str, str]:
    """Why a case has its question set, or has none yet, by code."""
    file = resources() / "i18n" / language / ("routing.toml" if language == "en" else "sentences.toml")
    held = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return {**held.get("errors", {}), **held.get("reasons", {})}


class Words:
    """Gives a label in one language; English where the language has none."""

    def __init__(self, language: str = "en") -> None:
        self.language = language

    def __call__(self, english: str, **params: object) -> str:
        """``english`` in this language, with its {names} filled."""
        words = _catalogue(self.language).get(english, english)
        return words.format(**params) if params else words

    def state(self, context: ReportContext) -> str:
        """Provisional or the number of the release, of an output that leaves the team; a self-assessment says so."""
        state = (
            self("Provisional") if context.state == "provisional" else self("Release {number}", number=context.release)
        )
        return f"{self('Self-assessment')}, {state.lower()}" if context.self_assessment else state

    def reason(self, code: str, params: Mapping[str, object]) -> str:
        """The sentence of a routing's code, in the language of the page and not of whoever prints it."""
        return (_reasons(self.language).get(code) or _reasons("en")[code]).format(**params)

    def answer(self, answer: str | None) -> str:
        """An answer code as a word."""
        return self(ANSWERS.get(answer, "Not answered"))
