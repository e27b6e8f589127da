"""Alerts that nobody has acknowledged, on every screen: a reference, never what happened.

Until somebody was told by telephone it is a strong banner; then one line, which all those that were told share; only a
verified receipt, or the acknowledgement of who leads, takes it away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hmip_desktop.services import alert_watch, alerts
from hmip_desktop.services.alert_watch import WaitingAlert
from hmip_desktop.services.context import Context
from hmip_desktop.services.drafting import Draft
from hmip_desktop.ui.case_book import StoreCaseBook
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import DraftKeeper, KeptFields
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.alert.phones import Phone
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.inputs import LineInput, PickList
from hmip_desktop.ui.window import MainWindow
from hmip_desktop.ui.words import moment_words

MOST = 3  # banners, and links in the shared line, at once; the oldest come first and the rest is counted
LOW = 480
"""Height of a window at 100 % text below which there is room for one banner: who was not told comes first, the others
are counted in it."""


class CallDialog(Sheet):
    """Who was told by telephone; the time is now. People of the roster first, anybody else by role."""

    def __init__(self, theme: Theme, parent: QWidget | None, phones: Sequence[Phone], reference: str) -> None:
        words = t("Only when you spoke to somebody, not when you left a message. The time is taken now.")
        super().__init__(theme, parent, t("Told by telephone"), words, width=460)
        self.setAccessibleDescription(reference)
        people = [(phone.who, phone.who) for phone in phones] + [("", t("Somebody else"))]
        self.who = PickList(theme, t("Who was told?"), people)
        self.body.addWidget(Field(theme, t("Who was told?"), self.who))
        self.other = LineInput(theme, t("Who, by role"))
        self.other_field = Field(theme, t("Who, by role"), self.other)
        self.body.addWidget(self.other_field)
        self.add_cancel()
        self.main = self.add_main(t("They are told"), "phone")
        self.who.picked.connect(lambda _: self._fit())
        self.other.textChanged.connect(lambda _: self._fit())
        self._fit()

    def _fit(self) -> None:
        self.other_field.setVisible(not self.who.value())
        self.main.setEnabled(bool(self.told()))

    def keep_typing(self, keeper: DraftKeeper, alert_id: str) -> KeptFields:
        """Keep the words while they are typed, and look for those of before."""
        kept = self._kept = KeptFields(keeper, lambda: f"told/{alert_id}", {"text": self.other}, parent=self)
        keeper.found.connect(self._go_on)  # a method, so that nothing is called once the form is gone
        keeper.look()
        self.rejected.connect(kept.let_go)
        return kept

    def _go_on(self) -> None:
        """Put back who was being named when the program stopped."""
        if not self.other.text() and self._kept.take_up():
            self.who.set_value("")
            self._fit()

    def told(self) -> str:
        """Who was told."""
        return self.who.value() or self.other.text().strip()


class AlertBanner(Banner):
    """One alert. ``call_asked`` and ``open_asked`` carry it."""

    call_asked = Signal(object)
    open_asked = Signal(object)

    def __init__(self, theme: Theme, alert: WaitingAlert, now: datetime, more: int, leads: bool) -> None:
        super().__init__(theme, "warning" if alert.told else "strong", icon="phone" if alert.told else "")
        self.alert = alert
        self.say(*_words(alert, now, more, leads))
        tone = "warn_fg" if alert.told else "strong_fg"
        call = LinkButton(theme, t("Told another") if alert.told else t("Somebody is told..."), tone=tone)
        call.setAccessibleName(t("Record who was told of alert {reference}", reference=alert.reference))
        call.clicked.connect(lambda: self.call_asked.emit(alert))
        shown = LinkButton(theme, t("Open"), tone=tone)
        shown.setAccessibleName(t("Open alert {reference}", reference=alert.reference))
        shown.clicked.connect(lambda: self.open_asked.emit(alert))
        for link in (call, shown):
            self.tail.addWidget(link)


class ToldBanner(Banner):
    """One line for several alerts that were all told by telephone. ``open_asked`` carries the one that was chosen."""

    open_asked = Signal(object)

    def __init__(self, theme: Theme, told: Sequence[WaitingAlert], leads: bool) -> None:
        super().__init__(theme, "warning", icon="phone")
        waits = t("not acknowledged yet") if leads else t("the lead's receipt has not come")
        self.say(t("{count} alerts told by telephone", count=len(told)), f"· {waits}")
        for alert in told[:MOST]:
            shown = LinkButton(theme, alert.reference, tone="warn_fg")
            shown.setAccessibleName(t("Open alert {reference}", reference=alert.reference))
            shown.clicked.connect(lambda _=False, alert=alert: self.open_asked.emit(alert))
            self.tail.addWidget(shown)


def _words(alert: WaitingAlert, now: datetime, more: int, leads: bool) -> tuple[str, str]:
    """What a banner says: its lead and the rest."""
    others = t("Another alert is waiting.") if more == 1 else ""
    if more > 1:
        others = t("{count} more alerts are waiting.", count=more)
    if alert.told:
        last = alert.told[-1]
        lead = t("Alert {reference}", reference=alert.reference)
        waits = t("not acknowledged yet") if leads else t("the lead's receipt has not come")
        told = t("{who} told {time}", who=last.who, time=moment_words(last.told_at, now))
        return lead, " · ".join(part for part in (told, waits, others) if part)
    lead = t("Alert {reference}: nobody has been told by telephone.", reference=alert.reference)
    return lead, " ".join(part for part in (_what_next(alert, leads), others) if part)


def _what_next(alert: WaitingAlert, leads: bool) -> str:
    """Whoever leads and was sent an alert acknowledges it; whoever raised it sends the sealed file."""
    if leads and not alert.mine:
        return t("Phone now, then acknowledge it.")
    return t("Phone now; the sealed file alone tells nobody.") if alert.sealed else t("Phone now. No sealed file yet.")


class AlertStrip(QObject):
    """Keeps the banners true: looks again when an alert changed or a package came in.

    ``open_asked`` carries the alert that somebody wants to see.
    """

    open_asked = Signal(object)
    shown = Signal(int)

    def __init__(
        self, theme: Theme, place: QVBoxLayout, window: MainWindow, ctx: Context, jobs: JobRunner,
        phones: Callable[[], Sequence[Phone]],
    ) -> None:  # fmt: skip
        super().__init__()
        self._theme, self._place, self._window, self._ctx, self._jobs = theme, place, window, ctx, jobs
        self._phones = phones
        self._closed, self._low = False, window.height() < theme.size(LOW)
        window.room_changed.connect(self._fit)
        self.banners: list[AlertBanner | ToldBanner] = []
        self._alerts: tuple[WaitingAlert, ...] = ()
        jobs.changed.connect(self._note_changes)
        theme.changed.connect(self._build)

    def _note_changes(self, changes: object, origin: object) -> None:
        subjects: frozenset[str] = getattr(changes, "subjects", frozenset())
        if not isinstance(origin, CaseDesk) or any(one.startswith("alert:") for one in subjects):
            self.refresh()

    def refresh(self) -> None:
        """Read again which alerts are waiting."""
        ctx = self._ctx
        self._jobs.run(lambda _: alert_watch.waiting(ctx), parent=self, writes=True, on_success=self._show)

    def _show(self, found: tuple[WaitingAlert, ...]) -> None:
        if found != self._alerts and not self._closed:
            self._alerts = found
            self._build()

    def _build(self) -> None:
        self._clear()
        inspection = self._ctx.find_inspection()
        leads = inspection is not None and inspection.is_led_by(self._ctx.me)
        told = [alert for alert in self._alerts if alert.told]
        alone = [alert for alert in self._alerts if not alert.told or len(told) == 1]
        if self._low and len(told) < len(self._alerts):
            alone, told = sorted(self._alerts, key=lambda alert: bool(alert.told)), []
        most = 1 if self._low else MOST
        for number, alert in enumerate(alone[:most], start=1):
            more = len(alone) - most if number == most else 0
            banner = AlertBanner(self._theme, alert, self._ctx.now(), max(more, 0), leads)
            banner.call_asked.connect(self.record_call)
            self._add(banner)
        if len(told) > 1:
            self._add(ToldBanner(self._theme, told, leads))
        self.shown.emit(len(self._alerts))

    def _fit(self, height: float) -> None:
        """One banner while the window is low."""
        if (height < LOW) != self._low:
            self._low = not self._low
            self._build()

    def _add(self, banner: AlertBanner | ToldBanner) -> None:
        banner.open_asked.connect(self.open_asked)
        self._place.addWidget(banner)
        self.banners.append(banner)

    def _clear(self) -> None:
        for banner in self.banners:
            banner.hide()
            banner.setParent(None)
            banner.deleteLater()
        self.banners = []

    def record_call(self, alert: WaitingAlert) -> None:
        """Ask who was told, and record it with the time."""
        dialog = CallDialog(self._theme, self._window, self._phones(), alert.reference)
        keeper = DraftKeeper(StoreCaseBook(self._ctx, alert.case_id), self._jobs, self)
        kept = dialog.keep_typing(keeper, alert.alert_id)
        agreed = dialog.exec() == CallDialog.DialogCode.Accepted
        who, settle = dialog.told(), kept.when_saved()
        dialog.deleteLater()

        def told(_: object) -> None:
            settle(None)
            self.refresh()

        if agreed and who:
            ctx = self._ctx
            self._jobs.run(
                lambda _: alerts.record_told(ctx, alert.case_id, alert.alert_id, who),
                parent=self, writes=True, on_success=told,
            )  # fmt: skip

    def go_on_writing(self, draft: Draft) -> None:
        """Go on with who was told of an alert, where it still waits."""
        alert = next((one for one in self._alerts if one.alert_id == draft.key), None)
        if alert is not None:
            self.record_call(alert)

    def close(self) -> None:
        """Take the banners away with the store that they are about; a second time changes nothing."""
        if self._closed:
            return
        self._closed = True
        self._theme.changed.disconnect(self._build)  # it lives until the event loop comes round
        self._jobs.changed.disconnect(self._note_changes)
        self._window.room_changed.disconnect(self._fit)
        self._clear()
        self.deleteLater()
