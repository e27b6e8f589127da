"""Making outputs for one audience: which files it may have, sealed where they hold cases, written whole or not at all.

Team: case-level and complete, as age files unless a person insists on clear files with a reason. Body and public:
aggregates after disclosure control (design of numbers, "Audiences").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from hmip_desktop.domain.disclosure import Hidden
from hmip_desktop.progress import Progress
from hmip_desktop.services.context import Context

Audience = Literal["team", "body", "public"]
KINDS = ("case", "headline", "annex", "alert", "custody", "workbook", "data", "word")


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What to make. ``kinds`` of ``KINDS``, or ``all`` for everything that the audience may have. ``clear`` leaves
    team files unsealed and needs a ``reason``. ``with_interview`` puts interview notes into case records (team
    only; recorded). ``cases`` are case ids, empty for all."""

    folder: Path
    kinds: tuple[str, ...]
    audience: str
    clear: bool = False
    reason: str = ""
    with_interview: bool = False
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reported:
    """The files made. ``withheld`` counts hidden figures by ground; ``log`` says where and why, and stays inside."""

    outputs: tuple[Path, ...]
    withheld: Mapping[str, int] = field(default_factory=dict)
    log: tuple[Hidden, ...] = ()


def report(ctx: Context, request: ReportRequest, progress: Progress | None = None) -> Reported:
    """Write the outputs of ``request``; models are built and checked before the first file is written."""
    raise NotImplementedError
