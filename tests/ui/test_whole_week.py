"""A whole week of an inspector through the real windows, and the Friday of the lead: twelve cases, list to paper."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from hmip_desktop.services import alerts, assess
from hmip_desktop.services.context import Context
from hmip_desktop.services.results import results
from hmip_desktop.ui.curtain import make_application
from hmip_desktop.ui.program import Program
from hmip_desktop.ui.views.lead.outputs import TeamFilesDialog
from tests.ui.hands import CTRL, KEYS, SHIFT, Hands

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (datetime(2026, 11, day, 9, 30, tzinfo=UTC) for day in range(9, 14))
BY_KEYS = ("0417", "0428")
WEEK = {
    MONDAY: ("0417", "0428", "0431"), TUESDAY: ("0440", "0403", "0409"), WEDNESDAY: ("0412", "0436", "0445"),
    THURSDAY: ("0452", "0398", "0401"),
}  # fmt: skip
NOBODY_CAME, ALARMING, TOLD_OF = "0401", "0412", "0417"
NOTE = "Told us that nobody asked about the lodger"
HAPPENED = "He moved back to the family address"
LONGEST_S = 60
"""Of one processor, so that a busy computer does not count."""


@pytest.fixture
def world(made_up, tmp_path):
    """Twelve cases sent by sealed package; the declaration was made before."""
    made = made_up.make_world(tmp_path / "world", cases=12)
    made_up.assess.declare(made.inspector, False, "")
    yield made
    made.close()


@contextmanager
def at_work(folder: Path, ctx: Context) -> Iterator[Hands]:
    """The program on this person's store, with their hands at it; afterwards the window is closed."""
    running = Program(make_application(["tests"]), folder, remember=False)
    running.window.resize(1366, 768)
    running.window.show()
    running.window.activateWindow()
    running.enter(ctx)
    hands = Hands(running)
    hands.settle()
    yield hands
    hands.settle()
    running.places.leave()
    hands.settle()
    running.context = running.places = None
    running.window.close()
    running.end()
    running.window.deleteLater()


def click(hands: Hands, part: QWidget) -> None:
    """The left button of the mouse in the middle of something that can be seen and used."""
    assert part.isVisible() and part.isEnabled(), part.accessibleName()
    QTest.mouseClick(part, Qt.MouseButton.LeftButton)
    hands.settle()


def judge(hands: Hands, ref: str) -> None:
    """Every question answered: by keys alone, or with the mouse page after page."""
    if ref in BY_KEYS:
        hands.answer_the_rest()
        return
    screen, desk = hands.program.places.case.space.assessment, hands.program.places.case.desk
    while desk.flow.missing:
        page = desk.flow.page_of(desk.flow.missing[0])
        screen.show_ref(page.ref)
        for row in screen.page._rows:
            if row.isVisible():
                row.answers.choose("yes")
        for one, (box, editor) in screen.page._editors.items():
            if box.isVisible() and desk.given(one) is None:
                _give(editor)
        if page.kind == "key_question":
            screen.judgement.answers.choose("yes")
    hands.settle()


def _give(editor) -> None:
    """The first answer that an editor offers."""
    if hasattr(editor, "group"):
        editor.group.choose(editor.group.buttons[0].choice.code)
    elif hasattr(editor, "ticks"):
        next(iter(editor.ticks.values())).click()
    else:
        editor.answered.emit(("2",))


def interview(hands: Hands, ref: str) -> None:
    """The interview in its own window: notes with signs, an alert where something alarming was said, placing."""
    case = hands.program.places.case
    hands.press(KEYS.Key_I, CTRL)
    if ref == NOBODY_CAME:
        case.talk.setup.who.set_value("nobody")
        case.talk.setup.who.picked.emit("nobody")
        click(hands, case.talk.setup.start)
        return
    click(hands, case.talk.setup.start)
    hands.type(f"-{NOTE}" if ref == TOLD_OF else "+Knows the level")
    hands.press(KEYS.Key_Return)
    hands.type("!Will send the record")
    hands.press(KEYS.Key_Return)
    if ref == ALARMING:
        raise_alert(hands)
    click(hands, case.talk.talk.stop)
    hands.press(KEYS.Key_1)
    hands.press(KEYS.Key_0)


def raise_alert(hands: Hands) -> None:
    """Ctrl+Shift+A while the practitioner speaks, and back to the call."""
    case = hands.program.places.case
    hands.type(HAPPENED)
    hands.press(KEYS.Key_A, CTRL | SHIFT)
    form = case.alert.form
    form.scope.choose("others")
    for row in form.rows.values():
        row.answer.choose("yes")
        row.why.setText("A visit is planned for Saturday")
    form.at_risk.setFocus()
    hands.type("Two children")
    click(hands, case.alert.save)
    assert "Sealed for LI-02" in case.alert.next.file.label.text()
    hands.press(KEYS.Key_I, CTRL)


def sign_off(hands: Hands) -> None:
    """Evaluate: what stood out, the alert check, the declaration, Sign off."""
    case = hands.program.places.case
    for note in case.triage._left() if case.triage is not None else ():
        case.triage.show_note(note)
        click(hands, case.triage.targets.aside)
    case.space.open_key("evaluate")
    hands.settle()
    closing, bar = case.space.evaluation.closing, case.space.evaluation.bar
    closing.strengths.setFocus()
    hands.type("Kept in touch.")
    closing.alert_check.click()
    hands.settle()
    bar.declaration.click()
    click(hands, bar.sign)


def send(hands: Hands, folder: Path) -> Path:
    """Friday afternoon: everything to the lead in one sealed file."""

    def fill_in() -> None:
        hands.tab_to("Folder for the sealed file")
        hands.press(KEYS.Key_A, CTRL, wait=False)
        hands.type(str(folder))
        hands.press(KEYS.Key_Return, wait=False)

    with hands.dialog(fill_in, lambda: hands.press(KEYS.Key_Return, wait=False)):
        hands.press(KEYS.Key_E, CTRL | SHIFT)
    (made,) = folder.glob("*.hmip")
    return made


def read_note_at_its_question(hands: Hands, world) -> str:
    """The lead opens the case from the list of all cases; gives the question under which the note stands."""
    places = hands.program.places
    screen = places.screens["cases"]
    places.open_place("cases")
    hands.settle()
    rows = [found.item.case_id for found in screen.cases.view.rows_model.rows]
    screen.cases.view.opened.emit(rows.index(world.case_ids[TOLD_OF]))
    hands.settle()
    click(hands, places.screens["record"].work)
    record = places.case.desk.record
    (link,) = (held.value.links[0] for held in record.evidence.values() if held.value.text == NOTE)
    question = places.case.desk.pack.element(link.ref).question or link.ref
    places.case.space.open_ref(question)
    hands.settle()
    shown = places.case.space.assessment.page.findChildren(QLabel)
    assert any(label.isVisible() and NOTE in label.text() for label in shown)
    return question


def print_records(hands: Hands, folder: Path, with_interview: bool) -> Path:
    """Outputs for the team: the records of all cases, open with a reason; gives the one of the case with the note."""
    places = hands.program.places
    places.open_place("outputs")
    hands.settle()
    screen = places.screens["outputs"]
    screen.audience.choose("team")
    hands.settle()
    screen.files.chosen = {"case"}
    screen._count()
    screen.choose.folder = lambda *_: folder
    click(hands, screen.save)
    form = next(form for form in screen.findChildren(TeamFilesDialog) if form.isVisible())
    form.interview.setChecked(with_interview)
    form.clear.setChecked(True)
    form.reason.setText("To be read on paper")
    form.carry_out()
    hands.settle()
    (made,) = folder.glob(f"case-24-{TOLD_OF}*.pdf")
    return made


def _words(file: Path) -> str:
    return " ".join(page.extract_text().replace("\n", " ") for page in PdfReader(file).pages)


def test_a_week_of_twelve_cases_from_the_list_to_paper(world, tmp_path) -> None:
    began = time.process_time()
    with at_work(world.folder / "AI-07", world.inspector) as hands:
        hands.program.settings.keep("export-folder", str(tmp_path / "alerts"))
        for day, refs in WEEK.items():
            world.clock.at = day
            for ref in refs:
                hands.open_case(f"24-{ref}")
                judge(hands, ref)
                interview(hands, ref)
                sign_off(hands)
                assert assess.open_case(world.inspector, world.case_ids[ref]).record.is_signed_off
        world.clock.at = FRIDAY
        assert [row.alert.value.what_happened for row in alerts.register(world.inspector)] == [HAPPENED]
        assert len(list((tmp_path / "alerts").glob("*.hmip"))) == 1
        package = send(hands, tmp_path / "friday")
    with at_work(world.folder / "LI-02", world.lead) as lead:
        inbox = lead.program.places.screens["inbox"]
        lead.program.places.open_place("inbox")
        inbox.take_files([package])
        lead.settle()
        click(lead, inbox.apply)
        assert results(world.lead).accounting.counted == 12
        question = read_note_at_its_question(lead, world)
        lead.program.places.open_place("results")
        lead.settle()
        heat = lead.program.places.screens["results"].heat.heat
        assert question in {row.asked.ref for row in heat.rows}
        assert NOTE not in _words(print_records(lead, tmp_path / "plain", with_interview=False))
        assert NOTE in _words(print_records(lead, tmp_path / "full", with_interview=True))
    took = time.process_time() - began
    print(f"the week took {took:.1f} s of one processor")
    assert took < LONGEST_S
