"""The alert of an open case: its screen with the draft, the sealed file at once, and the advice log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from hmip_desktop.errors import Refused
from hmip_desktop.progress import Progress
from hmip_desktop.services.alert_sealing import SealedAlert, seal_alert
from hmip_desktop.services.context import Context
from hmip_desktop.services.drafting import Draft
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import DraftKeeper
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.alert.advice import AdviceDialog
from hmip_desktop.ui.views.alert.phones import Phone
from hmip_desktop.ui.views.alert.screen import DRAFT, AlertScreen
from hmip_desktop.ui.window import MainWindow
from hmip_desktop.ui.words import role_words


class AlertPlace(QObject):
    """``closed`` comes when the person leaves the alert, ``changed`` when an alert was saved, told or sealed.

    ``folder`` gives where sealed files usually go; ``keep_folder`` takes another that was chosen.
    """

    closed = Signal()
    changed = Signal()

    def __init__(
        self, theme: Theme, window: MainWindow, ctx: Context, desk: CaseDesk, drafts: DraftKeeper,
        folder: Callable[[], Path],
    ) -> None:  # fmt: skip
        super().__init__()
        self._theme, self._window, self._ctx, self._desk, self._drafts = theme, window, ctx, desk, drafts
        self._folder = folder
        self._left_over = ""
        self.stays_here = False  # in a practice case nothing is sealed and nobody is to be told
        self.screen: AlertScreen | None = None

    def take_left_over(self, drafts: Sequence[Draft]) -> None:
        """An alert that was being written when the program stopped."""
        self._left_over = next((held.words for held in drafts if held.subject.endswith(f"/{DRAFT}")), "")
        if self.screen is not None and not self.screen.is_saved and self._left_over:
            self.screen.restore(self._left_over)
            self._left_over = ""

    def raise_alert(self, words: str = "") -> None:
        """The alert being written, or a new one; ``words`` of a note are put below what happened."""
        if self.screen is None or self.screen.is_saved:
            self._make()
        assert self.screen is not None
        self.screen.form.begin(words)
        self._window.show_screen(self.screen)

    def show_alert(self, alert_id: str) -> None:
        """An alert that was saved before; the draft of another is kept."""
        if alert_id not in self._desk.record.alerts:
            return
        if self.screen is not None and not self.screen.is_saved:
            self._left_over = self.screen.form.draft()
        self._make(with_draft=False)
        assert self.screen is not None
        self.screen.show_alert(alert_id)
        self._window.show_screen(self.screen)

    def _make(self, with_draft: bool = True) -> None:
        if self.screen is not None:
            self._window.forget_screen(self.screen)
        found = self._ctx.find_inspection()
        name = found.value.name if found is not None else ""
        screen = AlertScreen(self._theme, self._desk, phones_of(self._ctx), self._drafts, name, self._ctx.identity.name)
        screen.closed.connect(self.closed)
        screen.advice_asked.connect(self.open_advice)
        screen.saved.connect(self.changed)
        screen.sealed_asked.connect(self._seal)
        if self._left_over and with_draft:
            screen.restore(self._left_over)
            self._left_over = ""
        self.screen = screen

    # the sealed file --------------------------------------------------------------------------------------

    def _seal(self, alert_id: str, chosen: str) -> None:
        screen, ctx, case_id = self.screen, self._ctx, self._desk.book.case_id
        assert screen is not None
        if self.stays_here:
            screen.say_practice()
            return
        folder = Path(chosen) if chosen else self._folder()

        def work(progress: Progress) -> SealedAlert:
            return seal_alert(ctx, case_id, alert_id, folder, progress)

        def made(sealed: SealedAlert) -> None:
            screen.say_sealed(sealed)
            self.changed.emit()

        def failed(error: Exception) -> None:
            sentence = error_sentence(error) if isinstance(error, Refused) else _os_words(error)
            screen.say_not_sealed(sentence, folder)

        self._desk.jobs.run(
            work, parent=screen, title=t("Making the sealed alert"), writes=True, on_success=made, on_error=failed
        )

    # advice -----------------------------------------------------------------------------------------------

    def open_advice(self, words: str = "") -> None:
        """The advice log, with words that were no alert."""
        dialog = AdviceDialog(self._theme, self._window, self._desk, words)
        dialog.alert_asked.connect(self.raise_alert)
        dialog.exec()
        self._desk.changed.disconnect(dialog.refresh)
        dialog.deleteLater()

    def close(self) -> None:
        """Take the screen away; its draft is kept."""
        if self.screen is not None:
            self.screen.leaving()
            self._window.forget_screen(self.screen)
            self.screen = None
        self.deleteLater()


def phones_of(ctx: Context) -> list[Phone]:
    """Whom to phone, in the order of the roster; nobody phones themselves."""
    found = ctx.find_inspection()
    members = [one for one in (found.roster.members if found else ()) if one.phone and one.revoked_from is None]
    when = (t("phone this first"), t("if 1 does not answer"), t("if nobody answers"))
    others = [one for one in sorted(members, key=lambda member: member.phone_order) if one.fingerprint != ctx.me]
    return [
        Phone(f"{role_words(member.role)}, {member.name}", member.phone, when[min(place, len(when) - 1)])
        for place, member in enumerate(others)
    ]


def _os_words(error: Exception) -> str:
    """What to do when the system refused for a reason of its own."""
    if isinstance(error, OSError):
        return t("The folder or the disk did not take the file. Choose another folder, or make room and try again.")
    return t("Choose another folder and try again.")
