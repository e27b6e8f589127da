"""How pictures are taken: mode, text size, window size, language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """How a picture is taken."""

    name: str
    mode: str = "light"
    scale: float = 1.0
    width: int = 1366
    height: int = 768
    language: str = "en"


LOOKS = (
    Look("light"),
    Look("dark", mode="dark"),
    Look("200", scale=2.0),
    Look("1024", width=1024, height=720),
    Look("contrast", mode="contrast"),
    Look("welsh", language="cy"),
)
