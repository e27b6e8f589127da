"""Putting commands into menus and the menus of menus."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from hmip_desktop.ui.commands import Command


def put_in_menu(menu: QMenu, command: Command, action: QAction) -> None:
    """Below a line where a group starts, and in the menu's own menu where the command belongs to one."""
    held = [found for found in menu.findChildren(QMenu) if command.submenu and found.title() == command.submenu]
    if command.starts_group and not menu.isEmpty() and not held:
        menu.addSeparator()
    if command.submenu and not held:
        held = [QMenu(command.submenu, menu)]
        menu.addMenu(held[0])
    (held[0] if held else menu).addAction(action)
