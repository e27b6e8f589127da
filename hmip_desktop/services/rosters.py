"""The team as this store holds it: rosters written side by side become one, and nobody is dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hmip_desktop.domain.case_record import Current
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Roster
from hmip_desktop.domain.trust import Vouch, continued, joined
from hmip_desktop.domain.values import Value
from hmip_desktop.store import projections
from hmip_desktop.store.engine import Store

NOBODY = Roster(0, ())


@dataclass(frozen=True, slots=True)
class InForce:
    """The roster in force. ``disputed``: fingerprints about whom rosters written side by side disagree."""

    roster: Roster
    disputed: frozenset[str] = frozenset()


def in_force(store: Store, inspection_id: str, current: Mapping[str, Current], me: str) -> InForce:
    """The roster in force of ``current`` (the inspection's subjects), as the person ``me`` holds it.

    Who of the team is taken for a lead inspector again by this person's own ear stands in it too, until a roster
    of that lead inspector names them.
    """
    held = current.get(subject("roster", inspection_id))
    if held is None or not isinstance(held.value, Roster):
        return InForce(NOBODY)
    found = InForce(held.value)
    if held.conflicting:
        found = _joined(store, held)
    own = f"vouch:{me}/"
    vouches = [c.value for text, c in current.items() if text.startswith(own)]
    for vouch in vouches:
        if isinstance(vouch, Vouch):
            found = InForce(_accepted(found.roster, vouch), found.disputed)
    return found


def settled(base: Value | None, first: Value | None, others: tuple[Value | None, ...]) -> Roster | None:
    """What settles rosters written side by side when ``first`` is to rule; None when they are no rosters."""
    rosters = tuple(value for value in (first, *others) if isinstance(value, Roster))
    if len(rosters) != 1 + len(others):
        return None
    roster, _ = joined(base if isinstance(base, Roster) else None, rosters)
    return Roster(roster.version + 1, roster.members)


def _joined(store: Store, held: Current) -> InForce:
    conflict = next(one for one in projections.conflicts(store, "-") if one.subject == held.subject)
    base = conflict.base.value if conflict.base else None
    rosters = tuple(side.value for side in conflict.heads if isinstance(side.value, Roster))
    return InForce(*joined(base if isinstance(base, Roster) else None, rosters))


def _accepted(roster: Roster, vouch: Vouch) -> Roster:
    known = {member.fingerprint for member in roster.members}
    if vouch.member.fingerprint in known or vouch.former not in known:
        return roster
    return Roster(roster.version, continued(roster, vouch.former, vouch.member, None).members)
