"""The checks of the sample: open warnings first; an override opens in the row and its reason stays visible."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hmip_desktop.domain.sample_checks import SampleWarning
from hmip_desktop.services.sample_picture import CheckLine, SamplePicture
from hmip_desktop.ui.draft_keeper import KeptFields
from hmip_desktop.ui.text import sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.page import FlushCard
from hmip_desktop.ui.views.lead.sample_charts import band_words
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.inputs import LineInput
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.tags import Glyph, StatusTag
from hmip_desktop.ui.words import moment_words

SHOWN_WARNINGS = 1


def check_words(code: str) -> str:
    """The name of a check."""
    return {
        "few-in-pdu": t("Fewer than 5 in a PDU"),
        "several-per-practitioner": t("More than 1 per practitioner"),
        "rosh-mix": t("RoSH mix"),
        "start-outside-weeks": t("Started outside the two weeks"),
        "ended-within-7-days": t("Ended within 7 days"),
        "no-rar-or-programme": t("No RAR or accredited programme"),
        "same-person-twice": t("Same person twice"),
    }.get(code, code)


def warning_words(warnings: Sequence[SampleWarning]) -> str:
    """The first warnings of a check in sentences, and how many more there are."""
    shown = [
        sentence(one.code, {**one.params, "band": band_words(str(one.params["band"]))} if "band" in one.params
                 else one.params)
        for one in warnings[:SHOWN_WARNINGS]
    ]  # fmt: skip
    more = len(warnings) - len(shown)
    return " ".join(shown) + (" " + t("And {count} more.", count=more) if more else "")


class CheckRow(QWidget):
    """One check. ``overridden`` carries the reason once it was given."""

    overridden = Signal(str)

    def __init__(self, theme: Theme, desk: LeadDesk, line: CheckLine, now: datetime) -> None:
        super().__init__()
        self._theme, self._desk, self.line = theme, desk, line
        outer = QHBoxLayout(self)
        outer.setContentsMargins(theme.space(12), theme.space(5), theme.space(12), theme.space(6))
        outer.setSpacing(theme.space(10))
        icon, tone = _glyph(line)
        outer.addWidget(Glyph(theme, icon, tone, 16), 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.space(1))
        outer.addLayout(self._column, 1)
        title = check_words(line.code)
        top = QHBoxLayout()
        top.setSpacing(theme.space(8))
        top.addWidget(PlainLabel(theme, title, "control-bold" if line.is_open else "control"), 1)
        self._column.addLayout(top)
        self.detail = PlainLabel(theme, self._detail(now), "small", "text2")
        self.detail.setToolTip("\n".join(sentence(one.code, one.params) for one in line.warnings[:40]))
        self._column.addWidget(self.detail)
        self.setAccessibleName(f"{title}. {self.detail.text()}")
        self.ask: LinkButton | None = None
        self.reason: LineInput | None = None
        self.kept: KeptFields | None = None
        if line.status == "warned":
            words = t("Override with a reason") if line.is_open else t("Change")
            self.ask = LinkButton(theme, words, role="small")
            self.ask.setAccessibleName(f"{words}: {title}")
            self.ask.clicked.connect(self.open_reason)
            top.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignTop)

    def _detail(self, now: datetime) -> str:
        line = self.line
        if line.override is not None:
            when = moment_words(line.at, now)
            held = t("Overridden · ‘{reason}’ · {by}, {when}", reason=line.override.reason, by=line.by, when=when)
            return f"{held}\n{t('New since then:')} {warning_words(line.later)}" if line.later else held
        if line.warnings:
            return warning_words(line.warnings)
        return t("None") if line.status == "passed" else sentence("not-checked", {})

    def open_reason(self) -> None:
        """Ask for the reason in the row."""
        if self.reason is not None:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        theme, title = self._theme, check_words(self.line.code)
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setContentsMargins(0, theme.space(4), 0, 0)
        row.setSpacing(theme.space(8))
        self.reason = LineInput(theme, t("Why {check} is accepted", check=title), t("Why this is accepted"))
        if self.line.override is not None:
            self.reason.setText(self.line.override.reason)
        about = (self.line.code, title)
        self.kept = self._desk.keep_words("sample/check", lambda: about, self.reason)
        self.kept.take_up()
        self.reason.returnPressed.connect(self._give)
        self.button = Button(theme, t("Override"))
        self.button.clicked.connect(self._give)
        row.addWidget(self.reason, 1)
        row.addWidget(self.button)
        self._column.addLayout(row)
        if self.ask is not None:
            self.ask.hide()
        self.update()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give(self) -> None:
        assert self.reason is not None
        words = self.reason.text().strip()
        if words:
            self.overridden.emit(words)
        else:
            self.reason.show_problem(True)
            self.reason.setPlaceholderText(t("An override stands with its reason"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.reason is not None:
            painter.fillRect(self.rect(), self._theme.colour("surface_alt"))
        painter.fillRect(0, 0, self.width(), 1, self._theme.colour("border"))


def _glyph(line: CheckLine) -> tuple[str, str]:
    if line.override is not None and not line.later:
        return "done-line", "text"
    return {"warned": ("warning", "warn"), "passed": ("done", "ok")}.get(line.status, ("circle", "text2"))


class ChecksCard(FlushCard):
    """All checks. ``overridden`` carries the code and the reason."""

    overridden = Signal(str, str)

    def __init__(self, theme: Theme, desk: LeadDesk) -> None:
        super().__init__(theme)
        self._theme, self._desk = theme, desk
        self._picture: SamplePicture | None = None
        top = QHBoxLayout()
        top.setContentsMargins(theme.space(14), theme.space(9), theme.space(14), theme.space(8))
        top.addWidget(Heading(theme, t("Checks"), 2, wrap=False))
        top.addStretch(1)
        self.tag = StatusTag(theme, "", "warning")
        top.addWidget(self.tag)
        self.body.addLayout(top)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self.body.addStretch(1)
        self.rows: list[CheckRow] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_checks(self, picture: SamplePicture, now: datetime) -> None:
        """Show the checks; a row being typed in keeps its words while the checks have not changed."""
        count = picture.open_warnings
        words = t("1 warning open") if count == 1 else t("{count} warnings open", count=count)
        if picture.checks and all(line.status == "not-checked" for line in picture.checks):
            self.tag.show_tag(t("nothing to check yet"), "info")
        else:
            self.tag.show_tag(words if count else t("nothing open"), "warning" if count else "ok")
        if self._picture is not None and self._picture.checks == picture.checks:
            return
        self._picture = picture
        for row in self.rows:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [self._row(line, now) for line in picture.checks]

    def _row(self, line: CheckLine, now: datetime) -> CheckRow:
        row = CheckRow(self._theme, self._desk, line, now)
        row.overridden.connect(lambda reason: self.overridden.emit(line.code, reason))
        self._rows.addWidget(row)
        return row

    def kept(self, code: str) -> KeptFields | None:
        """The words of the reason that is being typed for a check."""
        return next((row.kept for row in self.rows if row.line.code == code), None)

    def focus_first_open(self) -> None:
        """To the first open warning."""
        for row in self.rows:
            if row.line.is_open and row.ask is not None:
                row.ask.setFocus(Qt.FocusReason.OtherFocusReason)
                return
