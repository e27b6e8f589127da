"""The text size that the person set for the whole computer, which Qt does not read."""

from __future__ import annotations

import sys

REGISTRY_KEY = r"Software\Microsoft\Accessibility"


def scale_from_percent(percent: int) -> float:
    """Windows keeps 100 to 225; ours ends at 2.0. Anything else counts as 1.0."""
    return min(percent, 200) / 100 if 100 <= percent <= 225 else 1.0


def system_text_scale() -> float:
    """The system's text scale, 1.0 where it has none."""
    if sys.platform != "win32":
        return 1.0
    import winreg  # exists on Windows only

    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, REGISTRY_KEY) as key:
            percent, _ = winreg.QueryValueEx(key, "TextScaleFactor")
    except OSError:
        return 1.0
    return scale_from_percent(int(percent))
