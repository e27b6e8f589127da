"""Where the notes of an interview go: to the lead inspector and to whoever assesses the case."""

from __future__ import annotations

from pathlib import Path

from hmip_desktop.errors import Refused
from hmip_desktop.progress import Progress
from hmip_desktop.services.context import Context
from hmip_desktop.services.exporting import Exported
from hmip_desktop.services.sending import send
from hmip_desktop.store import projections


def receivers(ctx: Context) -> tuple[tuple[str, str], ...]:
    """Fingerprint and name of everybody to whom the person at work sends notes: who leads first, then assessors."""
    inspection = ctx.inspection()
    wanted = [member.fingerprint for member in inspection.leads()[:1]]
    for item in projections.case_list(ctx.store, inspector=ctx.me):
        if item.interviewer == ctx.me and item.inspector not in ("", ctx.me, *wanted):
            wanted.append(item.inspector)
    members = [inspection.member(one) for one in wanted if one != ctx.me]
    return tuple((m.fingerprint, m.name) for m in members if m is not None and m.revoked_from is None)


def send_notes(ctx: Context, folder: Path, progress: Progress | None = None) -> tuple[Exported, ...]:
    """One sealed package for each of the receivers into ``folder``. Refused ``nothing-to-export`` when all have all."""
    people = receivers(ctx)
    made = send(ctx, [fingerprint for fingerprint, _ in people], folder, progress)
    if not made:
        raise Refused("nothing-to-export", name=", ".join(name for _, name in people))
    return made
