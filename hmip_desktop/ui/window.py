"""The one main window: menu, identity bar, rail, the screen, right panel, footer. It knows no case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from hmip_desktop.ui.commands import Command, menu_order
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.menus import put_in_menu
from hmip_desktop.ui.redress import redress
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.busy import BusyOverlay
from hmip_desktop.ui.widgets.focus_ring import FocusRing
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.identity import IdentityBar
from hmip_desktop.ui.widgets.rail_panel import RailPanel

PANEL_FROM, RAIL_FROM = 1120, 800  # effective widths below which they hide (ux.md, panel rules)


class MainWindow(QMainWindow):
    """Shows one ``Screen`` at a time and puts its parts in their places.

    ``closing`` is asked before the window closes: return False to stay. The title holds case references only.
    ``room_changed`` carries its height divided by the text size.
    """

    shown = Signal(object)
    room_changed = Signal(float)

    def __init__(self, theme: Theme, jobs: JobRunner) -> None:
        super().__init__()
        self.theme, self.jobs = theme, jobs
        self.screen_shown: Screen | None = None
        self.closing: Callable[[], bool] = lambda: True
        self._bare: list[Command] = []  # with the program's own keys
        self._commands: list[Command] = []
        self._handlers: dict[str, Callable[[], None]] = {}
        self.always: Mapping[str, Callable[[], None]] = {}  # what works at every place, such as help
        self._actions: dict[str, QAction] = {}
        self._panel_wanted = True
        self._narrow_view = "screen"  # what a narrow window shows: "screen", "rail" or "panel"
        self.setMinimumSize(520, 420)
        self._build()
        self.ring = FocusRing(theme, self)
        self.overlay = BusyOverlay(theme, jobs, self)

    def _build(self) -> None:
        self.identity_bar = IdentityBar(self.theme)
        self._rails, self._screens = QStackedWidget(), QStackedWidget()
        self._panels, self._footers = QStackedWidget(), QStackedWidget()
        for stack in (self._rails, self._screens, self._panels, self._footers):
            stack.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body = QHBoxLayout()
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._body.addWidget(self._rails)
        self._body.addWidget(self._screens, 1)
        self._body.addWidget(self._panels)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.identity_bar)
        self.notices = QVBoxLayout()  # what stays in view at every place
        column.addLayout(self.notices)
        column.addLayout(self._body, 1)
        column.addWidget(self._footers)
        self.setCentralWidget(middle)
        self._footers.setMaximumHeight(200)

    # commands ---------------------------------------------------------------------------------------------

    def set_commands(self, commands: list[Command], handlers: Mapping[str, Callable[[], None]]) -> None:
        """Fill the menu. ``handlers`` are the program's own; the screen's come on top of them."""
        self._bare, self._handlers = list(commands), dict(handlers)
        self._commands = self.theme.keys.learn(self._bare)
        bar = self.menuBar()
        bar.clear()
        bar.setAccessibleName(t("Menu"))
        bar.setFont(self.theme.font("control"))
        for action in self._actions.values():
            self.removeAction(action)
            action.deleteLater()
        self._actions = {}
        for title in menu_order(self._commands):
            menu = QMenu(title, bar)
            bar.addMenu(menu)
            for command in (command for command in self._commands if command.menu == title):
                put_in_menu(menu, command, self._make_action(command))
        self.refresh_commands()

    def follow_keys(self) -> None:
        """The keys of commands were changed: menu, palette and key list say and obey the new ones."""
        self.set_commands(self._bare, self._handlers)

    def _make_action(self, command: Command) -> QAction:
        action = QAction(command.words, self)
        action.setShortcuts([QKeySequence(keys) for keys in command.keys.split(" | ") if keys])
        action.triggered.connect(lambda: self.perform(command.id))
        self.addAction(action)
        self._actions[command.id] = action
        return action

    def commands_on(self) -> list[Command]:
        """The commands that can be given now, for the palette and the key list."""
        return [command for command in self._commands if self._handler(command.id) is not None]

    def all_commands(self) -> list[Command]:
        """Every command, on or off."""
        return list(self._commands)

    def _handler(self, command_id: str) -> Callable[[], None] | None:
        own = self.screen_shown.commands() if self.screen_shown is not None else {}
        known = (own, self._window_handlers(), self._handlers, self.always)
        return next((handlers[command_id] for handlers in known if command_id in handlers), None)

    def _window_handlers(self) -> dict[str, Callable[[], None]]:
        handlers: dict[str, Callable[[], None]] = {
            "next-pane": lambda: self.go_to_pane(1),
            "previous-pane": lambda: self.go_to_pane(-1),
        }
        screen = self.screen_shown
        if screen is not None and screen.panel is not None:
            handlers["guidance"] = self.toggle_panel
        if screen is not None and screen.rail is not None:
            handlers["questions"] = self.go_to_rail
        return handlers

    def perform(self, command_id: str) -> None:
        """Carry out a command if somebody takes it."""
        handler = self._handler(command_id)
        if handler is not None:
            handler()

    def refresh_commands(self) -> None:
        """Switch commands on and off for the screen in view."""
        for command_id, action in self._actions.items():
            action.setEnabled(self._handler(command_id) is not None)

    # screens ----------------------------------------------------------------------------------------------

    def show_screen(self, screen: Screen) -> None:
        """Put a screen and its parts in view; the one before is told first."""
        before = self.screen_shown
        if before is screen and self._narrow_view == "screen":
            return
        if before is not None and before is not screen:
            before.leaving()
            before.identity_changed.disconnect(self._show_identity)
            before.commands_changed.disconnect(self.refresh_commands)
        if before is not screen:
            screen.identity_changed.connect(self._show_identity)
            screen.commands_changed.connect(self.refresh_commands)
        self.screen_shown = screen
        self._narrow_view = "screen"
        _show_in(self._screens, screen)
        _show_in(self._rails, screen.rail)
        _show_in(self._panels, screen.panel)
        _show_in(self._footers, screen.footer)
        self._footers.setVisible(screen.footer is not None)
        if screen.footer is not None:
            self._add_toggles(screen, screen.footer)
        self._show_identity()
        self._fit()
        self.refresh_commands()
        screen.entered()
        self.shown.emit(screen)

    def prepare(self, screen: Screen) -> None:
        """Put a screen and its parts in their places behind the one in view, styled and laid out: showing it later
        only paints."""
        parts = ((self._screens, screen), (self._rails, screen.rail), (self._panels, screen.panel))
        for stack, part in (*parts, (self._footers, screen.footer)):
            if part is not None and stack.indexOf(part) < 0:
                stack.addWidget(part)
        if screen.footer is not None:
            self._add_toggles(screen, screen.footer)
        screen.set_room(self.effective_width(), self.height() / self.theme.scale)
        for waiting, size in self._shares(screen):
            waiting.resize(size)
            waiting.grab()

    def _shares(self, screen: Screen) -> Iterator[tuple[QWidget, QSize]]:
        """The parts of a screen that will be in view at once, each as large as it will be."""
        room, content = self.effective_width(), self.centralWidget()
        foot = screen.footer.sizeHint().height() if screen.footer is not None else 0
        rail = screen.rail.maximumWidth() if screen.rail is not None and room >= RAIL_FROM else 0
        panel = self.theme.size(screen.panel_width) if room >= PANEL_FROM else 0
        high, middle = content.height() - self._body.geometry().top() - foot, content.width() - rail - panel
        yield screen, QSize(middle, high)
        for part, width, height in ((screen.rail, rail, high), (screen.panel, panel, high)):
            if part is not None and width:
                yield part, QSize(width, height)
        if screen.footer is not None:
            yield screen.footer, QSize(content.width(), foot)

    def screens_held(self) -> list[Screen]:
        """Every screen that was put into the window and not taken out."""
        held = [self._screens.widget(place) for place in range(self._screens.count())]
        return [screen for screen in held if isinstance(screen, Screen)]

    def forget_screen(self, screen: Screen) -> None:
        """Take a screen and what it brought out of the window and delete them."""
        if screen is self.screen_shown:
            self.screen_shown = None
        for part in (screen.footer, screen.panel, screen.rail, screen):
            if part is not None:
                part.setParent(None)
                part.deleteLater()

    def _add_toggles(self, screen: Screen, footer: Footer) -> None:
        """Once per footer: the buttons that bring back what a narrow window hides."""
        if footer.toggles.count():
            return
        footer.add_toggle("rail-toggle", screen.rail_words, "questions").clicked.connect(self.go_to_rail)
        footer.add_toggle("panel-toggle", screen.panel_words, "book").clicked.connect(self.toggle_panel)

    def _show_identity(self) -> None:
        if self.screen_shown is None:
            return
        identity = self.screen_shown.identity()
        self.identity_bar.show_identity(identity)
        self.identity_bar.set_room(self.effective_width())
        self.setWindowTitle(f"{identity.title} - HMIP Desktop" if identity.title != "HMIP Desktop" else "HMIP Desktop")

    # room -------------------------------------------------------------------------------------------------

    def effective_width(self) -> float:
        """Width of the window as if the text were at 100 %."""
        return self.width() / self.theme.scale

    def _fit(self) -> None:
        """Show and hide rail and panel as the room allows."""
        screen = self.screen_shown
        if screen is None:
            return
        room, height = self.effective_width(), self.height() / self.theme.scale
        wide_panel, wide_rail = room >= PANEL_FROM, room >= RAIL_FROM
        has_rail, has_panel = screen.rail is not None, screen.panel is not None
        if (wide_panel and self._narrow_view == "panel") or (wide_rail and self._narrow_view == "rail"):
            self._narrow_view = "screen"
        alone = self._narrow_view
        # widths before who is in view: shown first, a part would be laid out twice
        self._panels.setFixedWidth(self.theme.size(screen.panel_width)) if wide_rail else self._free(self._panels)
        self._free(self._rails)
        if isinstance(screen.rail, RailPanel):
            screen.rail.restyle() if wide_rail else screen.rail.free_width()
            if wide_rail:  # not as wide as the widest rail that waits behind it
                self._rails.setFixedWidth(screen.rail.maximumWidth())
        across = QSizePolicy.Policy.Fixed if wide_rail else QSizePolicy.Policy.Expanding
        self._rails.setSizePolicy(across, QSizePolicy.Policy.Expanding)
        self._rails.setVisible(has_rail and (wide_rail or alone == "rail"))
        panel_shown = has_panel and ((wide_panel and self._panel_wanted) or alone == "panel")
        self._panels.setVisible(panel_shown)
        self._screens.setVisible(alone == "screen" or (wide_rail and alone == "panel"))
        if screen.footer is not None:
            screen.footer.show_toggle("rail-toggle", has_rail and not wide_rail, alone == "rail")
            screen.footer.show_toggle("panel-toggle", has_panel and not wide_panel, alone == "panel")
            screen.footer.restyle()
        self.identity_bar.set_room(room)
        screen.set_room(room, height)
        self.room_changed.emit(height)

    def _free(self, widget: QWidget) -> None:
        widget.setMinimumWidth(0)
        widget.setMaximumWidth(16_777_215)

    def toggle_panel(self) -> None:
        """F1: show or hide the right panel; in a narrow window it takes the screen's place or stands beside it."""
        screen = self.screen_shown
        if screen is None or screen.panel is None:
            return
        if self.effective_width() >= PANEL_FROM:
            self._panel_wanted = not self._panel_wanted
            shown = self._panel_wanted
        else:
            self._narrow_view = "screen" if self._narrow_view == "panel" else "panel"
            shown = self._narrow_view == "panel"
        self._fit()
        _focus_first(screen.panel if shown else screen)

    def go_to_rail(self) -> None:
        """Ctrl+J: to the list at the left, and back again when it stands alone."""
        screen = self.screen_shown
        if screen is None or screen.rail is None:
            return
        if self.effective_width() < RAIL_FROM:
            self._narrow_view = "screen" if self._narrow_view == "rail" else "rail"
            self._fit()
        _focus_first(screen if self._narrow_view == "screen" and not self._rails.isVisible() else screen.rail)

    def back_to_screen(self) -> None:
        """In a narrow window: away from rail or panel, back to the screen."""
        if self._narrow_view != "screen":
            self._narrow_view = "screen"
            self._fit()

    def go_to_pane(self, step: int) -> None:
        """F6 and Shift+F6: the focus to the next or previous pane that is in view."""
        screen = self.screen_shown
        if screen is None:
            return
        panes = [pane for pane in screen.panes() if pane.isVisible()]
        focus = self.focusWidget()
        inside = [place for place, pane in enumerate(panes) if focus is not None and pane.isAncestorOf(focus)]
        start = inside[-1] if inside else -1
        for further in range(1, len(panes) + 1):
            if _focus_first(panes[(start + step * further) % len(panes)]):
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def restyle(self) -> None:
        """After the theme changed: menu font and breakpoints."""
        self.menuBar().setFont(self.theme.font("control"))
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self.closing())


def _show_in(stack: QStackedWidget, part: QWidget | None) -> None:
    """Bring a part to the front of its stack, adding it the first time."""
    if part is None:
        return
    if stack.indexOf(part) < 0:
        stack.addWidget(part)
        redress(part)
    stack.setCurrentWidget(part)


def _focus_first(pane: QWidget) -> bool:
    """Put the focus on the first thing in a pane that takes it; False when nothing does."""
    step = pane.nextInFocusChain()
    while step is not pane and step is not None:
        takes = step.focusPolicy() & Qt.FocusPolicy.TabFocus
        if pane.isAncestorOf(step) and takes and step.isVisible() and step.isEnabled():
            step.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        step = step.nextInFocusChain()
    return False
