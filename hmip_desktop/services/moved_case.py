"""Telling a person once, case by case, what a new version of the question pack changed."""

from __future__ import annotations

from hmip_desktop.domain.moved_case import MovedCase
from hmip_desktop.services.context import Changes, Context
from hmip_desktop.store import keepsakes

_TOLD = "pack-told"


def is_told(ctx: Context, moved: MovedCase) -> bool:
    """True once the person at work said that they read what this version changed in this case."""
    return keepsakes.setting(ctx.store, f"{_TOLD}-{moved.case_id}") == moved.digest


def tell(ctx: Context, moved: MovedCase) -> Changes:
    """The person at work read it; nothing of this leaves the store."""
    keepsakes.set_setting(ctx.store, f"{_TOLD}-{moved.case_id}", moved.digest)
    return Changes()
