"""A balanced allocation as a proposal with its reasons: nothing is given out before it is agreed to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmip_desktop.services.balance import Load, Proposal, ProposedLine, apply_proposal, propose
from hmip_desktop.services.sending import Placed
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.slot_words import slot_words, why_words
from hmip_desktop.ui.views.lead.wide_form import WideForm
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.inputs import Tick
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView

CASE, INTERVIEW, TO, WHY = range(4)
SHOWN = 2


class ProposalDialog(WideForm):
    """The cases with whom they would go to and why; below, what everybody would have. ``applied`` hears the result."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, applied: Callable[[Placed], None]) -> None:
        super().__init__(
            theme, parent, t("Place the cases"), t("Give them out"),
            t("Numbers are evened out, interviews within an hour of each other go to different people, and nobody gets "
              "a case that their declared conflict of interest names. Nothing is given out before you agree."), (960, 680),
        )  # fmt: skip
        self._desk, self._applied = desk, applied
        self.proposal: Proposal | None = None
        self.again = Tick(theme, t("Also place cases again that were not sent yet and on which nothing was done"))
        self.again.toggled.connect(lambda _: self.look(None))
        self.other = Button(theme, t("Another proposal"), "dice")
        self.other.clicked.connect(self._ask_other)
        row = QHBoxLayout()
        row.addWidget(self.again, 1)
        row.addWidget(self.other)
        self.form.addLayout(row)
        self.lines = RowsView(theme, t("Cases and to whom they would go"), RowsModel((
            Column(t("Case"), 130, stretch=True), Column(t("Interview"), 150), Column(t("Goes to"), 130, stretch=True),
            Column(t("Why"), 300, stretch=True),
        ), _line_cell), row_height=46)  # fmt: skip
        self.lines.setMinimumHeight(theme.size(150))
        self.form.addWidget(self.lines, 3)
        self.trouble_found = Banner(theme, "warning")
        self.trouble_found.hide()
        self.form.addWidget(self.trouble_found)
        self.loads = RowsView(theme, t("What everybody would have"), RowsModel((
            Column(t("Person"), 150, stretch=True), Column(t("Cases now"), 92, right=True),
            Column(t("Cases then"), 92, right=True), Column(t("Kept from them"), 300, stretch=True),
        ), _load_cell), row_height=34)  # fmt: skip
        self.loads.setMinimumHeight(theme.size(110))
        self.form.addWidget(self.loads, 2)
        self.carry_out = self._apply
        self.act.setEnabled(False)
        self.look(None)

    def look(self, seed: int | None) -> None:
        """Ask for a proposal; ``seed`` None is the usual one of this inspection."""
        again = self.again.isChecked()
        self.act.setEnabled(False)
        self._desk.read(
            lambda ctx, _: (again, propose(ctx, again=again, seed=seed)), self._show, parent=self,
            failed=self.say_trouble,
        )  # fmt: skip

    def _ask_other(self) -> None:
        if self.proposal is not None:
            self.look(self.proposal.seed + 1)

    def _show(self, found: tuple[bool, Proposal]) -> None:
        again, proposal = found
        if again != self.again.isChecked():
            return
        self.proposal = proposal
        changing = proposal.placed
        self.lines.show_rows(sorted(proposal.lines, key=lambda line: (bool(line.to), line.case_ref)))
        self.loads.show_rows(proposal.loads)
        self.act.setEnabled(bool(changing))
        self.other.setEnabled(bool(proposal.lines))
        self.act.setText(
            t("Give 1 case out") if len(changing) == 1 else t("Give {count} cases out", count=len(changing))
        )
        self._say_left(proposal)

    def _say_left(self, proposal: Proposal) -> None:
        left = [line.case_ref for line in proposal.left]
        words = [t("Nobody can take {cases}.", cases=", ".join(left))] if left else []
        words += [
            t("{name} has two interviews at one time already: {one} and {other}.", name=name, one=one, other=other)
            for name, one, other in proposal.standing[:SHOWN]
        ]
        if more := len(proposal.standing[SHOWN:]):
            words.append(t("And {count} more.", count=more))
        self.trouble_found.set_kind("warning" if words else "info")
        if not proposal.lines:
            words.append(t("Every case is with somebody and was sent: nothing is left to place."))
        self.trouble_found.setVisible(bool(words))
        self.trouble_found.say("", " ".join(words))

    def _apply(self) -> None:
        proposal = self.proposal
        if proposal is not None:
            self.act.setEnabled(False)
            self._desk.write(lambda ctx, _: apply_proposal(ctx, proposal), self._done, failed=self.say_trouble)

    def _done(self, placed: Placed) -> None:
        self.accept()
        self._applied(placed)


def _line_cell(line: ProposedLine, column: int) -> Cell:
    if column == CASE:
        return Cell(line.case_ref, bold=True, detail=line.pdu)
    if column == INTERVIEW:
        return Cell(slot_words(line.interview_at) or t("none"), tone="text" if line.interview_at else "text2")
    if column == TO:
        if not line.to:
            return Cell(t("Nobody"), tag="warning")
        before = t("was with {name}", name=line.before_name) if line.before_name else t("with nobody yet")
        stays = line.before == line.to
        return Cell(line.to_name, bold=not stays, detail=t("as now") if stays else before)
    words = ", ".join(why_words(why) for why in line.reasons)
    first, _, rest = words.partition("; ")
    return Cell(words[:1].upper() + words[1:], tone="text2", tip=words, spoken=words) if rest else Cell(
        first[:1].upper() + first[1:], tone="text2", tip=words
    )  # fmt: skip


def _load_cell(load: Load, column: int) -> Cell:
    if column == 0:
        return Cell(load.name, bold=True)
    if column in (1, 2):
        return Cell(str(load.now if column == 1 else load.after), right=True, bold=column == 2)
    if load.undecided:
        words = t("Declared a conflict that names no case: nothing until you decide on it")
        return Cell(words, icon="warning", icon_tone="warn", tip=words)
    if load.barred:
        words = ", ".join(load.barred)
        return Cell(words, icon="warning", icon_tone="warn", tip=words)
    return Cell(t("nothing"), tone="text2")
