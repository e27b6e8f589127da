"""Which sealed file is for whom, and a day with more interviews than there are squares."""

from __future__ import annotations

from types import SimpleNamespace

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from hmip_desktop.services import merge_plan, sending
from hmip_desktop.ui.views.lead.cells import Slots
from hmip_desktop.ui.views.lead.sent_files import SentFilesDialog
from hmip_desktop.ui.widgets.table import Cell
from tests.ui.audit import audit


def test_a_finished_case_that_somebody_else_is_to_go_on_with_waits_to_be_sent(scene) -> None:
    first, second = scene.inspectors
    mine = next(seat for seat in sending.seats(scene.lead) if seat.fingerprint == first.me)
    assert mine.returned == len(mine.cases) and not mine.due
    sending.give(scene.lead, mine.cases[:1], second.me)
    seats = {seat.fingerprint: seat for seat in sending.seats(scene.lead)}
    assert seats[second.me].waiting == mine.cases[:1] and not seats[first.me].due


def test_whoever_sends_allocations_is_told_which_file_is_for_whom(scene, program, at, settled, tmp_path) -> None:
    first, second = scene.inspectors
    theirs = {seat.fingerprint: seat.cases for seat in sending.seats(scene.lead)}
    screen = at("sample")
    for giver, taker in ((first, second), (second, first)):
        refs, to = theirs[giver.me], taker.me
        program.places.desk.write(lambda ctx, _, refs=refs, to=to: sending.give(ctx, refs, to))
        settled()
    screen.choose.folder = lambda *_: tmp_path
    screen.send.click()
    settled()
    dialog = program.window.findChild(SentFilesDialog)
    rows = dialog.files.rows_model.rows
    assert [row.for_whom for row in rows] == [first.identity.name, second.identity.name]
    assert audit(dialog) == []
    for ctx, row in zip((first, second), rows, strict=True):
        cells = dialog.files.rows_model.cells(rows.index(row))
        assert [cells[column].text for column in (0, 1, 3)] == [ctx.identity.name, row.package.name, row.code]
        own, other = (merge_plan.plan(who, [row.package]) for who in (ctx, second if ctx is first else first))
        assert own.packages[0].refused is None
        assert other.packages[0].refused.code == "package-not-for-you"


def test_receipts_are_named_with_their_person_after_a_merge(scene, program, at, settled) -> None:
    screen = at("inbox")
    screen.take_files(scene.inbox)
    settled()
    assert screen.with_receipts.isChecked()
    screen.apply.click()
    settled()
    dialog = program.window.findChild(SentFilesDialog)
    assert {row.for_whom for row in dialog.files.rows_model.rows} <= {ctx.identity.name for ctx in scene.inspectors}
    assert screen._said.startswith("Merged. ")
    dialog.act.click()


def test_a_day_with_many_interviews_says_its_number_inside_its_own_room(program, at, settled) -> None:
    view = at("sample").team.view
    settled()
    slots, area = Slots(program.theme, view), QRect(0, 0, 222, 44)

    def picture(*days: int) -> QImage:
        image = QImage(area.size(), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        slots.draw(painter, area, SimpleNamespace(interviews=days), Cell())
        painter.end()
        return image

    few, many, more = picture(0, 1, 0, 0, 0), picture(4, 1, 0, 0, 0), picture(5, 1, 0, 0, 0)
    next_day = QRect(44, 0, 178, 44)
    assert few.copy(next_day) == many.copy(next_day)
    assert many != more
