"""Case files of which something came before the case itself: an alert never waits for it."""

from __future__ import annotations

from hmip_desktop.store.opened import Store

_ALERTS = "SELECT case_id FROM case_file WHERE listed = 0 AND alerts > 0 ORDER BY id"


def cases_with_alerts(store: Store) -> list[str]:
    """Ids of cases with an alert that are not on the list here yet, in the order in which they came."""
    with store.read() as db:
        return [case_id for (case_id,) in db.execute(_ALERTS).fetchall()]
