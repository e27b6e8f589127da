"""What a command answers: one JSON object, lines for people, an exit code."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hmip_desktop.errors import Refused
from hmip_desktop.ui.text import error_sentence

if TYPE_CHECKING:
    from hmip_desktop.services.context import Context

DONE, REFUSED, USAGE, PARTLY, DEFECT = 0, 1, 2, 3, 70


@dataclass(frozen=True, slots=True)
class Answer:
    """``data`` is printed with ``--json``; ``lines`` without it, or the data in readable form."""

    data: Mapping[str, object]
    exit_code: int = DONE
    lines: list[str] = field(default_factory=list)


def error_json(refused: Refused) -> dict[str, object]:
    """A refusal as ``--json`` prints it."""
    return {"code": refused.code, "message": error_sentence(refused), "params": refused.params}


def passphrase_of(options: argparse.Namespace) -> str:
    """The passphrase from ``--passphrase-file`` or ``HMIP_PASSPHRASE``, never from an argument."""
    file: Path | None = getattr(options, "passphrase_file", None)
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise Refused("passphrase-file-unreadable", file=file.name) from error
    given = os.environ.get("HMIP_PASSPHRASE", "")
    if not given:
        raise Refused("passphrase-missing")
    return given


@contextmanager
def open_store(options: argparse.Namespace) -> Iterator[Context]:
    """The store named by ``--store``, open for one command."""
    from hmip_desktop.services.stores import unlock  # the database is not needed by the calculators

    context = unlock(options.store, passphrase_of(options))
    try:
        yield context
    finally:
        context.store.close()
