"""Every field in which those who lead type words is kept while it is typed, and its words come back in their form."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QDialog, QWidget

from hmip_desktop.domain.disclosure import DEFAULT_LIMITS
from hmip_desktop.services import assess, drafting, exporting, merge_apply, merge_plan, queries
from hmip_desktop.services.drafting import FORM, NO_CASE
from hmip_desktop.store import projections
from hmip_desktop.ui.case_book import StoreCaseBook
from hmip_desktop.ui.widgets.inputs import LineInput, PassphraseInput, SearchBox, TextInput


@pytest.fixture(autouse=True)
def in_front(qtbot, program) -> None:
    """Only in a window that is in front does anybody type."""
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)


@pytest.fixture
def open_form(program, settled) -> Callable[[], QDialog]:
    """The form that is open."""

    def find() -> QDialog:
        settled()
        return next(one for one in reversed(program.window.findChildren(QDialog)) if one.isVisible())

    return find


@pytest.fixture
def type_everywhere(qtbot, program) -> Callable[[QWidget], set[str]]:
    """Type one key into each field in view; gives the keys of the drafts, and fails for a field without one."""

    def type_one(root: QWidget) -> set[str]:
        root.window().activateWindow()
        qtbot.waitUntil(root.window().isActiveWindow)
        latest = program.places.desk.drafts._latest
        made = set()
        for field in root.findChildren(QWidget):
            words = isinstance(field, LineInput | TextInput) and not isinstance(field, SearchBox | PassphraseInput)
            if not (words and field.isVisible() and field.isEnabled() and not field.isReadOnly()):
                continue
            before = dict(latest)
            field.setFocus()
            qtbot.keyClicks(field, "7")
            changed = {key for key, held in latest.items() if before.get(key) != held}
            assert changed, f"{field.accessibleName()!r} keeps nothing"
            made |= changed
        assert made, f"no field in {root.accessibleName()!r}"
        return made

    return type_one


def test_fields_of_the_forms(at, open_form, type_everywhere, settled) -> None:
    sample, cases, keeping = at("sample"), at("cases"), at("keeping")
    asked = at("queries")
    forms = (
        sample.ask_exclusion, sample.ask_extra, sample.ask_phones, cases.ask_alike,
        keeping.ask_fieldwork, keeping.ask_hold, keeping.ask_period, keeping.ask_erase, asked.ask, asked.write_note,
        lambda: at("outputs").ask_limits(DEFAULT_LIMITS),
    )  # fmt: skip
    for ask in forms:
        ask()
        form = open_form()
        if any(isinstance(one, LineInput | TextInput) and one.isVisible() for one in form.findChildren(QWidget)):
            assert len(type_everywhere(form)) == 1
        form.reject()
        settled()
    assert len(drafting.look_in_bin(at("sample").desk._ctx)) == len(forms)


def test_fields_of_the_register_and_of_release(at, open_form, type_everywhere, settled) -> None:
    alerts, release = at("alerts"), at("release")
    alerts.register.view.set_current_row(0)
    places = (
        ("alerts", alerts.ask_call), ("alerts", alerts.ask_assurance), ("alerts", alerts.ask_evidence),
        ("release", release.raise_challenge), ("release", release.import_table),
        ("organisation", lambda: at("organisation").ask_piece("document")),
    )  # fmt: skip
    for place, ask in places:
        at(place)
        ask()
        form = open_form()
        assert {key.split("/")[1] for key in type_everywhere(form)} == {place}
        form.reject()
        settled()


def test_fields_that_stand_in_a_place(at, type_everywhere, settled) -> None:
    conflicts = at("conflicts")
    conflicts.bar.keep.choose("other")
    assert {key.split("/")[1] for key in type_everywhere(conflicts.bar)} == {"conflicts"}
    row = next(row for row in at("sample").checks.rows if row.line.is_open)
    row.open_reason()
    settled()
    assert type_everywhere(row) == {f"form/sample/check/{row.line.code}"}
    organisation = at("organisation")
    assert {key.rsplit("/", 1)[0] for key in type_everywhere(organisation.card)} == {"form/organisation/judge"}


def _asked(scene) -> list[str]:
    """Two queries about two cases of the first inspector."""
    lead, person = scene.lead, scene.inspectors[0]
    items = projections.case_list(lead.store, inspector=person.me, state="included")[:2]
    made = [queries.ask(lead, item.case_id, "C1", "Which contact do you mean?")[0] for item in items]
    assess.declare(person, True, "I supervised one of these practitioners.")
    sent = exporting.export(person, lead.me, scene.folder / "packages")
    merge_apply.apply(lead, merge_plan.plan(lead, [sent.package]))
    return made


def test_words_to_one_query_never_stand_at_another_and_a_refresh_takes_none(
    qtbot, scene, program, at, type_everywhere, settled
) -> None:
    _asked(scene)
    program.places.desk.read_again()
    screen = at("queries")
    settled()
    screen.show_part("queries")
    part = screen.queries
    part.view.set_current_row(0)
    part.box.field.setFocus()
    qtbot.keyClicks(part.box.field, "And who was there?")
    part.view.set_current_row(1)
    assert part.box.words() == ""
    part.view.set_current_row(0)
    assert part.box.words() == "And who was there?"
    screen.show_part("declared")
    settled()
    box = screen.declared.boxes[0]
    box.field.setFocus()
    qtbot.keyClicks(box.field, "Two cases go to AI-02")
    program.places.desk.read_again()
    settled()
    assert screen.declared.boxes[0] is not box
    assert screen.declared.boxes[0].words() == "Two cases go to AI-02"
    screen.declared.boxes[0].button.click()
    settled()
    assert drafting.left_over(scene.lead, NO_CASE)[0].key.startswith("queries/thread/")
    assert len(drafting.left_over(scene.lead, NO_CASE)) == 1


def test_what_a_crash_left_in_a_form_is_offered_and_stands_in_it_again(
    qtbot, scene, program, at, open_form, settled
) -> None:
    item = projections.case_list(scene.lead.store, state="included")[0]
    key = f"{FORM}/queries/AskDialog/{item.case_id}/C1"
    words = json.dumps({"about": "Ask about an answer · C1", "0": "Which contact do you m"})
    StoreCaseBook(scene.lead, NO_CASE).keep_draft(key, words, ())
    program.places.desk.drafts.look()
    program.places.recovery.look()
    settled()
    (card,) = program.places.recovery.sheet.cards
    assert (card.left.ref, card.left.after) == ("Ask about an answer · C1", "Which contact do you m")
    card.act.emit("go-on")
    form = open_form()
    assert form.words.toPlainText() == "Which contact do you m"
    form.words.setFocus()
    qtbot.keyClicks(form.words, "!")
    with qtbot.waitSignal(form.accepted):
        form.act.click()
    settled()
    assert drafting.left_over(scene.lead) == ()
    assert [line.text for line in queries.list_queries(scene.lead)] == ["!Which contact do you m"]


def test_a_conflict_that_is_settled_leaves_no_words_behind(qtbot, scene, at, settled) -> None:
    screen = at("conflicts")
    screen.bar.keep.choose(screen.bar.keep.buttons[1].choice.code)
    screen.bar.reason.setFocus()
    qtbot.keyClicks(screen.bar.reason, "The log bears it out")
    screen.typed._keeper.flush()
    settled()
    assert [draft.kind for draft in drafting.left_over(scene.lead)] == [FORM]
    screen.settle.click()
    settled()
    assert drafting.left_over(scene.lead) == ()
