"""Evaluate and sign off: the close of a case, not a judged stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.services.drafting import Draft
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.screen import Screen, move_into
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.case_dialogs import ReopenDialog
from hmip_desktop.ui.views.case.closing_form import ClosingForm, TwoHalves
from hmip_desktop.ui.views.case.facts import case_identity
from hmip_desktop.ui.views.case.still_open import OpenGroup, StillOpen, groups_of
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.frames import Card, PageColumn
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.inputs import Tick
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.rails import StageRail
from hmip_desktop.ui.widgets.tags import Glyph, KeyCap
from hmip_desktop.ui.words import moment_words

PINNED_FROM = 480  # effective height below which the bar joins the scrolling column


class EvaluateScreen(Screen):
    """Left what is open, right what stood out; below the declaration and Sign off."""

    help_page = "sign-off"

    ref_asked = Signal(str)
    place_asked = Signal(str)
    alert_asked = Signal()
    advice_asked = Signal()

    def __init__(self, theme: Theme, desk: CaseDesk, rail: StageRail) -> None:
        super().__init__(theme, t("Evaluate and sign off"))
        self.desk, self.rail = desk, rail
        self._next = 0
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        column = PageColumn(theme, t("Evaluate"), widest=1180, margin=20)
        outer.addWidget(column, 1)
        column.body.addWidget(
            PlainLabel(theme, t("Evaluate · the close of the case, not a judged stage"), "control", "text2")
        )
        column.body.addWidget(Heading(theme, t("Evaluate and sign off"), 1))
        self.closing = ClosingForm(theme, desk)
        self.closing.advice_asked.connect(self.advice_asked)
        column.body.addWidget(TwoHalves(theme, self._open_card(theme), self.closing), 1)
        self.bar = SignBar(theme)
        self.bar.sign_asked.connect(self._sign)
        self.bar.why_asked.connect(self._why)
        self.bar.reopen_asked.connect(self._ask_reopen)
        outer.addWidget(self.bar)
        self._outer, self._column, self._pinned = outer, column, True
        self.reasons = WhyNot(theme, self)
        self.reasons.opened.connect(self._open)
        self._build_footer(theme)
        desk.changed.connect(self._on_changed)
        self.refresh()

    def _open_card(self, theme: Theme) -> Card:
        card = Card(theme, gap=8)
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        row.addWidget(Heading(theme, t("Still open"), 2, wrap=False))
        self._count = PlainLabel(theme, "", "body", "text2", wrap=False)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(KeyCap(theme, "F8", "next-open"))
        row.addWidget(PlainLabel(theme, t("next"), "small", "text2", wrap=False))
        card.body.addLayout(row)
        self.open = StillOpen(theme)
        self.open.opened.connect(self._open)
        card.body.addWidget(self.open)
        card.body.addStretch(1)
        return card

    def _build_footer(self, theme: Theme) -> None:
        footer = Footer(theme, self.desk.saving)
        alert = Button(theme, t("Raise an alert"), "alert")
        alert.clicked.connect(self.alert_asked)
        back = Button(theme, t("Back"))
        back.clicked.connect(self._back)
        self.next_button = Button(theme, t("Go to next open item"), filled=True)
        self.next_button.clicked.connect(self.go_to_next)
        for button in (alert, back, self.next_button):
            footer.add_button(button)
        self.footer = footer

    # showing ----------------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        """Behind another screen it is shown anew when it is entered: an answer elsewhere costs nothing here."""
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Show the case as it stands."""
        groups = groups_of(self.desk)
        self.open.show_groups(groups)
        self._count.setText(str(sum(len(group.lines) for group in groups)))
        self.closing.refresh()
        blockers = self._blockers(groups)
        self.bar.show_state(self.desk, bool(blockers))
        self.next_button.setEnabled(bool(groups))
        self.reasons.hide()

    def _blockers(self, groups: tuple[OpenGroup, ...]) -> list[tuple[str, str]]:
        """What stands in the way, one line a group: key of its first line, and words."""
        found = []
        for group in groups:
            lines = [line for line in group.lines if line.blocks]
            if lines and group.code == "confirm":
                found += [(line.key, line.words) for line in lines]
            elif lines:
                found.append((lines[0].key, f"{group.title.rsplit(' ', 1)[0]}: {len(lines)}"))
        return found

    # doing ------------------------------------------------------------------------------------------------

    def _open(self, key: str) -> None:
        self.reasons.hide()
        if key == "alert-check":
            self.closing.alert_check.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif key == "declaration":
            self.bar.declaration.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif key in ("interview", "details"):
            self.place_asked.emit(key)
        else:
            self.ref_asked.emit(key)

    def go_to_next(self) -> None:
        """F8: to the next open item after the one opened last."""
        lines = [line for group in groups_of(self.desk) for line in group.lines]
        if lines:
            self._next %= len(lines)
            key = lines[self._next].key
            self._next += 1
            self._open(key)

    def _back(self) -> None:
        pages = self.desk.flow.pages
        if pages:
            self.ref_asked.emit(pages[-1].ref)

    def _why(self) -> None:
        blockers = self._blockers(groups_of(self.desk))
        if not self.bar.declaration.isChecked():
            blockers.append(("declaration", t("The declaration is not ticked")))
        self.reasons.say(blockers, self.bar.why)

    def _sign(self) -> None:
        self.desk.act(t("Signed off"), lambda book: book.sign_off())

    def _ask_reopen(self) -> None:
        dialog = ReopenDialog(self.theme, self, self.desk.drafts)
        if dialog.exec() == ReopenDialog.DialogCode.Accepted:
            reason = dialog.reason.text().strip()
            settle = dialog.kept.when_saved() if dialog.kept is not None else None
            self.desk.act(t("Unlocked"), lambda book: book.reopen(reason), settle)
        dialog.deleteLater()

    def restore(self, draft: Draft) -> None:
        """Go on with words that were left over."""
        if draft.kind == "reopen":
            self._ask_reopen()
        elif draft.kind == "practice":
            self.closing.practice.ask(int(draft.key))
        else:
            self.closing.restore(draft.words)
            if draft.kind == "feedback" and self.desk.drafts is not None:
                self.desk.drafts.settled("feedback")  # it is kept with the close of the case from now on

    # the window asks --------------------------------------------------------------------------------------

    def identity(self) -> Identity:
        return case_identity(self.desk)

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"next-open": self.go_to_next, "continue": self.go_to_next, "back": self._back}

    def set_room(self, width: float, height: float) -> None:
        pinned = height >= PINNED_FROM
        if pinned != self._pinned:
            self._pinned = pinned
            move_into(self._outer if pinned else self._column.body, self.bar)
        self.reasons.hide()

    def entered(self) -> None:
        self.refresh()
        if self.open.links:
            self.open.links[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def leaving(self) -> None:
        self.reasons.hide()
        self.closing.save()


class SignBar(QWidget):
    """The fixed bar: declaration, "Why can't I sign off?", Sign off; or who signed off, and Unlock."""

    sign_asked = Signal()
    why_asked = Signal()
    reopen_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(20), theme.space(12), theme.space(20), theme.space(10))
        row.setSpacing(theme.space(14))
        words = QVBoxLayout()
        words.setSpacing(theme.space(2))
        self._caption = PlainLabel(theme, t("Declaration"), "small-bold", "text2", wrap=False)
        self.declaration = Tick(
            theme, t("I judged this case on its own evidence, and I have no conflict of interest in it.")
        )
        self._signed = PlainLabel(theme, "", "body")
        for part in (self._caption, self.declaration, self._signed):
            words.addWidget(part)
        row.addLayout(words, 1)
        self.why = Button(theme, t("Why can't I sign off?"), "help")
        self.sign = Button(theme, t("Sign off"), "lock")
        self.reopen = Button(theme, t("Unlock with a reason..."), "lock")
        for button in (self.why, self.sign, self.reopen):
            row.addWidget(button)
        self.why.clicked.connect(self.why_asked)
        self.sign.clicked.connect(self.sign_asked)
        self.reopen.clicked.connect(self.reopen_asked)
        self.declaration.toggled.connect(self._on_ticked)
        self._blocked = True

    def show_state(self, desk: CaseDesk, blocked: bool) -> None:
        """Show whether the case can be signed off, or who did so."""
        self._blocked = blocked
        locked = desk.is_locked
        for widget in (self.declaration, self.sign, self.why):
            widget.setVisible(not locked)
        self._signed.setVisible(locked)
        self.reopen.setVisible(locked)
        self._caption.setText(t("Signed off") if locked else t("Declaration"))
        if locked and desk.record.signoff is not None:
            held = desk.record.signoff.value
            at = moment_words(held.signed_at, desk.book.now())
            self._signed.setText(t("{name}, {time}", name=held.name, time=at))
        self.sign.setText(t("Sign off {case}", case=desk.record.facts.case_ref))
        self.sign.updateGeometry()
        self._on_ticked()

    def _on_ticked(self, *_: object) -> None:
        ready = self.declaration.isChecked() and not self._blocked
        self.sign.setEnabled(ready)
        self.why.setVisible(not ready and not self.reopen.isVisibleTo(self))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        painter.fillRect(0, 0, self.width(), 2, self._theme.colour("control" if self._theme.is_dark else "bar"))


class WhyNot(QFrame):
    """A small panel over the bar: only what stands in the way, each line a link. Escape closes it."""

    opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._anchor: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*(theme.space(16),) * 4)
        self._column.setSpacing(theme.space(6))
        self.hide()

    def say(self, blockers: list[tuple[str, str]], anchor: QWidget) -> None:
        """Show the blockers above ``anchor``."""
        self._anchor = anchor
        window = anchor.window()
        self.setParent(window)
        _empty(self._column)
        theme = self._theme
        top = QWidget()
        row = QHBoxLayout(top)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Heading(theme, t("Why can't I sign off?"), 3, wrap=False))
        row.addStretch(1)
        row.addWidget(KeyCap(theme, "Esc"))
        self._column.addWidget(top)
        first = None
        for key, words in blockers:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(Glyph(theme, "circle", "text2", 15))
            link = LinkButton(theme, words)
            link.clicked.connect(lambda _=False, key=key: self.opened.emit(key))
            row.addWidget(link)
            row.addStretch(1)
            self._column.addWidget(line)
            first = first or link
        note = t("Answers without evidence do not stop you.")
        self._column.addWidget(PlainLabel(theme, note, "small", "text2"))
        widest = max((theme.metrics("control").horizontalAdvance(words) for _, words in blockers), default=0)
        self.setFixedWidth(min(max(theme.size(360), widest + theme.size(80)), window.width() - 16))
        self.adjustSize()
        where = anchor.mapTo(window, QPoint(0, 0))
        left = min(max(where.x() - theme.size(116), 8), window.width() - self.width() - 8)
        lowest = window.height() - self.height() - 8
        self.move(left, max(min(where.y() - self.height() - theme.space(8), lowest), 8))
        self.show()
        self.raise_()
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            if self._anchor is not None:
                self._anchor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        painting.box(painter, self.rect(), self._theme.colour("surface"), self._theme.colour("text"), 6, 1.5)


def _empty(column: QVBoxLayout) -> None:
    while (item := column.takeAt(0)) is not None:
        if item.widget() is not None:
            item.widget().hide()
            item.widget().deleteLater()
