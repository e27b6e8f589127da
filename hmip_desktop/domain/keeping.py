"""What is written down about keeping the work and its keys: uses of the escrow key, decisions about people."""

from __future__ import annotations

from typing import Literal

from hmip_desktop.domain.values import Count, Line, Value


class EscrowUse(Value, frozen=True):
    """The escrow key opened this store; ``reason`` says why. The revision's author is the identity made then."""

    reason: Line
    fingerprint: Line


class Staffing(Value, frozen=True):
    """A decision of the lead inspector about a member of the team, with its reason.

    ``to``: who got their cases, "" for nobody; ``sequence``: the number of a package from which their key is revoked,
    0 where it is not. The subject is ``staffing:<fingerprint>/<id>``.
    """

    what: Literal["key_revoked", "handed_over", "made_deputy", "no_longer_deputy"]
    reason: Line
    to: Line = ""
    sequence: Count = 0
