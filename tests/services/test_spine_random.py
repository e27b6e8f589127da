"""Whatever people do, in whatever order packages travel: every word arrives, and nothing settles by itself."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hmip_desktop.domain.assessment import Evidence, SignOff
from hmip_desktop.domain.merge import differs
from hmip_desktop.domain.revisions import Revision, heads, subject
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.services import assess, conflicts, exporting, sending
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.store import backup, ingest, ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write
from tests.people import PASSPHRASE, Team, make_team

REFS = ("C1a", "C2a")
CASES = 2
EXPECTED = {
    "case-signed-off", "case-not-signed-off", "subject-in-conflict", "nothing-to-export", "na-not-allowed",
    "set-aside-descendants", "packages-already-aside", "packages-not-aside",
}  # fmt: skip


@dataclass
class World:
    """A lead inspector and two inspectors with packages under way between them."""

    team: Team
    under_way: list[tuple[Context, Path]] = field(default_factory=list)
    arrived: list[tuple[Context, Path]] = field(default_factory=list)
    copies: dict[str, backup.Backup] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)
    lead_was_restored: bool = False

    @property
    def everybody(self) -> list[Context]:
        return [self.team.lead, *self.team.inspectors]

    def case(self, ctx: Context, n: int) -> str:
        """One of the first cases; whoever does not have it takes one that they have."""
        listed = [item.case_id for item in projections.case_list(self.team.lead.store)][:CASES]
        here = [item.case_id for item in projections.case_list(ctx.store) if item.case_id in listed]
        return here[n % len(here)]

    # what people do, each with two numbers to choose by

    def answer(self, ctx: Context, n: int, m: int) -> None:
        assess.record_answer(ctx, self.case(ctx, n), REFS[m % 2], ("yes", "no", None)[(n + m) % 3])

    def note(self, ctx: Context, n: int, m: int) -> None:
        case_id = self.case(ctx, n)
        known = sorted(ctx.case(case_id).evidence)
        note = known[m % len(known)] if known and m % 3 else ""
        assess.save_evidence(ctx, case_id, Evidence(f"Words {n} {m}.", "oasys"), note)

    def withdraw(self, ctx: Context, n: int, m: int) -> None:
        case_id = self.case(ctx, n)
        for note in sorted(ctx.case(case_id).evidence)[:1]:
            assess.withdraw_evidence(ctx, case_id, note)

    def sign(self, ctx: Context, n: int, m: int) -> None:
        case_id = self.case(ctx, n)
        if ctx.case(case_id).is_signed_off:
            assess.reopen(ctx, case_id, "Read again.")
        else:
            signed = SignOff(True, ctx.identity.name, moment(ctx.now()))
            ctx.write(Write(subject("signoff", case_id), signed, stamp_of(ctx.inspection().pack)))

    def give(self, ctx: Context, n: int, m: int) -> None:
        lead = self.team.lead
        ref = projections.case_item(lead.store, self.case(lead, n)).case_ref
        sending.give(lead, [ref], self.team.inspectors[m % 2].me)

    def send(self, ctx: Context, n: int, m: int) -> None:
        to = self.team.inspectors[m % 2] if ctx is self.team.lead else self.team.lead
        self.under_way.append((to, exporting.export(ctx, to.me, self.team.folder / "packages").package))

    def lose(self, ctx: Context, n: int, m: int) -> None:
        if self.under_way:
            del self.under_way[n % len(self.under_way)]

    def deliver(self, ctx: Context, n: int, m: int) -> None:
        if self.under_way:
            self._receive(*self.under_way.pop(n % len(self.under_way)))

    def deliver_again(self, ctx: Context, n: int, m: int) -> None:
        if self.arrived:
            self._receive(*self.arrived[n % len(self.arrived)])

    def deliver_all(self, ctx: Context, n: int, m: int) -> None:
        mine = [one for one in self.under_way if one[0] is ctx]
        self.under_way = [one for one in self.under_way if one[0] is not ctx]
        if mine:
            self._receive(ctx, *(path for _, path in mine))

    def settle(self, ctx: Context, n: int, m: int) -> None:
        lead = self.team.lead
        found = conflicts.list_conflicts(lead)
        if found:
            one = found[n % len(found)]
            changes = conflicts.resolve(lead, one.conflict.id, one.sides[m % len(one.sides)].letter, "Read again.")
            assert one.conflict.subject in changes.subjects
            self.settled.update(h.digest for h in _all(lead) if h.header.subject == one.conflict.subject)

    def set_aside(self, ctx: Context, n: int, m: int) -> None:
        lead = self.team.lead
        packages = [p for p in ledger.received(lead.store) if p.counts]
        if packages:
            chosen = packages[n % len(packages)].package_id
            ingest.set_aside(lead.store, [chosen], reason="Wrong.", **self._by(lead))

    def bring_back(self, ctx: Context, n: int, m: int) -> None:
        lead = self.team.lead
        aside = [p.package_id for p in ledger.received(lead.store) if not p.counts]
        if aside:
            ingest.bring_back(lead.store, aside, reason="Right.", **self._by(lead))

    def copy_or_restore(self, ctx: Context, n: int, m: int) -> None:
        """Copy the store, or put the copy back when there is one."""
        made = self.copies.pop(ctx.me, None)
        if made is None:
            self.copies[ctx.me] = backup.back_up(ctx.store, now=ctx.now())
            return
        self.lead_was_restored = self.lead_was_restored or ctx is self.team.lead
        folder = ctx.store.folder
        ctx.store.close()
        ctx.store = backup.restore(folder, made, PASSPHRASE, **self._by(ctx))

    def _by(self, ctx: Context) -> dict[str, Any]:
        return {"author": ctx.me, "now": ctx.now(), "entropy": ctx.entropy}

    def _receive(self, ctx: Context, *files: Path) -> None:
        merged = self.team.receive(ctx, *files)
        codes = {p.refused.code for p in merged.plan.refusals}
        assert codes <= {"package-stale"}
        held = {case.refused.code for p in merged.plan.arrivals for case in p.held}
        assert held <= ({"author-never-had-case"} if self.lead_was_restored else set())
        self.arrived += [(ctx, file) for file in files]

    def everything_arrives(self) -> None:
        self.bring_back(self.team.lead, 0, 0)
        for to, file in self.under_way:
            self._receive(to, file)
        for _ in range(2):
            for ai in self.team.inspectors:
                with suppress(Refused):
                    self._receive(self.team.lead, self.team.send(ai, self.team.lead))
            for ai in self.team.inspectors:
                self._receive(ai, self.team.send(self.team.lead, ai))
        self.bring_back(self.team.lead, 0, 0)


def _all(ctx: Context) -> list[Revision]:
    cases = [item.case_id for item in projections.case_list(ctx.store)]
    return [r for case_id in [*cases, "-"] for r in journal.case_history(ctx.store, case_id)]


def _refusal(action, world: World, *chosen) -> list[str]:
    try:
        action(world, *chosen)
    except Refused as refused:
        return [refused.code]
    return []


ACTIONS: tuple[Callable[[World, Context, int, int], None], ...] = (
    *[World.answer] * 6, *[World.note] * 3, World.withdraw, World.sign, World.give, *[World.send] * 6,
    *[World.deliver] * 5, *[World.deliver_all] * 2, World.deliver_again, World.lose, *[World.settle] * 3,
    World.set_aside, World.bring_back, World.copy_or_restore,
)  # fmt: skip
small = st.integers(0, 11)
steps = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 2), small, small), min_size=40, max_size=40)


@settings(max_examples=6, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(steps)
def test_every_word_arrives_and_nothing_settles_by_itself(chosen) -> None:
    with tempfile.TemporaryDirectory(prefix="hmip-spine-") as folder:
        world = World(make_team(Path(folder), cases=4))
        refusals: list[str] = []
        try:
            world.team.give_out()
            for action, who, n, m in chosen:
                refusals += _refusal(action, world, world.everybody[who], n, m)
            assert set(refusals) <= EXPECTED
            before = {r.digest for ctx in world.everybody for r in _all(ctx)}
            world.everything_arrives()
            _check(world, before)
        finally:
            world.team.close()


def _check(world: World, before: set[str]) -> None:
    lead = world.team.lead
    everything = {r.digest: r for r in _all(lead)}
    assert before <= everything.keys()
    for ctx in world.everybody:
        assert audit(ctx).sound
        assert audit(ctx).gaps == ()
        assert {r.digest for r in _all(ctx)} <= everything.keys()
    assert projections.accounting(lead.store).adds_up
    assert ledger.held(lead.store) == []
    disputed = projections.disputed(lead.store)
    by_subject: dict[str, list[Revision]] = defaultdict(list)
    for one in everything.values():
        by_subject[one.header.subject].append(one)
    for text, held in by_subject.items():
        expected = heads((r.digest, r.header.parents) for r in held)
        current = projections.current(lead.store, held[0].header.case_id)[text]
        assert set(current.heads) == expected
        assert current.conflicting == (text in disputed) == differs(everything[d].value_line for d in expected)
        for one in held:
            if differs(everything[parent].value_line for parent in one.header.parents):
                assert one.digest in world.settled
    for ai in world.team.inspectors:
        waiting = journal.uncovered(ai.store, ledger.covered(ai.store, lead.me))
        assert waiting == {}
