"""The way in: unlock, the first run, and the ways back in, up to a store that is open."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from hmip_desktop.errors import Refused
from hmip_desktop.services.store_place import backups_here, is_free, trouble_of
from hmip_desktop.ui.errors import ErrorDoor
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.role_places import places_of
from hmip_desktop.ui.settings import Settings
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.start.unlock import UnlockScreen
from hmip_desktop.ui.window import MainWindow

if TYPE_CHECKING:
    from hmip_desktop.services.context import Context
    from hmip_desktop.ui.views.start.first_run import FirstRunScreen, Setup
    from hmip_desktop.ui.views.start.recover import WayBack


class Shell(Protocol):
    """What the program lends: its window and what belongs to it."""

    theme: Theme
    window: MainWindow
    jobs: JobRunner
    door: ErrorDoor
    settings: Settings


class Entrance(QObject):
    """The screens before a store is open. ``opened`` carries the context, ``trying`` comes when a key is derived."""

    opened = Signal(object)
    trying = Signal()
    practice_asked = Signal()

    def __init__(self, shell: Shell, store: Path) -> None:
        super().__init__()
        self._shell, self.store = shell, store
        self.theme, self.window, self.jobs = shell.theme, shell.window, shell.jobs
        self.unfinished: Context | None = None  # a new store whose recovery key is still on the screen
        self.unlock_screen: UnlockScreen
        self.first_run: FirstRunScreen

    def show(self, locked: str = "") -> None:
        """The first run where nothing stands, else unlocking; what cannot be opened is said at once."""
        if is_free(self.store):
            self.show_first_run()
            return
        self._show_unlock(locked)
        trouble = trouble_of(self.store)
        if trouble is not None:
            self.unlock_screen.refused(error_sentence(trouble), trouble.code)

    def show_again(self) -> None:
        """The same screen anew, in another language; a recovery key that is on the screen stays there."""
        first: FirstRunScreen | None = getattr(self, "first_run", None)
        if first is None or self.window.screen_shown is not first:
            self.show()
            return
        recovery = first.recovery
        self.show_first_run()
        if recovery:
            self.first_run.show_recovery(recovery)

    def _show_unlock(self, locked: str) -> None:
        last = self._shell.settings.text("last-export")
        screen = UnlockScreen(self.theme, self.store, _facts_of(self.store), locked, _short(last))
        screen.ways = self._way
        screen.unlock_asked.connect(self.unlock)
        screen.way_asked.connect(self._go_by)
        screen.other_asked.connect(self._choose_store)
        screen.new_asked.connect(self.show_first_run)
        screen.practice_asked.connect(self.practice_asked)
        self.unlock_screen = screen
        self.window.show_screen(screen)

    def show_first_run(self) -> None:
        """Set up a store, in a folder where none stands."""
        from hmip_desktop.ui.views.start.first_run import FirstRunScreen  # wanted once in the life of a store

        free = self.store if is_free(self.store) else _free_folder(self.store)
        self.first_run = FirstRunScreen(self.theme, free, os.urandom)
        self.first_run.create_asked.connect(self._create)
        self.first_run.finished.connect(self._finish)
        self.first_run.cancelled.connect(self._choose_store)
        self.first_run.practice_asked.connect(self.practice_asked)
        self.window.show_screen(self.first_run)

    def _choose_store(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self.window, t("Folder of the store"), str(self.store.parent))
        if chosen:
            self.store = Path(chosen)
            self.show()

    # opening ----------------------------------------------------------------------------------------------

    def unlock(self, passphrase: str) -> None:
        """Open by the passphrase. It waits its turn behind what still writes, such as the store being closed."""
        store = self.store
        self._try(t("Unlocking"), lambda _: _with_places(_stores().unlock(store, passphrase)))
        self.trying.emit()

    def _try(self, title: str, work: Callable[[object], Any]) -> None:
        self.jobs.run(
            work, parent=self.window, title=title, on_success=self.opened.emit, on_error=self._not_opened, writes=True
        )

    def _not_opened(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.unlock_screen.refused(error_sentence(error), error.code)
        else:
            self.unlock_screen.refused("", "")
            self._shell.door.present(error)

    def _way(self, kind: str) -> WayBack | None:
        """The card of another way in; None for an escrow key where none opens this work."""
        from hmip_desktop.services import recovering, safekeeping  # bring the database library with them
        from hmip_desktop.ui.views.start import recover, restore
        from hmip_desktop.ui.views.start.help import strength, suggest_words

        def suggest() -> str:
            return suggest_words(os.urandom)

        if kind == "sheet":
            return recover.RecoverCard(self.theme, strength, suggest)
        if kind == "backup":
            backups = restore.RestoreCard(self.theme)
            backups.show_backups(safekeeping.list_backups(self.store), datetime.now(UTC))
            return backups
        fingerprint = recovering.escrow_named(self.store)
        if not fingerprint:
            return None
        card = recover.EscrowCard(self.theme, strength, suggest)
        card.show_key(fingerprint)
        return card

    def _go_by(self, kind: str, card: Any) -> None:
        from hmip_desktop.services import recovering, safekeeping

        store = self.store
        if kind == "sheet":
            words, passphrase = card.words.toPlainText(), card.passphrase.text()
            work: Callable[[object], Any] = lambda _: recovering.recover(store, words, passphrase)  # noqa: E731
            self._try(t("Opening with the recovery key"), work)
        elif kind == "escrow":
            tried = card.tried()
            self._try(
                t("Opening with the escrow key"),
                lambda _: recovering.recover_by_escrow(store, tried.file, tried.reason, tried.passphrase),
            )
        else:
            chosen, passphrase = card.chosen(), card.passphrase.text()
            self._try(
                t("Putting the backup in its place"), lambda _: safekeeping.restore_closed(store, chosen, passphrase)
            )

    # first run --------------------------------------------------------------------------------------------

    def _create(self, setup: Setup) -> None:
        self.store = setup.folder

        def make(_: object) -> Any:
            services = _stores()
            return services.create_store(services.NewStore(setup.folder, setup.passphrase, setup.name, setup.role))

        self.jobs.run(
            make,
            parent=self.window,
            title=t("Making the encrypted store"),
            on_success=self._made,
            on_error=self._not_made,
        )

    def _made(self, made: Any) -> None:
        self.unfinished = made.context
        self.first_run.show_recovery(made.recovery)

    def _finish(self) -> None:
        """The recovery key is on paper: the work begins."""
        context, self.unfinished = self.unfinished, None
        self.opened.emit(context)

    def _not_made(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.first_run.refused(error_sentence(error))
        else:
            self.first_run.refused("")
            self._shell.door.present(error)


def _stores() -> Any:
    from hmip_desktop.services import stores  # brings the database library with it

    return stores


def _with_places(context: Context) -> Context:
    """Bring in the places of the role beside the window, which would stand still for half a second."""
    places_of(context.identity.role)
    return context


def _short(stored: str) -> str:
    if not stored:
        return ""
    from hmip_desktop.ui.words import moment_words  # for whoever has exported something

    return moment_words(stored, datetime.now(UTC))


def _facts_of(store: Path) -> tuple[tuple[str, str], ...]:
    """What may be said of a store before it is open: how it opens, and its backups."""
    backups = backups_here(store)
    return (
        (t("Opens with"), t("Passphrase or recovery key")),
        (t("Encrypted"), t("Yes, everything, all the time")),
        (t("Backups"), str(backups) if backups else t("none yet")),
    )


def _free_folder(store: Path) -> Path:
    number = 2
    while not is_free(store.with_name(f"{store.name}-{number}")):
        number += 1
    return store.with_name(f"{store.name}-{number}")
