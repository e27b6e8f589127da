"""Scenes of the small windows that the week brings: what was written, who was told, why, and what is not allowed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog

from hmip_desktop.domain.interview import Interview, SecondPerson
from hmip_desktop.domain.values import moment
from hmip_desktop.services import exporting, merge_plan, queries
from hmip_desktop.services.exporting import Exported
from hmip_desktop.ui.help_dialogs import WordsDialog, about_words, accessibility_words
from hmip_desktop.ui.views.alert.advice import AdviceDialog
from hmip_desktop.ui.views.alert.choose_case import ChooseCaseDialog
from hmip_desktop.ui.views.alert.phones import Phone
from hmip_desktop.ui.views.alert.readout import ReadOutDialog
from hmip_desktop.ui.views.alert.strip import CallDialog
from hmip_desktop.ui.views.case.case_dialogs import ReopenDialog
from hmip_desktop.ui.views.case.practice_list import PracticeDialog
from hmip_desktop.ui.views.interview.sending import SendNotesDialog, SentNotesDialog
from hmip_desktop.ui.views.my_cases.declaration import DeclarationDialog
from hmip_desktop.ui.views.packages.arrival_dialog import ArrivalDialog
from hmip_desktop.ui.views.packages.export_dialog import ExportDialog, ExportedDialog

SHEET = (
    "Alert 24-0431/1\n\nScope: harm to other people.\nWhat happened: police log says that he moved back to the family "
    "address on 5 November. No contact made with children’s services.\nWho is at risk: two children and their mother."
)


MADE = Exported(Path("/home/ai07/Documents/hmip-k7qf2mxd.hmip"), "k7qf2mxd", 4, "return", 12, 318, 52_410)


def _dialogs(studio: Any) -> Iterator[tuple[str, QDialog]]:
    """Each small window of the week, with words in it where people would have typed some."""
    theme, window, world = studio.program.theme, studio.program.window, studio.world
    desk, ctx = studio.places.case.desk, world.inspector
    queries.ask(world.lead, world.case_ids["0412"], "C2", "Was the plan shared before day 15?")
    post = exporting.export(world.lead, ctx.me, world.folder / "post")
    plan = merge_plan.plan(ctx, [post.package])
    yield "dialog-arrival-new", ArrivalDialog(theme, window, plan, {world.lead.me: "LI-02"})
    leads = studio.places.overview.leads
    yield "dialog-export-nobody", ExportDialog(theme, window, (), Path("/home/ai07/Documents"), 1)
    yield "dialog-exported", ExportedDialog(theme, window, MADE, leads[0][1])
    declared = DeclarationDialog(theme, window)
    declared.answer.set_value("yes")
    declared.detail.setPlainText("I supervised one of these practitioners until March.")
    declared._fit()
    yield "dialog-declaration-yes", declared
    phones = [Phone("Lead inspector, LI-02", "020 7946 0018", "phone this first")]
    yield "dialog-told", CallDialog(theme, window, phones, "24-0431/1")
    other = CallDialog(theme, window, (), "24-0431/1")
    other.other.setText("Duty manager of the PDU")
    yield "dialog-told-other", other
    yield "dialog-read-out", ReadOutDialog(theme, window, SHEET)
    yield "dialog-choose-case", ChooseCaseDialog(theme, window, ctx)
    advice = AdviceDialog(theme, window, desk)
    advice.text.setPlainText("Ring the school again before the half-term visit.")
    yield "dialog-advice", advice
    practice = PracticeDialog(theme, window, desk.record)
    practice.done_words.setPlainText("She asked Mr Harker’s sister to the first meeting, so the plan was hers too.")
    practice.why.setPlainText("Nobody had to pass messages on.")
    yield "dialog-practice", practice
    reopen = ReopenDialog(theme, window, None)
    reopen.reason.setText("The date of release was wrong")
    yield "dialog-reopen", reopen
    people = (("a", "LI-02, lead inspector"), ("b", "AI-03, assessor"))
    yield "dialog-send-notes", SendNotesDialog(theme, window, people, Path("/home/ai07/Documents"))
    yield "dialog-sent-notes", SentNotesDialog(theme, window, (MADE, MADE))
    yield "dialog-about", WordsDialog(theme, window, "HMIP Desktop", about_words())
    yield "dialog-accessibility", WordsDialog(theme, window, "HMIP Desktop", accessibility_words())


def small_windows(studio: Any) -> None:
    """Every dialog of the week that no other scene opens."""
    studio.open_case("0417")
    for name, dialog in _dialogs(studio):
        dialog.show()
        studio.take(name, dialog)
        dialog.close()
        dialog.deleteLater()
    studio.settle()


def reason(studio: Any) -> None:
    """Why a judgement stands against its prompts; a case that is signed off; one that may be signed off."""
    case = studio.open_case("0417")
    case.space.open_ref("C1")
    judgement = case.space.assessment.judgement
    judgement.ask_reason("The plan was made orally and carried out")
    studio.take("main-reason")
    judgement.reason.clear()
    case = studio.open_case("0398")
    case.space.open_key("evaluate")
    studio.take("evaluate-signed")


def saved_alert(studio: Any) -> None:
    """An alert after it was saved, with whom to phone and what to send; the register of one case."""
    case = studio.open_case("0431")
    case.open_key("alerts")
    studio.settle()
    case.open_ref(f"alert:{next(iter(case.desk.record.alerts))}")
    studio.settle()
    studio.take("alert-saved")
    case.alert.next.say_made(Path("/home/ai07/Documents/alert-24-0431-1.hmip"), "LI-02", "K7QF-M2XD")
    studio.take("alert-sealed")


def interview_states(studio: Any) -> None:
    """The small window when somebody else is there, when it pauses, and when feedback is not allowed."""
    from hmip_desktop.ui.views.interview.session import InterviewSession
    from hmip_desktop.ui.views.interview.window import InterviewWindow

    case = studio.open_case("0440")
    session = InterviewSession(studio.world.clock, case.desk.pack.topics)
    window = InterviewWindow(studio.program.theme, case.desk, session)
    window.show()
    window.setup.who.set_value("other_substitute")
    window.setup.second.set_value("very_new")
    window.setup._fit()
    window.setup.who.setFocus()
    studio.take("interview-substitute", window)
    window.setup.who.set_value("nobody")
    window.setup._fit()
    studio.take("interview-nobody", window)
    session.start()
    window.pages.setCurrentWidget(window.talk)
    session.pause()
    window.refresh()
    window.talk.box.setPlainText("- no contact with the school since")
    window.talk.box.setFocus()
    studio.take("interview-paused", window)
    window.talk.box.clear()
    held = case.desk.record.interview
    if held is None:
        value = Interview("other_substitute", second=SecondPerson("very_new"), started_at=moment(studio.world.clock()))
        case.desk.act("Interview", lambda book: book.save_interview(value))
        studio.settle()
    window.show_feedback()
    studio.take("interview-no-feedback", window)
    window.close()
    window.deleteLater()


def nothing(studio: Any) -> None:
    """An empty place: no case found."""
    studio.enter()
    studio.places.show_cases()
    cases = studio.places.cases
    cases.search.setText("no such case")
    studio.take("my-cases-none")
    cases.search.clear()


SCENES = (small_windows, reason, saved_alert, interview_states, nothing)
