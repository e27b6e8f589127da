"""Safe keeping while a store is open: backups that roll, a look at its health, and the place that tells of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from hmip_desktop.errors import Refused
from hmip_desktop.ui.errors import ErrorDoor
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.window import MainWindow

if TYPE_CHECKING:
    import logging

    from hmip_desktop.services.context import Context
    from hmip_desktop.services.new_key import KeyRenewed
    from hmip_desktop.ui.views.safety.screen import SafetyScreen

BACKUP_EVERY_MIN = 30
LOOK_AFTER_MS = 1500  # the first page comes first
QUIET_MS = 1500


class Shell(Protocol):
    """What the program lends."""

    theme: Theme
    window: MainWindow
    jobs: JobRunner
    door: ErrorDoor
    log: logging.Logger


class Keeping(QObject):
    """``begin`` when a store was opened, ``end`` before it is closed.

    ``restore_asked`` carries a backup that is to be put in the place of the open store, ``renew_asked`` the
    passphrase and the recovery text under which it is to be encrypted again.
    """

    restore_asked = Signal(object)
    renew_asked = Signal(str, str)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.ctx: Context | None = None
        self.screen: SafetyScreen | None = None
        self._before: Screen | None = None
        self._backups = QTimer(self)
        self._backups.setInterval(BACKUP_EVERY_MIN * 60_000)
        self._backups.timeout.connect(self._back_up)
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.setInterval(LOOK_AFTER_MS)
        self._first.timeout.connect(self._look)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._bring_home)
        shell.jobs.idle.connect(self._quiet.start)

    def begin(self, ctx: Context) -> None:
        """Tell at once of an older copy, or of what is still to do after coming back; look at the rest in a moment."""
        from hmip_desktop.services import recovering, stores  # were brought in to open the store

        self.ctx = ctx
        self._shell.window.always = {**self._shell.window.always, "safety": self.open}
        self._shell.window.refresh_commands()
        self._backups.start()
        self._first.start()
        if stores.older_copy(ctx) is not None:
            self._shell.log.warning("store older-copy missing=%d", ctx.store.anchor_check.missing)
            self.open("older")
        elif recovering.came_back(ctx) is not None:
            self.open("back")

    def end(self) -> None:
        """The store is to be closed."""
        self._backups.stop()
        self._first.stop()
        self._quiet.stop()
        always = {name: act for name, act in self._shell.window.always.items() if name != "safety"}
        self._shell.window.always = always
        self.ctx, self._before = None, None
        if self.screen is not None:
            self.screen.stop()
            self._shell.window.forget_screen(self.screen)
            self.screen = None

    def open(self, page: str = "") -> None:
        """Show the place "This computer and keys", at one of its pages."""
        if self.ctx is None:
            return
        shown = self._shell.window.screen_shown
        if self.screen is None:
            from hmip_desktop.ui.views.safety.screen import SafetyScreen  # not wanted on the way to the first page

            self.screen = SafetyScreen(self._shell.theme, self.ctx, self._shell.jobs, self._shell.log)
            self.screen.back_asked.connect(self.go_back)
            self.screen.restore_asked.connect(self.restore_asked)
            self.screen.renew_asked.connect(self.renew_asked)
            self.screen.failed.connect(self._shell.door.present)
        if shown is not self.screen:
            self._before = shown
        self._shell.window.show_screen(self.screen)
        self.screen.show_page(page or self.screen.page_shown or "identity")

    def tell_of_key(self, renewed: KeyRenewed | None) -> None:
        """Show the ways in and say that the work is encrypted again, or with None that it was stopped."""
        self.open("ways")
        if self.screen is not None:
            self.screen.ways.tell_of_key(renewed)

    def go_back(self) -> None:
        """Back to where the person came from."""
        if self._before is not None:
            self._shell.window.show_screen(self._before)

    # in the background ------------------------------------------------------------------------------------

    def _look(self) -> None:
        """A light check of the store, then a backup where one is due."""
        from hmip_desktop.services import soundness

        ctx = self.ctx
        if ctx is not None:
            self._shell.jobs.run(
                lambda _: soundness.glance(ctx), parent=self, on_success=self._on_glance, on_error=self._quietly
            )

    def _on_glance(self, trouble: str) -> None:
        if trouble:
            self._shell.log.error("glance %s", trouble)
            self._shell.door.present(Refused(trouble))
            return
        self._back_up()

    def _back_up(self) -> None:
        from hmip_desktop.services import safekeeping

        ctx = self.ctx
        if ctx is not None:
            self._shell.jobs.run(
                lambda _: safekeeping.back_up_if_due(ctx), parent=self, writes=True, on_success=self._on_backup,
                on_error=self._not_backed_up,
            )  # fmt: skip

    def _bring_home(self) -> None:
        """What was written is durable; the log it stands in is taken into the database when nobody waits."""
        ctx = self.ctx
        if ctx is not None and ctx.store.log_waits and not self._shell.jobs.is_busy:
            store = ctx.store
            self._shell.jobs.run(lambda _: store.checkpoint(), parent=self, writes=True, on_error=self._quietly)

    def _on_backup(self, made: Any) -> None:
        if made is not None:
            self._shell.log.info("backup bytes=%d", made.bytes)
            if self.screen is not None:
                self.screen.note_backup()

    def _not_backed_up(self, error: Exception) -> None:
        self._quietly(error)
        if isinstance(error, Refused) and error.code != "store-closed":
            self._shell.door.present(error)

    def _quietly(self, error: Exception) -> None:
        self._shell.log.error("keeping %s", error.code if isinstance(error, Refused) else type(error).__name__)
