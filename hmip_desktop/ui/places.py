"""What the places of every role have in common: commands, palette, one open case, and leaving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from hmip_desktop.services import assess, interview
from hmip_desktop.services.alert_watch import WaitingAlert
from hmip_desktop.services.context import Context
from hmip_desktop.services.drafting import Draft
from hmip_desktop.ui.commands import Command
from hmip_desktop.ui.help_dialogs import KeysDialog, WordsDialog, about_words, accessibility_words
from hmip_desktop.ui.palette import Entry, PaletteDialog
from hmip_desktop.ui.program_parts import ProgramParts
from hmip_desktop.ui.text import t
from hmip_desktop.ui.views.alert.phones import Phone
from hmip_desktop.ui.views.alert.place import phones_of
from hmip_desktop.ui.views.alert.strip import AlertStrip
from hmip_desktop.ui.views.case.case_places import CasePlaces
from hmip_desktop.ui.views.case.recovery import RecoveryDesk
from hmip_desktop.ui.views.lead.join import JoinScreen
from hmip_desktop.ui.widgets.save_state import SaveState, Saving


class Places(QObject):
    """What stands behind the passphrase. Subclasses fill in ``start``, ``commands`` and ``own_handlers``.

    ``lock_asked`` asks for the store to be closed.
    """

    lock_asked = Signal()

    def __init__(self, program: ProgramParts, saving: SaveState) -> None:
        super().__init__()
        assert program.context is not None
        self.program, self.ctx = program, program.context
        self.theme, self.window, self.jobs = program.theme, program.window, program.jobs
        self.saving = saving
        self.case: CasePlaces | None = None
        self.left = False
        self.strip = AlertStrip(self.theme, self.window.notices, self.window, self.ctx, self.jobs, self._phones)
        self.strip.open_asked.connect(self.open_alert)
        self.strip.refresh()
        self.recovery = RecoveryDesk(self.theme, self.window, self.jobs, self.ctx)
        self.recovery.go_on_asked.connect(self.go_on_writing)
        self.recovery.failed.connect(self.program.door.present)
        self.recovery.look()
        ctx = self.ctx
        self.jobs.run(lambda _: interview.running(ctx), parent=self, writes=True, on_success=self._go_on_talking)

    def _go_on_talking(self, cases: Sequence[str]) -> None:
        """An interview that was running when the program stopped is found again, with its clock and its note."""
        if cases and self.case is None:
            self.open_at(cases[0], "")

    def now(self) -> datetime:
        """The time now, aware UTC."""
        return self.ctx.now()

    # start and end ----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the first place."""
        raise NotImplementedError

    def leave(self) -> None:
        """Keep what is being typed and take everything off the screen; a second time changes nothing."""
        self.left = True
        if self.case is not None:
            self.case.close()
            self.case = None
        self.recovery.close()
        self.strip.close()

    def may_close(self) -> bool:
        """False while something typed is not on the disk."""
        if self.case is not None:
            self.case.settle()
        return self.saving.state is not Saving.FAILED

    def keeps_awake(self) -> bool:
        """True while an interview clock runs: nobody is to be locked out of a call."""
        return self.case is not None and self.case.is_interviewing

    def _join_screen(self, joined: Callable[[], None]) -> JoinScreen:
        """Nobody has sent cases yet: hand over the card, trust the lead's, open the first package."""
        screen = JoinScreen(self.theme, self.ctx, self.jobs, self.saving)
        screen.failed.connect(self.program.door.present)
        screen.joined.connect(joined)
        return screen

    # commands ---------------------------------------------------------------------------------------------

    def commands(self) -> list[Command]:
        """Everything that can be commanded here now."""
        raise NotImplementedError

    def own_handlers(self) -> dict[str, Callable[[], None]]:
        """What these places alone can do."""
        return {}

    def offer_commands(self) -> None:
        """Put commands and what carries them out into the window."""
        self.window.set_commands(self.commands(), self.handlers())

    def handlers(self) -> dict[str, Callable[[], None]]:
        """The commands that work everywhere after unlocking."""
        common: dict[str, Callable[[], None]] = {
            "quit": self._quit,
            "lock": self.lock_asked.emit,
            "palette": self.show_palette,
            "left-over": self.recovery.show,
            "keys": lambda: self._show(KeysDialog(self.theme, self.window, self.window.all_commands())),
            "about": lambda: self._show(WordsDialog(self.theme, self.window, t("About"), about_words())),
            "accessibility": lambda: self._show(
                WordsDialog(self.theme, self.window, t("Accessibility"), accessibility_words())
            ),
        }
        case = self.case.handlers() if self.case is not None else {}
        return common | self.program.appearance.handlers() | self.own_handlers() | case

    def _quit(self) -> None:
        self.window.close()

    def _show(self, dialog: Any) -> None:
        dialog.exec()
        dialog.deleteLater()

    def palette_entries(self) -> list[Entry]:
        """What can be found in the palette beside the commands."""
        return self.case.entries() if self.case is not None else []

    def show_palette(self) -> None:
        """Ctrl+K."""
        entries = [
            Entry(command.plain.rstrip("."), command.menu.replace("&", ""), command.keys.split(" | ")[0],
                  partial(self.window.perform, command.id))
            for command in self.window.commands_on()
            if command.id != "palette"
        ]  # fmt: skip
        entries += self.palette_entries()
        entries += [
            Entry(page.title, t("Help"), "", partial(self.program.help.open, page.id), f"{page.words} {page.plain}")
            for page in self.program.help.book.pages
        ]
        dialog = PaletteDialog(self.theme, self.window, entries)
        dialog.exec()
        chosen = dialog.chosen
        dialog.deleteLater()
        if chosen is not None:
            chosen.act()

    # the open case ----------------------------------------------------------------------------------------

    def read_to_work(self, case_id: str, opened: Callable[[Any], None], ctx: Context | None = None) -> None:
        """Read a case in the background; ``opened`` gets it. ``ctx`` where it is another sitting than this one."""
        at = ctx or self.ctx
        self.jobs.run(
            lambda _: assess.open_case(at, case_id), parent=self, title=t("Opening the case"), writes=True,
            on_success=opened,
        )  # fmt: skip

    def take_case(self, case_id: str, opened: Any, ctx: Context | None = None) -> CasePlaces:
        """Lay a case on the desk in the place of the one before."""
        if self.case is not None:
            self.case.close()
        self.case = CasePlaces(self.program, self.saving, case_id, opened, ctx)
        self.case.alerts_changed.connect(self.strip.refresh)
        self.offer_commands()
        return self.case

    def open_at(self, case_id: str, ref: str) -> None:
        """Open a case at a question, or where words were left over."""
        raise NotImplementedError

    def go_on_writing(self, draft: Draft) -> None:
        """Open the place where words were left over, with the words."""
        self.strip.go_on_writing(draft) if draft.kind == "told" else self.open_at(draft.case_id, draft.subject)

    def open_alert(self, alert: WaitingAlert) -> None:
        """Show an alert that is waiting; places without a list of cases have none."""

    def _phones(self) -> Sequence[Phone]:
        return phones_of(self.ctx)

    def put_case_away(self) -> None:
        """Close the open case."""
        if self.case is not None:
            self.case.close()
            self.case = None
            self.offer_commands()
