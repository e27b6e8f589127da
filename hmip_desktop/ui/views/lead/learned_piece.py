"""The form for a document of the evidence in advance, or a meeting of week 2."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from hmip_desktop.domain.organisational import MEETINGS, OrgEvidence
from hmip_desktop.services import organisational
from hmip_desktop.services.organisational import Piece
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.views.lead.learned_rows import say_marks
from hmip_desktop.ui.views.lead.learned_words import meeting_words
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.grid import FieldGrid
from hmip_desktop.ui.widgets.inputs import DateInput, LineInput, PickList, TextInput, Tick
from hmip_desktop.ui.widgets.labels import PlainLabel


def piece_title(value: OrgEvidence) -> str:
    """What a piece of evidence is called: the document, or the sort of meeting."""
    return value.title if value.sort == "document" else meeting_words(value.meeting)


class PieceDialog(FormDialog):
    """A document is named with its date and source; a meeting says its kind and who came, by role."""

    def __init__(
        self, theme: Theme, parent: QWidget, desk: LeadDesk, sort: str, choices: Sequence[tuple[str, str]], ref: str,
        piece: Piece | None = None, known: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        document = sort == "document"
        title = t("A document sent in advance") if document else t("A meeting")
        super().__init__(theme, parent, title, t("Keep"))
        self.setMinimumWidth(theme.size(640))
        self._desk, self._sort, self._piece, self._known = desk, sort, piece, known
        self.title, self.source = LineInput(theme, t("Document")), LineInput(theme, t("Sent by"))
        self.meeting = PickList(theme, t("With"), [(code, meeting_words(code)) for code in MEETINGS])
        self.who, self.day = LineInput(theme, t("Who came, by role")), DateInput(theme, t("Date"))
        for line in (self.title, self.source):
            line.setMaxLength(200)
        self.who.setMaxLength(1000)
        grid = FieldGrid(theme, 2, 240)
        first, second = (self.title, self.source) if document else (self.meeting, self.who)
        for field in (first, second, self.day):
            grid.add(Field(theme, field.accessibleName(), field))
        self.form.addWidget(grid)
        notes = t("What it shows") if document else t("Notes of the meeting")
        self.notes = TextInput(theme, notes, lines=3)
        self.form.addWidget(Field(theme, notes, self.notes, t("for the team only")))
        self.ticks = self._add_ticks(theme, choices, ref)
        self.form.addWidget(
            PlainLabel(theme, t("Roles, not names: this is printed outside the team."), "small", "text2")
        )
        self.named = Banner(theme, "warning")
        self.form.addWidget(self.named)
        for line in (self.title, self.source, self.who):
            line.textChanged.connect(self._look)
        self._look()
        self.remove = Button(theme, t("Take out"), "trash")
        self.remove.setVisible(piece is not None)
        self.remove.clicked.connect(self._remove)
        self.form.addWidget(self.remove)
        self.carry_out = self._carry_out
        if piece is not None:
            self._show(piece.value)
        self.keep_words(desk, "organisation", f"{sort}/{piece.piece_id if piece else ref}")

    def _look(self) -> None:
        """Say when what is printed outside the team may tell who is meant."""
        said = (self.title, self.source) if self._sort == "document" else (self.who,)
        marks = organisational.people_among("\n".join(line.text() for line in said), self._known)
        say_marks(self.named, marks, t("Outside the team it is left out."))

    def _add_ticks(self, theme: Theme, choices: Sequence[tuple[str, str]], ref: str) -> dict[str, Tick]:
        """One tick a question, in two columns."""
        self.form.addWidget(PlainLabel(theme, t("Bears on"), "control-bold"))
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(theme.space(4))
        ticks = {}
        rows = (len(choices) + 1) // 2
        for place, (code, words) in enumerate(choices):
            ticks[code] = Tick(theme, words, "control")
            ticks[code].setChecked(code == ref)
            grid.addWidget(ticks[code], place % rows, place // rows)
        area = QScrollArea()
        area.setAccessibleName(t("Bears on"))
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        area.setMinimumHeight(theme.size(140))
        self.form.addWidget(area, 1)
        return ticks

    def _show(self, value: OrgEvidence) -> None:
        self.title.setText(value.title)
        self.source.setText(value.source)
        self.meeting.set_value(value.meeting)
        self.who.setText(value.who)
        self.day.setText("/".join(reversed(value.dated_on.split("-"))))
        self.notes.setPlainText(value.notes)
        for ref, tick in self.ticks.items():
            tick.setChecked(ref in value.refs)

    def value(self) -> OrgEvidence:
        """What the form holds."""
        day, document = self.day.value(), self._sort == "document"
        return OrgEvidence(
            "document" if document else "meeting", day.isoformat() if day else "",
            tuple(ref for ref, tick in self.ticks.items() if tick.isChecked()), self.notes.toPlainText().strip(),
            self.title.text().strip(), self.source.text().strip(),
            "" if document else self.meeting.value(), self.who.text().strip(),  # type: ignore[arg-type]  # of MEETINGS
        )  # fmt: skip

    def _carry_out(self) -> None:
        value, piece_id = self.value(), self._piece.piece_id if self._piece else ""
        self._desk.carry_out(
            lambda ctx, _: organisational.save_evidence(ctx, value, piece_id)[1], lambda _: self.accept(),
            self.say_trouble,
        )  # fmt: skip

    def _remove(self) -> None:
        piece = self._piece
        if piece is not None:
            self._desk.carry_out(
                lambda ctx, _: organisational.withdraw_evidence(ctx, piece.piece_id), lambda _: self.accept(),
                self.say_trouble,
            )  # fmt: skip
