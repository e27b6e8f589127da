"""Quality: agreement and drift, moderation, and questions to write about."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QStackedWidget

from hmip_desktop.progress import Progress
from hmip_desktop.services import moderation, second_sample
from hmip_desktop.services.context import LEADING, Context
from hmip_desktop.services.moderation import Difference
from hmip_desktop.services.quality import Quality, quality
from hmip_desktop.services.second_sample import DrawMade, PastDraw
from hmip_desktop.ui.screen import move_into
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.asking import NoteDialog
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.page import Columns, LeadPage
from hmip_desktop.ui.views.lead.quality_agreement import AgreementCard
from hmip_desktop.ui.views.lead.quality_drift import DriftCard, ToModerate
from hmip_desktop.ui.views.lead.quality_forms import DrawDialog, ReplayDialog
from hmip_desktop.ui.views.lead.quality_moderation import ModerationPart
from hmip_desktop.ui.views.lead.quality_ranking import RankingPart
from hmip_desktop.ui.views.lead.seconds import blind_banner
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Banner, Box
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.words import moment_words

PARTS = ("agreement", "moderation", "ranking")
PINNED_FROM = 560
"""Effective height below which the decision joins the scrolling column, so that it hides nothing."""


@dataclass(frozen=True, slots=True)
class _Found:
    quality: Quality
    differences: tuple[Difference, ...]
    draws: tuple[PastDraw, ...]
    notes_due: int


def _find(ctx: Context, _: Progress) -> _Found:
    return _Found(
        quality(ctx), moderation.differences(ctx), second_sample.draws(ctx), len(second_sample.notes_due(ctx))
    )


class QualityScreen(LeadPage):
    """Three parts of one place; the footer's filled button does what the part in view is for."""

    help_page = "quality"

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("Quality"))
        self._leads, self._pinned = desk.role in LEADING, True
        self.notes = Button(theme, t("Hand on interview notes"), "chat")
        self.draw = Button(theme, t("Draw more..."), "dice")
        self.notes.clicked.connect(self._lend)
        self.draw.clicked.connect(self.ask_draw)
        if self._leads:
            self.head.add_button(self.notes)
            self.head.add_button(self.draw)
        self.notes.hide()
        self.told = Banner(theme, "ok")
        self.told.hide()
        self.column.body.addWidget(self.told)
        if not self._leads:
            self.column.body.addWidget(blind_banner(theme))
        self.part = AnswerGroup(theme, t("Show"), [Choice(code, code) for code in PARTS])
        self.part.chosen.connect(self.show_part)
        self.column.body.addWidget(self.part)
        self._parts(theme)
        self.before, self.again = Button(theme, t("Previous"), "left"), Button(theme, t("Open again"))
        self.next, self.act = Button(theme, t("Next"), "right"), Button(theme, t("Moderate"), filled=True)
        self.before.clicked.connect(lambda: self.moderation.step(-1))
        self.next.clicked.connect(lambda: self.moderation.step(1))
        self.again.clicked.connect(self.moderation.open_again)
        self.act.clicked.connect(self._act)
        for button in (self.again, self.before, self.next, self.act):
            self.footer.add_button(button)
        self.layout().addWidget(self.moderation.bar)
        self._connect()
        self.show_part("agreement")

    def _parts(self, theme: Theme) -> None:
        self.agreement = AgreementCard(theme, self._leads)
        self.drift, self.list = DriftCard(theme), ToModerate(theme)
        side = Box(theme, 12)
        side.body.addWidget(self.drift, 1)
        side.body.addWidget(self.list, 1)
        self.both = Columns(theme, ((self.agreement, 71), (side, 29)), 900)
        self.moderation, self.ranking = ModerationPart(theme), RankingPart(theme)
        self._stack = QStackedWidget()
        for part in (self.both, self.moderation, self.ranking):
            self._stack.addWidget(part)
        self.column.body.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.agreement.draw_asked.connect(self.ask_draw)
        self.list.asked.connect(self._moderate)
        self._kept = self.desk.keep_words("quality/moderate", self._about, self.moderation.reason)
        self.moderation.wanted.connect(self._take_up)
        self.moderation.wanted.connect(self._read_sides)
        self.moderation.changed.connect(self._fit)
        self.moderation.settle_asked.connect(self._settle)
        self.moderation.open_again_asked.connect(self._open_again)
        self.moderation.back_asked.connect(self.look_back)
        self.ranking.note_asked.connect(self.write_note)
        self.ranking.chosen.connect(lambda _: self._fit())

    def _about(self) -> tuple[str, str]:
        one = self.moderation.shown
        return ("/".join(one.id), f"{one.pair.first.case_ref} · {one.asked.ref}") if one else ("", "")

    def _take_up(self, _one: Difference) -> None:
        self._kept.take_up()

    # showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        self.desk.read(_find, self._show, parent=self, title="")

    def _show(self, found: _Found) -> None:
        made = found.quality
        self.head.say(self._sentence(found))
        self.notes.setVisible(self._leads and found.notes_due > 0)
        self.head.fit()
        self.agreement.show_rows(made.rows, bool(made.pairs))
        self.drift.show_inspectors(made.inspectors)
        self.list.show_differences(found.differences)
        self.moderation.show_queue(found.differences)
        self.ranking.show_ranking(made.ranking)
        self.moderation.bar.setVisible(self.part.value() == "moderation" and self.moderation.shown is not None)
        left = sum(one.settled is None for one in found.differences)
        shown = self.part.value() or "agreement"
        words = (t("Agreement"), t("Moderation {count}", count=left), t("Questions to write about"))
        self.part.set_choices([Choice(code, said) for code, said in zip(PARTS, words, strict=True)])
        self.part.set_value(shown)
        self._fit()

    def _sentence(self, found: _Found) -> str:
        made = found.quality
        said = t("Blind second assessments: {drawn} of {frame} cases drawn, {ready} signed off on both sides. They "
                 "measure agreement only; they never count and never change the first.", drawn=len(made.pairs),
                 frame=made.frame, ready=made.ready)  # fmt: skip
        if made.other_sets:
            said += " " + t("{count} pairs used different question sets and are not compared.", count=made.other_sets)
        if made.practice:
            said += " " + t("{count} practice cases count nowhere.", count=made.practice)
        if found.draws:
            last = found.draws[0]
            said += " " + t("Last draw {when}, seed {seed}.", when=moment_words(last.at, self.desk.now()),
                            seed=last.value.seed)  # fmt: skip
        return said

    def show_part(self, code: str) -> None:
        """Turn to a part: agreement, moderation or ranking."""
        code = code or "agreement"
        self.part.set_value(code)
        self._stack.setCurrentIndex(PARTS.index(code))
        self.moderation.bar.setVisible(code == "moderation" and self.moderation.shown is not None)
        self._fit()

    def set_room(self, width: float, height: float) -> None:
        """The decision stands below the page while there is height for it, else in the scrolling column."""
        pinned = height >= PINNED_FROM
        if pinned != self._pinned:
            self._pinned = pinned
            move_into(self.page_layout if pinned else self.column.body, self.moderation.bar)

    def _fit(self) -> None:
        """The footer says and does what belongs to the part in view."""
        code = self.part.value() or "agreement"
        moderating = code == "moderation"
        shown = self.moderation.shown
        several = moderating and len(self.moderation.queue) > 1
        self.footer.set_shown(self.before, several)
        self.footer.set_shown(self.next, several)
        self.footer.set_shown(self.again, moderating and shown is not None and shown.settled is not None)
        problem = ""
        if moderating:
            self.act.setText(t("Settle and next"))
            problem = self.moderation.missing()
        elif code == "ranking":
            row = self.ranking.row
            self.act.setText(t("Write a note on {ref}...", ref=row.asked.ref) if row else t("Write a note..."))
            problem = "" if row and self._leads else t("The lead inspector writes notes")
        else:
            case = shown.pair.first.case_ref if shown is not None else ""
            self.act.setText(t("Moderate {case}", case=case) if case else t("Moderate"))
            problem = "" if case else t("Nothing to moderate")
        self.act.setEnabled(not problem)
        self.act.updateGeometry()
        self.footer.say_note(problem)

    def _read_sides(self, one: Difference) -> None:
        now = self.desk.now()
        self.desk.read(
            lambda ctx, _: moderation.sides(ctx, one), lambda both: self.moderation.show_sides(both, now), parent=self
        )

    # acting -----------------------------------------------------------------------------------------------

    def ask_draw(self) -> None:
        """The form for drawing."""
        form = DrawDialog(self.theme, self.window(), self.desk)
        form.drawn.connect(self._drawn)
        form.open()

    def _drawn(self, made: DrawMade) -> None:
        said = t("Seed {seed}. They go with the next packages.", seed=made.seed)
        if made.left:
            said += " " + t("Nobody ticked may take {cases}.", cases=", ".join(made.left))
        self.told.set_kind("warning" if made.left else "ok")
        self.told.say(
            t("1 case drawn.") if len(made.given) == 1 else t("{count} cases drawn.", count=len(made.given)), said
        )
        self.told.show()

    def _lend(self) -> None:
        self.desk.write(lambda ctx, _: second_sample.lend_notes(ctx))

    def write_note(self, ref: str) -> None:
        """The form for a note to the guidance, about this question."""
        if self._leads:
            form = NoteDialog(self.theme, self.window(), self.desk)
            form.ref.set_value(ref)
            form.open()

    def look_back(self, case_id: str) -> None:
        """The form for looking back at a case."""
        ReplayDialog(self.theme, self.window(), self.desk, case_id).open()

    def _moderate(self, one: Difference) -> None:
        self.show_part("moderation")
        self.moderation.show_difference(one)
        self._focus_choice()

    def _focus_choice(self) -> None:
        """To the answers, which may stand below what is in view."""
        self.moderation.focus_choice()
        if not self._pinned:
            self.column.area.ensureWidgetVisible(self.moderation.bar)

    def _act(self) -> None:
        code = self.part.value() or "agreement"
        if code == "moderation":
            self.moderation.settle()
        elif code == "ranking":
            if self.ranking.row is not None:
                self.write_note(self.ranking.row.asked.ref)
        elif self.moderation.shown is not None:
            self._moderate(self.moderation.shown)

    def _settle(self, one: Difference, answer: str, reason: str) -> None:
        self.act.setEnabled(False)
        self.desk.write(
            lambda ctx, _: moderation.moderate(ctx, one, answer, reason),  # type: ignore[arg-type]  # one of those offered
            lambda _: self._focus_choice(),
            kept=self._kept,
        )

    def _open_again(self, one: Difference) -> None:
        self.desk.write(lambda ctx, _: moderation.take_back(ctx, one), lambda _: self._focus_choice())
