"""Which keys give which command: the program's own until a person chooses others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from hmip_desktop.ui.text import t

if TYPE_CHECKING:
    from hmip_desktop.ui.commands import Command
    from hmip_desktop.ui.settings import Settings

BETWEEN = " | "
NONE = "none"  # how "no keys at all" is kept
# Keys that text, lists and the window itself need: no command may take them.
TAKEN = (
    "Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Tab", "Shift+Tab", "Return", "Enter", "Space", "Backspace", "Delete", "Escape",
    "Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown", "Alt+F4",
)  # fmt: skip
WITH = ("Ctrl", "Alt", "Meta")


@dataclass(frozen=True, slots=True)
class Clash:
    """Why keys cannot be given to a command. ``with_id`` is the command that has them, "" when nobody may."""

    words: str
    with_id: str = ""


class Keymap(QObject):
    """The keys of every command by its id. ``changed`` comes after any of them changed."""

    changed = Signal()

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__()
        self._settings = settings
        self._first: dict[str, str] = {}
        self._chosen: dict[str, str] = {}

    def keep_in(self, settings: Settings) -> None:
        """Read what the person chose before, and keep there what they choose from now on."""
        self._settings = settings
        self._chosen = {command_id: self._kept(command_id) for command_id in self._first if self._kept(command_id)}
        self.changed.emit()

    def _kept(self, command_id: str) -> str:
        return self._settings.text(f"keys/{command_id}") if self._settings is not None else ""

    def learn(self, commands: Iterable[Command]) -> list[Command]:
        """The same commands with the keys that are in force. Their own keys are remembered, for ``reset``."""
        dressed = []
        for command in commands:
            if command.id not in self._first and self._kept(command.id):
                self._chosen[command.id] = self._kept(command.id)
            self._first[command.id] = command.keys
            dressed.append(replace(command, keys=BETWEEN.join(self.keys_of(command.id))))
        return dressed

    def keys_of(self, command_id: str, otherwise: str = "") -> list[str]:
        """The key sequences of a command, the first being the one that is shown; ``otherwise`` for an unknown one."""
        keys = self._chosen.get(command_id, self._first.get(command_id, otherwise))
        return [one for one in keys.split(BETWEEN) if one] if keys != NONE else []

    def shown(self, command_id: str, otherwise: str = "") -> str:
        """The first key sequence of a command as it is written for people; "" when it has none."""
        keys = self.keys_of(command_id, otherwise)
        return keys[0].replace("Return", "Enter") if keys else ""

    def is_changed(self, command_id: str) -> bool:
        """True when a person gave this command other keys."""
        return command_id in self._chosen

    def clash(self, commands: Iterable[Command], command_id: str, keys: str) -> Clash | None:
        """What stands against giving ``keys`` to a command; None when nothing does."""
        wanted = QKeySequence(keys)
        if any(wanted.matches(QKeySequence(taken)) != QKeySequence.SequenceMatch.NoMatch for taken in TAKEN):
            return Clash(t("{keys} is needed for writing and for moving about. Choose other keys.", keys=keys))
        if not any(part in keys.split("+") for part in WITH) and not _is_function_key(keys):
            words = t(
                "{keys} alone would be pressed by accident. Choose keys with Ctrl or Alt, or F1 to F12.", keys=keys
            )
            return Clash(words)
        for other in commands:
            if other.id != command_id and any(_meet(wanted, one) for one in self.keys_of(other.id)):
                return Clash(
                    t("{keys} is already used for: {what}.", keys=keys, what=other.plain.rstrip(".")), other.id
                )
        return None

    def choose(self, command_id: str, keys: str) -> None:
        """Give a command these keys in place of all it had; "" leaves it without. Kept at once."""
        self._chosen[command_id] = keys or NONE
        if self._chosen[command_id] == self._first.get(command_id):
            del self._chosen[command_id]
        self._keep(command_id)
        self.changed.emit()

    def take_from(self, command_id: str, keys: str) -> None:
        """Take one key sequence away from a command; its others stay."""
        self.choose(
            command_id, BETWEEN.join(one for one in self.keys_of(command_id) if not _meet(QKeySequence(keys), one))
        )

    def reset(self, command_id: str = "") -> None:
        """The program's own keys again, for one command or, without a name, for all."""
        for one in [command_id] if command_id else list(self._chosen):
            self._chosen.pop(one, None)
            self._keep(one)
        self.changed.emit()

    def _keep(self, command_id: str) -> None:
        if self._settings is not None:
            self._settings.keep(f"keys/{command_id}", self._chosen.get(command_id, ""))


def _meet(wanted: QKeySequence, keys: str) -> bool:
    """True when one of two sequences begins or is the other, so that only one of them could ever be heard."""
    other = QKeySequence(keys)
    none = QKeySequence.SequenceMatch.NoMatch
    return wanted.matches(other) != none or other.matches(wanted) != none


def _is_function_key(keys: str) -> bool:
    last = keys.rsplit("+", 1)[-1]
    return last.startswith("F") and last[1:].isdigit()
