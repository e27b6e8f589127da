"""Dialogs over an open case: finding words in it, the history of what is in it, and unlocking it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from hmip_desktop.domain.revisions import key_of
from hmip_desktop.domain.revisions import subject as subject_of
from hmip_desktop.errors import Refused
from hmip_desktop.progress import Progress
from hmip_desktop.services.find_in_case import CaseFinder, Passage, case_passages
from hmip_desktop.services.past_versions import PastVersion
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import DraftKeeper, KeptFields
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.case_search import CaseSearchSheet
from hmip_desktop.ui.views.case.history import HistorySheet
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.inputs import LineInput


class CaseDialogs(QObject):
    """Opens them over ``window()``, the window in which the case is shown now."""

    def __init__(self, theme: Theme, desk: CaseDesk, window: Callable[[], QWidget]) -> None:
        super().__init__(desk)
        self._theme, self._desk, self._window = theme, desk, window
        self.search: CaseSearchSheet | None = None
        self.history: HistorySheet | None = None
        self._words = ""  # what was looked for last, offered again
        desk.changed_since.connect(self._on_changed_since)

    def open_search(self, go: Callable[[Passage], None]) -> None:
        """Ctrl+F: ``go`` is called with the passage that was chosen."""
        finder = CaseFinder(case_passages(self._desk.opened))
        sheet = CaseSearchSheet(self._theme, self._window(), finder, self._words)
        self.search = sheet

        def end() -> None:
            self._words, self.search = sheet.search.text(), None
            finder.close()
            sheet.deleteLater()
            if sheet.chosen is not None:
                go(sheet.chosen)

        sheet.finished.connect(end)
        sheet.open()

    def open_history(self, kind: str, ref: str, why: str = "") -> None:
        """Who said what, when, of one answer, note or reason; ``ref`` "" for what a case has one of."""
        case_id = self._desk.book.case_id
        subject = subject_of(kind, case_id, ref) if ref else subject_of(kind, case_id)
        self._open(subject, why)

    def _open(self, subject: str, why: str) -> None:
        book = self._desk.book

        def read(_: Progress) -> tuple[PastVersion, ...]:
            return book.versions(subject)

        self._desk.jobs.run(
            read, parent=self, on_success=lambda found: self._show(subject, found, why), writes=True
        )  # fmt: skip

    def _show(self, subject: str, found: tuple[PastVersion, ...], why: str) -> None:
        now, can_change = self._desk.book.now(), not self._desk.is_locked
        sheet = HistorySheet(self._theme, self._window(), self._about(subject), found, now, can_change, why)
        self.history = sheet

        def end() -> None:
            self.history = None
            sheet.deleteLater()
            if sheet.chosen:
                digest = sheet.chosen
                self._desk.step(t("Brought back"), lambda book: book.bring_back(subject, digest))

        sheet.finished.connect(end)
        sheet.open()

    def _about(self, subject: str) -> str:
        kind, rest = subject.partition(":")[0], key_of(subject).partition("/")[2]
        if kind in ("answer", "data"):
            return rest
        return {
            "evidence": t("this note"),
            "late-evidence": t("this note"),
            "reason": t("the reason for {ref}", ref=rest),
            "evaluation": t("the evaluation"),
            "route": t("the question set"),
            "fact": t("this case detail"),
        }.get(kind, t("this entry"))

    def _on_changed_since(self, error: Refused) -> None:
        """An undo was refused because somebody changed it since: say who, and show all versions."""
        self._open(str(error.params["subject"]), error_sentence(error))


class ReopenDialog(Sheet):
    """Why a signed-off case is opened again."""

    def __init__(self, theme: Theme, parent: QWidget, drafts: DraftKeeper | None) -> None:
        words = t("Why is the case opened again? The reason stays in its history.")
        super().__init__(theme, parent, t("Unlock"), words, width=460)
        self.reason = LineInput(theme, t("Reason"))
        self.body.addWidget(Field(theme, t("Reason"), self.reason))
        self.add_cancel()
        self.main = self.add_main(t("Unlock"), "lock")
        self.reason.textChanged.connect(lambda words: self.main.setEnabled(bool(words.strip())))
        self.main.setEnabled(False)
        self.kept: KeptFields | None = None
        if drafts is not None:
            self.kept = KeptFields(drafts, lambda: "reopen", {"text": self.reason}, parent=self)
            self.kept.follow(self)
        self.reason.setFocus()
