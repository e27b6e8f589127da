"""The command line: a thin face on the same services as the window."""

from __future__ import annotations

from hmip_desktop.cli.program import main

__all__ = ["main"]
