"""This computer and keys: the place for everything that keeps the work safe, for every role."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from hmip_desktop.services import recovering, stores
from hmip_desktop.services.context import Context
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.safety.backups_page import BackupsPage
from hmip_desktop.ui.views.safety.check_page import CheckPage
from hmip_desktop.ui.views.safety.desk import SafetyDesk
from hmip_desktop.ui.views.safety.identity_page import IdentityPage
from hmip_desktop.ui.views.safety.keeping_page import KeepingPage
from hmip_desktop.ui.views.safety.lying_page import LyingPage
from hmip_desktop.ui.views.safety.sheet_page import SheetPage
from hmip_desktop.ui.views.safety.trouble_pages import BackPage, OlderPage
from hmip_desktop.ui.views.safety.ways_page import WaysPage
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.rail import RailItem
from hmip_desktop.ui.widgets.rails import PlacesRail
from hmip_desktop.ui.words import role_words

if TYPE_CHECKING:
    import logging

RAIL_WIDTH = 262


class SafetyScreen(Screen):
    """``back_asked`` goes back to the work, ``restore_asked`` carries a backup, ``failed`` an error for the one door.

    ``renew_asked`` carries the passphrase and the recovery text of a new data key.
    """

    help_page = "safety"

    back_asked = Signal()
    restore_asked = Signal(object)
    renew_asked = Signal(str, str)
    failed = Signal(object)

    def __init__(self, theme: Theme, ctx: Context, jobs: JobRunner, log: logging.Logger) -> None:
        super().__init__(theme, t("This computer and keys"))
        self.ctx = ctx
        self.page_shown = ""
        self.rail_words = t("Pages")
        self.desk = SafetyDesk(ctx, jobs, log, self.failed.emit, self.show_page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack)
        self.pages: dict[str, QWidget] = {}
        self.rail = PlacesRail(theme, t("This computer and keys"), RAIL_WIDTH)
        self.rail.heading.show_progress(0, 0)
        self.rail.view.opened.connect(self.show_page)
        self._build_footer()
        self.refresh_rail()

    def _build_footer(self) -> None:
        self.footer = footer = Footer(self.theme)
        footer.say_place(t("On this computer only"))
        self.back = Button(self.theme, t("Back to your work"), "arrow-left")
        self.back.clicked.connect(self.back_asked)
        self.finish = Button(self.theme, t("The new sheet is safe"), filled=True)
        self.finish.clicked.connect(self._finish_sheet)
        footer.add_button(self.back)
        footer.add_button(self.finish)
        footer.set_shown(self.finish, False)

    # pages ------------------------------------------------------------------------------------------------

    @property
    def sheet(self) -> SheetPage:
        """The page of a new recovery sheet."""
        page = self._page("sheet")
        assert isinstance(page, SheetPage)
        return page

    @property
    def ways(self) -> WaysPage:
        """The page of passphrase and ways back."""
        page = self._page("ways")
        assert isinstance(page, WaysPage)
        return page

    def _page(self, key: str) -> QWidget:
        """A page, made when it is first wanted."""
        if key not in self.pages:
            makers: dict[str, Callable[[Theme, SafetyDesk], QWidget]] = {
                "identity": IdentityPage, "ways": WaysPage, "sheet": SheetPage, "backups": BackupsPage,
                "check": CheckPage, "keeping": KeepingPage, "lying": LyingPage, "older": OlderPage, "back": BackPage,
            }  # fmt: skip
            page = makers[key](self.theme, self.desk)
            if isinstance(page, BackupsPage):
                page.restore_asked.connect(self.restore_asked)
            elif isinstance(page, SheetPage):
                page.changed.connect(self._look_at_sheet)
                page.kept.connect(lambda: self.show_page("ways"))
                page.renew_asked.connect(self.renew_asked)
            elif isinstance(page, OlderPage):
                page.settled.connect(self._settled)
            self.pages[key] = page
            self.stack.addWidget(page)
        return self.pages[key]

    def show_page(self, key: str) -> None:
        """Show a page by its key: identity, ways, sheet, backups, check, keeping, lying, older, back."""
        self._leave()
        self.page_shown = key
        page = self._page(key)
        self.stack.setCurrentWidget(page)
        if self.footer is not None:
            self.footer.set_shown(self.finish, key == "sheet")
            self.footer.say_note("")
        page.entered()  # type: ignore[attr-defined]
        if isinstance(page, SheetPage):
            self.finish.setText(page.act_words())
        self.refresh_rail()
        self.identity_changed.emit()

    def _leave(self) -> None:
        page = self.pages.get(self.page_shown)
        if page is not None:
            page.leaving()  # type: ignore[attr-defined]

    def refresh_rail(self) -> None:
        """The pages; the two about trouble only while there is some."""
        items = []
        if stores.older_copy(self.ctx) is not None:
            items.append(RailItem("older", t("Changes are missing"), "warning", "warn"))
        if recovering.came_back(self.ctx) is not None:
            items.append(RailItem("back", t("What to do now"), "steps"))
        items += [
            RailItem("identity", t("Your identity"), "person"),
            RailItem("ways", t("Passphrase and ways back"), "key"),
            RailItem("backups", t("Backups"), "history"),
            RailItem("check", t("Is everything whole?"), "shield-check"),
            RailItem("keeping", t("Keeping and erasing"), "archive"),
            RailItem("lying", t("Where things lie"), "folder"),
        ]
        shown = "ways" if self.page_shown == "sheet" else self.page_shown
        self.rail.view.show_items(items, shown)

    def _look_at_sheet(self) -> None:
        missing = self.sheet.missing()
        self.finish.setEnabled(not missing)
        if self.footer is not None and self.page_shown == "sheet":
            self.footer.say_note(t("To finish: {what}", what=missing) if missing else "")

    def _finish_sheet(self) -> None:
        self.sheet.finish()

    def _settled(self) -> None:
        """The older copy was accepted: its page goes."""
        self.show_page("check")

    def note_backup(self) -> None:
        """A backup was made in the background."""
        if self.page_shown == "backups":
            self._page("backups").entered()  # type: ignore[attr-defined]

    def stop(self) -> None:
        """The store is to be closed: end a check that runs."""
        page = self.pages.get("check")
        if isinstance(page, CheckPage):
            page.stop()

    # the window asks --------------------------------------------------------------------------------------

    def identity(self) -> Identity:
        me = self.ctx.identity
        return Identity(self.name, ((t("You"), me.name), (t("Role"), role_words(me.role))))

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"back": self.back_asked.emit}

    def entered(self) -> None:
        self.rail.view.setFocus()

    def leaving(self) -> None:
        self._leave()
        self.page_shown = "ways" if self.page_shown == "sheet" else self.page_shown
