"""What is kept and for how long: uses of the escrow key, retention and holds, cases archived and purged."""

from __future__ import annotations

from typing import Literal

from hmip_desktop.domain.values import Count, Date, Digest, Hex16, Line, Short, Value

HOLDS = ("complaint", "factual_accuracy", "open_alert", "other")


class EscrowUse(Value, frozen=True):
    """The escrow key opened this store; ``reason`` says why. The revision's author is the identity made then."""

    reason: Line
    fingerprint: Line


class Retention(Value, frozen=True):
    """How long cases are kept after fieldwork closed: ``months`` from ``closed_on``, empty while it goes on."""

    months: Count
    closed_on: Date = ""


class Hold(Value, frozen=True):
    """A ground on which a case may not be purged; ``lifted`` takes it away and keeps what it was."""

    ground: Literal["complaint", "factual_accuracy", "open_alert", "other"]
    reason: Line
    lifted: bool = False


class Archived(Value, frozen=True):
    """A case put out of sight on this person's computer, kept encrypted; ``back`` brings it into view again."""

    back: bool = False


class Purged(Value, frozen=True):
    """A case whose words were erased from the computer of the person who assessed it, on the word of two receipts.

    ``receipts`` are the digests of the two signed receipts, ``by`` who signed them.
    """

    case: Hex16
    receipts: tuple[Digest, ...]
    by: tuple[Short, ...]
