"""The command line: a thin face on the same services as the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from hmip_desktop.paths import no_core_dumps, private_umask


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; without a command the window opens. Gives the exit code."""
    private_umask()
    no_core_dumps()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] == "window":
        from hmip_desktop.app import run  # no command needs the window, and the window no command

        return run(given[1:])
    if given == ["check-words"]:
        from hmip_desktop.cli.word_checks import serve  # the process that looks words up needs nothing else

        return serve()
    from hmip_desktop.cli.program import run_command

    return run_command(given)
