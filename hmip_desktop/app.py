"""The composition root: a window first, the rest of the program behind its first picture."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from hmip_desktop import __version__
from hmip_desktop.errors import Refused
from hmip_desktop.logs import open_log
from hmip_desktop.paths import log_folder, no_core_dumps
from hmip_desktop.ui.curtain import Curtain, make_application


def run(arguments: Sequence[str], passphrase: str | None = None) -> int:
    """Open the window and stay until it is closed; ``--store FOLDER`` names the store. Gives the exit code."""
    given = list(arguments)
    app = make_application(["hmip-desktop"])
    store = Path(given[given.index("--store") + 1]) if "--store" in given[:-1] else default_store()
    curtain = Curtain((store / "store.key").exists() and passphrase is None)
    programs: list[object] = []

    def go_on() -> None:
        """The whole program, once the first picture is on the screen; what was typed meanwhile is taken along."""
        from hmip_desktop.ui.program import Program  # everything but the curtain: 200 ms that nobody waits for

        no_core_dumps()
        log = open_log(log_folder())
        log.info("start %s", __version__)
        program = Program(app, store, log=log)
        programs.append(program)
        app.aboutToQuit.connect(program.end)
        program.start(passphrase, curtain.typed())
        curtain.close()

    curtain.painted.connect(go_on)
    curtain.show()
    return app.exec()


def show_one_window() -> None:
    """Show the start window once and close it again: the proof that this computer can paint one.

    Raises Refused ``window-not-painted`` when nothing was drawn.
    """
    from hmip_desktop.ui.program import Program  # as in run

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = make_application(["hmip-desktop"])
    program = Program(app, default_store(), remember=False)
    program.window.show()
    app.processEvents()
    picture = program.window.grab().toImage()
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 37) for y in range(0, picture.height(), 37)}
    program.window.close()
    program.end()
    if len(colours) < 3:
        raise Refused("window-not-painted")


def default_store() -> Path:
    """Where the work lives on this computer unless the person chose otherwise."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(place) / "store"
