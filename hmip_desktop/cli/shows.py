"""Commands that prove: the demonstration, and the self-test of an installation."""

from __future__ import annotations

import os
import secrets
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from hmip_desktop.cli.answers import DONE, PARTLY, REFUSED, Answer
from hmip_desktop.ui.text import sentence, t

if TYPE_CHECKING:
    from hmip_desktop.services.rehearsal import Compared
    from hmip_desktop.services.self_test import Check


def demo(options: Namespace) -> Answer:
    """The main job on a made-up inspection; the window opens on it when there is a display."""
    from hmip_desktop.services.demonstrate import Demonstration, demonstrate

    out: Path = options.out or _free_folder(Path.cwd() / "out" / "demo")
    given = os.environ.get("HMIP_PASSPHRASE", "")
    passphrase = given or f"demo-{secrets.token_urlsafe(12)}"
    will_open = not (options.headless or options.json) and _has_display()
    keep = options.keep_stores or will_open
    request = Demonstration(
        out,
        options.cases,
        options.inspectors,
        options.seed,
        light=options.light,
        keep_stores=keep,
        passphrase=passphrase,
    )

    def say(code: str, params: dict[str, object]) -> None:
        if not options.json:
            print(sentence(code, params), flush=True)

    shown = demonstrate(request, say)
    lines = [
        t("Files written to {folder}: {n}", n=len(shown.outputs), folder=str(out)),
        t("Conflicts found: {n}, resolved: {m}. Refused or held as planned: {what}",
          n=shown.conflicts_found, m=shown.conflicts_resolved, what=", ".join(shown.refusals)),
    ]  # fmt: skip
    if request.keep_stores and not given:
        lines.append(t("Passphrase of the stores: {passphrase}", passphrase=passphrase))
    if will_open:
        _open_window(Path(str(shown.stores["lead"])), passphrase, lines)
    data = {**shown.to_json(options.keep_stores), "folder": str(out)}
    if options.keep_stores and not given:
        data["passphrase"] = passphrase
    return Answer(data, PARTLY if shown.unexpected else DONE, lines)


def _free_folder(base: Path) -> Path:
    """``base``, or the first of ``base-2``, ``base-3`` ... that holds no demonstration."""
    candidate, number = base, 1
    while candidate.exists():
        number += 1
        candidate = base.with_name(f"{base.name}-{number}")
    return candidate


def _has_display() -> bool:
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open_window(store: Path, passphrase: str, lines: list[str]) -> None:
    from hmip_desktop.app import run  # the window is not needed without a display

    for line in lines:
        print(line, flush=True)
    lines.clear()
    run(["--store", str(store)], passphrase=passphrase)


def self_test(options: Namespace) -> Answer:
    """Prove this installation; exit 1 when a check fails."""
    from hmip_desktop.app import show_one_window
    from hmip_desktop.services.self_test import SelfTest
    from hmip_desktop.services.self_test import self_test as prove

    done = prove(SelfTest(options.data_dir, rehearse=options.rehearse), show_one_window)
    checks: list[dict[str, object]] = [{"name": c.name, "ok": c.ok, "ms": c.ms, "code": c.code} for c in done]
    lines = [f"{'ok    ' if c.ok else 'FAILED'} {c.name} ({c.ms} ms){' ' + c.code if c.code else ''}" for c in done]
    for check, shown in zip(done, checks, strict=True):
        if check.compared:
            shown["compared"] = [asdict(line) for line in check.compared]
            lines += _side_by_side(check.compared)
    lines.append(verdict(done))
    return Answer({"checks": checks}, DONE if all(c.ok for c in done) else REFUSED, lines)


def verdict(checks: Sequence[Check]) -> str:
    """What the checks come to, and what to do where one failed."""
    bad = sum(not check.ok for check in checks)
    if not bad:
        return t("All {count} checks held: this installation works.", count=len(checks))
    return t("{bad} of {count} checks failed: do not use this installation, and send these lines to the people who "
             "look after it.", bad=bad, count=len(checks))  # fmt: skip


def _side_by_side(compared: Sequence[Compared]) -> list[str]:
    """What was expected beside what was found, each line marked where they differ."""
    rows = [("", "of the rehearsal", "expected", "found")]
    rows += [("" if one.agrees else "DIFFERS", one.what, one.expected, one.found) for one in compared]
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    return [
        "  ".join(words.ljust(width) for words, width in zip(row, [*wide, 0], strict=True)).rstrip() for row in rows
    ]
