"""In which language a note of evidence is written, and whether somebody is to translate it."""

from __future__ import annotations

from hmip_desktop.domain.assessment import Evidence
from hmip_desktop.domain.values import Language
from hmip_desktop.ui.text import language, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.inputs import PickList

FLAG = "+"


class NarrativeLanguage(PickList):
    """One of four: English or Welsh, each with or without the flag for translation."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme,
            t("Language"),
            [
                ("en", t("Written in English")),
                ("cy", t("Written in Welsh")),
                (f"en{FLAG}", t("English, to be translated")),
                (f"cy{FLAG}", t("Welsh, to be translated")),
            ],
        )

    def show_note(self, note: Evidence) -> None:
        """The language of a note; a new one begins in the language of the program."""
        code = note.language if note.text else language()
        self.set_value(code + (FLAG if note.translate else ""))

    def narrative(self) -> Language:
        """The language that the note is written in."""
        return "cy" if self.value().startswith("cy") else "en"

    def is_flagged(self) -> bool:
        """True when somebody is to translate it."""
        return self.value().endswith(FLAG)


def flag_words(note: Evidence) -> str:
    """What stands on the card of a note that is to be translated; empty for others."""
    return t("For translation") if note.translate else ""
