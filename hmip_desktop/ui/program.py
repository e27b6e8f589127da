"""One run of the program behind its first picture: start screens, unlocking, and the places of each role."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog

from hmip_desktop.errors import Refused
from hmip_desktop.ui.application import Appearance, load_family, settings_file
from hmip_desktop.ui.commands import inspector_commands, start_commands
from hmip_desktop.ui.errors import ErrorDoor
from hmip_desktop.ui.idle import IdleWatch
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.settings import Settings
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.start.unlock import UnlockScreen
from hmip_desktop.ui.window import MainWindow

if TYPE_CHECKING:
    from hmip_desktop.services.context import Context
    from hmip_desktop.ui.views.my_cases.first_page import FirstPage
    from hmip_desktop.ui.views.start.first_run import Setup

PREPARE_AFTER_MS = 30  # the busy picture comes first
LEADING = ("lead", "deputy", "local_assessor", "quality_lead", "data_team")


class Program(QObject):
    """One run of the program: its window, its jobs, the start screens, and the places behind the passphrase."""

    def __init__(self, app: QApplication, store: Path, *, remember: bool = True) -> None:
        super().__init__()
        self.store = store
        self.theme = Theme(family=load_family())
        self.settings = Settings(settings_file() if remember else None)
        self.appearance = Appearance(app, self.theme, self.settings)
        self.jobs = JobRunner()
        self.window = MainWindow(self.theme, self.jobs)
        self.door = ErrorDoor(self.theme, self.window)
        self.theme.changed.connect(self.window.restyle)
        self.jobs.failed.connect(self.door.present)
        self.context: Context | None = None
        self.first_page: FirstPage | None = None
        self.places: Any = None
        self.watch: IdleWatch | None = None
        self._imports: Thread | None = None
        self.window.closing = self._may_close
        self.window.resize(1366, 768)
        if remember:
            self.settings.restore_window(self.window)
        self._show_start()

    # start ------------------------------------------------------------------------------------------------

    def start(self, passphrase: str | None = None, typed: str = "") -> None:
        """Show the window, then bring in the database library beside it. ``typed`` was begun before it was there."""
        self.door.install()
        self.window.show()
        if typed and isinstance(self.window.screen_shown, UnlockScreen):
            self.window.screen_shown.passphrase.setText(typed)
        self._imports = Thread(target=_bring_in_services, name="imports", daemon=True)
        QTimer.singleShot(0, self._imports.start)
        if passphrase is not None:
            self._unlock(passphrase)

    def _show_start(self, locked: str = "") -> None:
        self.window.set_commands(start_commands(), self._own_handlers())
        if (self.store / "store.key").exists():
            self._show_unlock(locked)
        else:
            self._show_first_run()

    def _own_handlers(self) -> dict[str, Callable[[], None]]:
        return {"quit": self._quit, **self.appearance.handlers()}

    def _quit(self) -> None:
        self.window.close()

    def _show_unlock(self, locked: str) -> None:
        self.unlock_screen = UnlockScreen(self.theme, self.store, _facts_of(self.store), locked)
        self.unlock_screen.unlock_asked.connect(self._unlock)
        self.unlock_screen.recover_asked.connect(self._recover)
        self.unlock_screen.other_asked.connect(self._choose_store)
        self.unlock_screen.new_asked.connect(self._show_first_run)
        self.window.show_screen(self.unlock_screen)

    def _show_first_run(self) -> None:
        from hmip_desktop.ui.views.start.first_run import FirstRunScreen  # wanted once in the life of a store

        free = self.store if not (self.store / "store.key").exists() else _free_folder(self.store)
        self.first_run = FirstRunScreen(self.theme, free, os.urandom)
        self.first_run.create_asked.connect(self._create)
        self.first_run.finished.connect(self._enter)
        self.first_run.cancelled.connect(self._choose_store)
        self.window.show_screen(self.first_run)

    def _choose_store(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self.window, t("Folder of the store"), str(self.store.parent))
        if chosen:
            self.store = Path(chosen)
            self._show_start()

    def _unlock(self, passphrase: str) -> None:
        store = self.store
        self.jobs.run(
            lambda _: _services().unlock(store, passphrase),
            parent=self.window,
            title=t("Unlocking"),
            on_success=self.enter,
            on_error=self._not_opened,
        )
        QTimer.singleShot(PREPARE_AFTER_MS, self, self._prepare)

    def _prepare(self) -> None:
        """Make the first page while another thread derives the key, which is meant to take its time."""
        if self._imports is None or self._imports.is_alive() or self.places is not None or self.first_page is not None:
            return
        from hmip_desktop.ui.views.my_cases.first_page import FirstPage  # was brought in with the services

        self.first_page = FirstPage(self.theme, self.window)

    def _recover(self, recovery: str, passphrase: str) -> None:
        store = self.store
        self.jobs.run(
            lambda _: _services().recover(store, recovery, passphrase),
            parent=self.window,
            title=t("Opening with the recovery key"),
            on_success=self.enter,
            on_error=self._not_opened,
        )

    def _not_opened(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.unlock_screen.refused(error_sentence(error))
        else:
            self.unlock_screen.refused("")
            self.door.present(error)

    def _create(self, setup: Setup) -> None:
        self.store = setup.folder

        def make(_: object) -> Any:
            services = _services()
            new = services.NewStore(setup.folder, setup.passphrase, setup.name, setup.role)
            return services.create_store(new)

        self.jobs.run(
            make,
            parent=self.window,
            title=t("Making the encrypted store"),
            on_success=self._made,
            on_error=self._not_made,
        )

    def _made(self, made: Any) -> None:
        self.context = made.context
        self.first_run.show_recovery(made.recovery)

    def _not_made(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.first_run.refused(error_sentence(error))
        else:
            self.first_run.refused("")
            self.door.present(error)

    def enter(self, context: Context) -> None:
        """Go on with a store that is open."""
        self.context = context
        self._enter()

    def _enter(self) -> None:
        """Behind the passphrase: the places of the person's role."""
        assert self.context is not None
        self.window.set_commands(start_commands() + inspector_commands(), self._own_handlers())
        self.places = _places_of(self.context.identity.role)(self)
        if self.first_page is not None:  # made ready, but this role begins elsewhere
            self.window.forget_screen(self.first_page.screen)
            self.first_page = None
        self.places.lock_asked.connect(self.lock)
        self.appearance.guard_sharing()
        self.watch = IdleWatch(lambda: bool(getattr(self.places, "keeps_awake", bool)()))
        self.watch.idle.connect(self.lock)
        self.places.start()
        older = _services().older_copy(self.context)
        if older is not None:
            self.door.present(older)

    # end --------------------------------------------------------------------------------------------------

    def lock(self) -> None:
        """Close the store and show the start again; everything typed was kept before."""
        if self.context is None:
            return
        self._close_store()
        now = datetime.now(UTC).astimezone()
        self._show_start(t("Locked at {time}. Everything you typed is kept.", time=f"{now:%H:%M}"))

    def _close_store(self) -> None:
        self.watch = None
        if self.places is not None:
            self.places.leave()
            self.places.deleteLater()
            self.places = None
        if self.context is not None:
            context, self.context = self.context, None
            self.jobs.run(lambda _: context.store.close(), writes=True)

    def _may_close(self) -> bool:
        if self.jobs.under_way():
            self.jobs.idle.connect(self.window.close, Qt.ConnectionType.SingleShotConnection)
            self.jobs.cancel_all()
            return False
        if self.places is not None and not self.places.may_close():
            return False
        self.settings.keep_window(self.window)
        return True

    def end(self) -> None:
        """After the window closed: write what is under way, close the store, stop the threads."""
        self._close_store()
        self.jobs.shutdown()


def _places_of(role: str) -> Any:
    """The class of what stands behind the passphrase for this role; imported only then, for it needs the services."""
    if role in LEADING:
        from hmip_desktop.ui.views.lead.places import LeadPlaces

        return LeadPlaces
    from hmip_desktop.ui.views.my_cases.places import InspectorPlaces

    return InspectorPlaces


def _bring_in_services() -> None:
    """Import the database library and the first page while the person types: half a second that nobody waits for."""
    _services()
    from hmip_desktop.ui.views.my_cases import places  # noqa: F401 - brought in, not called


def _services() -> Any:
    from hmip_desktop.services import stores

    return stores


def _facts_of(store: Path) -> tuple[tuple[str, str], ...]:
    """What may be said of a store before it is open: how it opens, and its backups."""
    backups = len(list((store / "backups").glob("*.db"))) if (store / "backups").is_dir() else 0
    return (
        (t("Opens with"), t("Passphrase or recovery key")),
        (t("Encrypted"), t("Yes, everything, all the time")),
        (t("Backups"), str(backups) if backups else t("none yet")),
    )


def _free_folder(store: Path) -> Path:
    number = 2
    while (store.with_name(f"{store.name}-{number}") / "store.key").exists():
        number += 1
    return store.with_name(f"{store.name}-{number}")
