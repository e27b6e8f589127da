"""Proof that the store says what its revisions say: every digest, commitment, chain and projection again."""

from __future__ import annotations

from dataclasses import dataclass, field

from hmip_desktop.progress import Progress
from hmip_desktop.store.engine import Store


@dataclass(frozen=True, slots=True)
class Break:
    """A revision that does not hold: ``code`` is digest-differs, value-differs, header-invalid, chain-broken, stream-differs."""

    stream: str
    counter: int
    code: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Counters that are missing in a stream, both ends included."""

    stream: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Audit:
    """Result of an audit. ``devices`` counts installations; ``unattested`` streams ended beyond any signed head.

    ``forks`` are (stream, counter) held twice; ``erased`` counts revisions whose words were erased on purpose.
    """

    revisions: int
    devices: int
    breaks: tuple[Break, ...]
    gaps: tuple[Missing, ...]
    forks: tuple[tuple[str, int], ...]
    erased: int
    unattested: tuple[str, ...]
    projection_matches: bool
    damaged_pages: int
    extra: dict[str, int] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """True when nothing is broken, forked or different; gaps and unattested streams are told, not faults here."""
        return not self.breaks and not self.forks and self.projection_matches and not self.damaged_pages


def audit(store: Store, progress: Progress | None = None) -> Audit:
    """Check everything. Reads only."""
    raise NotImplementedError
