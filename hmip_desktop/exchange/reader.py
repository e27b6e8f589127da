"""Reading a package, step by step; each step has its own code and nothing is written anywhere.

``open_package`` proves that the file is a package for these keys and signed by the card inside; ``check_standing``
whether that card may send this here, now; ``cases`` reads the rows, each case standing alone. A package known by its
id is told apart before any row is read. ``describe`` says what it can of any file.
"""

from __future__ import annotations

from hmip_desktop.exchange.opening import SIZE_LIMIT, Description, Keys, Opened, describe, open_package
from hmip_desktop.exchange.rows import ReadCase, cases
from hmip_desktop.exchange.standing import Accepted, Order, Standing, check_standing

__all__ = [
    "SIZE_LIMIT",
    "Accepted",
    "Description",
    "Keys",
    "Opened",
    "Order",
    "ReadCase",
    "Standing",
    "cases",
    "check_standing",
    "describe",
    "open_package",
]
