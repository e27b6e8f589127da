"""How much is tried: little by default, so that the suite stays quick, and much with ``--thorough``."""

from __future__ import annotations

import os


def times(quick: int, thorough: int) -> int:
    """``quick`` in the ordinary run, ``thorough`` when pytest was started with ``--thorough``."""
    return thorough if os.environ.get("HMIP_THOROUGH") else quick
