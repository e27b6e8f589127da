"""Queries and guidance: what was asked and replied, notes to the guidance, declared conflicts of interest, and the
version of the questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from hmip_desktop.progress import Progress
from hmip_desktop.services import declarations, guidance_notes, pack_change, queries, sending
from hmip_desktop.services.context import Context
from hmip_desktop.services.declarations import Declared
from hmip_desktop.services.exporting import Exported
from hmip_desktop.services.guidance_notes import Note
from hmip_desktop.services.pack_change import InUse, PackChange
from hmip_desktop.services.queries import QueryLine
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.asking import AskDialog, NoteDialog
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FileChooser
from hmip_desktop.ui.views.lead.page import LeadPage
from hmip_desktop.ui.views.lead.query_parts import DeclaredPart, NotesPart, QueriesPart
from hmip_desktop.ui.views.lead.sent_files import show_sent
from hmip_desktop.ui.views.lead.versions import ChangeDialog, VersionPart
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.rail_panel import RailPanel

PARTS = ("queries", "notes", "declared", "versions")


@dataclass(frozen=True, slots=True)
class _Found:
    lines: tuple[QueryLine, ...]
    notes: tuple[Note, ...]
    declared: tuple[Declared, ...]
    to_send: tuple[tuple[str, str], ...]
    in_use: InUse


def _find(ctx: Context, _: Progress) -> _Found:
    waiting = {fingerprint: name for fingerprint, name, _ in queries.to_send(ctx)}
    waiting |= dict(guidance_notes.lacking(ctx))
    return _Found(
        queries.list_queries(ctx),
        guidance_notes.notes(ctx),
        declarations.declared(ctx),
        tuple(waiting.items()),
        pack_change.in_use(ctx),
    )


class QueriesScreen(LeadPage):
    """Four parts of one place; the footer's button sends what waits. ``case_asked`` carries case and question."""

    help_page = "queries-and-guidance"

    case_asked = Signal(str, str)

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("Queries and guidance"))
        self.choose = FileChooser(self)
        self._to_send: tuple[tuple[str, str], ...] = ()
        ask, write = Button(theme, t("Ask..."), "help"), Button(theme, t("Write a note..."), "book")
        ask.clicked.connect(lambda _: self.ask())  # a click carries a tick, which is no case
        write.clicked.connect(lambda _: self.write_note())
        self.head.add_button(ask)
        self.head.add_button(write)
        self.part = AnswerGroup(theme, t("Show"), [Choice(code, code) for code in PARTS])
        self.part.chosen.connect(self._turn)
        self.column.body.addWidget(self.part)
        self.queries, self.notes, self.declared = QueriesPart(theme), NotesPart(theme), DeclaredPart(theme, desk)
        self.versions = VersionPart(theme)
        self._stack = QStackedWidget()
        for part in (self.queries, self.notes, self.declared, self.versions):
            self._stack.addWidget(part)
        self.column.body.addWidget(self._stack, 1)
        self.send = Button(theme, t("Send..."), "export", filled=True)
        self.send.clicked.connect(self._send)
        self.footer.add_button(self.send)
        self._connect()
        self._turn("queries")

    def _connect(self) -> None:
        self._kept = self.desk.keep_words("queries/thread", self._about, self.queries.box.field)
        self._typed_to = ""
        self.queries.chosen.connect(self._turn_words)
        self.queries.chosen.connect(self._read_thread)
        self.queries.further_asked.connect(self._ask_further)
        self.queries.close_asked.connect(self._close)
        self.queries.case_asked.connect(self.case_asked)
        self.notes.chosen.connect(self._read_older)
        self.notes.change_asked.connect(self.write_note)
        self.notes.withdraw_asked.connect(self._withdraw)
        self.notes.case_asked.connect(self.case_asked)
        self.declared.decided.connect(self._decide)
        self.versions.bring_asked.connect(self.ask_version)

    def _about(self) -> tuple[str, str]:
        line = self.queries.line
        return (line.query_id, f"{line.case_ref} · {line.ref}") if line else ("", "")

    def _turn_words(self, line: QueryLine | None) -> None:
        """What was typed belongs to its own query."""
        query_id = line.query_id if line else ""
        if query_id != self._typed_to:
            self._typed_to = query_id
            self.queries.box.show_words("")
            self._kept.take_up()

    # showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        self.desk.read(_find, self._show, parent=self)

    def _show(self, found: _Found) -> None:
        now = self.desk.now()
        self.queries.show_lines(found.lines, now)
        self.notes.show_notes(found.notes, now)
        self.declared.show_declared(found.declared, now)
        self.versions.show_use(found.in_use)
        replied = sum(line.state == "answered" for line in found.lines)
        waits = sum(line.state == "open" for line in found.lines)
        self.head.say(f"{_replies(replied)} {_waiting(waits)}")
        open_ones = sum(not one.decided for one in found.declared)
        words = (
            t("Queries {count}", count=len(found.lines)), t("Notes {count}", count=len(found.notes)),
            t("Conflicts of interest {count}", count=open_ones), t("Version {version}", version=found.in_use.version),
        )  # fmt: skip
        shown = self.part.value() or "queries"
        self.part.set_choices([Choice(code, said) for code, said in zip(PARTS, words, strict=True)])
        self.part.set_value(shown)
        self._offer_sending(found.to_send)

    def _offer_sending(self, to: tuple[tuple[str, str], ...]) -> None:
        self._to_send = to
        one = t("Send to {name}...", name=to[0][1]) if len(to) == 1 else t("Send to {count} people...", count=len(to))
        self.send.setText(one if to else t("Nothing to send"))
        self.send.setEnabled(bool(to))
        self.send.updateGeometry()

    def _turn(self, code: str) -> None:
        code = code or "queries"
        self.part.set_value(code)
        self._stack.setCurrentIndex(PARTS.index(code))

    def show_part(self, code: str) -> None:
        """Turn to a part: queries, notes, declared or versions."""
        self._turn(code)

    def _read_thread(self, line: QueryLine | None) -> None:
        if line is not None:
            now = self.desk.now()
            self.desk.read(
                lambda ctx, _: queries.thread(ctx, line.case_id, line.query_id),
                lambda turns: self.queries.show_turns(turns, now) if self.queries.line == line else None, parent=self,
            )  # fmt: skip

    def _read_older(self, note: Note | None) -> None:
        if note is not None:
            self.desk.read(
                lambda ctx, _: guidance_notes.older_answers(ctx, note),
                lambda older: self.notes.show_older(older) if self.notes.note == note else None, parent=self,
            )  # fmt: skip

    # acting -----------------------------------------------------------------------------------------------

    def ask(self, case_id: str = "", ref: str = "") -> None:
        """The form for a new query."""
        self.show_part("queries")
        AskDialog(self.theme, self.window(), self.desk, case_id, ref).open()

    def write_note(self, replaced: Note | None = None) -> None:
        """The form for a note."""
        self.show_part("notes")
        NoteDialog(self.theme, self.window(), self.desk, replaced).open()

    def ask_version(self) -> None:
        """The file of a new version of the questions, and what it would do."""
        self.show_part("versions")
        file = self.choose.file(t("New version of the questions"), t("Question packs (*.toml *.json)"))
        if file is not None:
            self.look_at(file)

    def look_at(self, file: Path) -> None:
        """Show what bringing in the version of this file would do."""

        def show(plan: PackChange) -> None:
            ChangeDialog(self.theme, self.window(), self.desk, file, plan).open()

        self.desk.read(
            lambda ctx, progress: pack_change.plan_change(ctx, file, progress), show, parent=self,
            title=t("Looking through the cases"),
        )  # fmt: skip

    def _ask_further(self, words: str) -> None:
        line = self.queries.line
        if line is not None:
            self._do(lambda ctx, _: queries.ask_further(ctx, line.case_id, line.query_id, words))

    def _close(self, words: str) -> None:
        line = self.queries.line
        if line is not None:
            self._do(lambda ctx, _: queries.close(ctx, line.case_id, line.query_id, words))

    def _do(self, verb: Callable[[Context, Progress], object]) -> None:
        self.desk.write(verb, lambda _: self.queries.done(), kept=self._kept)

    def _withdraw(self, note: Note) -> None:
        self.desk.write(lambda ctx, _: guidance_notes.write(ctx, note.ref, "", note.digest))

    def _decide(self, revision: str, words: str) -> None:
        self.desk.write(lambda ctx, _: declarations.decide(ctx, revision, words), kept=self.declared.kept[revision])

    def _send(self) -> None:
        folder = self.choose.folder(t("Folder for the sealed files"))
        if folder is None or not self._to_send:
            return
        people = [fingerprint for fingerprint, _ in self._to_send]
        self.desk.write(
            lambda ctx, progress: sending.send(ctx, people, folder, progress), partial(self._sent, str(folder)),
            title=t("Making the sealed files"),
        )  # fmt: skip

    def _sent(self, folder: str, made: tuple[Exported, ...]) -> None:
        count = len(made)
        said = t("1 sealed file in {folder}", folder=folder) if count == 1 else t(
            "{count} sealed files in {folder}", count=count, folder=folder
        )  # fmt: skip
        self.footer.say_note(said, "check")
        show_sent(self, made)


def _replies(count: int) -> str:
    if not count:
        return t("No reply to read.")
    return t("1 reply to read.") if count == 1 else t("{count} replies to read.", count=count)


def _waiting(count: int) -> str:
    if not count:
        return t("Nobody owes a reply.")
    return t("1 query waits for a reply.") if count == 1 else t("{count} queries wait for a reply.", count=count)
