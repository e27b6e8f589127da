"""Quality in the lead inspector's window: drawing, agreement, moderation by keyboard, looking back, and a note."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from hmip_desktop.domain.assessment import Evidence, EvidenceLink
from hmip_desktop.domain.revisions import subject
from hmip_desktop.services import guidance_notes, moderation, quality, replay, second_sample
from hmip_desktop.services.context import stamp_of
from hmip_desktop.store import projections
from hmip_desktop.store.revisions import Write
from hmip_desktop.ui.views.lead.asking import NoteDialog
from hmip_desktop.ui.views.lead.quality_agreement import AC1, KAPPA, PAIRS, QUESTION
from hmip_desktop.ui.views.lead.quality_forms import DrawDialog, ReplayDialog
from hmip_desktop.ui.views.lead.rail import lead_items, quality_items
from hmip_desktop.ui.widgets.table import spoken_words
from tests.ui.audit import audit, tab_ring

LOOKS = [("light", 1.0), ("dark", 1.0), ("light", 2.0), ("dark", 2.0)]


def _dialog(program, kind: type):
    return next(one for one in program.window.findChildren(QDialog) if isinstance(one, kind) and one.isVisible())


@pytest.fixture
def paired(scene, scenes) -> object:
    """The scene with seconds: eight cases, most of them signed off on both sides."""
    import quality_scene

    quality_scene.make_seconds(scene, 8)
    return scene


@pytest.fixture
def screen(program, paired, settled):
    """Quality, read afresh."""
    program.places.desk.read_again()
    settled()
    program.places.open_place("quality")
    settled()
    return program.places.screens["quality"]


def test_without_seconds_the_place_says_what_to_do_and_draws(program, scene, at, settled) -> None:
    screen = at("quality")
    assert screen.agreement.empty.isVisible()
    assert not screen.act.isEnabled()
    screen.agreement.empty.asked.emit()
    settled()
    form = _dialog(program, DrawDialog)
    assert len(form.ticks) == 2
    form.wanted.setText("999")
    assert not form.act.isEnabled()
    assert form.needed.text() == form.act.accessibleDescription() == "Say how many, from 1 to 8"
    form.wanted.setText("3")
    form.seed.setText("00000000000000aa")
    form.act.click()
    settled()
    assert screen.told.isVisible() and "00000000000000aa" in screen.told.accessibleName()
    pairs = quality.pairs(scene.lead)
    assert len(pairs) == 3
    assert all(pair.first.inspector != pair.second.inspector for pair in pairs)
    assert second_sample.draws(scene.lead)[0].value.by == "pdu"
    assert not screen.agreement.empty.isVisible()
    assert "both sides are signed off" in screen.agreement.banner.label.text()  # and not an empty table


def test_a_refused_draw_says_so_in_the_form(program, at, settled) -> None:
    screen = at("quality")
    screen.ask_draw()
    settled()
    form = _dialog(program, DrawDialog)
    form.seed.setText("not a seed")
    form.act.click()
    settled()
    assert form.isVisible() and form.trouble.isVisible()
    form.reject()


def test_every_number_of_agreement_is_read_aloud(screen, paired) -> None:
    measured = quality.quality(paired.lead)
    rows = screen.agreement.view.rows_model.rows
    assert [row.asked.ref for row in rows] == [row.asked.ref for row in measured.rows if row.n]
    first = rows[0]
    cell = screen.agreement._cell
    assert first.asked.ref in spoken_words(cell(first, QUESTION))
    assert str(first.differ) in spoken_words(cell(first, PAIRS))
    for column in (KAPPA, AC1):
        said = spoken_words(cell(first, column))
        assert "pairs" in said or "undefined" in said
    few = next((row for row in rows if not row.enough), None)
    assert few is None or cell(few, KAPPA).text == "–"
    model = screen.agreement.view.rows_model
    role = Qt.ItemDataRole.AccessibleTextRole
    assert all(model.data(model.index(0, column), role) for column in range(model.columnCount()))


def test_drift_has_its_words_and_waits_for_the_last_sign_off(screen, paired) -> None:
    rows = screen.drift.view.rows_model.rows
    assert len(rows) == 2
    assert "not a finding" in screen.drift.about.text()
    for row in rows:
        said = spoken_words(screen.drift._cell(row, 1))
        assert str(row.given) in said or str(row.whole.cases) in said
        assert (row.signed < row.given) == (row.whole is None)


def test_moderation_goes_by_keyboard_from_the_list_to_the_next(screen, paired, settled) -> None:
    before = moderation.differences(paired.lead)
    open_ones = [one for one in before if one.settled is None]
    screen.list.view.setFocus()
    QTest.keyClick(screen.list.view, Qt.Key.Key_Return)
    settled()
    part = screen.moderation
    assert screen.part.value() == "moderation"
    assert part.shown.id == open_ones[0].id
    assert part.answer.has_focus()
    assert part.first.answer.text() and part.second.heading.text().startswith("Second")
    assert not screen.act.isEnabled()
    QTest.keyClick(part.answer.buttons[0], "2")
    assert part.answer.value() == "no"
    assert not screen.act.isEnabled()
    part.reason.setText("The plan of 12 May settles it.")
    assert screen.act.isEnabled()
    screen.act.click()
    settled()
    now = next(one for one in moderation.differences(paired.lead) if one.id == open_ones[0].id)
    assert (now.settled.value.answer, now.settled.value.reason) == ("no", "The plan of 12 May settles it.")
    assert part.shown.id == open_ones[1].id
    assert part.reason.text() == ""


def test_a_settled_difference_is_shown_again_and_opened(screen, paired, settled) -> None:
    screen.show_part("moderation")
    part = screen.moderation
    part.step(-1)
    settled()
    assert part.shown.settled is not None and part.settled.isVisible()
    assert part.reason.text() == part.shown.settled.value.reason
    held = part.shown.id
    screen.again.click()
    settled()
    assert next(one for one in moderation.differences(paired.lead) if one.id == held).settled is None


def test_looking_back_asks_why_and_is_recorded(program, screen, paired, settled) -> None:
    screen.show_part("moderation")
    second = screen.moderation.shown.pair.second.case_id
    late = Evidence("Seen later", "oasys", "2026-05-12", (EvidenceLink("C1", "gap"),))
    paired.lead.write(Write(subject("evidence", second, "ab" * 8), late, stamp_of(paired.lead.inspection().pack)))
    screen.moderation.second.back.click()
    settled()
    form = _dialog(program, ReplayDialog)
    assert not form.act.isEnabled() and not form.both.isVisible()
    form.reason.setText("Which came first?")
    form.act.click()
    settled()
    assert form.both.isVisible() and not form.act.isVisible()
    form.stops.view.set_current_row(0)
    early = [line[2] for line in form.states.view.rows_model.rows]
    form.stops.view.set_current_row(len(form.found.stops) - 1)
    late = [line[2] for line in form.states.view.rows_model.rows]
    assert sum(answer is not None for answer in early) <= sum(answer is not None for answer in late)
    assert any(late)
    form.states.view.set_current_row([line[0] for line in form.states.view.rows_model.rows].index("C1"))
    assert form.words.text().startswith("C1\n") and "Seen later" in form.words.text()
    form.stops.view.set_current_row(0)
    assert "Seen later" not in form.words.text()  # it was not there yet
    assert [one.reason for one in replay.past_replays(paired.lead)] == ["Which came first?"]
    form.reject()
    screen.moderation.second.back.click()
    settled()
    again = _dialog(program, ReplayDialog)
    assert again.past.isVisible()
    assert again.past.text().startswith("Looked back before:\nLI-01, ")
    assert again.past.text().endswith(": Which came first?")
    again.reject()


def test_the_ranking_leads_to_a_note_on_its_question(program, screen, paired, settled) -> None:
    screen.show_part("ranking")
    rows = screen.ranking.view.rows_model.rows
    assert [row.points for row in rows] == sorted((row.points for row in rows), reverse=True)
    assert rows[0].asked.ref in screen.act.text()
    screen.act.click()
    settled()
    form = _dialog(program, NoteDialog)
    assert form.ref.value() == rows[0].asked.ref
    form.words.setPlainText("A visit that was planned and not made does not count.")
    form.act.click()
    settled()
    assert [note.ref for note in guidance_notes.notes(paired.lead)] == [rows[0].asked.ref]
    assert screen.ranking.view.rows_model.rows[0].notes == 1


def test_interview_notes_are_handed_on_by_a_button_that_is_there_only_then(program, screen, paired, settled) -> None:
    due = second_sample.notes_due(paired.lead)
    assert screen.notes.isVisible() == bool(due)
    screen._lend()
    settled()
    assert second_sample.notes_due(paired.lead) == ()
    assert not screen.notes.isVisible()
    for _, second in due:
        assert projections.current(paired.lead.store, second, ("note",))


def test_the_rails_of_those_who_lead_and_of_the_quality_lead(program, scene) -> None:
    overview = program.places.desk.overview
    assert "quality" in [item.key for item in lead_items(overview, 0)]
    assert [item.key for item in quality_items(2)] == ["seconds", "inbox", "quality"]
    assert "place-quality" in program.places.own_handlers()


@pytest.mark.parametrize("part", ["agreement", "moderation", "ranking"])
def test_a_part_can_be_used_by_everybody(program, screen, settled, part) -> None:
    screen.show_part(part)
    settled()
    found = {}
    for mode, scale in LOOKS:
        program.theme.set_scale(scale)
        program.theme.set_mode(mode)
        settled()
        program.window.restyle()
        settled()
        if faults := audit(program.window):
            found[(mode, scale)] = faults
    program.theme.set_scale(1.0)
    program.theme.set_mode("light")
    settled()
    assert found == {}
    assert screen.part.buttons[0].accessibleName()
    order, closed = tab_ring(program.window)
    assert closed and len(order) > 5
