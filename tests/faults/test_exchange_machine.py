"""Three inspectors and a lead whose packages are lost, doubled and overtaken: in the end all have the same heads."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from thoroughness import times

from hmip_desktop.domain.assessment import Evidence
from hmip_desktop.domain.revisions import heads
from hmip_desktop.errors import Refused
from hmip_desktop.services import assess, exporting, sending, stores
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context
from hmip_desktop.store import ledger, projections
from hmip_desktop.store import revisions as journal
from tests.people import PASSPHRASE, Clock, Team, make_team

NAMES = ("LI-01", "AI-01", "AI-02", "AI-03")
REFS = ("C1a", "C1b", "C2a")
SMALL = st.integers(0, 11)
PEOPLE = st.integers(0, 3)


@cache
def beginning() -> Path:
    """Four closed stores in which everybody has their cases; made once, copied for every run."""
    folder = Path(tempfile.mkdtemp(prefix="hmip-machine-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    team = make_team(folder, inspectors=3, cases=6)
    team.give_out()
    team.close()
    return folder


@dataclass(frozen=True)
class UnderWay:
    """A file that somebody sent, and what the sender held of the addressee's cases then."""

    to: int
    file: Path
    brings: frozenset[str]


class Exchange(RuleBasedStateMachine):
    """The model is what each person must hold: own writing, and all that arrived."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hmip-machine-run-"))
        clock = Clock()
        for name in NAMES:
            shutil.copytree(beginning() / name, self.folder / name)
        people = [stores.unlock(self.folder / name, PASSPHRASE, now=clock) for name in NAMES]
        self.team = Team(self.folder, people[0], people[1:])
        self.people = people
        self.under_way: list[UnderWay] = []
        self.arrived: list[UnderWay] = []
        self.must: list[set[str]] = [held(ctx) for ctx in people]

    def case(self, ctx: Context, n: int) -> str:
        here = sorted(item.case_id for item in projections.case_list(ctx.store))
        return here[n % len(here)]

    @rule(who=PEOPLE, n=SMALL, m=SMALL)
    def answer(self, who: int, n: int, m: int) -> None:
        ctx = self.people[who]
        with suppress(Refused):  # in conflict: settled knowingly, or not at all
            chosen = ("yes", "no", None)[(n + m) % 3]
            assess.record_answer(ctx, self.case(ctx, n), REFS[m % 3], chosen)
        self.must[who] |= held(ctx)

    @rule(who=PEOPLE, n=SMALL, m=SMALL)
    def note(self, who: int, n: int, m: int) -> None:
        ctx = self.people[who]
        assess.save_evidence(ctx, self.case(ctx, n), Evidence(f"Words {n} {m}.", "oasys"))
        self.must[who] |= held(ctx)

    @rule(n=SMALL, m=st.integers(0, 2))
    def allocate_to_somebody_else(self, n: int, m: int) -> None:
        lead = self.team.lead
        sending.give(lead, [projections.case_item(lead.store, self.case(lead, n)).case_ref], self.people[m + 1].me)
        self.must[0] |= held(lead)

    @rule(n=st.integers(1, 3), outward=st.booleans())
    def send(self, n: int, outward: bool) -> None:
        sender, to = (0, n) if outward else (n, 0)
        with suppress(Refused):  # nothing-to-export
            made = exporting.export(self.people[sender], self.people[to].me, self.folder / "packages").package
            self.under_way.append(UnderWay(to, made, frozenset(held(self.people[sender]))))

    @precondition(lambda self: self.under_way)
    @rule(n=SMALL)
    def lose(self, n: int) -> None:
        del self.under_way[n % len(self.under_way)]

    @precondition(lambda self: self.under_way)
    @rule(n=SMALL)
    def deliver(self, n: int) -> None:
        self.receive(self.under_way.pop(n % len(self.under_way)))

    @precondition(lambda self: self.arrived)
    @rule(n=SMALL)
    def deliver_again(self, n: int) -> None:
        self.receive(self.arrived[n % len(self.arrived)])

    def receive(self, package: UnderWay) -> None:
        ctx = self.people[package.to]
        merged = self.team.receive(ctx, package.file)
        assert {one.code for one in merged.plan.reasons} <= {"package-stale"}
        self.arrived.append(package)
        after = held(ctx)
        assert after <= self.must[package.to] | package.brings, "nothing comes from nowhere"
        self.must[package.to] |= after

    @invariant()
    def nothing_is_ever_lost(self) -> None:
        for ctx, must in zip(getattr(self, "people", ()), getattr(self, "must", ()), strict=True):
            assert must <= held(ctx)

    def teardown(self) -> None:
        if not hasattr(self, "people"):
            return
        try:
            self.settle()
            self.check()
        finally:
            self.team.close()
            shutil.rmtree(self.folder)

    def settle(self) -> None:
        """What is still under way arrives in the end or never; everybody sends once more, twice round."""
        for package in self.under_way:
            self.receive(package)
        lead = self.team.lead
        for _ in range(2):
            for ai in self.team.inspectors:
                with suppress(Refused):
                    self.team.receive(lead, self.team.send(ai, lead))
            for ai in self.team.inspectors:
                self.team.receive(ai, self.team.send(lead, ai))

    def check(self) -> None:
        lead = self.team.lead
        everything = held(lead)
        assert set().union(*self.must) <= everything, "nothing is missing"
        for ctx in self.people:
            proof = audit(ctx)
            assert proof.sound
            assert (proof.gaps, proof.forks) == ((), ())
            assert projections.matches_rebuild(ctx.store)
            assert ledger.held(ctx.store) == []
        for ai in self.team.inspectors:
            assert journal.uncovered(ai.store, ledger.covered(ai.store, lead.me)) == {}
            for item in projections.case_list(ai.store, inspector=ai.me):
                assert heads_of(ai, item.case_id) == heads_of(lead, item.case_id)
        for item in projections.case_list(lead.store):
            written = journal.case_history(lead.store, item.case_id)
            for about, found in heads_of(lead, item.case_id).items():
                of_this = [(r.digest, r.header.parents) for r in written if r.header.subject == about]
                assert set(found) == heads(of_this)


def held(ctx: Context) -> set[str]:
    """Digests of everything that a store holds of its cases."""
    cases = [item.case_id for item in projections.case_list(ctx.store)]
    return {r.digest for case_id in cases for r in journal.case_history(ctx.store, case_id)}


def heads_of(ctx: Context, case_id: str) -> dict[str, tuple[str, ...]]:
    """The heads of every subject of a case."""
    return {about: current.heads for about, current in projections.current(ctx.store, case_id).items()}


TestExchange = Exchange.TestCase
TestExchange.settings = settings(
    max_examples=times(4, 200), stateful_step_count=times(25, 40), phases=[Phase.generate, *times([], [Phase.shrink])],
    deadline=None, suppress_health_check=list(HealthCheck),
)  # fmt: skip
