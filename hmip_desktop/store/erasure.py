"""Erasing words while the chain stays: the value goes, header and counter remain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hmip_desktop.domain.revisions import Revision
from hmip_desktop.store.engine import Store
from hmip_desktop.store.keys import Entropy


def erase(
    store: Store, case_id: str, digests: Sequence[str], *, ground: str, author: str, now: datetime, entropy: Entropy
) -> Revision:
    """Erase the values of these revisions of a case and write the ``erased`` revision that says so.

    Drafts of their subjects go too, the log is brought home and freed pages are zeroed. Backups made before hold the
    words still: ``backup.erase_before`` drops them. Refused: revision-unknown.
    """
    raise NotImplementedError
