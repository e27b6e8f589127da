"""Calls about an alert before its sealed file is here: noted at once, and later said which alert each of them was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hmip_desktop.services.alert_calls import CallLine, record_call
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.alert_words import number_words
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner, Box
from hmip_desktop.ui.widgets.inputs import LineInput, TextInput
from hmip_desktop.ui.words import moment_words


class CallsBox(Box):
    """One line a call that waits. ``matched`` carries the call and the alert that it was, ``closing`` the call."""

    matched = Signal(str, str)
    closing = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 6)
        self._theme = theme
        self.banners: list[Banner] = []
        self.hide()

    def show_calls(self, calls: Sequence[CallLine], now: datetime, leads: bool) -> None:
        """Show other calls; only those who lead may say what came of them."""
        for old in self.banners:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.banners = [self._banner(call, now, leads) for call in calls]
        for banner in self.banners:
            self.body.addWidget(banner)
        self.setVisible(bool(calls))

    def _banner(self, call: CallLine, now: datetime, leads: bool) -> Banner:
        value, when = call.value, moment_words(call.value.called_at, now)
        about = value.case_ref or t("the inspection as a whole")
        lead = t("Call about {case}, {when}.", case=about, when=when)
        came = (
            t("Say which alert it was.") if call.fitting
            else t("Its sealed file is not here yet: ask {caller} to send it.", caller=value.caller)
        )  # fmt: skip
        rest = t("{caller} rang {name}: {said}", caller=value.caller, name=call.by, said=value.said)
        banner = Banner(self._theme, "warning", lead, f"{rest} {came}", icon="phone")
        if leads:
            for alert_id, number in call.fitting:
                words = t("It is {alert}", alert=number_words(number))
                banner.tail.addWidget(self._link(words, lambda _=0, one=alert_id: self.matched.emit(call.call_id, one)))
            banner.tail.addWidget(self._link(t("No alert..."), lambda _=0: self.closing.emit(call.call_id)))
        return banner

    def _link(self, words: str, act: Callable[..., object]) -> LinkButton:
        link = LinkButton(self._theme, words)
        link.clicked.connect(act)
        return link


class CallDialog(FormDialog):
    """A call that comes now: about which case, who rings, and what they say."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk) -> None:
        super().__init__(
            theme, parent, t("A call about an alert"), t("Note the call"),
            t("For a call that comes before the sealed file. The time is taken now; when the file is merged, say in the "
              "register which alert it was."),
        )  # fmt: skip
        self._desk = desk
        self.case = LineInput(theme, t("Case reference, empty for the inspection as a whole"))
        self.caller = LineInput(theme, t("Who rings, by role"))
        self.said = TextInput(theme, t("What was said"), lines=3)
        for words, editor in (
            (t("Case reference, empty for the inspection as a whole"), self.case),
            (t("Who rings, by role"), self.caller), (t("What was said"), self.said),
        ):  # fmt: skip
            self.form.addWidget(Field(theme, words, editor))
        self.carry_out = self._note
        self.keep_words(desk, "alerts", "call")

    def _note(self) -> None:
        given = (self.case.text(), self.caller.text(), self.said.toPlainText())
        self._desk.write(
            lambda ctx, _: record_call(ctx, *given), lambda _: self.accept(), failed=self.say_trouble
        )  # fmt: skip
