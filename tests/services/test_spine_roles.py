"""Nobody can be fooled: who may write what, in whose name, under which roster; and nothing settles by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmip_desktop.domain.alert import Alert, Assurance
from hmip_desktop.domain.assessment import AnswerValue, Evidence, Moderation, SignOff
from hmip_desktop.domain.interview import InterviewNote
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Allocation, Declaration, SampleDecision, SetAside
from hmip_desktop.domain.values import Value, moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.seal import SignedDocument
from hmip_desktop.services import (
    alerts,
    allocate,
    assess,
    conflicts,
    inspection,
    interview,
    merge_plan,
    sample,
    sending,
)
from hmip_desktop.services import team as teams
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.store import erasure, ingest, keepsakes, ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write
from tests.people import FIELDWORK, Clock, Team, finish, person, sample_text
from tests.services.test_spine_laws import codes, forge, held, join


@pytest.fixture
def out(team: Team) -> Team:
    team.give_out()
    return team


def append(ctx: Context, text: str, value: Value | None, author: str = "") -> None:
    """Write past every rule of this program, as a changed one could."""
    write = Write(text, value, stamp_of(ctx.inspection().pack))
    journal.append(ctx.store, [write], author=author or ctx.me, now=ctx.now(), entropy=ctx.entropy)


def refusal(call, *arguments, **named) -> str:
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return refused.value.code


@pytest.mark.parametrize("kind", ["decision", "allocation", "moderation", "set-aside"])
def test_an_inspector_cannot_write_what_those_who_lead_write(out: Team, kind: str) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    value, text = {
        "decision": (SampleDecision("excluded", "other", "I say so."), subject("decision", case_id)),
        "allocation": (Allocation(ai.me, ai.me), subject("allocation", case_id)),
        "moderation": (Moderation("yes", "I say so."), subject("moderation", case_id, "C1")),
        "set-aside": (SetAside((), "I say so."), subject("set-aside", "00" * 8)),
    }[kind]
    assert refusal(ai.write, Write(text, value)) == "role-not-allowed"
    append(ai, text, value)
    assess.record_answer(ai, case_id, "C1a", "yes")
    before = projections.current(lead.store, case_id)
    merged = out.receive(lead, out.send(ai, lead))
    if kind == "set-aside":  # what only leads hold is sent to nobody by anybody else
        assert codes(merged) == []
        assert held(lead) & {r.digest for r in journal.case_history(ai.store, "lead")} == set()
    else:
        assert codes(merged) == ["author-not-allowed"]
        assert projections.current(lead.store, case_id) == before


def test_nobody_writes_in_the_leads_name(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    append(ai, subject("decision", out.case_id(ai)), SampleDecision("excluded", "other", "Forged."), lead.me)
    assert codes(out.receive(lead, out.send(ai, lead))) == ["unattested"]
    assert not lead.case(out.case_id(ai)).is_excluded


def test_nobody_goes_on_with_the_stream_of_another_store(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    own = ai.store.installation
    ai.store.installation = lead.store.installation
    append(ai, subject("answer", case_id, "C1a"), AnswerValue("no", "1.0.0"))
    ai.store.installation = own
    before = held(lead)
    lines = journal.lines(ai.store, case_id, {f"{lead.store.installation}/{case_id}": 2})
    forged = forge(out, ai, "work", ((case_id, lines),))
    assert codes(out.receive(lead, forged)) == ["author-of-another-store"]
    assert held(lead) == before
    assess.record_answer(lead, case_id, "C1a", "yes")
    assert audit(lead).sound


def test_nobody_declares_for_somebody_else(out: Team) -> None:
    ai, other, lead = out.inspectors[0], out.inspectors[1], out.lead
    append(ai, subject("declaration", other.me), Declaration(False, "", moment(ai.now())))
    assert codes(out.receive(lead, out.send(ai, lead))) == ["author-not-allowed"]


@pytest.mark.parametrize("kind", ["allocation", "receipt", "guidance"])
def test_an_inspector_sends_no_package_of_those_who_lead(out: Team, kind: str) -> None:
    ai, lead = out.inspectors[0], out.lead
    assert codes(out.receive(lead, forge(out, ai, kind))) == ["package-kind-not-allowed"]
    assert ledger.received(lead.store) == []


def test_a_local_assessor_beside_a_lead_leads_nothing(out: Team, tmp_path: Path) -> None:
    lead, ai = out.lead, out.inspectors[0]
    local = join(out, tmp_path, "LA-01", "local_assessor")
    case_id = out.case_id(ai)
    sending.give(lead, [projections.case_item(lead.store, case_id).case_ref], local.me)
    assert codes(out.receive(local, out.send(lead, local))) == []
    assert refusal(sample.exclude_case, local, case_id, "other", "I say so.") == "role-not-allowed"
    append(local, subject("decision", case_id), SampleDecision("excluded", "other", "I say so."))
    assert codes(out.receive(lead, out.send(local, lead))) == ["author-not-allowed"]
    local.store.close()


def test_an_older_roster_brings_no_revoked_key_back(out: Team, tmp_path: Path) -> None:
    ai, lead = out.inspectors[0], out.lead
    deputy = join(out, tmp_path, "DL-01", "deputy")
    older = out.send(lead, deputy)
    middle = out.send(lead, deputy)
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assess.record_answer(ai, out.case_id(ai), "C1a", "yes")
    teams.revoke(lead, ai.me, 1)
    first = projections.case_list(deputy.store)
    assert first == []
    assert codes(out.receive(deputy, older)) == []
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    assert codes(out.receive(deputy, middle)) == ["package-stale"]
    assert codes(out.receive(deputy, out.send(ai, deputy))) == ["package-revoked"]
    assert codes(out.receive(lead, out.send(ai, lead))) == ["package-revoked"]
    deputy.store.close()


def test_an_answer_in_conflict_is_settled_knowingly_or_not_at_all(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    assess.record_answer(ai, case_id, "C1a", "yes")
    assess.record_answer(lead, case_id, "C1a", "no")
    assert out.receive(lead, out.send(ai, lead)).conflicts == 1
    heads = lead.case(case_id).answers["C1a"].heads
    assert refusal(assess.record_answer, lead, case_id, "C1a", "na") == "na-not-allowed"
    assert refusal(assess.record_answer, lead, case_id, "C1a", "no") == "subject-in-conflict"
    assert refusal(assess.record_answer, lead, case_id, "C1a", "no", parents=heads) == "subject-in-conflict"
    assert refusal(assess.record_page, lead, case_id, {"C1a": "no"}) == "subject-in-conflict"
    # words that were begun before the merge join their own side and settle nothing
    mine = next(h for h in heads if journal.get(lead.store, h).header.author == lead.me)
    assess.record_answer(lead, case_id, "C1a", None, parents=(mine,))
    (found,) = conflicts.list_conflicts(lead)
    assert {side.text for side in found.sides} == {"Yes", "not answered"}
    conflicts.resolve(lead, found.conflict.id, "A", "Read again.")
    assert conflicts.list_conflicts(lead) == ()


def test_an_alert_told_and_received_apart_loses_neither(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    alert = Alert("others", "A threat.", "A child.", "Serious.", "Tonight.", "Known.", moment(ai.now()))
    alert_id, _ = alerts.raise_alert(ai, case_id, alert)
    assert codes(out.receive(lead, out.send(ai, lead, only_alerts=True))) == []
    alerts.acknowledge(lead, case_id, alert_id)
    alerts.record_told(ai, case_id, alert_id, "The police.")
    assert out.receive(lead, out.send(ai, lead, only_alerts=True)).conflicts == 0
    alerts.seek_assurance(lead, case_id, alert_id, Assurance("Say what was done.", "The region."))
    assert conflicts.list_conflicts(lead) == ()
    (row,) = alerts.register(lead)
    assert [one.who for one in row.alert.value.told] == ["The police."]
    assert row.alert.value.received_at and row.alert.value.state == "assurance"


@pytest.mark.parametrize("about", ["decision", "signoff"])
def test_while_two_disagree_about_a_case_it_does_not_count(out: Team, about: str) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    finish(ai, case_id)
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert projections.accounting(lead.store).counted == 1
    values: tuple[Value, Value] = (SignOff(True, "A", moment(lead.now())), SignOff(False, "B", moment(lead.now()), "x"))
    if about == "decision":
        values = (SampleDecision("excluded", "other", "One says."), SampleDecision("included", "other", "One says."))
    head = projections.current(lead.store, case_id).get(f"{about}:{case_id}")
    for value in values:
        parents = head.heads if head else ()
        lead.write(Write(subject(about, case_id), value, None, parents))
    assert projections.accounting(lead.store).counted == 0
    assert projections.accounting(lead.store).adds_up
    assert audit(lead).sound
    (found,) = conflicts.list_conflicts(lead)
    keep = values[0] if about == "signoff" else values[1]
    side = next(s for s in found.sides if s.side.value == keep)
    conflicts.resolve(lead, found.conflict.id, side.letter, "Agreed.")
    assert projections.accounting(lead.store).counted == 1
    assert audit(lead).sound


def test_a_case_counts_once_whatever_is_done_to_the_list(out: Team, tmp_path: Path) -> None:
    ai, other, lead = out.inspectors[0], out.inspectors[1], out.lead
    case_id = out.case_id(ai)
    finish(ai, case_id)
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    ref = projections.case_item(lead.store, case_id).case_ref
    file = tmp_path / "second.csv"
    file.write_text(f"case_ref,inspector,interviewer,second_of\r\n{ref},{other.identity.name},,{ref}\r\n")
    allocate.allocate(lead, file)
    assert codes(out.receive(other, out.send(lead, other))) == []
    (second,) = [i for i in projections.case_list(other.store, inspector=other.me) if i.second]
    finish(other, second.case_id, "no")
    again = tmp_path / "again.csv"
    again.write_text(sample_text(6, [ctx.identity.name for ctx in out.inspectors]), encoding="utf-8")
    assert sample.import_sample(lead, again).imported == 0
    assert codes(out.receive(lead, out.send(other, lead))) == []
    found = projections.accounting(lead.store)
    assert (found.listed, found.counted, found.second_assessments, found.adds_up) == (6, 1, 1, True)
    facts = lead.case(out.case_id(other)).imported
    spare = lead.case(case_id).imported
    assert refusal(sample.exclude_case, lead, out.case_id(other), "other", "Gone.", spare) == "substitute-on-list"
    assert refusal(sample.exclude_case, lead, out.case_id(other), "other", "Gone.", facts) == "substitute-on-list"


def test_lead_and_deputy_who_import_the_same_list_have_one_list(tmp_path: Path) -> None:
    clock = Clock()
    lead, deputy = person(tmp_path, "LI-01", "lead", clock), person(tmp_path, "DL-01", "deputy", clock)
    teams.trust(lead, teams.save_card(deputy, tmp_path / "d.card"), deputy.me)
    teams.trust(deputy, teams.save_card(lead, tmp_path / "l.card"), lead.me)
    new = inspection.NewInspection("Test", "Westmarch", FIELDWORK, "dipp-2025", made_up=True)
    inspection.create_inspection(lead, new)
    both = Team(tmp_path, lead, [deputy])
    assert codes(both.receive(deputy, both.send(lead, deputy))) == []
    file = tmp_path / "sample.csv"
    file.write_text(sample_text(4, [""]), encoding="utf-8")
    for ctx in (lead, deputy):
        sample.import_sample(ctx, file)
    assert codes(both.receive(lead, both.send(deputy, lead))) == []
    assert projections.accounting(lead.store).listed == 4
    assert [c.conflict.subject.partition(":")[0] for c in conflicts.list_conflicts(lead)] == ["sample"]
    both.close()


def test_people_of_a_self_assessment_share_their_work(tmp_path: Path) -> None:
    clock = Clock()
    first, second = (person(tmp_path, f"LA-{n:02}", "local_assessor", clock) for n in (1, 2))
    teams.trust(first, teams.save_card(second, tmp_path / "b.card"), second.me)
    teams.trust(second, teams.save_card(first, tmp_path / "a.card"), first.me)
    new = inspection.NewInspection("Own", "Westmarch", FIELDWORK, "dipp-2025", self_assessment=True)
    inspection.create_inspection(first, new)
    file = tmp_path / "sample.csv"
    file.write_text(sample_text(4, ["LA-01", "LA-02"]), encoding="utf-8")
    sample.import_sample(first, file)
    both = Team(tmp_path, first, [second])
    sample.override_warning(first, "few-in-pdu", "There are no more.")
    for answer in ("yes", "no"):
        assert codes(both.receive(second, both.send(first, second))) == []
        assess.record_answer(second, both.case_id(second), "C1a", answer)
        assert codes(both.receive(first, both.send(second, first))) == []
        assert first.case(both.case_id(second)).answers["C1a"].value.answer == answer
    assert codes(both.receive(second, both.send(first, second))) == []
    assert both.case_id(second) not in journal.uncovered(second.store, ledger.covered(second.store, first.me))
    both.close()


def test_set_aside_and_back_keeps_heads_and_receipts_right(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    assess.record_answer(ai, case_id, "C1a", "yes")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    (package,) = ledger.received(lead.store)
    who = {"author": lead.me, "now": lead.now(), "entropy": lead.entropy}
    ingest.set_aside(lead.store, [package.package_id], reason="Wrong file.", **who)
    assert lead.case(case_id).answers == {}
    assert audit(lead).sound
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assert case_id in journal.uncovered(ai.store, ledger.covered(ai.store, lead.me))
    assess.record_answer(lead, case_id, "C1a", "no")
    ingest.bring_back(lead.store, [package.package_id], reason="It was right.", **who)
    assert len(lead.case(case_id).answers["C1a"].heads) == 2
    assert audit(lead).sound
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assert case_id not in journal.uncovered(ai.store, ledger.covered(ai.store, lead.me))


def test_planning_writes_nothing_at_all(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    finish(ai, out.case_id(ai))
    package = out.send(ai, lead)
    lead.store.checkpoint()
    before = {f.name: f.read_bytes() for f in lead.store.folder.iterdir() if f.name in ("store.db", "store.db-wal")}
    assert merge_plan.plan(lead, [package]).packages[0].new > 0
    assert {f.name: f.read_bytes() for f in lead.store.folder.iterdir() if f.name in before} == before


def test_a_forwarder_cannot_take_the_words_out_of_what_others_wrote(out: Team, tmp_path: Path) -> None:
    ai, lead = out.inspectors[0], out.lead
    talker = join(out, tmp_path, "IV-01", "interviewer")
    case_id = out.case_id(ai)
    ref = projections.case_item(lead.store, case_id).case_ref
    file = tmp_path / "allocation.csv"
    file.write_text(f"case_ref,inspector,interviewer,second_of\r\n{ref},{ai.identity.name},IV-01,\r\n")
    allocate.allocate(lead, file)
    for ctx in (talker, ai):
        assert codes(out.receive(ctx, out.send(lead, ctx))) == []
    interview.save_note(talker, case_id, InterviewNote("Heard this.", moment(talker.now()), 60))
    assert codes(out.receive(ai, out.send(talker, ai))) == []
    notes = b'"subject":"note:'
    lines = ((h, None if notes in h else v) for h, v in journal.lines(ai.store, case_id, {}))
    heads = tuple(SignedDocument(k.signed.document, k.signed.signature) for k in keepsakes.heads(ai.store))
    assert codes(out.receive(lead, forge(out, ai, "work", ((case_id, lines),), forwarded=heads))) == [
        "row-words-missing"
    ]
    assert codes(out.receive(lead, out.send(talker, lead))) == []
    assert [held.value.text for held in lead.case(case_id).notes.values()] == ["Heard this."]
    talker.store.close()


def test_what_its_author_erased_arrives_without_its_words(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    note, _ = assess.save_evidence(ai, case_id, Evidence("Wrong person.", "oasys"))
    (digest,) = ai.case(case_id).evidence[note].heads
    erasure.erase(ai.store, case_id, [digest], ground="Wrong case.", author=ai.me, now=ai.now(), entropy=ai.entropy)
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert audit(lead).sound
    assert audit(lead).erased == 1
