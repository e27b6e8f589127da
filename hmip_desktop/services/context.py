"""What every verb is given: the open store, who is at work, the clock and the source of randomness."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from hmip_desktop.domain.case_record import CaseRecord, assemble
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.revisions import KINDS, Revision, settled_case
from hmip_desktop.domain.sample import Inspection, Member, Roster
from hmip_desktop.domain.succession import Lineage, lineage
from hmip_desktop.domain.values import PackStamp
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.identity import Identity
from hmip_desktop.services.rosters import in_force
from hmip_desktop.store import keepsakes, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.engine import Store
from hmip_desktop.store.revisions import Write

Clock = Callable[[], datetime]
Entropy = Callable[[int], bytes]
LEADING = ("lead", "deputy")
_OF_NO_CASE = {"-", "lead"}
_OF_TEAM = ("inspection", "roster", "vouch")


@dataclass(frozen=True, slots=True)
class Changes:
    """What a verb changed, so that views know whether to look again."""

    subjects: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()

    def __or__(self, other: Changes) -> Changes:
        return Changes(self.subjects | other.subjects, self.cases | other.cases)


@dataclass(frozen=True, slots=True)
class Team:
    """The inspection that this store belongs to, with its team.

    ``disputed``: members about whom rosters written side by side disagree.
    """

    id: str
    value: Inspection
    roster: Roster
    disputed: frozenset[str] = frozenset()

    def member(self, fingerprint: str) -> Member | None:
        """The member with this fingerprint, None for a stranger."""
        return next((m for m in self.roster.members if m.fingerprint == fingerprint), None)

    def fingerprints(self, member: Member) -> tuple[str, ...]:
        """Those of one person, the present first: a lost passphrase ends one and begins another."""
        found = [member.fingerprint]
        while (found_member := self.member(found[-1])) and found_member.continues not in ("", *found):
            found.append(found_member.continues)
        return tuple(found)

    def own_fingerprints(self, me: str) -> tuple[str, ...]:
        """As ``fingerprints``, of somebody who may be no member yet."""
        member = self.member(me)
        return self.fingerprints(member) if member is not None else (me,)

    def leads(self) -> tuple[Member, ...]:
        """Lead inspector and deputies, the lead first and revoked keys last; in a self-assessment who began it."""
        found = [m for m in self.roster.members if m.role in LEADING]
        if not found:
            began = [m for m in self.roster.members[:1] if m.role == "local_assessor"]
            former = {one for member in began for one in self.fingerprints(member)}
            found = [m for m in self.roster.members if m.fingerprint in former]
        return tuple(sorted(found, key=lambda m: (m.revoked_from is not None, m.role == "deputy")))

    @property
    def escrow(self) -> str:
        """Fingerprint of the escrow key, "" for none."""
        return self.value.escrow.partition(" ")[0]

    def gets_all(self, fingerprint: str) -> bool:
        """True for whoever gets all of the work: those who lead, and the archive of the escrow key."""
        return self.is_led_by(fingerprint) or (bool(self.escrow) and fingerprint == self.escrow)

    def is_led_by(self, fingerprint: str) -> bool:
        """True for the lead inspector, a deputy, or whoever began a self-assessment."""
        return any(member.fingerprint == fingerprint for member in self.leads())

    def role_of(self, identity: Identity) -> str:
        """The role of a person here: somebody made a deputy has another than on their card."""
        member = self.member(identity.fingerprint)
        return self.roster.role_of(member.role if member is not None else identity.role)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInspection(Team):
    """The inspection with its team and its pack. ``earlier``: the versions of the pack before the one in force, the
    newest first."""

    pack: Pack
    earlier: tuple[Pack, ...] = ()

    @property
    def line(self) -> Lineage:
        """Every version of the pack that cases of this inspection can be under."""
        return Lineage((self.pack, *self.earlier))

    def pack_of(self, record: CaseRecord) -> Pack:
        """The version that a case is under: the one in force, or an earlier one for a case signed off under it."""
        return (self.line.find(record.finished_under) if record.finished_under else None) or self.pack


@dataclass(slots=True)
class Context:
    """One person's sitting at one open store. Times are aware UTC."""

    store: Store
    identity: Identity
    now: Clock
    entropy: Entropy
    _packs: dict[str, Pack] = field(default_factory=dict)

    @property
    def me(self) -> str:
        """Fingerprint of the person at work."""
        return self.identity.fingerprint

    def new_id(self) -> str:
        """A fresh random id of 16 hex digits."""
        return self.entropy(8).hex()

    def write(self, *writes: Write) -> Changes:
        """Write these revisions durably in one transaction; unchanged values write nothing.

        Raises Refused ``role-not-allowed``, and ``subject-in-conflict`` for a change that would settle a conflict
        on the way: that is done by ``settle``, knowingly and with a reason.
        """
        self._check_writer(writes)
        made = journal.append(self.store, writes, author=self.me, now=self.now(), entropy=self.entropy, settling=False)
        return changes_of(made)

    def settle(self, *writes: Write) -> Changes:
        """As ``write``, for changes that settle a conflict: the first names the heads that stand against each other."""
        self._check_writer(writes)
        made = journal.append(self.store, writes, author=self.me, now=self.now(), entropy=self.entropy)
        return changes_of(made)

    def may_write(self, kind: str) -> bool:
        """True when the role of the person at work may write subjects of this kind."""
        role = self.identity.role
        if role == "local_assessor" and (team := self.find_team()) is not None:
            role = team.roster.role_of(role)
        # asked of the roster only where the own card does not do, which is nowhere while assessing
        return role in KINDS[kind].writers or self.role in KINDS[kind].writers

    @property
    def role(self) -> str:
        """The role of the person at work in this inspection, that on their card before there is one."""
        team = self.find_team()
        return team.role_of(self.identity) if team is not None else self.identity.role

    def _check_writer(self, writes: Iterable[Write]) -> None:
        """Nothing is written here that every other store would hold back for its author's role."""
        for one in writes:
            if not self.may_write(one.subject.partition(":")[0]):
                raise Refused("role-not-allowed", role=self.identity.role)

    def find_team(self) -> Team | None:
        """The inspection of this store without its pack, which takes longer to read; None before there is one."""
        current = projections.current_inspection(self.store, _OF_TEAM)
        found = [c for c in current.values() if c.subject.startswith("inspection:") and c.value is not None]
        if not found:
            return None
        inspection_id = found[0].subject.partition(":")[2]
        held = in_force(self.store, inspection_id, current, self.me)
        return Team(inspection_id, cast(Inspection, found[0].value), held.roster, held.disputed)

    def find_inspection(self) -> OpenInspection | None:
        """The inspection of this store, None before one was created or received."""
        team = self.find_team()
        if team is None:
            return None
        line = self._line(team.value.pack)
        return OpenInspection(team.id, team.value, team.roster, team.disputed, pack=line.in_force, earlier=line.earlier)

    def inspection(self) -> OpenInspection:
        """The inspection of this store. Raises Refused ``inspection-missing``."""
        found = self.find_inspection()
        if found is None:
            raise Refused("inspection-missing")
        return found

    def pack_in_force(self) -> Pack:
        """The pack of this inspection. Raises Refused ``inspection-missing``."""
        for current in projections.current(self.store, "-", ("inspection",)).values():
            if isinstance(current.value, Inspection):
                return self._line(current.value.pack).in_force
        raise Refused("inspection-missing")

    def _line(self, named: PackStamp) -> Lineage:
        """The version in force and those before it. A version that is named but not here yet is not in force here."""
        digests = (named.digest, *(() if self._held(named.digest) else projections.packs_named(self.store)))
        in_force = next((pack for digest in digests if (pack := self._held(digest)) is not None), None)
        return lineage(in_force or self.pack(named), self._held)

    def _held(self, digest: str) -> Pack | None:
        if digest not in self._packs:
            pack = keepsakes.pack(self.store, digest)
            if pack is None:
                return None
            self._packs[digest] = pack
        return self._packs[digest]

    def pack(self, stamp: PackStamp) -> Pack:
        """The pack of a stamp, from the store. Raises Refused ``pack-not-held``."""
        pack = self._held(stamp.digest)
        if pack is None:
            raise Refused("pack-not-held", pack=stamp.id)
        return pack

    def case(self, case_id: str) -> CaseRecord:
        """The case as it stands. Raises Refused ``case-unknown``."""
        return assemble(case_id, projections.whole_case(self.store, case_id))

    def require(self, *roles: str) -> None:
        """Refuse unless the person at work has one of ``roles`` in this inspection, else by own identity."""
        role = self.role
        if role not in roles:
            raise Refused("role-not-allowed", role=role)


def stamp_of(pack: Pack) -> PackStamp:
    """The stamp that revisions made under ``pack`` carry."""
    return PackStamp(pack.id, pack.version, pack.digest)


def changes_of(revisions: Iterable[Revision]) -> Changes:
    """Subjects and cases that these revisions touch."""
    subjects, cases = set(), set()
    for one in revisions:
        subjects.add(one.header.subject)
        cases.add(settled_case(one.header.subject) or one.header.case_id)
    return Changes(frozenset(subjects), frozenset(cases - _OF_NO_CASE))
