"""The practice case: everything works on it, and nothing of it ever leaves, counts or stays."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hmip_desktop.domain.assessment import Evidence, EvidenceLink
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import reader
from hmip_desktop.services import assess, case_search, drafting, merge_knowledge, practice, sending
from hmip_desktop.services import sitting as sittings
from hmip_desktop.services.inspection import show_inspection
from hmip_desktop.store import projections
from hmip_desktop.store import revisions as journal
from tests.people import Clock, Team, finish, make_team, person

WORD = "quetzalcoatl"


def _note(ref: str = "C1") -> Evidence:
    return Evidence(f"Said {WORD} twice.", "other", "2026-11-09", (EvidenceLink(ref, "supports"),))


def test_a_practice_case_is_worked_on_to_the_end(team: Team) -> None:
    team.give_out()
    ctx = team.inspectors[0]
    case_id = practice.begin(ctx)
    assert practice.is_practice(case_id) and practice.begin(ctx) == case_id
    finish(practice.sitting(ctx), case_id)
    assert practice.sitting(ctx).case(case_id).is_signed_off
    held = practice.find(ctx)
    assert held is not None and held.answered == held.total > 0


def test_it_is_on_no_list_and_in_no_number(team: Team) -> None:
    team.give_out()
    ctx = team.inspectors[0]
    before = sittings.overview(ctx, lambda code, _: code)
    counts = show_inspection(ctx).to_json()
    finish(practice.sitting(ctx), practice.begin(ctx))
    after = sittings.overview(ctx, lambda code, _: code)
    assert [case.case_ref for case in after.cases] == [case.case_ref for case in before.cases]
    assert after.changed_since == before.changed_since == 0
    assert [one.item.case_id for one in case_search.find_cases(ctx)] == [case.case_id for case in before.cases]
    assert {**show_inspection(ctx).to_json(), "practice": 0} == {**counts, "practice": 0}
    assert not list(projections.counted_cases(ctx.store))


def test_every_role_may_practise_before_there_is_an_inspection(tmp_path: Path) -> None:
    for role in ("inspector", "interviewer", "data_team"):
        ctx = person(tmp_path, role, role, Clock())
        case_id = practice.begin(ctx)
        bench = practice.sitting(ctx)
        finish(bench, case_id)
        assert bench.inspection().pack.id == "dipp-2025"
        assert ctx.find_inspection() is None
        ctx.store.close()


def test_thrown_away_its_words_are_gone_and_it_can_be_begun_afresh(team: Team) -> None:
    team.give_out()
    ctx = team.inspectors[0]
    case_id = practice.begin(ctx)
    assess.save_evidence(practice.sitting(ctx), case_id, _note())
    drafting.keep_draft(ctx, f"draft:{case_id}/evidence/C1", case_id, WORD)
    practice.throw_away(ctx, case_id)
    assert practice.find(ctx) is None
    assert drafting.left_over(ctx, case_id) == ()
    held = [one for one in journal.case_history(ctx.store, case_id) if one.value_line is not None]
    assert [one.header.kind for one in held] == ["erased"]
    again = practice.begin(ctx)
    assert again != case_id
    assert practice.sitting(ctx).case(again).evidence == {}


def test_only_a_practice_case_is_thrown_away(team: Team) -> None:
    with pytest.raises(Refused) as refused:
        practice.throw_away(team.lead, "0" * 16)
    assert refused.value.code == "practice-is-kept-apart"


def test_a_throwaway_store_opens_without_anybody_knowing_its_passphrase(tmp_path: Path) -> None:
    ctx = practice.open_throwaway(tmp_path, now=Clock())
    case_id = practice.begin(ctx)
    assess.record_answer(practice.sitting(ctx), case_id, "C1", "yes")
    assert practice.sitting(ctx).case(case_id).answers["C1"].value.answer == "yes"
    ctx.store.close()


def test_there_is_nothing_to_send_of_it(team: Team) -> None:
    team.give_out()
    ctx = team.inspectors[0]
    before = sending.send(ctx, [team.lead.me], team.folder / "packages")[0]
    finish(practice.sitting(ctx), practice.begin(ctx))
    after = sending.send(ctx, [team.lead.me], team.folder / "packages")[0]
    assert (after.revisions, after.cases) == (before.revisions, before.cases)


STEPS = st.lists(st.sampled_from(["practise", "note", "work", "export", "throw", "begin"]), min_size=3, max_size=9)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    made = make_team(tmp_path_factory.mktemp("practice"), inspectors=1, cases=2)
    made.give_out()
    yield made
    made.close()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_export_and_no_merge_ever_carries_practice(shared: Team, steps: list[str]) -> None:
    ctx, lead = shared.inspectors[0], shared.lead
    real = shared.case_id(ctx)
    files = []
    for place, step in enumerate(steps):
        case_id = practice.begin(ctx)
        if step == "practise":
            assess.record_answer(practice.sitting(ctx), case_id, "C1", ("yes", "no")[place % 2])
        elif step == "note":
            assess.save_evidence(practice.sitting(ctx), case_id, _note())
        elif step == "work":
            assess.record_answer(ctx, real, "C2", ("yes", "no")[place % 2])
        elif step == "throw":
            practice.throw_away(ctx, case_id)
        elif step == "export":
            files += [made.package for made in sending.send(ctx, [lead.me], shared.folder / "packages")]
    for file in files:
        opened = reader.open_package(file, merge_knowledge.keys_of(lead))
        assert not any("practice" in name for name in opened.members)
        rows = [gzip.decompress(bytes(data)) for name, data in opened.members.items() if name.endswith(".gz")]
        assert rows and not any(WORD.encode() in data or b"practice-" in data for data in rows)
    if files:
        assert shared.receive(lead, *files).quarantined == 0
    assert projections.case_list(lead.store, practice=True) == []
    assert not [head for head in journal.stream_heads(lead.store) if "practice" in head.stream]
    assert lead.case(real).answers.get("C1") == ctx.case(real).answers.get("C1")
