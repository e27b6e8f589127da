"""What the panel settles: organisational standards, and departures from a calculated rating.

Source: 2017 consultation, sections 4.14 to 4.17 and 4.24. The lead inspector proposes, the panel confirms.
"""

from __future__ import annotations

from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import PanelRating
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import LEADING, Changes, Context, OpenInspection
from hmip_desktop.services.results import OVERALL, bandings_of
from hmip_desktop.store import projections
from hmip_desktop.store.revisions import Write


def panel_ratings(ctx: Context) -> dict[str, PanelRating]:
    """What was proposed and confirmed, by standard (``overall`` for the whole)."""
    inspection = ctx.inspection()
    found = {}
    for held, current in projections.current_inspection(ctx.store, ("panel",)).items():
        if isinstance(current.value, PanelRating) and not current.conflicting:
            found[held.partition(":")[2].removeprefix(f"{inspection.id}/")] = current.value
    return found


def propose(ctx: Context, standard: str, rating: str, reason: str) -> Changes:
    """Propose a rating to the panel. Raises Refused ``rating-needs-reason``, ``rating-unknown``,
    ``standard-not-in-pack``."""
    inspection = _checked(ctx, standard, rating, reason)
    value = PanelRating(rating, reason.strip())
    return ctx.write(Write(subject("panel", inspection.id, standard), value))


def confirm(ctx: Context, standard: str, rating: str, by: str, reason: str) -> Changes:
    """Record what the panel decided and who spoke for it; a rating other than the proposed one keeps both.

    Raises Refused as ``propose`` and ``panel-unnamed``.
    """
    inspection = _checked(ctx, standard, rating, reason)
    if not by.strip():
        raise Refused("panel-unnamed")
    held = panel_ratings(ctx).get(standard)
    value = PanelRating(held.proposed if held else rating, reason.strip(), rating, by.strip())
    return ctx.write(Write(subject("panel", inspection.id, standard), value))


def _checked(ctx: Context, standard: str, rating: str, reason: str) -> OpenInspection:
    ctx.require(*LEADING, "local_assessor")
    inspection = ctx.inspection()
    if standard != OVERALL and standard not in {one.ref for one in inspection.pack.standards}:
        raise Refused("standard-not-in-pack", standard=standard)
    if rating not in {band.id for band in bandings_of(inspection.pack)}:
        raise Refused("rating-unknown", rating=rating)
    if not reason.strip():
        raise Refused("rating-needs-reason")
    return inspection
