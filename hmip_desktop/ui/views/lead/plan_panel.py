"""What a merge would do: one sentence, rows with links, and the sum after Apply above the sum now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hmip_desktop.services.held import HeldThing, planned_things
from hmip_desktop.services.merge_picture import MergePicture
from hmip_desktop.services.overview import Whereabouts
from hmip_desktop.services.substitutes import Doubled
from hmip_desktop.ui.text import sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.package_words import state_look
from hmip_desktop.ui.views.lead.page import FlushCard
from hmip_desktop.ui.views.lead.rail import sum_parts
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.frames import Banner, Box
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.tags import Glyph

NAMED = 3


class PlanPanel(FlushCard):
    """Shows a plan, or what stands when there is none. Links open the first case, what would change or is held."""

    conflicts_asked = Signal()
    case_asked = Signal(str)
    held_asked = Signal()
    exclusion_asked = Signal(str)
    changes_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme = theme
        self.title = Heading(theme, "", 2)
        self.title.setContentsMargins(theme.space(16), theme.space(10), theme.space(16), theme.space(10))
        self.body.addWidget(self.title)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        lower = Box(theme, 6)
        lower.body.setContentsMargins(theme.space(16), theme.space(12), theme.space(16), theme.space(12))
        top = QHBoxLayout()
        self._sum_title = Heading(theme, "", 2)
        top.addWidget(self._sum_title, 1)
        self._adds_glyph = Glyph(theme, "done", "ok", 15)
        top.addWidget(self._adds_glyph)
        self._adds = PlainLabel(theme, "", "control", wrap=False)
        top.addWidget(self._adds)
        lower.body.addLayout(top)
        self.sum_line = PlainLabel(theme, "", "body-bold")
        self.bar = SumBar(theme)
        self.now_line = PlainLabel(theme, "", "small", "text2")
        self.note = Banner(theme, "info")
        for part in (self.sum_line, self.bar, self.now_line, self.note):
            lower.body.addWidget(part)
        self.body.addWidget(lower)
        self.body.addStretch(1)

    def _clear(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()

    def _add(self, row: PlanRow) -> PlanRow:
        self._rows.addWidget(row)
        return row

    # a plan -----------------------------------------------------------------------------------------------

    def show_plan(self, plan: MergePicture) -> None:
        """Show what Apply would do."""
        self._clear()
        self.title.setText(plan_sentence(plan))
        for row in self._plan_rows(plan):
            self._add(row)
        self._sum_title.setText(t("After Apply, every case is accounted for"))
        self._show_sum(plan.after)
        waiting = ", ".join(f"{name} ({count})" for name, count in plan.waiting_with)
        lines = [t("now: {sum}", sum=sum_words(plan.now))]
        if waiting:
            lines.append(t("those with inspectors: {people}", people=waiting))
        self.now_line.setText("\n".join(lines))
        self.note.show()
        self.note.say("", t("Apply is one step: all of it or none. Nothing is overwritten, and both versions of a "
                            "conflict stay until you settle it."))  # fmt: skip

    def _plan_rows(self, plan: MergePicture) -> list[PlanRow]:
        theme, rows = self._theme, []
        if plan.new_cases:
            row = PlanRow(theme, ("plus-circle", "link"), (len(plan.new_cases), t("case new") if len(plan.new_cases) == 1 else t("cases new")),
                          t("added: {cases}", cases=some_of(plan.new_cases)), t("Show cases"))  # fmt: skip
            row.asked.connect(lambda: self.case_asked.emit(plan.new_cases[0]))
            rows.append(row)
        if plan.changed_cases:
            about = t("{cases}: {count} later answers and notes", cases=some_of(plan.changed_cases),
                      count=plan.revisions)  # fmt: skip
            row = PlanRow(
                theme,
                ("pencil", "link"),
                (len(plan.changed_cases), t("case changed") if len(plan.changed_cases) == 1 else t("cases changed")),
                about,
                t("Compare..."),
            )
            row.asked.connect(self.changes_asked)
            rows.append(row)
        if plan.conflicts:
            about = t("{subjects}. Both versions stay and neither counts until you settle it",
                      subjects=some_of(plan.conflicts))  # fmt: skip
            words = t("conflict") if len(plan.conflicts) == 1 else t("conflicts")
            row = PlanRow(theme, ("conflict", "warn"), (len(plan.conflicts), words), about, t("Compare..."))
            row.asked.connect(self.changes_asked)
            rows.append(row)
        if plan.held:
            rows.append(self._asking(held_row(theme, planned_things(plan.held))))
        if waiting := [line.sender or t("Unknown") for line in plan.packages if line.state == "waits"]:
            rows.append(self._waiting_row(waiting))
        if plan.doubled:
            rows.append(self._doubled_row(plan.doubled))
        if plan.without_effect:
            rows.append(PlanRow(theme, ("minus-circle", "text2"), (len(plan.without_effect), t("package with no effect") if len(plan.without_effect) == 1 else t("packages with no effect")),
                                _why_none(plan)))  # fmt: skip
        return rows

    def _asking(self, row: PlanRow) -> PlanRow:
        row.asked.connect(self.held_asked)
        return row

    def _waiting_row(self, senders: Sequence[str]) -> PlanRow:
        about = t("{names}: nothing of it counts. Apply keeps it here, and then you decide.", names=some_of(senders))
        words = t("package held whole") if len(senders) == 1 else t("packages held whole")
        return PlanRow(self._theme, ("package", "warn"), (len(senders), words), about)

    def _doubled_row(self, refs: Sequence[str]) -> PlanRow:
        about = t("{cases}: would count beside the case that took its place. Decide afterwards which counts",
                  cases=some_of(refs))  # fmt: skip
        words = t("case beside its substitute") if len(refs) == 1 else t("cases beside their substitutes")
        row = PlanRow(self._theme, ("swap", "warn"), (len(refs), words), about, t("Show cases"))
        row.asked.connect(lambda: self.case_asked.emit(refs[0]))
        return row

    # no plan ----------------------------------------------------------------------------------------------

    def show_rest(self, where: Whereabouts, held: Sequence[HeldThing], doubled: Sequence[Doubled] = ()) -> None:
        """Show where every case is, what is held and what stands beside its substitute, while nothing is planned."""
        self._clear()
        self.title.setText(t("Nothing is planned"))
        for kind in ("fork", "package", "case"):
            if of_kind := [one for one in held if one.kind == kind]:
                self._add(self._asking(held_row(self._theme, of_kind)))
        if unsettled := [one for one in doubled if not one.reason]:
            row = self._add(beside_row(self._theme, unsettled))
            row.asked.connect(lambda: self.exclusion_asked.emit(unsettled[0].case_id))
        self._sum_title.setText(t("Every case is accounted for") if where.adds_up else t("The sum does not add up"))
        self._show_sum(where)
        self.now_line.setText("")
        self.note.setVisible(bool(held))
        self.note.say("", t("A quarantined case counts as with its inspector. Ask for it again: the next package "
                            "that brings it sound releases it."))  # fmt: skip

    def _show_sum(self, where: Whereabouts) -> None:
        good = where.adds_up
        self._adds_glyph.show_glyph("done" if good else "alert-full", "ok" if good else "err")
        self._adds.setText(t("adds up") if good else t("does not add up"))
        self.sum_line.setText(sum_words(where))
        self.bar.show_sum(where)


class PlanRow(QWidget):
    """Icon, a number, what it counts, a line about it, and perhaps a link."""

    asked = Signal()

    def __init__(
        self, theme: Theme, look: tuple[str, str], counted: tuple[int, str], detail: str, link: str = ""
    ) -> None:
        super().__init__()
        self._theme = theme
        (icon, tone), (count, title) = look, counted
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(16), theme.space(8), theme.space(16), theme.space(8))
        row.setSpacing(theme.space(12))
        row.addWidget(Glyph(theme, icon, tone, 17))
        number = PlainLabel(theme, str(count), "clock", wrap=False)
        number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        number.setMinimumWidth(theme.size(34))
        row.addWidget(number)
        words = QVBoxLayout()
        words.setSpacing(theme.space(1))
        words.addWidget(PlainLabel(theme, title, "control-bold"))
        words.addWidget(PlainLabel(theme, detail, "small", "text2"))
        row.addLayout(words, 1)
        self.setAccessibleName(f"{count} {title}. {detail}")
        if link:
            self.link = LinkButton(theme, link)
            self.link.setAccessibleName(f"{link}: {count} {title}")
            self.link.clicked.connect(self.asked)
            row.addWidget(self.link)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, 0, self.width(), 1, self._theme.colour("border"))


class SumBar(QWidget):
    """The parts of the list as one bar with the numbers in it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._where = Whereabouts(0, 0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_sum(self, where: Whereabouts) -> None:
        """Show other numbers."""
        self._where = where
        self.setAccessibleName(sum_words(where))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(200), self._theme.size(22))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, where = painting.crisp(QPainter(self)), self._theme, self._where
        left = 0.0
        for count, ground, ink in (
            (where.received, "sel", "on_sel"), (where.with_inspectors, "band3", "band3_fg"),
            (where.not_allocated, "band2", "band2_fg"), (where.excluded, "grey_bg", "grey_fg"),
        ):  # fmt: skip
            if not count:
                continue
            wide = max(self.width() * count / max(where.listed, 1), theme.size(16))
            spot = QRectF(left, 0, min(wide, self.width() - left) - 2, self.height())
            painter.fillRect(spot, theme.colour(ground))
            painter.setPen(theme.colour(ink))
            painter.setFont(theme.font("small-bold"))
            painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), str(count))
            left += wide


def held_row(theme: Theme, held: Sequence[HeldThing]) -> PlanRow:
    """The row of things of one kind that are held; it names the first with its reason."""
    first, count = held[0], len(held)
    icon, one, many = {
        "fork": ("branch", t("store used twice"), t("stores used twice")),
        "package": ("package", t("package held whole"), t("packages held whole")),
        "case": ("shield-alert", t("case quarantined"), t("cases quarantined")),
    }[first.kind]
    named = ", ".join(first.case_refs) if first.kind == "case" else first.sender
    about = f"{named}: {sentence(first.code, first.params)}"
    if count > 1:
        others = [", ".join(thing.case_refs) if thing.kind == "case" else thing.sender for thing in held[1:]]
        about += " " + t("Also held: {cases}.", cases=some_of(others))
    link = t("Decide...") if first.kind == "fork" else t("Ask {name}...", name=first.sender or t("the sender"))
    return PlanRow(theme, (icon, "warn"), (count, one if count == 1 else many), about, link)


def beside_row(theme: Theme, doubled: Sequence[Doubled]) -> PlanRow:
    """The row of cases that stand beside their substitute and about which nobody said why."""
    pairs = [f"{one.case_ref} / {one.substitute_ref}" for one in doubled]
    words = t("case beside its substitute") if len(doubled) == 1 else t("cases beside their substitutes")
    about = t("{cases}: both stand on the list. Exclude one, or say why both count", cases=some_of(pairs))
    return PlanRow(theme, ("swap", "warn"), (len(doubled), words), about, t("Decide..."))


def some_of(names: Sequence[str]) -> str:
    """The first few of these, and how many more."""
    shown = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    return t("{names} and {count} more", names=shown, count=more) if more > 0 else shown


def plan_sentence(plan: MergePicture) -> str:
    """The plan in one sentence."""
    parts = []
    for count, one, many in (
        (len(plan.new_cases), t("1 case new"), t("{count} cases new", count=len(plan.new_cases))),
        (len(plan.changed_cases), t("1 changed"), t("{count} changed", count=len(plan.changed_cases))),
        (len(plan.conflicts), t("1 conflict"), t("{count} conflicts", count=len(plan.conflicts))),
        (len(plan.held), t("1 case quarantined"), t("{count} cases quarantined", count=len(plan.held))),
    ):
        if count:
            parts.append(one if count == 1 else many)
    waiting = sum(line.state == "waits" for line in plan.packages)
    if waiting:
        parts.append(t("1 package held whole") if waiting == 1 else t("{count} packages held whole", count=waiting))
    if not parts:
        return t("None of these packages brings anything new")
    named = f": {some_of([one.case_ref for one in plan.held])}" if plan.held and not waiting else ""
    return ", ".join(parts) + named


def sum_words(where: Whereabouts) -> str:
    """The list as a sum in words: listed 72 = received 61 + with inspectors 9 + excluded 2."""
    parts = " + ".join(f"{label} {number}" for number, label in sum_parts(where))
    return t("listed {count} = {parts}", count=where.listed, parts=parts)


def _why_none(plan: MergePicture) -> str:
    counts: dict[str, int] = {}
    for line in plan.without_effect:
        word = state_look(line)[2].lower()
        counts[word] = counts.get(word, 0) + 1
    return ", ".join(f"{count} {word}" for word, count in counts.items())
