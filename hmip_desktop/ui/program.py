"""One run of the program behind its first picture: start screens, unlocking, and the places of each role."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from hmip_desktop.errors import Cancelled
from hmip_desktop.logs import no_log
from hmip_desktop.ui.application import Appearance, load_family, settings_file
from hmip_desktop.ui.commands import inspector_commands, start_commands
from hmip_desktop.ui.errors import ErrorDoor
from hmip_desktop.ui.guard import Guard
from hmip_desktop.ui.housekeeping import Housekeeping
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.keeping import Keeping
from hmip_desktop.ui.language_switch import LanguageSwitch
from hmip_desktop.ui.practice_visit import PracticeVisit
from hmip_desktop.ui.preferences import Preferences
from hmip_desktop.ui.role_places import places_of
from hmip_desktop.ui.settings import Settings
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.start.entrance import Entrance
from hmip_desktop.ui.views.start.unlock import UnlockScreen
from hmip_desktop.ui.window import MainWindow

if TYPE_CHECKING:
    import logging

    from hmip_desktop.progress import Progress
    from hmip_desktop.services.context import Context
    from hmip_desktop.ui.views.help.desk import HelpDesk
    from hmip_desktop.ui.views.my_cases.first_page import FirstPage
    from hmip_desktop.ui.views.settings.language import LanguageSection
    from hmip_desktop.ui.views.start.first_run import FirstRunScreen

PREPARE_AFTER_MS = 30  # the busy picture comes first


class Program(QObject):
    """One run of the program: its window, its jobs, the start screens, and the places behind the passphrase."""

    def __init__(
        self, app: QApplication, store: Path, *, remember: bool = True, log: logging.Logger | None = None
    ) -> None:
        super().__init__()
        self.log = log or no_log()
        self.theme = Theme(family=load_family())
        self.settings = Settings(settings_file() if remember else None)
        self.appearance = Appearance(app, self.theme, self.settings)
        self.jobs = JobRunner()
        self.places: Any = None
        self.housekeeping: Housekeeping | None = None
        self.speech = LanguageSwitch(self, self)
        self.window = MainWindow(self.theme, self.jobs)
        self.preferences = Preferences(self.theme, self.window, self.settings, self.appearance)
        self.window.always = {**self._help_handlers(), **self.preferences.handlers(), **self.speech.handlers()}
        self.speech.changed.connect(self._help_follows)
        self.preferences.more_sections.append(self._language_section)
        self.door = ErrorDoor(self.theme, self.window, self.log.error)
        self.door.explain = self._explain
        self.theme.changed.connect(self.window.restyle)
        self.jobs.failed.connect(self.door.present)
        self.context: Context | None = None
        self.first_page: FirstPage | None = None
        self.guard = Guard(self)
        self.keeping = Keeping(self)
        self.keeping.restore_asked.connect(self.put_back)
        self.keeping.renew_asked.connect(self.renew_key)
        self.entrance = Entrance(self, store)
        self.entrance.opened.connect(self.enter)
        self.entrance.trying.connect(self._on_trying)
        self.visit = PracticeVisit(self.jobs, self.enter)
        self.entrance.practice_asked.connect(self.visit.begin)
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
        self.window.activateWindow()  # the first picture had the keyboard and goes away
        if typed and isinstance(self.window.screen_shown, UnlockScreen):
            self.window.screen_shown.passphrase.setText(typed)
        self.housekeeping = Housekeeping(self.jobs)
        self._imports = Thread(target=_bring_in_services, name="imports", daemon=True)
        QTimer.singleShot(0, self._imports.start)
        if passphrase is not None:
            self.entrance.unlock(passphrase)

    def _show_start(self, locked: str = "") -> None:
        self.window.set_commands(start_commands(), self._own_handlers())
        self.entrance.show(locked)

    @property
    def store(self) -> Path:
        """Folder of the store that is open, or about to be."""
        return self.entrance.store

    @property
    def unlock_screen(self) -> UnlockScreen:
        """Where the passphrase is asked for."""
        return self.entrance.unlock_screen

    @property
    def first_run(self) -> FirstRunScreen:
        """Where a store is set up."""
        return self.entrance.first_run

    def _own_handlers(self) -> dict[str, Callable[[], None]]:
        return {"quit": self._quit, **self.appearance.handlers()}

    def _open_escrow_key(self) -> None:
        from hmip_desktop.ui.views.safety.escrow_dialog import EscrowDialog, Means  # brings the services with it

        EscrowDialog(self.theme, self.window, Means(self.jobs, lambda: datetime.now(UTC), os.urandom)).open()

    @cached_property
    def help(self) -> HelpDesk:
        """The help, read when it is first asked for."""
        from hmip_desktop.ui.views.help.desk import HelpDesk  # not wanted on the way to the first window

        return HelpDesk(self.theme, self.window)

    def _help_handlers(self) -> dict[str, Callable[[], None]]:
        names = ("help", "help-contents", "help-trouble")
        return {"escrow-key": self._open_escrow_key, **{name: partial(self._ask_help, name) for name in names}}

    def _help_follows(self) -> None:
        if "help" in self.__dict__:  # it was opened
            self.help.speak_again()

    def _language_section(self) -> LanguageSection:
        from hmip_desktop.ui.views.settings.language import LanguageSection  # with its dialog

        return LanguageSection(self.theme, self.speech.speak, lambda: self.preferences.open(t("Language")))

    def build_again(self) -> None:
        """Make the start screen or the places anew: the language of the program has changed."""
        if self.places is not None and self.context is not None:
            saving = self.places.saving
            self.keeping.end()
            self.places.leave()
            self.places.deleteLater()
            self._open_places()
            self.places.saving.go_on_from(saving)
            self.keeping.begin(self.context)
        else:
            self.window.set_commands(start_commands(), self._own_handlers())
            self.entrance.show_again()

    def _open_places(self) -> None:
        """The places of the person's role, with their first one shown."""
        assert self.context is not None
        self.window.set_commands(start_commands() + inspector_commands(), self._own_handlers())
        self.places = (self.visit.places() if self.visit.is_on else places_of(self.context.identity.role))(self)
        if self.first_page is not None:  # made ready, but this role begins elsewhere
            self.window.forget_screen(self.first_page.screen)
            self.first_page = None
        self.places.lock_asked.connect(self.lock)
        self.places.start()

    def _explain(self, code: str) -> None:
        self.help.open_code(code)

    def _ask_help(self, name: str) -> None:
        self.help.handlers()[name]()

    def _quit(self) -> None:
        self.window.close()

    def _on_trying(self) -> None:
        QTimer.singleShot(PREPARE_AFTER_MS, self, self._prepare)

    def _prepare(self) -> None:
        """Make the first page while another thread derives the key, which is meant to take its time."""
        if self._imports is None or self._imports.is_alive() or self.places is not None or self.first_page is not None:
            return
        from hmip_desktop.ui.views.my_cases.first_page import FirstPage  # was brought in with the services

        self.first_page = FirstPage(self.theme, self.window)

    def enter(self, context: Context) -> None:
        """Go on with a store that is open."""
        self.context = context
        self.appearance.guard_sharing()
        watch = self.guard.begin(lambda: bool(getattr(self.places, "keeps_awake", bool)()))
        watch.idle.connect(self.lock)
        self.preferences.begin(context, watch)
        self._open_places()
        self.keeping.begin(context)
        if self.housekeeping is not None:
            self.housekeeping.settle()

    # end --------------------------------------------------------------------------------------------------

    def lock(self) -> None:
        """Close the store and show the start again; everything typed was kept before."""
        if self.context is None:
            return
        self.guard.shut_windows()
        practised = self.visit.is_on
        self._close_store()
        now = datetime.now(UTC).astimezone()
        kept = t("Locked at {time}. Everything you typed is kept.", time=f"{now:%H:%M}")
        self._show_start("" if practised else kept)

    def put_back(self, backup: Any) -> None:
        """Put a backup in the place of the open store and go on with that."""
        from hmip_desktop.services import safekeeping  # was brought in to open the store

        title = t("Putting the backup in its place")
        self._begin_again(lambda context, _: safekeeping.restore(context, backup), self.enter, title)

    def renew_key(self, passphrase: str, recovery: str) -> None:
        """Encrypt the open store again under a new data key and go on with that."""
        from hmip_desktop.services import new_key  # wanted once in a long time

        def go_on(renewed: new_key.KeyRenewed) -> None:
            self.log.info("store encrypted again, backups dropped=%d left=%d", renewed.dropped, renewed.left)
            self.enter(renewed.context)
            self.keeping.tell_of_key(renewed)

        self._begin_again(
            lambda context, progress: new_key.renew_key(context, passphrase, recovery, progress), go_on,
            t("Encrypting your work again"),
        )  # fmt: skip

    def _begin_again(self, work: Callable[[Context, Progress], Any], go_on: Callable[[Any], None], title: str) -> None:
        """Leave the places for work that gives another sitting; what is refused or stopped goes on with this one."""
        assert self.context is not None
        context, self.context = self.context, None
        self._leave_places()
        self._show_start()

        def refused(error: Exception) -> None:
            if context.store.is_open:
                self.enter(context)
            if isinstance(error, Cancelled):
                self.keeping.tell_of_key(None)
            else:
                self.door.present(error)

        self.jobs.run(
            lambda progress: work(context, progress), parent=self.window, on_success=go_on, on_error=refused,
            title=title, writes=True,
        )  # fmt: skip

    def _leave_places(self) -> None:
        self.guard.end()
        self.keeping.end()
        self.preferences.end()
        if self.places is not None:
            self.places.leave()
            self.places.deleteLater()
            self.places = None

    def _close_store(self, *, at_once: bool = False) -> None:
        self._leave_places()
        if self.context is not None:
            context, self.context = self.context, None
            after = self.visit.end()

            def shut(_: object) -> None:
                context.store.close()
                after()

            def shut_now(_: object = None) -> None:
                self.jobs.run(shut, writes=True)

            if at_once:
                shut_now()
            else:  # what is being saved may have to take its draft away yet
                self.jobs.run(lambda _: None, on_success=shut_now, writes=True)
            self.log.info("locked")

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
        if "help" in self.__dict__:  # it was opened
            self.help.close()
        self.context = self.context or self.entrance.unfinished
        self._close_store(at_once=True)
        self.jobs.shutdown()


def _bring_in_services() -> None:
    """Import the database library and the first page while the person types: half a second that nobody waits for."""
    _services()
    from hmip_desktop.ui.views.my_cases import places  # noqa: F401 - brought in, not called


def _services() -> Any:
    from hmip_desktop.services import stores

    return stores
