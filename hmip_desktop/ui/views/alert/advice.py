"""The advice log: what was advised below the threshold of an alert. It creates no task and is never chased."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.services.advice import AdviceLine, advice_log
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import KeptFields
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button, IconButton
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner, Card, PageColumn
from hmip_desktop.ui.widgets.inputs import TextInput
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.words import moment_words


class AdviceDialog(Sheet):
    """The log of one case, and a box for more. ``alert_asked`` comes when it is an alert after all."""

    alert_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None, desk: CaseDesk, words: str = "") -> None:
        sentence = t(
            "For concerns below the threshold of an alert. Advice is not an instruction: nobody will ask about it."
        )
        super().__init__(theme, parent, t("Advice log"), sentence, width=560)
        self._desk = desk
        self.log = PageColumn(theme, t("Advice so far"), widest=700, margin=0)
        self.log.setMinimumHeight(theme.size(120))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.space(8))
        self.log.body.addLayout(self._lines)
        self.log.body.addStretch(1)
        self.body.addWidget(self.log, 1)
        self.text = TextInput(theme, t("What did you advise?"), t("In a few words, without names"), lines=3)
        self.text.setPlainText(words)
        self.text.textChanged.connect(self._fit)
        self.body.addWidget(Field(theme, t("What did you advise?"), self.text))
        imminent = Banner(theme, "warning")
        imminent.say(t("Serious and imminent?"), t("That is an alert, not advice."))
        self.body.addWidget(imminent)
        alert = Button(theme, t("Raise an alert"), "alert")
        alert.clicked.connect(self._to_alert)
        self.buttons.addWidget(alert)
        self.add_cancel(t("Close"))
        self.main = self.add_main(t("Record the advice"), "check")
        self.main.clicked.disconnect()
        self.main.clicked.connect(self._record)
        self._kept: KeptFields | None = None
        if desk.drafts is not None:
            self._kept = KeptFields(desk.drafts, lambda: "advice", {"text": self.text}, parent=self)
            if not words:
                self._kept.take_up()
        self._fit()
        desk.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the log as it stands."""
        while (item := self._lines.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        lines = advice_log(self._desk.record)
        for line in lines:
            self._lines.addWidget(self._card(line))
        if not lines:
            self._lines.addWidget(
                PlainLabel(self.theme, t("Nothing was advised in this case yet."), "control", "text2")
            )

    def _card(self, line: AdviceLine) -> Card:
        card = Card(self.theme, padding=12, gap=4)
        row = QHBoxLayout()
        when = moment_words(line.given_at, self._desk.book.now())
        row.addWidget(PlainLabel(self.theme, when, "small-bold", "text2", wrap=False))
        row.addStretch(1)
        drop = IconButton(self.theme, "trash", t("Take this advice out of the log"))
        drop.clicked.connect(lambda: self._withdraw(line.advice_id))
        row.addWidget(drop)
        card.body.addLayout(row)
        card.body.addWidget(PlainLabel(self.theme, line.text, "control"))
        return card

    def _fit(self) -> None:
        self.main.setEnabled(bool(self.text.toPlainText().strip()))

    def _record(self) -> None:
        words = self.text.toPlainText().strip()
        settle = self._kept.when_saved() if self._kept is not None else None
        self.text.clear()
        self._desk.act(t("Advice recorded"), lambda book: book.record_advice(words), settle)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _withdraw(self, advice_id: str) -> None:
        self._desk.step(t("Advice taken out"), lambda book: book.withdraw_advice(advice_id))

    def _to_alert(self) -> None:
        self.reject()
        self.alert_asked.emit()
