"""A person who knows only the help pages: each numbered step of a page is done in its order, in the words it uses.

What the page calls by name is looked for in the window by that name and pressed; what it tells a person to type goes
into the field that has the keyboard's place there. Nothing else is known here of the way.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QPlainTextEdit, QWidget

from hmip_desktop.services import assess, recovering, safekeeping, team
from hmip_desktop.services.inspection import NewInspection, create_inspection
from hmip_desktop.ui.program import Program
from hmip_desktop.ui.widgets.labels import Heading
from tests.command_line import runner
from tests.people import FIELDWORK, PASSPHRASE, Clock, make_team, person

HELP = Path(__file__).resolve().parents[2] / "resources" / "help" / "en"
STEP = re.compile(r"^\d+\. (.+)$", re.M)
FRESH = "orange lantern cobble whistle 4"
NAMED = re.compile(r"\*\*(.+?)\*\*")


class Reader:
    """Somebody at the start page with the help beside it.

    ``types`` holds what this person knows: words of a step, with the accessible name of the field and what goes in.
    """

    def __init__(
        self, program: Program, wait: Callable[[Program], None], types: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.program, self.wait, self.types = program, wait, types
        self.pressed: list[str] = []

    def follow(self, page: str, heading: str, *, skip: tuple[str, ...] = ()) -> None:
        """Do the numbered steps under a heading ("" for the top of the page) until one names a page of the window."""
        body = (HELP / f"{page}.md").read_text("utf-8").split("\n+++\n", 1)[1]
        part = next(one for one in re.split(r"^## ", body, flags=re.M) if one.startswith(heading))
        steps = STEP.findall(part)
        assert steps, f"{page} has no steps under {heading!r}"
        for step in steps:
            self._type(step)
            for named in NAMED.findall(step):
                told = named.endswith(".") and not named.endswith("...")  # a sentence, not the name of a thing
                if named not in skip and not told:
                    self._press(named)

    def _shown(self, kind: type[QWidget]) -> list[QWidget]:
        modal = QApplication.activeModalWidget()
        places = [modal] if modal else QApplication.topLevelWidgets()
        return [one for place in places for one in place.findChildren(kind) if one.isVisible() and one.isEnabled()]

    def _type(self, step: str) -> None:
        for words, fields in self.types.items():
            if words not in step:
                continue
            for field in [*self._shown(QLineEdit), *self._shown(QPlainTextEdit)]:
                if field.accessibleName() in fields:
                    put = field.setText if isinstance(field, QLineEdit) else field.setPlainText
                    put(fields[field.accessibleName()])

    def _press(self, named: str) -> None:
        found = [one for one in self._shown(QAbstractButton) if one.text().replace("&", "") == named]
        assert found, f"the page says {named!r}, and nothing in the window can be pressed that is called so"
        found[0].click()
        self.pressed.append(named)
        self.wait(self.program)


def test_the_sheet_and_its_page_bring_the_work_back(started, arrived, tmp_path) -> None:
    made = make_team(tmp_path, inspectors=1, cases=2)
    made.give_out()
    ai = made.inspectors[0]
    case_id, former = made.case_id(ai), ai.me
    assess.record_answer(ai, case_id, "C1a", "yes")
    sheet = safekeeping.new_sheet(ai)
    safekeeping.keep_sheet(ai, sheet)
    made.close()
    reader = Reader(started(tmp_path / "AI-01"), arrived, {
        "Type all groups": {"Recovery key": sheet.lower().replace("-", " ")},
        "Type a new passphrase twice": {"New passphrase": FRESH, "Type it again": FRESH},
    })  # fmt: skip
    reader.follow("recover-with-the-sheet", "", skip=("What to do now",))
    assert reader.pressed == ["Use your recovery key...", "Open my work"]
    ctx, screen = reader.program.context, reader.program.keeping.screen
    assert ctx.me != former
    assert ctx.case(case_id).answers["C1a"].value.answer == "yes"
    assert reader.program.window.screen_shown is screen
    titles = [one.text() for one in screen.findChildren(Heading) if one.isVisible()]
    assert titles[0].endswith("What to do now")


@pytest.mark.parametrize(
    ("page", "heading"), [("recover-with-the-sheet", ""), ("lost-passphrase", "With your recovery")]
)
def test_a_store_of_the_command_line_is_recovered_with_the_sheet_that_it_wrote(
    started, arrived, tmp_path, capsys, monkeypatch, page: str, heading: str
) -> None:
    monkeypatch.setenv("HMIP_PASSPHRASE", PASSPHRASE)
    written = tmp_path / "sheet.txt"
    new = ("store", "create", tmp_path / "mine", "--name", "AI-08", "--role", "inspector", "--recovery-file", written)
    assert runner(capsys)(*new).exit == 0
    (sheet,) = (line for line in written.read_text("utf-8").splitlines() if line.count("-") > 8)
    what = "Type the groups" if page == "lost-passphrase" else "Type all groups"
    reader = Reader(started(tmp_path / "mine"), arrived, {
        what: {"Recovery key": sheet.lower()},
        "Type a new passphrase twice": {"New passphrase": FRESH, "Type it again": FRESH},
    })  # fmt: skip
    reader.follow(page, heading, skip=("What to do now",))
    assert reader.pressed == ["Use your recovery key...", "Open my work"]
    assert reader.program.context.identity.name == "AI-08"
    assert recovering.came_back(reader.program.context).by == "sheet"


def test_the_escrow_key_and_its_page_bring_the_work_back(started, arrived, tmp_path, monkeypatch) -> None:
    lead = person(tmp_path, "LI-09", "lead", Clock())
    team.create_escrow(tmp_path / "escrow", os.urandom)
    create_inspection(
        lead, NewInspection("Autumn", "Westmarch", FIELDWORK, "dipp-2025", escrow=tmp_path / "escrow" / "escrow.card")
    )
    safekeeping.let_escrow_in(lead)
    lead.store.close()
    written = tmp_path / "stick" / "typed.txt"
    written.parent.mkdir()
    written.write_text("\n".join((tmp_path / "escrow" / "escrow-private.txt").read_text("utf-8").lower().splitlines()))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(written), ""))
    reader = Reader(started(tmp_path / "LI-09"), arrived, {
        "Say why it is used": {"Why is it used?": "Passphrase and sheet lost in a fire"},
        "Type a new passphrase twice": {"New passphrase": FRESH, "Type it again": FRESH},
    })  # fmt: skip
    reader.follow("recover-with-escrow", "To open a store")
    assert reader.pressed == ["Use the escrow key...", "File of the escrow key...", "Open my work"]
    assert recovering.came_back(reader.program.context).by == "escrow"


@pytest.mark.parametrize("trouble", ["damaged", "key file lost"])
def test_a_backup_and_its_page_bring_the_work_back(started, arrived, tmp_path, trouble: str) -> None:
    made = make_team(tmp_path, inspectors=1, cases=2)
    made.give_out()
    ai = made.inspectors[0]
    case_id = made.case_id(ai)
    assess.record_answer(ai, case_id, "C1a", "yes")
    safekeeping.back_up_now(ai)
    made.close()
    folder = tmp_path / "AI-01"
    if trouble == "damaged":
        (folder / "store.db").write_bytes(b"\1" * 8192 + (folder / "store.db").read_bytes()[8192:])
    else:
        (folder / "store.key").unlink()
    program = started(folder)
    if trouble == "damaged":
        program.unlock_screen.unlock_asked.emit(PASSPHRASE)
        arrived(program)
    reader = Reader(program, arrived, {"type the passphrase": {"Passphrase of that day": PASSPHRASE}})
    reader.follow("damaged-store", "What to do", skip=("Tools > This computer and keys > Backups",))
    assert reader.pressed == ["Put a backup in its place...", "Put this backup in its place"]
    assert program.context.case(case_id).answers["C1a"].value.answer == "yes"
