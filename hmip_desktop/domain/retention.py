"""How long work is kept, what forbids destroying it, when fieldwork was closed, and who destroyed a copy.

All of it belongs to the inspection, so that every store knows it. Source rule: design of revisions and packages,
"Erasure and retention" and "Receipts, roles, leaving".
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from hmip_desktop.domain.values import Count, Fingerprint, Hex16, Line, Moment, OptionalMoment, Value

HoldGround = Literal["complaint", "factual_accuracy", "other"]
HOLD_GROUNDS: tuple[HoldGround, ...] = ("complaint", "factual_accuracy", "other")
LONGEST_MONTHS = 240


class RetentionPeriod(Value, frozen=True):
    """For how many months after fieldwork was closed the work is kept; ``retention:<inspection>``."""

    months: Annotated[int, Meta(ge=0, le=LONGEST_MONTHS)]
    reason: Line


class Hold(Value, frozen=True):
    """Nothing of these cases (none named: of the whole inspection) may be destroyed until the hold is lifted.

    The subject is ``hold:<id>``. ``lifted_at`` empty: in force. An open alert holds its case without any of this.
    """

    ground: HoldGround
    reason: Line
    cases: tuple[Hex16, ...] = ()
    lifted_at: OptionalMoment = ""
    lifted_because: Line = ""


class Fieldwork(Value, frozen=True):
    """Fieldwork was closed, or opened again, with the reason. It destroys nothing; ``fieldwork:<inspection>``."""

    closed: bool
    reason: Line
    decided_at: Moment


class Purged(Value, frozen=True):
    """The author's store destroyed its copy of these cases: so many words of changes, under these receipts.

    ``receipts`` names issuer and number of each. The subject is ``purge:<author>/<id>``.
    """

    cases: tuple[Hex16, ...]
    changes: Count
    receipts: tuple[tuple[Fingerprint, Count], ...]
    purged_at: Moment


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise ValueError(day)
