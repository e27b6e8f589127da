"""The lead asks about an answer, the assessor replies, and both see the whole thread, whatever crossed on the way."""

from __future__ import annotations

import itertools

import pytest

from hmip_desktop.errors import Refused
from hmip_desktop.services import queries
from hmip_desktop.store import projections
from tests.people import Team, finish

ASKED = "Which contact do you mean?"


@pytest.fixture
def asked(team: Team) -> tuple[str, str]:
    """A query on the first case of the first inspector, sent and merged; ids of case and query."""
    team.give_out()
    ctx = team.inspectors[0]
    case_id = team.case_id(ctx)
    finish(ctx, case_id)
    team.receive(team.lead, team.send(ctx, team.lead))
    query_id, _ = queries.ask(team.lead, case_id, "C1", ASKED)
    team.receive(ctx, team.send(team.lead, ctx))
    return case_id, query_id


def _kinds(ctx, case_id: str, query_id: str) -> list[tuple[str, str]]:
    return [(turn.kind, turn.text) for turn in queries.thread(ctx, case_id, query_id)]


def test_a_query_goes_there_and_back_and_is_closed(team, asked) -> None:
    case_id, query_id = asked
    lead, ctx = team.lead, team.inspectors[0]
    assert queries.open_by_case(ctx) == {case_id: 1}
    queries.answer(ctx, case_id, query_id, "The visit of 12 May.")
    assert queries.open_by_case(ctx) == {}
    team.receive(lead, team.send(ctx, lead))
    assert queries.waiting_for_lead(lead) == 1
    queries.ask_further(lead, case_id, query_id, "Who was there?")
    team.receive(ctx, team.send(lead, ctx))
    queries.answer(ctx, case_id, query_id, "The practitioner and a police officer.")
    team.receive(lead, team.send(ctx, lead))
    queries.close(lead, case_id, query_id)
    team.receive(ctx, team.send(lead, ctx))
    expected = [
        ("question", ASKED), ("reply", "The visit of 12 May."), ("question", "Who was there?"),
        ("reply", "The practitioner and a police officer."), ("closed", ""),
    ]  # fmt: skip
    assert _kinds(lead, case_id, query_id) == _kinds(ctx, case_id, query_id) == expected
    names = [turn.name for turn in queries.thread(ctx, case_id, query_id)]
    assert names == ["LI-01", "AI-01", "LI-01", "AI-01", "LI-01"]


def test_a_signed_off_case_stays_signed_off_and_counts_while_it_is_answered(team, asked) -> None:
    case_id, query_id = asked
    ctx = team.inspectors[0]
    before = ctx.case(case_id).signoff
    queries.answer(ctx, case_id, query_id, "As the plan says.")
    team.receive(team.lead, team.send(ctx, team.lead))
    for store in (ctx, team.lead):
        record = store.case(case_id)
        assert record.is_signed_off and record.signoff == before
    item = projections.case_item(team.lead.store, case_id)
    assert item is not None and item.counted


def test_steps_that_cross_stay_in_the_thread_and_the_next_one_settles_them(team, asked) -> None:
    case_id, query_id = asked
    lead, ctx = team.lead, team.inspectors[0]
    queries.close(lead, case_id, query_id, "Told by telephone.")
    queries.answer(ctx, case_id, query_id, "The visit of 12 May.")
    team.receive(lead, team.send(ctx, lead))
    line = queries.list_queries(lead)[0]
    assert line.conflicting
    assert {kind for kind, _ in _kinds(lead, case_id, query_id)} == {"question", "reply", "closed"}
    queries.close(lead, case_id, query_id, "Both say the same.")
    assert projections.disputed(lead.store) == {}
    assert _kinds(lead, case_id, query_id)[-1] == ("closed", "Both say the same.")
    assert len(queries.thread(lead, case_id, query_id)) == 4


def test_what_waits_to_be_sent_is_told_for_both_sides(team) -> None:
    team.give_out()
    lead, ctx = team.lead, team.inspectors[0]
    case_id = team.case_id(ctx)
    query_id, _ = queries.ask(lead, case_id, "C2", ASKED)
    assert queries.to_send(lead) == ((ctx.me, "AI-01", 1),)
    team.receive(ctx, team.send(lead, ctx))
    assert queries.to_send(lead) == ()
    assert not queries.list_queries(lead)[0].to_send
    queries.answer(ctx, case_id, query_id, "Yes.")
    assert queries.list_queries(ctx)[0].to_send
    team.send(ctx, lead)
    assert not queries.list_queries(ctx)[0].to_send


def test_lists_put_first_what_waits_for_the_reader(team, asked) -> None:
    case_id, first = asked
    lead, ctx = team.lead, team.inspectors[0]
    queries.ask(lead, case_id, "C2", "And here?")
    queries.answer(ctx, case_id, first, "Yes.")
    team.receive(ctx, team.send(lead, ctx))
    team.receive(lead, team.send(ctx, lead))
    assert [line.state for line in queries.list_queries(lead)] == ["answered", "open"]
    assert [line.state for line in queries.list_queries(ctx)] == ["open", "answered"]
    assert [line.ref for line in queries.list_queries(ctx, "open")] == ["C2"]
    assert queries.list_queries(ctx)[0].signed_off


def _refused(act, *args: str) -> str:
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value.code


def test_only_those_who_lead_ask_and_close(team, asked) -> None:
    case_id, query_id = asked
    ctx = team.inspectors[0]
    acts = (
        (queries.ask, case_id, "C1", "Why?"), (queries.ask_further, case_id, query_id, "Why?"),
        (queries.close, case_id, query_id),
    )  # fmt: skip
    for act, *args in acts:
        assert _refused(act, ctx, *args) == "query-not-yours-to-ask"


def test_what_cannot_be_asked_or_said_is_refused(team, asked) -> None:
    case_id, query_id = asked
    lead, ctx = team.lead, team.inspectors[0]
    assert _refused(queries.ask, lead, case_id, "C1", "  ") == "query-empty"
    assert _refused(queries.ask, lead, case_id, "C1", "x" * 1001) == "query-too-long"
    assert _refused(queries.ask, lead, case_id, "Z9", "Why?") == "question-not-in-pack"
    assert _refused(queries.ask, lead, "0" * 16, "C1", "Why?") == "case-unknown"
    assert _refused(queries.close, lead, case_id, query_id) == "query-needs-words"
    assert _refused(queries.answer, ctx, case_id, "f" * 16, "Yes") == "query-unknown"
    queries.close(lead, case_id, query_id, "By telephone.")
    assert _refused(queries.answer, lead, case_id, query_id, "Yes") == "query-closed"


def test_a_set_aside_step_is_no_part_of_the_thread(team, asked) -> None:
    from hmip_desktop.services import merge_undo

    case_id, query_id = asked
    lead, ctx = team.lead, team.inspectors[0]
    queries.answer(ctx, case_id, query_id, "The visit of 12 May.")
    team.receive(lead, team.send(ctx, lead))
    merge_undo.undo_merge(lead, "Wrong file")
    assert _kinds(lead, case_id, query_id) == [("question", ASKED)]


def test_whatever_order_packages_come_in_both_threads_are_the_same(team, asked) -> None:
    case_id, query_id = asked
    lead, ctx = team.lead, team.inspectors[0]
    files = []
    for words in ("One.", "Two.", "Three."):
        queries.answer(ctx, case_id, query_id, words)
        files.append(team.send(ctx, lead))
    for order in itertools.islice(itertools.permutations(files), 2, 3):
        for file in order:
            team.receive(lead, file)
    assert _kinds(lead, case_id, query_id) == _kinds(ctx, case_id, query_id)
