"""What was made when, for whom and by whom, and what was hidden from them: kept in the store, never in the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hmip_desktop.domain.disclosure import Hidden
from hmip_desktop.domain.report_sheets import OutputLine
from hmip_desktop.domain.values import moment, read_moment
from hmip_desktop.services.context import Context
from hmip_desktop.store import keepsakes

OUTPUTS = "report-outputs"
MAKINGS = "report-makings"
SUPPRESSED = "report-suppressed"
KEPT_MAKINGS = 1000


@dataclass(frozen=True, slots=True)
class Making:
    """One making of outputs. ``clear`` says that team files were left unsealed and ``reason`` why; ``interviews``
    counts the case records in it that hold interview notes."""

    made_at: datetime
    who: str
    audience: str
    files: tuple[str, ...]
    clear: bool
    reason: str
    interviews: int


def record(ctx: Context, making: Making, lines: Sequence[OutputLine], log: Sequence[Hidden]) -> None:
    """Keep this making, the newest version of each output, and the inner log of its audience."""
    held = keepsakes.setting(ctx.store, MAKINGS)
    makings = held if isinstance(held, list) else []
    entry = {
        "at": moment(making.made_at),
        "who": making.who,
        "audience": making.audience,
        "files": list(making.files),
        "clear": making.clear,
        "reason": making.reason,
        "with_interview": making.interviews,
    }
    keepsakes.set_setting(ctx.store, MAKINGS, [*makings, entry][-KEPT_MAKINGS:])
    known = _outputs(ctx)
    for line in lines:
        known[line.output] = {
            "version": line.version,
            "extent": line.extent,
            "at": moment(line.made_at),
            "code": line.code,
        }
    keepsakes.set_setting(ctx.store, OUTPUTS, known)
    if making.audience != "team":
        hidden = [[one.where, one.ground] for one in log]
        keepsakes.set_setting(ctx.store, f"{SUPPRESSED}/{making.audience}", {"at": entry["at"], "hidden": hidden})


def makings(ctx: Context) -> tuple[Making, ...]:
    """Every making that is still kept, oldest first."""
    held = keepsakes.setting(ctx.store, MAKINGS)
    return tuple(
        Making(
            read_moment(one["at"]), one["who"], one["audience"], tuple(one["files"]), one["clear"], one["reason"],
            one["with_interview"],
        )
        for one in (held if isinstance(held, list) else [])
    )  # fmt: skip


def suppressed(ctx: Context, audience: str) -> tuple[Hidden, ...]:
    """What was hidden in the last making for an audience, and why."""
    held = keepsakes.setting(ctx.store, f"{SUPPRESSED}/{audience}")
    return tuple(Hidden(where, ground) for where, ground in held["hidden"]) if isinstance(held, dict) else ()


def versions_of(ctx: Context) -> dict[str, int]:
    """How often each output was made."""
    return {name: int(line["version"]) for name, line in _outputs(ctx).items()}


def earlier_lines(ctx: Context, now: Sequence[OutputLine]) -> list[OutputLine]:
    """Outputs of earlier makings that are not made again ``now``."""
    fresh = {line.output for line in now}
    return [
        OutputLine(name, int(line["version"]), str(line["extent"]), read_moment(str(line["at"])), str(line["code"]))
        for name, line in _outputs(ctx).items()
        if name not in fresh
    ]


def _outputs(ctx: Context) -> dict[str, dict[str, str | int]]:
    held = keepsakes.setting(ctx.store, OUTPUTS)
    return dict(held) if isinstance(held, dict) else {}
