"""A store that was copied and used twice: held until both branches are admitted, and then nothing is lost."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hmip_desktop.domain.assessment import Evidence
from hmip_desktop.domain.merge import differs
from hmip_desktop.domain.revisions import Revision, heads
from hmip_desktop.errors import Refused
from hmip_desktop.services import assess, conflicts, forks, merge_plan, merge_undo, stores
from hmip_desktop.services.auditing import audit, audit_json
from hmip_desktop.services.context import Context
from hmip_desktop.store import ingest, ledger, projections
from hmip_desktop.store import revisions as journal
from tests.people import PASSPHRASE, Clock, Team, make_team
from tests.services.test_spine_laws import codes, held, join


def twin_of(ctx: Context, folder: Path) -> Context:
    """The store folder copied as a person would, and opened too."""
    ctx.store.checkpoint()
    copy = shutil.copytree(ctx.store.folder, folder)
    return stores.unlock(copy, PASSPHRASE, now=Clock(), entropy=ctx.entropy)


def refusal(call, *arguments, **named) -> str:
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return refused.value.code


@pytest.fixture
def out(team: Team) -> Team:
    team.give_out()
    return team


@pytest.fixture
def twin(out: Team, tmp_path: Path) -> Iterator[Context]:
    """A copy of the first inspector's store, used too: each answered C1a differently and one thing of its own."""
    ai = out.inspectors[0]
    case_id = out.case_id(ai)
    assess.record_answer(ai, case_id, "C2", "yes")
    ctx = twin_of(ai, tmp_path / "twin")
    assess.record_answer(ai, case_id, "C1a", "yes")
    assess.record_answer(ai, case_id, "C1b", "yes")
    assess.record_answer(ctx, case_id, "C1a", "no")
    assess.save_evidence(ctx, case_id, Evidence("Seen on the copy.", "oasys"))
    yield ctx
    ctx.store.close()


def test_a_fork_is_held_listed_admitted_and_merged(out: Team, twin: Context) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    first, second = out.send(ai, lead), out.send(twin, lead)
    assert codes(out.receive(lead, first)) == []
    assert codes(out.receive(lead, second)) == ["package-fork"]
    assert lead.case(case_id).answers["C1a"].value.answer == "yes"
    (fork,) = forks.held_forks(lead)
    ref = projections.case_item(lead.store, case_id).case_ref
    assert (fork.installation, fork.name, fork.held) == (ai.store.installation, "AI-01", 2)
    assert (fork.cases, fork.packages) == ((ref,), (second.name,))
    shown = merge_plan.plan(lead, [second], admitting=frozenset({fork.installation}))
    assert (shown.packages[0].new, shown.conflicts) == (2, (f"answer:{case_id}/C1a",))
    assert refusal(forks.admit, lead, fork.installation, " ") == "fork-needs-reason"
    assert refusal(forks.admit, lead, "ab" * 8, "A spare laptop.") == "fork-unknown"
    assert refusal(forks.admit, ai, fork.installation, "A spare laptop.") == "role-not-allowed"
    forks.admit(lead, fork.installation, "A spare laptop.")
    assert forks.held_forks(lead) == ()
    assert [(one.name, one.by, one.reason) for one in forks.admitted(lead)] == [("AI-01", "LI-01", "A spare laptop.")]
    merged = out.receive(lead, second)
    assert (codes(merged), merged.conflicts) == ([], 1)
    assert held(ai) | held(twin) <= held(lead)
    assert ledger.held(lead.store) == []
    (found,) = conflicts.list_conflicts(lead)
    assert {side.text for side in found.sides} == {"Yes", "No"}
    proof = audit(lead)
    assert (proof.sound, proof.forks) == (True, ())
    assert {stream for stream, _ in proof.admitted} == {f"{ai.store.installation}/{case_id}"}
    assert audit_json(proof)["forks_admitted"]
    assert codes(out.receive(lead, second)) == []


def test_a_case_that_forks_under_another_package_number_is_held_alone(out: Team, twin: Context) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    out.send(twin, lead)
    later = out.send(twin, lead)
    assert codes(out.receive(lead, later)) == ["package-fork"]
    (fork,) = forks.held_forks(lead)
    assert (fork.here, fork.held) == (2, 2)
    forks.admit(lead, fork.installation, "A spare laptop.")
    assert codes(out.receive(lead, later)) == []
    assert held(twin) <= held(lead)
    assert len(conflicts.list_conflicts(lead, case_id)) == 1
    assert ledger.held(lead.store) == []
    assert audit(lead).sound


def test_both_branches_reach_the_deputy_and_both_copies(out: Team, twin: Context, tmp_path: Path) -> None:
    ai, lead = out.inspectors[0], out.lead
    deputy = join(out, tmp_path, "DL-01", "deputy")
    case_id, shared = out.case_id(ai), ai.store.installation
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    second = out.send(twin, lead)
    assert codes(out.receive(lead, second)) == ["package-fork"]
    forks.admit(lead, shared, "A spare laptop.")
    assert codes(out.receive(lead, second)) == []
    assert codes(out.receive(lead, out.send(deputy, lead))) == []
    for ctx in (deputy, ai, twin):
        assert codes(out.receive(ctx, out.send(lead, ctx))) == []
        known = {r.digest for r in journal.case_history(ctx.store, case_id)}
        assert {r.digest for r in journal.case_history(lead.store, case_id)} <= known
        assert audit(ctx).sound
        assert len(conflicts.list_conflicts(ctx, case_id)) == 1
    # each copy counts on under a number of its own, so it never forks again
    assert len({ai.store.installation, twin.store.installation, shared}) == 3
    for ctx in (ai, twin):
        assert journal.uncovered(ctx.store, ledger.covered(ctx.store, lead.me)).keys() <= {"-"}
        assess.save_evidence(ctx, case_id, Evidence("Later words.", "oasys"))
        assert codes(out.receive(lead, out.send(ctx, lead))) == []
        assert held(ctx) <= held(lead)
    conflicts.resolve(lead, conflicts.list_conflicts(lead)[0].conflict.id, "A", "Read again.")
    for ctx in (deputy, ai, twin):
        assert codes(out.receive(ctx, out.send(lead, ctx))) == []
        assert conflicts.list_conflicts(ctx) == ()
    deputy.store.close()


def test_words_written_before_the_other_branch_came_are_never_taken_for_received(out: Team, twin: Context) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    second = out.send(twin, lead)
    out.receive(lead, second)
    forks.admit(lead, ai.store.installation, "A spare laptop.")
    for answer in ("yes", "no", "yes", "no"):
        assess.record_answer(twin, case_id, "C3a", answer)
    assert codes(out.receive(twin, out.send(lead, twin))) == []
    assert case_id in journal.uncovered(twin.store, ledger.covered(twin.store, lead.me))
    assert codes(out.receive(lead, out.send(twin, lead))) == []
    assert held(twin) <= held(lead)


def test_one_branch_can_be_set_aside_without_the_other(out: Team, twin: Context) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    second = out.send(twin, lead)
    out.receive(lead, second)
    forks.admit(lead, ai.store.installation, "A spare laptop.")
    out.receive(lead, second)
    merge_undo.undo_merge(lead, "The copy was a test.")
    assert conflicts.list_conflicts(lead) == ()
    assert lead.case(case_id).answers["C1a"].value.answer == "yes"
    assert lead.case(case_id).evidence == {}
    assert audit(lead).sound
    (aside,) = [p for p in ledger.received(lead.store) if not p.counts]
    who = {"author": lead.me, "now": lead.now(), "entropy": lead.entropy}
    ingest.bring_back(lead.store, [aside.package_id], reason="It was none.", **who)
    (kept,) = [p for p in ledger.received(lead.store, sender=ai.me) if p.package_id != aside.package_id]
    ingest.set_aside(lead.store, [kept.package_id], reason="This one.", **who)
    assert lead.case(case_id).answers["C1a"].value.answer == "no"
    assert "C1b" not in lead.case(case_id).answers
    assert audit(lead).sound


WHAT = ("answer", "answer", "note", "send", "send", "deliver")
small = st.integers(0, 5)
steps = st.lists(st.tuples(st.sampled_from(WHAT), st.booleans(), small, small),
                 min_size=15, max_size=30)  # fmt: skip


@settings(max_examples=6, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
@given(steps)
def test_whatever_two_copies_do_both_branches_arrive_everywhere(chosen) -> None:
    with tempfile.TemporaryDirectory(prefix="hmip-forks-") as folder:
        team = make_team(Path(folder), inspectors=1, cases=2)
        team.give_out()
        twin = twin_of(team.inspectors[0], Path(folder) / "twin")
        shared = twin.store.installation
        try:
            _play(team, twin, chosen)
            if any(fork.installation == shared for fork in forks.held_forks(team.lead)):
                forks.admit(team.lead, shared, "A spare laptop.")
            _all_arrives(team, twin)
            _check(team, twin)
        finally:
            twin.store.close()
            team.close()


def _play(team: Team, twin: Context, chosen) -> None:
    under_way: list[Path] = []
    for what, is_twin, n, m in chosen:
        ctx = twin if is_twin else team.inspectors[0]
        case_id = team.case_id(ctx, n % 2)
        if what == "answer":
            with suppress(Refused):
                assess.record_answer(ctx, case_id, ("C1a", "C1b", "C2a")[m % 3], ("yes", "no", None)[n % 3])
        elif what == "note":
            assess.save_evidence(ctx, case_id, Evidence(f"Words {n} {m}.", "oasys"))
        elif what == "send":
            with suppress(Refused):
                under_way.append(team.send(ctx, team.lead))
        elif under_way:
            merged = team.receive(team.lead, under_way.pop(n % len(under_way)))
            assert set(codes(merged)) <= {"package-fork", "package-stale"}


def _all_arrives(team: Team, twin: Context) -> None:
    for _ in range(2):
        for ctx in (team.inspectors[0], twin):
            with suppress(Refused):
                package = team.send(ctx, team.lead)
                for fork in forks.held_forks(team.lead) if codes(team.receive(team.lead, package)) else ():
                    forks.admit(team.lead, fork.installation, "A spare laptop.")
                assert set(codes(team.receive(team.lead, package))) <= {"package-stale"}
            merged = team.receive(ctx, team.send(team.lead, ctx))
            assert set(codes(merged)) <= {"package-fork"}


def _about_cases(ctx: Context) -> list[Revision]:
    cases = [item.case_id for item in projections.case_list(ctx.store)]
    return [revision for case_id in cases for revision in journal.case_history(ctx.store, case_id)]


def _check(team: Team, twin: Context) -> None:
    everything = {r.digest: r for r in _about_cases(team.lead)}
    for ctx in (team.inspectors[0], twin):
        assert {r.digest for r in _about_cases(ctx)} == everything.keys()
    by_subject = defaultdict(list)
    for one in everything.values():
        by_subject[one.header.subject].append(one)
    for ctx in (team.lead, team.inspectors[0], twin):
        assert audit(ctx).sound
        for text, revisions in by_subject.items():
            expected = heads((r.digest, r.header.parents) for r in revisions)
            current = projections.current(ctx.store, revisions[0].header.case_id)[text]
            assert set(current.heads) == expected
            assert current.conflicting == differs(everything[d].value_line for d in expected)
