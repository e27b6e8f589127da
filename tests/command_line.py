"""The command line as an outside program meets it: one JSON object, one exit code, and the files on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hmip_desktop.cli import main

COMES_AND_GOES = ("-wal", "-shm", ".lock")
"""Endings of files that a database lays beside itself while it is open."""


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    exit: int
    data: dict[str, Any]

    @property
    def code(self) -> str:
        """The code of a refusal; empty for an answer without one."""
        return str(self.data.get("error", {}).get("code", ""))


Run = Callable[..., Said]


def runner(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command with ``--json``; its standard output must be exactly one JSON object on one line."""

    def run(*arguments: object) -> Said:
        capsys.readouterr()
        code = main([*map(str, arguments), "--json"])
        out = capsys.readouterr().out
        assert out.endswith("\n")
        assert out.count("\n") == 1
        data = json.loads(out)
        assert isinstance(data, dict)
        return Said(code, data)

    return run


def expect_refusal(said: Said, code: str) -> None:
    """Exit 1, the code, and one sentence with nothing left to fill in."""
    assert (said.exit, said.code) == (1, code), said.data
    message = said.data["error"]["message"]
    assert message.endswith(".")
    assert message != code
    assert "{" not in message
    assert "\n" not in message
    assert isinstance(said.data["error"]["params"], dict)


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below ``folder``, but for what comes and goes with an open database."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.name.endswith(COMES_AND_GOES)
    }
