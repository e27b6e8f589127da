"""Raising an alert: whom to phone, the tests, what happened, the sealed file, and what to do with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from hmip_desktop.domain.alert import Told
from hmip_desktop.domain.values import moment, read_moment
from hmip_desktop.services.alert_sealing import SealedAlert
from hmip_desktop.services.alert_watch import reference_of
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import DraftKeeper
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.alert.form import AlertForm
from hmip_desktop.ui.views.alert.next_steps import NextSteps
from hmip_desktop.ui.views.alert.phones import Phone, PhonePanel
from hmip_desktop.ui.views.alert.readout import ReadOutDialog
from hmip_desktop.ui.views.alert.words import AlertFacts, mail_address, message, sheet
from hmip_desktop.ui.views.case.facts import case_identity
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.frames import Banner, PageColumn
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel

DRAFT = "alert"


class AlertScreen(Screen):
    """One alert of one case: a draft until it is saved, then what to do with it.

    ``sealed_asked`` carries the alert's id and a folder ("" for the usual one) after it is in the store; ``closed``
    comes when the person leaves; ``advice_asked`` when it is no alert.
    """

    help_page = "raise-an-alert"

    sealed_asked = Signal(str, str)
    saved = Signal()
    closed = Signal()
    advice_asked = Signal(str)

    panel_words = "Whom to phone"

    def __init__(
        self, theme: Theme, desk: CaseDesk, phones: Sequence[Phone], drafts: DraftKeeper, inspection: str = "",
        raised_by: str = "",
    ) -> None:  # fmt: skip
        super().__init__(theme, t("Raise an alert"))
        self.desk, self._drafts = desk, drafts
        self._inspection, self._raised_by = inspection, raised_by
        self._told: dict[str, str] = {}
        self._saved_id, self._saving = "", False
        self._sealed: SealedAlert | None = None
        self._raised_at: datetime | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.column = PageColumn(theme, t("Raise an alert"), widest=1006, margin=20)
        outer.addWidget(self.column)
        self._fill_column(theme)
        self.phones = PhonePanel(theme, phones)
        self.phones.spoken.connect(self._on_spoken)
        self.panel = self.phones
        self._build_footer(theme)
        self.form.changed.connect(self._on_changed)
        desk.refused.connect(self._on_refused)
        self._on_changed()
        self._say_state()

    def _fill_column(self, theme: Theme) -> None:
        body = self.column.body
        self.state = Banner(theme, "strong")
        body.addWidget(self.state)
        self._caption = PlainLabel(theme, "", "control", "text2")
        body.addWidget(self._caption)
        row = QHBoxLayout()
        self._title = Heading(theme, t("Raise an individual alert"), 1)
        row.addWidget(self._title, 1)
        self._advice = LinkButton(theme, t("Not an alert? Record it as advice"))
        self._advice.clicked.connect(lambda: self.advice_asked.emit(self.form.happened.toPlainText()))
        row.addWidget(self._advice)
        body.addLayout(row)
        self.next = NextSteps(theme)
        self.next.folder_chosen.connect(self._seal)
        self.next.mail_asked.connect(self.open_mail)
        self.next.copy_asked.connect(self._copy)
        self.next.sheet_asked.connect(self.show_sheet)
        self.next.hide()
        body.addWidget(self.next)
        self.form: AlertForm = AlertForm(theme)
        body.addWidget(self.form)
        body.addStretch(1)

    def _build_footer(self, theme: Theme) -> None:
        footer = Footer(theme, self.desk.saving)
        self.leave = Button(theme, t("Close, keep the draft"))
        self.leave.clicked.connect(self.closed)
        copy = Button(theme, t("Copy message"), "copy")
        copy.clicked.connect(self._copy)
        print_sheet = Button(theme, t("Print"), "print")
        print_sheet.clicked.connect(self.show_sheet)
        self.save = Button(theme, t("Save and make the sealed file"), "package", filled=True)
        self.save.clicked.connect(self._save)
        for button in (self.leave, copy, print_sheet, self.save):
            footer.add_button(button)
        self.footer = footer

    # showing ----------------------------------------------------------------------------------------------

    @property
    def is_saved(self) -> bool:
        """True once the alert is in the store."""
        return bool(self._saved_id)

    def _on_changed(self) -> None:
        missing = self.form.missing()
        self.save.setEnabled(not missing and not self._saved_id and not self._saving)
        self._title.setText(self._title_words())
        state = t("saved") if self._saved_id else t("draft")
        self._caption.setText(t("Alerts · {reference} · {state}", reference=self.reference, state=state))
        if self.footer is not None and not self._saved_id:
            self.footer.say_note(t("To save: {what}", what=missing) if missing else "")
        if not self._saved_id and self.isVisible():
            self._drafts.typed(DRAFT, self.form.draft())

    def _title_words(self) -> str:
        if self._saved_id:
            return t("Alert {reference}", reference=self.reference)
        organisational = self.form.is_organisational
        return t("Raise an organisational alert") if organisational else t("Raise an individual alert")

    def _say_state(self) -> None:
        """Whether anybody knows: the computer itself tells nobody anything."""
        if not self._told:
            lead = t("This computer is offline: nobody has been told yet.")
            rest = t("Phone now, and send the sealed file.") if self._saved_id else t(
                "Phone first. Then save, and send the sealed file."
            )  # fmt: skip
            self.state.set_kind("strong")
        else:
            who, at = next(iter(self._told.items()))
            lead = t("{who} was told at {time}.", who=who, time=f"{read_moment(at).astimezone():%H:%M}")
            rest = t("Send the sealed file.") if self._saved_id else t("Save now, and send the sealed file.")
            self.state.set_kind("warning")
        self.state.say(lead, rest)

    # doing ------------------------------------------------------------------------------------------------

    def _on_spoken(self, who: str, on: bool) -> None:
        now = self.desk.book.now()
        if on:
            self._told[who] = moment(now)
        else:
            self._told.pop(who, None)
        self.phones.show_spoken(who, now.astimezone() if on else None)
        if self._saved_id and on:
            alert_id = self._saved_id
            self.phones.ticks[who].setEnabled(False)
            self.desk.act(t("Told"), lambda book: book.record_told(alert_id, who), lambda _: self.saved.emit())
        self._say_state()

    def _save(self) -> None:
        told = tuple(Told(who, at) for who, at in self._told.items())
        now = self.desk.book.now()
        self._raised_at = now.astimezone()
        alert = self.form.alert(moment(now), told)
        self._saving = True
        self.save.setEnabled(False)
        self.desk.act(t("Alert saved"), lambda book: book.raise_alert(alert), self._on_saved)

    def _on_saved(self, given: tuple) -> None:
        self._saving = False
        self._drafts.settled(DRAFT)
        self._show_saved(given[0])
        self.saved.emit()
        self._seal("")

    def show_alert(self, alert_id: str) -> None:
        """An alert that was saved before: whom to phone, its file once more, its message, its sheet."""
        alert = self.desk.record.alerts[alert_id].value
        self._raised_at = read_moment(alert.raised_at).astimezone()
        self._told = {one.who: one.told_at for one in alert.told}
        self.form.show_alert(alert)
        for who in self._told.keys() & self.phones.ticks.keys():
            self.phones.ticks[who].setChecked(True)
            self.phones.show_spoken(who, read_moment(self._told[who]).astimezone())
        self._show_saved(alert_id)
        self.next.say_before()

    def _show_saved(self, alert_id: str) -> None:
        """From here on it is about sending and telling."""
        self._saved_id = alert_id
        self.form.setEnabled(False)
        self._advice.hide()
        self.next.show()
        self.save.hide()
        self.leave.setText(t("Close"))
        self.leave.updateGeometry()
        if self.footer is not None:
            self.footer.say_note("")
            self.footer.set_shown(self.save, False)
        for who in self._told.keys() & self.phones.ticks.keys():
            self.phones.ticks[who].setEnabled(False)
        self._on_changed()
        self._say_state()
        self.column.area.verticalScrollBar().setValue(0)

    def _on_refused(self, error: Exception) -> None:
        """The alert itself could not be written: what was written stays, and there is still the telephone."""
        if not self._saving:
            return
        self._saving = False
        self._on_changed()
        self.state.set_kind("strong")
        self.state.say(
            t("The alert is not saved."), t("Phone now and read it out. Make room on the disk, then save again.")
        )

    def _seal(self, folder: str) -> None:
        self.next.say_making()
        self.sealed_asked.emit(self._saved_id, folder)

    def say_sealed(self, sealed: SealedAlert) -> None:
        """The sealed file is there and was read back, or there is nobody to send one to."""
        self._sealed = sealed
        if sealed.made is None:
            self.next.say_nobody(sealed.code)
            return
        self.next.say_made(Path(sealed.made.package), sealed.name, sealed.code)
        self.next.mail.setFocus()

    def say_not_sealed(self, sentence: str, folder: Path) -> None:
        """The file could not be made; the alert is safe in the store."""
        self.next.say_failed(sentence, folder)

    def say_practice(self) -> None:
        """Nothing was sealed: this is the practice case."""
        self.next.say_practice()
        self.state.set_kind("info")
        self.state.say(t("This is practice."), t("Nothing was sealed, nobody is to be told."))

    # said outside -----------------------------------------------------------------------------------------

    @property
    def reference(self) -> str:
        """Case and number of this alert."""
        return reference_of(self.desk.record.facts.case_ref, self.desk.record, self._saved_id)

    def facts(self) -> AlertFacts:
        """What stands around the alert."""
        raised = self._raised_at or self.desk.book.now().astimezone()
        sealed = self._sealed
        file = sealed.made.package.name if sealed is not None and sealed.made is not None else ""
        code = sealed.code if sealed is not None else ""
        return AlertFacts(self.reference, self._inspection, self._raised_by, raised, code, file)

    def message(self) -> str:
        """A message ready to paste: a reference and what to do, nothing about the case or a person."""
        return message(self.facts(), self.form.scope.value())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.message())
        if self.footer is not None:
            self.footer.say_note(t("Copied. It holds the reference and no detail."), "check")

    def open_mail(self) -> None:
        """A message in the mail program; where none answers, in the clipboard."""
        if not QDesktopServices.openUrl(mail_address(self.facts(), self.form.scope.value())):
            QGuiApplication.clipboard().setText(self.message())
            if self.footer is not None:
                self.footer.say_note(t("No mail program answered. The message is copied instead."), "info")

    def sheet(self) -> str:
        """The sheet to read out."""
        told = tuple(Told(who, at) for who, at in self._told.items())
        raised = moment(self._raised_at or self.desk.book.now())
        return sheet(self.form.alert(raised, told), self.facts())

    def show_sheet(self) -> None:
        """Show the sheet to read out, from where it can be printed."""
        dialog = ReadOutDialog(self.theme, self, self.sheet())
        dialog.exec()
        dialog.deleteLater()

    # the window asks --------------------------------------------------------------------------------------

    def identity(self) -> Identity:
        return case_identity(self.desk)

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"back": self.closed.emit}

    def entered(self) -> None:
        self.next.mail.setFocus() if self._saved_id else self.form.scope.focus_answer()

    def leaving(self) -> None:
        if not self._saved_id:
            self._drafts.flush()

    def restore(self, draft: str) -> None:
        """Put back what was written before."""
        self.form.restore(draft)
