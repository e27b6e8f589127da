"""The log of this computer: ids, codes, counts and durations, never words that somebody typed."""

from __future__ import annotations

import logging
from pathlib import Path

NAME = "hmip_desktop"
SIZE = 512 * 1024
KEPT = 3


def open_log(folder: Path) -> logging.Logger:
    """The program's logger, writing to ``folder``/hmip-desktop.log; three files of 512 KiB are kept.

    A folder that cannot be written gives a logger that keeps nothing: the work goes on.
    """
    from logging.handlers import RotatingFileHandler  # brings sockets and pickling

    logger = logging.getLogger(NAME)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    if logger.handlers:
        return logger
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            folder / "hmip-desktop.log", maxBytes=SIZE, backupCount=KEPT, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    return logger


def no_log() -> logging.Logger:
    """A logger that keeps nothing and says nothing, for whoever has no log."""
    logger = logging.getLogger(f"{NAME}.unheard")
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    return logger


def close_log() -> None:
    """Close the log's file; the next ``open_log`` starts it again."""
    logger = logging.getLogger(NAME)
    for handler in list(logger.handlers):
        handler.close()
        logger.removeHandler(handler)
