"""Raising an individual alert: whom to phone, three tests, what happened, the sealed file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from hmip_desktop.domain.alert import Told
from hmip_desktop.domain.values import moment, read_moment
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import DraftKeeper
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.alert.form import AlertForm, scopes
from hmip_desktop.ui.views.alert.phones import Phone, PhonePanel
from hmip_desktop.ui.views.case.facts import case_identity
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.frames import Banner, PageColumn
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel

DRAFT = "alert"


class AlertScreen(Screen):
    """One alert of one case, until it is saved.

    ``sealed_asked`` carries the alert's id after it is in the store, so that its package can be written;
    ``closed`` comes when the person leaves; ``advice_asked`` when it is no alert.
    """

    sealed_asked = Signal(str)
    closed = Signal()
    advice_asked = Signal(str)

    panel_words = "Whom to phone"

    def __init__(self, theme: Theme, desk: CaseDesk, phones: Sequence[Phone], drafts: DraftKeeper) -> None:
        super().__init__(theme, t("Raise an alert"))
        self.desk, self._drafts = desk, drafts
        self._told: dict[str, str] = {}
        self._saved_id = ""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.column = PageColumn(theme, t("Raise an alert"), widest=1006, margin=20)
        outer.addWidget(self.column)
        self.state = Banner(theme, "strong")
        self.column.body.addWidget(self.state)
        self.column.body.addWidget(self._top(theme))
        row = QHBoxLayout()
        row.addWidget(Heading(theme, t("Raise an individual alert"), 1), 1)
        self._advice = LinkButton(theme, t("Not an alert? Record it as advice"))
        self._advice.clicked.connect(self._as_advice)
        row.addWidget(self._advice)
        self.column.body.addLayout(row)
        self.form: AlertForm = AlertForm(theme)
        self.form.changed.connect(self._on_changed)
        self.column.body.addWidget(self.form)
        self.column.body.addStretch(1)
        self.phones = PhonePanel(theme, phones)
        self.phones.spoken.connect(self._on_spoken)
        self.panel = self.phones
        self._build_footer(theme)
        self._on_changed()
        self._say_state()

    def _top(self, theme: Theme) -> PlainLabel:
        case = self.desk.record.facts.case_ref
        number = len(self.desk.record.alerts) + 1
        words = t("Alerts · {case}/{number} · draft", case=case, number=number)
        return PlainLabel(theme, words, "control", "text2")

    def _build_footer(self, theme: Theme) -> None:
        footer = Footer(theme, self.desk.saving)
        leave = Button(theme, t("Close, keep the draft"))
        leave.clicked.connect(self.closed)
        copy = Button(theme, t("Copy message"), "copy")
        copy.clicked.connect(self._copy)
        self.save = Button(theme, t("Save and make the sealed file"), "package", filled=True)
        self.save.clicked.connect(self._save)
        for button in (leave, copy, self.save):
            footer.add_button(button)
        self.footer = footer

    # doing ------------------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        missing = self.form.missing()
        self.save.setEnabled(not missing and not self._saved_id)
        if self.footer is not None:
            self.footer.say_note(t("To save: {what}", what=missing) if missing else "")
        if not self._saved_id and self.isVisible():
            self._drafts.typed(DRAFT, self.form.draft())

    def _on_spoken(self, who: str, on: bool) -> None:
        now = self.desk.book.now()
        if on:
            self._told[who] = moment(now)
        else:
            self._told.pop(who, None)
        self.phones.show_spoken(who, now.astimezone() if on else None)
        if self._saved_id and on:
            alert_id = self._saved_id
            self.desk.act(t("Told"), lambda book: book.record_told(alert_id, who))
        self._say_state()

    def _say_state(self) -> None:
        """Whether anybody knows: the computer itself tells nobody anything."""
        if not self._told:
            lead = t("This computer is offline: nobody has been told yet.")
            rest = t("Phone first. Then save, and send the sealed file.")
            self.state.set_kind("strong")
        else:
            who, at = next(iter(self._told.items()))
            lead = t("{who} was told at {time}.", who=who, time=f"{read_moment(at).astimezone():%H:%M}")
            rest = t("Save now, and send the sealed file.") if not self._saved_id else t("Send the sealed file.")
            self.state.set_kind("warning")
        self.state.say(lead, rest)

    def _save(self) -> None:
        told = tuple(Told(who, at) for who, at in self._told.items())
        alert = self.form.alert(moment(self.desk.book.now()), told)
        self.save.setEnabled(False)
        self.desk.act(t("Alert saved"), lambda book: book.raise_alert(alert), self._on_saved)

    def _on_saved(self, given: tuple) -> None:
        self._saved_id = given[0]
        self._drafts.settled(DRAFT)
        self.form.setEnabled(False)
        self._say_state()
        self.sealed_asked.emit(self._saved_id)

    def say_sealed(self, file_name: str) -> None:
        """The sealed file is there and was read back."""
        self.state.set_kind("ok")
        self.state.say(t("Saved and sealed: {file}.", file=file_name), t("Send it now. The computer sends nothing."))

    def _as_advice(self) -> None:
        self.advice_asked.emit(self.form.happened.toPlainText())

    def message(self) -> str:
        """A message ready to paste: a reference and what to do, nothing about a person."""
        words = dict(scopes()).get(self.form.scope.value(), "")  # type: ignore[call-overload]
        return t(
            "Individual alert, case {case}. {scope}. Please phone me and open the sealed file that comes with this.",
            case=self.desk.record.facts.case_ref,
            scope=words or t("Serious and imminent risk"),
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.message())
        if self.footer is not None:
            self.footer.say_note(t("Copied. It holds the case reference and no detail."), "check")

    # the window asks --------------------------------------------------------------------------------------

    def identity(self) -> Identity:
        return case_identity(self.desk)

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"back": self.closed.emit}

    def entered(self) -> None:
        self.form.scope.focus_answer()

    def leaving(self) -> None:
        if not self._saved_id:
            self._drafts.flush()

    def restore(self, draft: str) -> None:
        """Put back what was written before."""
        self.form.restore(draft)
