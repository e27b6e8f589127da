"""How much is tried: little by default, so that the suite stays quick, and much with ``--thorough``."""

from __future__ import annotations

import os
from typing import Any


def times(quick: Any, thorough: Any) -> Any:
    """``quick`` in the ordinary run, ``thorough`` when pytest was started with ``--thorough``."""
    return thorough if os.environ.get("HMIP_THOROUGH") else quick
