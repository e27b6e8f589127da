"""A new recovery key: shown once, printed or written down, typed back, and only then in force."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hmip_desktop.services import safekeeping
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.safety.desk import SafetyDesk
from hmip_desktop.ui.views.start.help import two_places
from hmip_desktop.ui.views.start.step_key import KeyStep


class SheetPage(QWidget):
    """``changed`` comes when what is missing changed, ``kept`` when the new sheet is in force.

    ``renew_asked`` carries passphrase and recovery text when the work is to be encrypted again first.
    """

    changed = Signal()
    kept = Signal()
    renew_asked = Signal(str, str)

    def __init__(self, theme: Theme, desk: SafetyDesk) -> None:
        super().__init__()
        self.theme, self.desk = theme, desk
        self._recovery = self._passphrase = ""
        self.step = KeyStep(theme, lambda count: two_places(count, desk.ctx.entropy), place=0)
        self.step.changed.connect(self.changed)
        self.step.print_asked.connect(self._print)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.step)

    def entered(self) -> None:
        """Make a new key; the old sheet holds until this one is written down."""
        self._passphrase, self.desk.renewing = self.desk.renewing, ""
        self._recovery = safekeeping.new_sheet(self.desk.ctx)
        self.step.tick.setChecked(False)
        self.step.show_groups(self._recovery.split("-"))
        self.step.focus_first()

    def leaving(self) -> None:
        """Take the key off the screen; what was not finished never held."""
        self._recovery = self._passphrase = ""
        self.step.forget()

    def act_words(self) -> str:
        """What the button says that ends this page."""
        return t("Encrypt again") if self._passphrase else t("The new sheet is safe")

    def missing(self) -> str:
        """What is missing before the new sheet holds."""
        return self.step.missing()

    def finish(self) -> None:
        """From now on the new sheet holds."""
        if self.missing():
            return
        recovery = self._recovery
        if self._passphrase:
            self.renew_asked.emit(self._passphrase, recovery)
            return
        self.desk.run(self, lambda ctx, _: safekeeping.keep_sheet(ctx, recovery), self._kept, writes=True)

    def _kept(self, _: object) -> None:
        self.desk.log.info("recovery sheet renewed")
        self.kept.emit()

    def _print(self, key: str) -> None:
        from hmip_desktop.ui.printing import print_recovery  # the printing library is needed for this page only

        print_recovery(self, key, self.desk.ctx.identity.name)

    def name(self) -> str:
        """What the page is called."""
        return t("New recovery sheet")
