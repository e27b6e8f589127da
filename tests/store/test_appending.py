"""Writing revisions: chains, heads, what writes nothing, and what the list says afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import pytest

from hmip_desktop.domain.alert import Alert
from hmip_desktop.domain.assessment import AnswerValue, DataValue, Evidence, Moderation, RouteUse
from hmip_desktop.domain.interview import Interview
from hmip_desktop.domain.revisions import Revision
from hmip_desktop.domain.sample import Allocation, CheckOverride, Declaration, Fact, Inspection, SampleDecision
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.store import caselist, keepsakes, projections, revisions
from hmip_desktop.store.revisions import Write
from tests.store.desk import LEAD, Desk, asked, case, facts, pack, stamp


def test_a_stream_counts_without_gap_and_names_what_came_before(desk: Desk) -> None:
    made = [desk.answer(1, ref, "yes") for ref in asked()[:5]]
    stream = f"{desk.store.installation}/{case(1)}"
    held = sorted(revisions.case_history(desk.store, case(1)), key=lambda one: one.header.counter)
    assert [one.header.counter for one in held] == list(range(1, len(held) + 1))
    assert {one.header.stream for one in held} == {stream}
    assert [one.header.prev for one in held] == [None, *(one.digest for one in held[:-1])]
    assert held[-5:] == made


def test_lines_are_stored_as_they_were_hashed(desk: Desk) -> None:
    made = desk.answer(1, "C1", "yes")
    header, value = list(revisions.lines(desk.store, case(1), {}))[-1]
    assert hashlib.sha256(header).hexdigest() == made.digest
    assert value is not None
    assert hashlib.sha256(value).hexdigest() == json.loads(header)["commit"]
    assert json.dumps(json.loads(header), sort_keys=True, separators=(",", ":")).encode() == header


def test_an_unchanged_value_writes_nothing(desk: Desk) -> None:
    desk.answer(1, "C1", "yes")
    before = revisions.stream_heads(desk.store)
    assert desk.write(Write(f"answer:{case(1)}/C1", AnswerValue("yes", "1.0"), stamp())) == ()
    assert desk.write(Write(f"answer:{case(1)}/C2", None, stamp())) == ()
    assert revisions.stream_heads(desk.store) == before


def test_an_edit_names_the_head_and_a_stale_edit_makes_a_conflict(desk: Desk) -> None:
    first = desk.answer(1, "C1", "yes")
    second = desk.answer(1, "C1", "no")
    assert second.header.parents == (first.digest,)
    third = desk.answer(1, "C1", "na", parents=(first.digest,))
    current = projections.current(desk.store, case(1))[f"answer:{case(1)}/C1"]
    assert current.conflicting
    assert current.heads == tuple(sorted((second.digest, third.digest)))
    (conflict,) = projections.conflicts(desk.store)
    assert conflict.base is not None
    assert conflict.base.digest == first.digest
    assert conflict.case_ref == "26-401"
    assert {side.digest for side in conflict.heads} == {second.digest, third.digest}
    assert caselist.case_list(desk.store, state="in-conflict")[0].conflicts == 1


def test_a_resolution_names_all_heads_and_settles(desk: Desk) -> None:
    first = desk.answer(1, "C1", "yes")
    desk.answer(1, "C1", "no")
    desk.answer(1, "C1", "na", parents=(first.digest,))
    settled = desk.answer(1, "C1", "no")
    assert len(settled.header.parents) == 2
    assert projections.conflicts(desk.store) == []
    assert projections.matches_rebuild(desk.store)
    assert next(one.digest for one in revisions.history(desk.store, f"answer:{case(1)}/C1")) == first.digest


def test_the_same_change_from_an_old_page_adds_nothing(desk: Desk) -> None:
    first = desk.answer(1, "C1", "yes")
    desk.answer(1, "C1", "no")
    assert desk.write(Write(f"answer:{case(1)}/C1", AnswerValue("no", "1.0"), stamp(), (first.digest,))) == ()
    assert projections.current(desk.store, case(1))[f"answer:{case(1)}/C1"].value == AnswerValue("no", "1.0")


@pytest.mark.parametrize("parent", ["0" * 64, "other"])
def test_a_parent_of_another_subject_is_refused(desk: Desk, parent: str) -> None:
    named = desk.answer(1, "C2", "yes").digest if parent == "other" else parent
    before = revisions.stream_heads(desk.store)
    with pytest.raises(Refused, match="parent-unknown"):
        desk.answer(1, "C1", "no", parents=(named,))
    assert revisions.stream_heads(desk.store) == before


def test_a_withdrawn_value_is_a_tombstone(desk: Desk) -> None:
    note = f"evidence:{case(1)}/{case(77)}"
    desk.put(note, Evidence("Seen in the record", "ndelius"))
    gone = desk.put(note, None)
    assert gone.value() is None
    assert gone.value_line is not None
    assert projections.current(desk.store, case(1), ("evidence",))[note].value is None
    assert len(revisions.history(desk.store, note)) == 2


def test_kinds_go_to_their_streams(desk: Desk) -> None:
    declared = desk.put(f"declaration:{LEAD}", Declaration(False, "", moment(desk.now())))
    accepted = desk.put("override:pdu-size", CheckOverride("pdu-size", "agreed"))
    practice = desk.put("case:practice-00c0ffee", facts(9))
    assert declared.header.stream == f"{desk.store.installation}/-"
    assert accepted.header.stream == f"{desk.store.installation}/lead"
    assert practice.header.stream == f"{desk.store.installation}/practice-00c0ffee"
    found = projections.current_inspection(desk.store)
    assert {f"declaration:{LEAD}", "override:pdu-size"} <= set(found)
    assert "practice-00c0ffee" not in revisions.uncovered(desk.store, {})
    assert revisions.uncovered(desk.store, {})["lead"] == 1


def test_lines_after_what_a_receipt_covers(desk: Desk) -> None:
    stream = f"{desk.store.installation}/{case(1)}"
    desk.answer(1, "C1", "yes")
    held = list(revisions.lines(desk.store, case(1), {}))
    assert list(revisions.lines(desk.store, case(1), {stream: 2})) == held[2:]
    assert revisions.uncovered(desk.store, {stream: 2})[case(1)] == len(held) - 2
    assert case(1) not in revisions.uncovered(desk.store, {stream: len(held)})


def test_an_installation_number_is_never_used_again(desk: Desk) -> None:
    before = desk.store.installation
    desk.answer(1, "C1", "yes")
    old = revisions.stream_heads(desk.store, own=True)
    made = revisions.start_installation(
        desk.store, ground="old-copy-accepted", author=LEAD, now=desk.now(), entropy=desk.entropy
    )
    assert desk.store.installation != before
    value = made.value()
    assert getattr(value, "continues", None) == tuple((h.stream, h.counter, h.digest) for h in old)
    again = desk.answer(1, "C1", "no")
    assert again.header.stream == f"{desk.store.installation}/{case(1)}"
    assert again.header.counter == 1
    assert projections.conflicts(desk.store) == []
    assert {h.stream.split("/")[0] for h in revisions.stream_heads(desk.store, own=True)} == {
        before, desk.store.installation
    }  # fmt: skip


def test_the_list_counts_answers_as_they_are_given(desk: Desk) -> None:
    refs = asked()
    item = caselist.case_item(desk.store, case(1))
    assert item is not None
    assert (item.answered, item.route) == (0, "core")
    assert item.total >= len(refs)
    for done, ref in enumerate(refs, 1):
        desk.answer(1, ref, "yes")
        assert _item(desk).answered == done
    desk.answer(1, refs[0], None)
    assert _item(desk).answered == len(refs) - 1
    assert projections.matches_rebuild(desk.store)


def test_data_questions_and_routes_are_counted_by_the_flow(desk: Desk) -> None:
    question = next(d for d in pack().data_questions if d.required and not d.when and d.route in ("", "core"))
    before = _item(desk)
    desk.put(f"data:{case(1)}/{question.ref}", DataValue((question.options[0].id,) if question.options else ("1",)))
    assert _item(desk).answered == before.answered + 1
    desk.put(f"route:{case(1)}", RouteUse("core", "adjusted", "no-measure", None, "agreed"))
    adjusted = _item(desk)
    assert adjusted.route == "adjusted"
    desk.answer(1, "A1", "yes")
    desk.answer(1, "C1", "yes")
    assert _item(desk).answered == adjusted.answered + 1
    assert projections.matches_rebuild(desk.store)


def test_the_list_follows_the_case(desk: Desk) -> None:
    desk.put(f"allocation:{case(1)}", Allocation("3" * 30, "4" * 30))
    desk.put(f"fact:{case(1)}/pdu", Fact("Kingsreach East"))
    desk.put(f"interview:{case(1)}", Interview("nobody", file_read=True))
    desk.put(f"decision:{case(2)}", SampleDecision("excluded", "transferred", "moved away"))
    alert = Alert("others", "what", "who", "yes", "yes", "yes", moment(desk.now()))
    desk.put(f"alert:{case(1)}/{case(88)}", alert)
    signed = desk.sign(1)
    item = _item(desk)
    assert (item.inspector, item.interviewer, item.pdu) == ("3" * 30, "4" * 30, "Kingsreach East")
    assert (item.interviewed, item.file_read, item.alerts, item.alerts_open) == ("nobody", True, 1, 1)
    assert item.signed_off_at
    assert item.changed_at == signed.header.at
    excluded = caselist.case_item(desk.store, case(2))
    assert excluded is not None
    assert (excluded.excluded, excluded.excluded_reason) == (True, "transferred")
    desk.sign(1, signed=False)
    assert _item(desk).signed_off_at == ""
    assert projections.matches_rebuild(desk.store)


def test_a_correction_that_does_not_fit_hides_nothing(desk: Desk) -> None:
    desk.put(f"fact:{case(1)}/rosh", Fact("enormous"))
    assert _item(desk).rosh == "high"
    assert projections.matches_rebuild(desk.store)


def test_a_pack_that_comes_later_counts_the_cases(desks: Callable[..., Desk]) -> None:
    desk = desks("later")
    desk.put("inspection:00000000000000ff", Inspection("Week", "North", "N-26", "2026-11-09", stamp()))
    desk.put(f"case:{case(1)}", facts(1))
    desk.answer(1, "C1", "yes")
    assert (_item(desk).answered, _item(desk).total) == (1, 0)
    keepsakes.keep_pack(desk.store, pack())
    assert _item(desk).total > 20
    assert projections.matches_rebuild(desk.store)


def test_many_changes_are_one_step(desk: Desk) -> None:
    value = AnswerValue("yes", "1.0")
    good = Write(f"answer:{case(1)}/C1", value, stamp())
    bad = Write(f"answer:{case(1)}/C2", value, stamp(), ("0" * 64,))
    before = revisions.stream_heads(desk.store)
    with pytest.raises(Refused, match="parent-unknown"):
        desk.write(good, bad)
    assert revisions.stream_heads(desk.store) == before
    assert _item(desk).answered == 0


def test_get_finds_a_revision_by_its_digest(desk: Desk) -> None:
    made = desk.answer(1, "C1", "yes")
    found = revisions.get(desk.store, made.digest)
    assert isinstance(found, Revision)
    assert found == made
    assert revisions.get(desk.store, "0" * 64) is None


def test_moderation_counts_instead_and_both_totals_are_had(desk: Desk) -> None:
    desk.answer_all(1)
    desk.sign(1)
    desk.put(f"moderation:{case(1)}/C1", Moderation("no", "agreed by the panel"))
    (after,) = projections.tally(desk.store, refs=["C1"])
    (before,) = projections.tally(desk.store, refs=["C1"], original=True)
    assert (after.tally.yes, after.tally.no) == (0, 1)
    assert (before.tally.yes, before.tally.no) == (1, 0)
    row = next(r for r in projections.answers(desk.store) if r.tidy.question == "C1")
    assert (row.tidy.answer, row.original, row.moderated) == ("no", "yes", True)
    assert projections.matches_rebuild(desk.store)


def _item(desk: Desk) -> caselist.CaseItem:
    item = caselist.case_item(desk.store, case(1))
    assert item is not None
    return item
