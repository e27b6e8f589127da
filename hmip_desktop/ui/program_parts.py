"""What the running program hands to the places behind the passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from hmip_desktop.services.context import Context
    from hmip_desktop.ui.errors import ErrorDoor
    from hmip_desktop.ui.jobs import JobRunner
    from hmip_desktop.ui.settings import Settings
    from hmip_desktop.ui.theme import Theme
    from hmip_desktop.ui.views.my_cases.first_page import FirstPage
    from hmip_desktop.ui.window import MainWindow


class ProgramParts(Protocol):
    """The window and what belongs to it, and the open store."""

    theme: Theme
    window: MainWindow
    jobs: JobRunner
    door: ErrorDoor
    settings: Settings
    appearance: Any
    help: Any
    context: Context | None
    first_page: FirstPage | None
