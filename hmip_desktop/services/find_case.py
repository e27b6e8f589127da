"""Cases by a few letters, for a list from which somebody chooses one."""

from __future__ import annotations

from hmip_desktop.services.context import LEADING, Context
from hmip_desktop.store import projections
from hmip_desktop.store.projections import CaseItem

MOST = 50


def find_cases(ctx: Context, words: str) -> list[CaseItem]:
    """Up to 50 cases of the person at work whose reference, PDU or practitioner holds ``words``."""
    mine = None if ctx.role in (*LEADING, "quality_lead", "data_team", "local_assessor") else ctx.me
    return projections.case_list(ctx.store, search=words, inspector=mine, limit=MOST)
