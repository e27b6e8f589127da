"""Ratings: only for rated packs; the lead proposes, the panel confirms, a departure keeps both and its reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hmip_desktop.domain.assessment import AnswerValue
from hmip_desktop.domain.revisions import subject
from hmip_desktop.services import results as result_service
from hmip_desktop.services.context import stamp_of
from hmip_desktop.services.ratings_panel import panel_ratings
from hmip_desktop.store import projections
from hmip_desktop.store.revisions import Write
from hmip_desktop.ui.curtain import make_application
from hmip_desktop.ui.program import Program
from hmip_desktop.ui.text import choose_language
from hmip_desktop.ui.widgets.labels import PlainLabel
from tests.ui.audit import audit


@pytest.fixture(scope="module")
def rated_folder(scenes, tmp_path_factory):
    """A finished inspection under the rated pack."""
    return scenes.make_stores(tmp_path_factory.mktemp("rated") / "made", cases=4, inspectors=2, pack="probation-2017")


@pytest.fixture
def rated(qtbot, scenes, rated_folder) -> Iterator[Program]:
    """The program on it."""
    scene = scenes.open_scene(rated_folder)
    running = Program(make_application(["tests"]), rated_folder / "stores" / "lead", remember=False)
    running.window.resize(1366, 768)
    running.window.show()
    running.enter(scene.lead)
    qtbot.waitUntil(lambda: not running.jobs.is_busy, timeout=20_000)
    yield running
    qtbot.waitUntil(lambda: not running.jobs.is_busy, timeout=20_000)
    running.places.leave()
    running.context = None
    running.places = None
    running.window.close()
    running.end()
    running.window.deleteLater()
    scene.close()


@pytest.fixture
def wait(qtbot, rated):
    """Wait until every job came home."""

    def settle() -> None:
        qtbot.waitUntil(lambda: not rated.jobs.is_busy, timeout=20_000)
        QApplication.processEvents()

    return settle


def test_a_rating_is_proposed_confirmed_and_departed_from(qtbot, rated, wait) -> None:
    lead = rated.context
    rated.places.open_place("ratings")
    wait()
    screen = rated.places.screens["ratings"]
    qtbot.waitUntil(lambda: audit(rated.window) == [])  # layouts inside one another take a few turns
    lines = screen.standards.view.rows_model.rows
    assert lines[0].standard.organisational
    outstanding, inadequate = screen.examples.shown
    assert (outstanding.rating, inadequate.rating) == ("outstanding", "inadequate")
    said = [label.text() for label in screen.examples.findChildren(PlainLabel)]
    assert all(f"•  {words}" in said for words in (*outstanding.characteristics, *inadequate.characteristics))
    assert "The pack has none for Good, Requires improvement." in screen.examples.about.text()
    assert not screen.record.isEnabled()
    screen.panel_card.rating.set_value("good")
    screen.panel_card.reason.setPlainText("Strategy is shared and staff know it.")
    assert screen.record.text() == "Propose to the panel"
    screen.record.click()
    wait()
    ref = lines[0].standard.ref
    assert panel_ratings(lead)[ref].proposed == "good"
    assert ref not in result_service.results(lead).panel
    screen.panel_card.step.choose("confirm")
    screen.panel_card.by.setText("Chief inspector")
    screen.record.click()
    wait()
    assert result_service.results(lead).panel[ref].rating == "good"
    judged = next(place for place, line in enumerate(lines) if not line.standard.organisational)
    screen.standards.view.set_current_row(judged)
    assert screen.examples.isHidden()  # the pack describes no ratings of this standard
    other = "good" if lines[judged].rating.rating != "good" else "inadequate"
    screen.panel_card.step.choose("confirm")
    screen.panel_card.rating.set_value(other)
    screen.panel_card.reason.setPlainText("Two cases were judged under earlier guidance.")
    screen.panel_card.by.setText("Chief inspector")
    screen.panel_card.changed.emit()
    assert screen.record.text() == "Record departure"
    screen.record.click()
    wait()
    held = panel_ratings(lead)[lines[judged].standard.ref]
    assert (held.confirmed, held.reason) == (other, "Two cases were judged under earlier guidance.")
    line = screen.standards.view.rows_model.rows[judged]
    assert line.rating.departs
    assert screen.standards.view.rows_model.cells(judged)[2].detail.startswith("by the rule ")
    assert "by the rule" in screen.panel_card.about.text()  # and the record of it still says so


def test_the_panel_departs_from_the_points_of_the_whole(rated, wait) -> None:
    lead = rated.context
    rated.places.open_place("ratings")
    wait()
    screen = rated.places.screens["ratings"]
    whole = len(screen.standards.view.rows_model.rows) - 1
    screen.standards.view.set_current_row(whole)
    line = screen.standards.view.rows_model.rows[whole]
    assert line.is_whole and screen.standards.view.rows_model.cells(whole)[0].text == "Overall"
    assert screen.standards.view.rows_model.cells(whole)[2].text == "not every standard is rated"
    for step, rating, reason in (
        ("propose", "good", "Weighed as a whole."),
        ("confirm", "inadequate", "Not yet safe."),
    ):
        screen.panel_card.step.choose(step)
        screen.panel_card.rating.set_value(rating)
        screen.panel_card.reason.setPlainText(reason)
        screen.panel_card.by.setText("Chief inspector")
        screen.panel_card.changed.emit()
        screen.record.click()
        wait()
    assert panel_ratings(lead)["overall"].proposed == "good"
    assert result_service.results(lead).panel["overall"].rating == "inadequate"
    assert screen.overall.state.text() == "decided"
    assert screen.standards.view.rows_model.rows[whole].letter == "I"


def test_a_standard_that_applied_to_no_case_says_so_in_both_languages(qtbot, rated, wait) -> None:
    lead = rated.context
    stamp = stamp_of(lead.inspection().pack)
    cases = [item.case_id for item in projections.case_list(lead.store, second=False) if item.counted]
    lead.write(*(
        Write(subject("answer", case_id, ref), AnswerValue("na", "1.0.0"), stamp)
        for case_id in cases for ref in ("3.1.1", "3.1.2", "2.4.3")
    ))  # fmt: skip
    rated.places.open_place("ratings")
    wait()
    screen = rated.places.screens["ratings"]
    rows = screen.standards.view.rows_model
    place = {line.standard.ref: at for at, line in enumerate(rows.rows)}
    keys, limiting, share, banding = (rows.cells(place["3.1"])[column] for column in (1, 2, 3, 4))
    assert keys.spoken == "3.1.1 no percentage, 3.1.2 no percentage"
    assert limiting.text == "no key question applied"
    assert (share.text, banding.text) == ("–", "not rated")
    assert rows.cells(place["2.4"])[2].text == "2.4.3 applied to no case"
    assert "3.1 (no key question applied)" in screen.overall.words.text()
    screen.standards.view.set_current_row(place["3.1"])
    assert screen.panel_card.about.text().endswith("no key question applied")
    screen.panel_card.rating.set_value("good")
    screen.panel_card.step.choose("confirm")
    assert screen.record.text() == "Record decision"  # there is no rule to depart from
    rated.places.open_place("results")
    wait()
    heat = rated.places.screens["results"].heat
    row = next(at for at, one in enumerate(heat.heat.rows) if one.asked.ref == "3.1.1")
    assert heat.heat.data(heat.heat.index(row, 1), Qt.ItemDataRole.AccessibleTextRole).endswith(": applied to no case")
    heat.choose(row, 1)
    wait()
    assert rated.places.screens["results"].certainty.base.text() == "applied to no case"
    rated.places.open_place("ratings")
    wait()
    with qtbot.waitSignal(rated.speech.changed, timeout=60_000):
        rated.window.perform("language-cy")
    wait()
    try:
        cells = rated.places.screens["ratings"].standards.view.rows_model.cells(place["3.1"])
        assert cells[2].text == "nid oedd yr un cwestiwn allweddol yn berthnasol"
        assessed = rated.places.screens["ratings"].standards.view.rows_model.rows[place["2.1"]]
        pack = rated.places.desk.overview.pack  # as it is shown, in Welsh
        assert all(row.asked.label == pack.label(row.asked.ref) for row in assessed.keys)
        assert pack.label("2.1.1") != "Engaging the person"
    finally:
        choose_language("en")


def test_heat_letters_are_bandings_for_a_rated_pack(rated, wait) -> None:
    rated.places.open_place("results")
    wait()
    screen = rated.places.screens["results"]
    letters = {cell.letter for row in screen.heat.heat.rows for cell in row.cells}
    assert letters <= {"O", "G", "RI", "I", ""}
    assert len(letters) > 1


def test_at_200_per_cent_banding_and_points_stay_in_view(rated, wait) -> None:
    rated.places.open_place("ratings")
    rated.theme.set_scale(2.0)
    wait()
    view = rated.places.screens["ratings"].standards.view
    shown = [place for place in range(6) if not view.isColumnHidden(place)]
    assert shown == [0, 2, 3, 4, 5]
    last = view.visualRect(view.model().index(0, 5))
    assert last.right() <= view.viewport().width()
