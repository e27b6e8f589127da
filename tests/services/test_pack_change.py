"""A new version of the pack while the inspection runs: planned, brought in, carried on, and nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmip_desktop.domain.assessment import Evidence, EvidenceLink
from hmip_desktop.errors import Refused
from hmip_desktop.progress import Progress
from hmip_desktop.services import assess, moved_case, past_versions
from hmip_desktop.services.context import Context
from hmip_desktop.services.pack_change import bring_in, plan_change
from hmip_desktop.services.releases import recount
from hmip_desktop.services.report_facts import build_model
from hmip_desktop.services.report_sources import read_sources
from hmip_desktop.services.results import results
from hmip_desktop.store import keepsakes, projections
from tests.next_version import OPENED, one_more, write_next
from tests.people import Team, finish

NOTE = Evidence("Said so in the file.", "oasys", "2026-05-12", (EvidenceLink("C3a", "supports"),))


@pytest.fixture
def out(team: Team) -> Team:
    team.give_out()
    return team


def change(team: Team) -> Path:
    file = write_next(team.folder)
    bring_in(team.lead, file)
    return file


def pass_on(team: Team, *to: Context) -> None:
    for ctx in to:
        assert team.receive(ctx, team.send(team.lead, ctx)).quarantined == 0


def begin(ctx: Context, case_id: str) -> None:
    """Answers to what is reworded, split, merged and retired, with a reason and a note."""
    for ref, answer in (("C1a", "yes"), ("C1b", "yes"), ("C2a", "no"), ("C2b", "yes"), ("C3a", "no"), ("C1", "yes")):
        assess.record_answer(ctx, case_id, ref, answer)
    assess.save_evidence(ctx, case_id, NOTE)


def test_the_plan_says_what_it_will_do_and_writes_nothing(out: Team) -> None:
    ctx, lead = out.inspectors[0], out.lead
    begin(ctx, out.case_id(ctx))
    finish(ctx, out.case_id(ctx, 1))
    out.receive(lead, out.send(ctx, lead))
    plan = plan_change(lead, write_next(out.folder))
    assert (plan.open_cases, plan.finished, plan.why) == (5, 1, "Planning is asked in smaller steps.")
    assert (plan.moving, plan.ended) == (2, 4)
    became = {one.ref: (one.became, one.into, one.answers) for one in plan.changed}
    assert became["C1a"] == ("reworded", (), 1)
    assert became["C1b"] == ("replaced", ("C1x",), 1)
    assert became["C2a"] == ("split", ("C2y", "C2z"), 1)
    assert became["C2c"] == ("merged", ("C2m",), 0)
    assert became["C3a"] == ("retired", (), 1)
    assert plan.opening == 5 * len(OPENED)
    assert lead.inspection().pack.version == "1.0.0"


def test_open_cases_move_over_and_nothing_is_lost(out: Team) -> None:
    ctx = out.inspectors[0]
    case_id = out.case_id(ctx)
    begin(ctx, case_id)
    before = {ref: held.value for ref, held in ctx.case(case_id).answers.items()}
    change(out)
    pass_on(out, ctx)
    opened = assess.open_case(ctx, case_id)
    assert opened.pack.version == "2.0.0"
    assert {ref: held.value for ref, held in opened.record.answers.items()} == before
    assert opened.flow.answer("C1a") == "yes"
    assert set(OPENED) <= set(opened.flow.missing)
    moved = assess.open_case(ctx, case_id).moved
    assert moved is not None
    assert (moved.before, moved.now, moved.stands) == ("1.0.0", "2.0.0", 2)
    assert [(one.ref, one.said, one.became) for one in moved.ended] == [
        ("C1b", "yes", "replaced"), ("C2a", "no", "split"), ("C2b", "yes", "merged"), ("C3a", "no", "retired"),
    ]  # fmt: skip
    assert moved.ended[3].notes == (NOTE.text,)
    assert [ref for ref, _ in moved.ended[1].into] == ["C2y", "C2z"]
    assert [ref for ref, *_ in moved.reworded] == ["C1a"]
    assert [ref for ref, _ in moved.opened] == list(OPENED)
    assert not opened.told
    moved_case.tell(ctx, moved)
    assert assess.open_case(ctx, case_id).told


def test_the_history_tells_under_which_version_an_answer_was_given(out: Team) -> None:
    ctx = out.inspectors[0]
    case_id = out.case_id(ctx)
    begin(ctx, case_id)
    change(out)
    pass_on(out, ctx)
    assess.record_answer(ctx, case_id, "C1a", "no")
    versions = past_versions.versions_of(ctx, case_id, f"answer:{case_id}/C1a")
    assert [one.pack for one in versions] == ["dipp-2025 2.0.0", "dipp-2025 1.0.0"]


def test_what_ended_is_read_and_not_changed(out: Team) -> None:
    ctx = out.inspectors[0]
    case_id = out.case_id(ctx)
    begin(ctx, case_id)
    note_id = next(iter(ctx.case(case_id).evidence))
    change(out)
    pass_on(out, ctx)
    history = past_versions.versions_of(ctx, case_id, f"answer:{case_id}/C3a")
    for act in (
        lambda: assess.record_answer(ctx, case_id, "C3a", "yes"),
        lambda: assess.explain(ctx, case_id, "C3a", "Because."),
        lambda: assess.flag(ctx, case_id, "C3a", True),
        lambda: past_versions.bring_back(ctx, case_id, f"answer:{case_id}/C3a", history[0].digest),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "question-ended"
    both = (*NOTE.links, EvidenceLink("C3b", "gap"))
    assess.save_evidence(ctx, case_id, Evidence(NOTE.text, "oasys", NOTE.dated_on, both), note_id)
    with pytest.raises(Refused) as refused:
        assess.save_evidence(ctx, case_id, NOTE)
    assert refused.value.code == "question-not-in-pack"
    assert out.receive(out.lead, out.send(ctx, out.lead)).quarantined == 0


def test_a_finished_case_stays_under_its_version_until_it_is_reopened(out: Team) -> None:
    ctx = out.inspectors[0]
    case_id = out.case_id(ctx)
    finish(ctx, case_id)
    change(out)
    pass_on(out, ctx)
    opened = assess.open_case(ctx, case_id)
    assert (opened.pack.version, opened.flow.missing) == ("1.0.0", ())
    assert opened.finished_under == "1.0.0"
    assert assess.open_case(ctx, case_id).moved is None
    assess.reopen(ctx, case_id, "The new version asks more.")
    again = assess.open_case(ctx, case_id)
    assert (again.pack.version, again.flow.missing) == ("2.0.0", OPENED)
    moved = assess.open_case(ctx, case_id).moved
    assert moved is not None
    assert len(moved.ended) == 5
    for ref in OPENED:
        assess.record_answer(ctx, case_id, ref, "yes")
    assess.sign_off(ctx, case_id)
    assert assess.open_case(ctx, case_id).finished_under == ""
    assert projections.matches_rebuild(ctx.store)


def test_work_done_late_under_the_old_version_is_taken_as_what_it_is(out: Team) -> None:
    early, late = out.inspectors
    change(out)
    pass_on(out, early)
    finish(early, out.case_id(early))
    finish(late, out.case_id(late))
    begin(late, out.case_id(late, 1))
    for ctx in (late, early):
        assert out.receive(out.lead, out.send(ctx, out.lead)).quarantined == 0
    lead = out.lead
    versions = [assess.open_case(lead, out.case_id(ctx)).pack.version for ctx in (early, late)]
    assert versions == ["2.0.0", "1.0.0"]
    assert projections.matches_rebuild(lead.store)
    tallies = {one.tally.ref: one.tally.yes for one in projections.tally(lead.store)}
    assert (tallies["C1"], tallies["C1a"], tallies["C2a"], tallies["C2y"], tallies["C3a"]) == (2, 2, 1, 1, 1)
    moved = assess.open_case(lead, out.case_id(late, 1)).moved
    assert moved is not None
    assert len(moved.ended) == 4


def test_only_those_who_lead_bring_a_version_in_and_only_the_next_one(out: Team) -> None:
    file = write_next(out.folder)
    with pytest.raises(Refused) as refused:
        bring_in(out.inspectors[0], file)
    assert refused.value.code == "role-not-allowed"
    bring_in(out.lead, file)
    with pytest.raises(Refused) as refused:
        plan_change(out.lead, file)
    assert refused.value.code == "pack-change-predecessor"
    second = out.lead.inspection().pack
    with pytest.raises(Refused) as refused:
        plan_change(out.lead, write_next(out.folder, one_more(second, "3.0.0", "C3a")))
    assert refused.value.code == "pack-change-ref-reused"
    assert plan_change(out.lead, write_next(out.folder, one_more(second, "3.0.0", "C4o"))).number("new") == 1


def test_a_version_that_is_named_before_it_came_is_waited_for(out: Team) -> None:
    ctx, other = out.inspectors
    begin(ctx, out.case_id(ctx))
    change(out)
    pass_on(out, other)
    digest = other.inspection().pack.digest
    assert out.receive(ctx, out.send(other, ctx)).quarantined == 0
    assert keepsakes.pack(ctx.store, digest) is None
    assert ctx.inspection().value.pack.version == "2.0.0"
    assert (ctx.inspection().pack.version, ctx.pack_in_force().version) == ("1.0.0", "1.0.0")
    assess.record_answer(ctx, out.case_id(ctx), "C3a", "yes")
    assert projections.matches_rebuild(ctx.store)
    pass_on(out, ctx)
    assert ctx.inspection().pack.version == "2.0.0"
    assert projections.matches_rebuild(ctx.store)


def test_results_pool_what_means_the_same_and_say_so(out: Team) -> None:
    early, late = out.inspectors
    change(out)
    pass_on(out, early)
    finish(early, out.case_id(early))
    for index in (0, 1):
        finish(late, out.case_id(late, index))
    for ctx in (early, late):
        out.receive(out.lead, out.send(ctx, out.lead))
    found = results(out.lead)
    table = found.tables[0]
    assert [(one.pack.version, one.cases) for one in found.versions] == [("2.0.0", 1), ("1.0.0", 2)]
    assert table.cases == 3
    asked = {row.asked.ref: (row.whole.result.n, row.asked.since, row.asked.until) for row in table.rows}
    assert asked["C1"] == (3, "", "")
    assert asked["C1a"] == (3, "", "")
    assert asked["C2y"] == (1, "2.0.0", "")
    assert asked["C2a"] == (2, "", "1.0.0")
    order = [row.asked.ref for row in table.rows]
    assert order.index("C2") < order.index("C2a") < order.index("C3")
    assert found.to_json()["versions"] == [{"version": "2.0.0", "cases": 1}, {"version": "1.0.0", "cases": 2}]


def test_outputs_say_which_questions_were_asked_of_which_cases(out: Team) -> None:
    early, late = out.inspectors
    finish(early, out.case_id(early))
    change(out)
    pass_on(out, late)
    finish(late, out.case_id(late))
    for ctx in (early, late):
        out.receive(out.lead, out.send(ctx, out.lead))
    sources = read_sources(out.lead, out.lead.now())
    model, _ = build_model(out.lead, sources, "team")
    lines = {line.ref: line for line in model.questions}
    assert lines["C2a"].text.endswith("(asked until version 1.0.0)")
    assert lines["C2y"].text.endswith("(asked from version 2.0.0)")
    assert [lines[ref].share.n for ref in ("C1", "C2a", "C2y") if lines[ref].share] == [2, 1, 1]
    said = next(one for one in model.limitations if one.code == "versions")
    assert "one case under version 1.0.0 and one case under version 2.0.0" in said.rest
    again = recount(out.lead, Progress())
    stored = {one.tally.ref: one.tally for one in projections.tally(out.lead.store)}
    assert stored == again.tallies
