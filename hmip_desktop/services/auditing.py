"""Recomputing everything: that the store says what its revisions say."""

from __future__ import annotations

from hmip_desktop.progress import Progress
from hmip_desktop.services.context import Context
from hmip_desktop.store.audit import Audit
from hmip_desktop.store.audit import audit as audit_store


def audit(ctx: Context, progress: Progress | None = None) -> Audit:
    """Check every digest, commitment, chain and projection. Reads only."""
    return audit_store(ctx.store, progress)


def anchor_json(ctx: Context) -> dict[str, object]:
    """How the store stands to what this computer remembers of it: ``missing`` changes when it is an older copy."""
    check = ctx.store.anchor_check
    return {"standing": check.standing, "missing": check.missing}


def audit_json(found: Audit) -> dict[str, object]:
    """As the command line prints it."""
    return {
        "revisions": found.revisions,
        "devices": found.devices,
        "breaks": [{"stream": b.stream, "counter": b.counter, "code": b.code} for b in found.breaks],
        "gaps": [{"stream": g.stream, "first": g.first, "last": g.last} for g in found.gaps],
        "forks": [{"stream": stream, "counter": counter} for stream, counter in found.forks],
        "forks_admitted": [{"stream": stream, "counter": counter} for stream, counter in found.admitted],
        "erased": found.erased,
        "unattested": list(found.unattested),
        "projection_matches": found.projection_matches,
        "damaged_pages": found.damaged_pages,
    }
