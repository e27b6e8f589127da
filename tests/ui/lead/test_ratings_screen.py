"""Ratings: only for rated packs; the lead proposes, the panel confirms, a departure keeps both and its reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from hmip_desktop.services import results as result_service
from hmip_desktop.services.ratings_panel import panel_ratings
from hmip_desktop.ui.curtain import make_application
from hmip_desktop.ui.program import Program
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
