"""Running one command: arguments in, one answer out, and a stable exit code.

0 done, 1 refused, 2 wrong usage, 3 done with refusals, 70 a defect of the program.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import TextIO

from hmip_desktop.cli.answers import DEFECT, REFUSED, USAGE, Answer, error_json
from hmip_desktop.cli.parser import Misused, build_parser
from hmip_desktop.errors import Cancelled, Refused
from hmip_desktop.ui.text import choose_language, error_sentence, language, t


def run_command(given: Sequence[str]) -> int:
    """Run one command; gives the exit code."""
    _choose_words()
    try:
        options = build_parser().parse_args(list(given))
    except Misused as misused:
        return _misuse(misused, as_json="--json" in given)
    return _run(options)


def _choose_words() -> None:
    wanted = os.environ.get("HMIP_LANGUAGE", "en")
    choose_language(wanted if wanted in ("en", "cy") else language())


def _run(options: argparse.Namespace) -> int:
    try:
        answer: Answer = options.command(options)
    except Refused as refused:
        return _refuse(refused, as_json=options.json)
    except Cancelled:
        print(t("Stopped. Nothing was changed."), file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print(t("Stopped."), file=sys.stderr)
        return 130
    except Exception as defect:  # noqa: BLE001 - the one door for defects on the command line
        return _defect(defect, as_json=options.json)
    _show(answer, as_json=options.json)
    return answer.exit_code


def _refuse(refused: Refused, *, as_json: bool) -> int:
    if as_json:
        _write_json({"error": error_json(refused)})
    else:
        print(error_sentence(refused), file=sys.stderr)
    return REFUSED


def _misuse(misused: Misused, *, as_json: bool) -> int:
    """Wrong usage: how it is used, on standard error; a program that reads JSON gets its object."""
    if as_json:
        _write_json({"error": {"code": "wrong-usage", "message": misused.message, "params": {}}})
    print(f"{misused.usage}{misused.message}", file=sys.stderr)
    return USAGE


def _defect(defect: Exception, *, as_json: bool) -> int:
    """Name the defect without its words: they may hold what somebody typed."""
    place = traceback.extract_tb(defect.__traceback__)[-1]
    where = f"{type(defect).__name__} in {os.path.basename(place.filename)}:{place.lineno}"
    message = t("This is a defect of the program, not of your work: {where}. Nothing was half-written.", where=where)
    if as_json:
        _write_json({"error": {"code": "defect", "message": message, "params": {"where": where}}})
    print(message, file=sys.stderr)
    if os.environ.get("HMIP_DEBUG"):
        traceback.print_exception(defect)
    return DEFECT


def _show(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        _write_json(answer.data)
        return
    for line in answer.lines or _plain(answer.data):
        _print(line, sys.stdout)


def _write_json(data: object) -> None:
    """One line that every console can carry: letters stand as they are only where the output is UTF-8."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    _print(json.dumps(data, ensure_ascii=plain, default=str), sys.stdout)


def _print(line: str, out: TextIO) -> None:
    """Print, also on a console that cannot show every letter."""
    encoding = out.encoding or "utf-8"
    try:
        print(line.encode(encoding, "replace").decode(encoding), file=out, flush=True)
    except BrokenPipeError:
        # Whoever read the answer has gone. What was to be done is done, and its exit code still tells how.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())


def _plain(data: object, indent: str = "") -> list[str]:
    """An answer as readable lines, for people."""
    if isinstance(data, dict):
        lines = []
        for key, value in data.items():
            if isinstance(value, (dict, list)) and value:
                lines += [f"{indent}{key}:", *_plain(value, indent + "  ")]
            else:
                lines.append(f"{indent}{key}: {'none' if value in (None, [], {}) else value}")
        return lines
    if isinstance(data, list):
        lines = []
        for item in data:
            inner = _plain(item, indent + "  ")
            lines += [f"{indent}- {inner[0].strip()}", *inner[1:]] if inner else []
        return lines
    return [f"{indent}{data}"]
