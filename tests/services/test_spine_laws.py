"""No word is lost between stores: crashes, lost packages, held cases, restored stores, cases that move on."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmip_desktop.domain.alert import Alert
from hmip_desktop.domain.assessment import AnswerValue, Evidence
from hmip_desktop.domain.interview import InterviewNote
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.services import alerts, allocate, assess, exporting, interview, sending
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.services.team import save_card, trust
from hmip_desktop.store import backup, ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.keepsakes import cards
from hmip_desktop.store.revisions import Write
from tests.people import PASSPHRASE, Clock, Team, finish, person


def held(ctx: Context) -> set[str]:
    """Digests of everything that a store holds."""
    cases = [item.case_id for item in projections.case_list(ctx.store)] + ["-", "lead"]
    return {r.digest for case_id in cases for r in journal.case_history(ctx.store, case_id)}


def codes(merged) -> list[str]:
    """Why packages were refused and cases held."""
    found = [p.refused.code for p in merged.plan.refusals]
    return found + [c.refused.code for p in merged.plan.arrivals for c in p.held]


def join(team: Team, folder: Path, name: str, role: str) -> Context:
    """One more person, trusted both ways with the lead."""
    ctx = person(folder, name, role, Clock())
    trust(team.lead, save_card(ctx, folder / f"{name}.card"), ctx.me)
    trust(ctx, save_card(team.lead, folder / "lead.card"), team.lead.me)
    return ctx


def alert_of(ctx: Context) -> Alert:
    return Alert("others", "A threat.", "A child.", "Serious.", "Tonight.", "Known.", moment(ctx.now()))


@pytest.fixture
def out(team: Team) -> Team:
    team.give_out()
    return team


def test_a_crash_after_the_file_appeared_burns_its_number(out: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    ai, lead = out.inspectors[0], out.lead
    assess.record_answer(ai, out.case_id(ai), "C1a", "yes")
    folder = out.folder / "crash"
    with monkeypatch.context() as patch:
        def crash(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(ledger, "record_sent", crash)
        with pytest.raises(KeyboardInterrupt):
            exporting.export(ai, lead.me, folder)
    left = list(folder.glob("*.hmip")) if folder.exists() else []
    assess.record_answer(ai, out.case_id(ai), "C1b", "no")
    after = out.send(ai, lead)
    for file in left:
        assert codes(out.receive(lead, file)) == []
    assert codes(out.receive(lead, after)) == []
    assert held(ai) <= held(lead)


def test_a_restored_store_goes_on_sending(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    assess.record_answer(ai, case_id, "C1a", "yes")
    made = backup.back_up(ai.store, now=ai.now())
    assess.record_answer(ai, case_id, "C1b", "no")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    ai.store.close()
    ai.store = backup.restore(
        ai.store.folder, made, PASSPHRASE, author=ai.me, now=ai.now(), entropy=ai.entropy
    )
    assess.record_answer(ai, case_id, "C2", "yes")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert held(ai) <= held(lead)
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assert ai.case(case_id).answers["C1b"].value.answer == "no"
    assert audit(ai).sound
    assert audit(lead).sound


def test_a_restored_lead_gets_everything_again(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    made = backup.back_up(lead.store, now=lead.now())
    assess.record_answer(ai, case_id, "C1a", "yes")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assess.record_answer(lead, case_id, "C2", "no")
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    lead.store.close()
    lead.store = backup.restore(
        lead.store.folder, made, PASSPHRASE, author=lead.me, now=lead.now(), entropy=lead.entropy
    )
    assess.record_answer(ai, case_id, "C1b", "no")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assess.record_answer(ai, case_id, "C1b", "yes")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert held(ai) <= held(lead)
    assert lead.case(case_id).answers["C2"].value.answer == "no"
    assert audit(lead).gaps == ()


def test_a_held_case_is_not_covered_and_comes_back(out: Team) -> None:
    ai, lead = out.inspectors
    ai, other, lead = out.inspectors[0], out.inspectors[1], out.lead
    moved = out.case_id(other)
    out.receive(ai, out.send(lead, ai))
    (item,) = [i for i in projections.case_list(lead.store) if i.case_id == moved]
    # the second inspector's case is read by the first without having been given it
    sending.give(lead, [item.case_ref], ai.me)
    package = out.send(lead, ai)
    sending.give(lead, [item.case_ref], other.me)
    out.receive(ai, package)
    assess.record_answer(ai, moved, "C1a", "yes")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert lead.case(moved).answers["C1a"].value.answer == "yes"


def test_a_case_held_once_is_let_go_when_it_comes_sound(out: Team, tmp_path: Path) -> None:
    ai, lead = out.inspectors[0], out.lead
    deputy = join(out, tmp_path, "DL-01", "deputy")
    other = out.inspectors[1]
    moved = out.case_id(other)
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    ref = projections.case_item(lead.store, moved).case_ref
    sending.give(lead, [ref], ai.me)
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assess.record_answer(ai, moved, "C1a", "yes")
    # the deputy never heard of the new allocation, but the package proves it
    assert codes(out.receive(deputy, out.send(ai, deputy))) == []
    assert deputy.case(moved).answers["C1a"].value.answer == "yes"
    deputy.store.close()


def test_a_receipt_covers_a_case_that_moved_on(out: Team) -> None:
    ai, other, lead = out.inspectors[0], out.inspectors[1], out.lead
    case_id = out.case_id(ai)
    assess.record_answer(ai, case_id, "C1a", "yes")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    ref = projections.case_item(lead.store, case_id).case_ref
    sending.give(lead, [ref], other.me)
    assert codes(out.receive(other, out.send(lead, other))) == []
    assert other.case(case_id).answers["C1a"].value.answer == "yes"
    assess.record_answer(other, case_id, "C1b", "no")
    assess.record_answer(ai, case_id, "C2", "no")
    assert codes(out.receive(lead, out.send(other, lead), out.send(ai, lead))) == []
    assert {"C1a", "C1b", "C2"} <= set(lead.case(case_id).answers)
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    waiting = journal.uncovered(ai.store, ledger.covered(ai.store, lead.me))
    assert case_id not in waiting


def test_the_older_of_two_packages_in_one_batch_adds_nothing_twice(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    finish(ai, out.case_id(ai))
    first = out.send(ai, lead)
    assess.record_answer(ai, out.case_id(ai, 1), "C1a", "yes")
    second = out.send(ai, lead)
    merged = out.receive(lead, first, second)
    assert codes(merged) == []
    assert merged.gaps == 0
    assert held(ai) <= held(lead)
    assert projections.accounting(lead.store).counted == 1
    assert audit(lead).sound


def test_two_packages_in_the_wrong_order_are_no_gap(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    assess.record_answer(ai, out.case_id(ai), "C1a", "yes")
    first = out.send(ai, lead)
    assess.record_answer(ai, out.case_id(ai), "C1b", "yes")
    merged = out.receive(lead, out.send(ai, lead), first)
    assert codes(merged) == []
    assert merged.gaps == 0
    assert held(ai) <= held(lead)


def test_an_alert_comes_first_and_its_gap_heals(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    assess.record_answer(ai, case_id, "C1a", "yes")
    alert_id, _ = alerts.raise_alert(ai, case_id, alert_of(ai))
    merged = out.receive(lead, out.send(ai, lead, only_alerts=True))
    assert codes(merged) == []
    assert merged.gaps > 0
    assert lead.case(case_id).alerts[alert_id].value.what_happened == "A threat."
    assert lead.case(case_id).answers == {}
    assert out.receive(ai, out.send(lead, ai)).quarantined == 0
    assess.record_answer(ai, case_id, "C1b", "no")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert {"C1a", "C1b"} <= set(lead.case(case_id).answers)
    assert audit(lead).gaps == ()


def test_the_lead_forwards_an_alert_that_came_with_the_work(out: Team, tmp_path: Path) -> None:
    ai, lead = out.inspectors[0], out.lead
    deputy = join(out, tmp_path, "DL-01", "deputy")
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    case_id = out.case_id(ai)
    alerts.raise_alert(ai, case_id, alert_of(ai))
    assess.record_answer(ai, case_id, "C1a", "yes")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert codes(out.receive(deputy, out.send(lead, deputy, only_alerts=True))) == []
    assert len(deputy.case(case_id).alerts) == 1
    deputy.store.close()


def test_an_alert_package_is_no_sending_of_the_rest(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    assess.record_answer(ai, case_id, "C1a", "yes")
    alerts.raise_alert(ai, case_id, alert_of(ai))
    out.send(ai, lead, only_alerts=True)
    from hmip_desktop.services.sitting import overview

    seen = overview(ai, lambda code, params: code)
    assert seen.changed_since == 1
    assert all(not case.exported_at for case in seen.cases)


def test_an_interviewers_notes_join_the_case(out: Team, tmp_path: Path) -> None:
    ai, lead = out.inspectors[0], out.lead
    talker = join(out, tmp_path, "IV-01", "interviewer")
    case_id = out.case_id(ai)
    ref = projections.case_item(lead.store, case_id).case_ref
    rows = f"case_ref,inspector,interviewer,second_of\r\n{ref},{ai.identity.name},IV-01,\r\n"
    file = tmp_path / "allocation.csv"
    file.write_text(rows)
    allocate.allocate(lead, file)
    assess.record_answer(ai, case_id, "C1a", "yes")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert codes(out.receive(talker, out.send(lead, talker))) == []
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assert talker.case(case_id).answers == {}
    for words in ("First.", "Second."):
        interview.save_note(talker, case_id, InterviewNote(words, moment(talker.now()), 60))
        assess.save_evidence(ai, case_id, Evidence(words, "oasys"))
    to_assessor = out.send(talker, ai)
    assert codes(out.receive(ai, to_assessor)) == []
    assert len(ai.case(case_id).notes) == 2
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert codes(out.receive(lead, out.send(talker, lead))) == []
    assert held(ai) | held(talker) <= held(lead)
    assert audit(ai).sound
    assert audit(lead).sound
    talker.store.close()


def test_a_deputy_gives_an_interviewer_the_whole_case(out: Team, tmp_path: Path) -> None:
    ai, lead = out.inspectors[0], out.lead
    talker = join(out, tmp_path, "IV-01", "interviewer")
    deputy = join(out, tmp_path, "DL-01", "deputy")
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    trust(talker, save_card(deputy, tmp_path / "deputy.card"), deputy.me)
    case_id = out.case_id(ai)
    ref = projections.case_item(lead.store, case_id).case_ref
    file = tmp_path / "allocation.csv"
    file.write_text(f"case_ref,inspector,interviewer,second_of\r\n{ref},{ai.identity.name},IV-01,\r\n")
    allocate.allocate(deputy, file)
    assert codes(out.receive(talker, out.send(deputy, talker))) == []
    assert talker.case(case_id).facts.case_ref == ref
    talker.store.close()
    deputy.store.close()


def test_a_draft_names_what_was_on_screen(out: Team) -> None:
    from hmip_desktop.services import drafting

    ai = out.inspectors[0]
    case_id = out.case_id(ai)
    note, _ = assess.save_evidence(ai, case_id, Evidence("First words.", "oasys"))
    heads = ai.case(case_id).evidence[note].heads
    text = subject("evidence", case_id, note)
    drafting.keep_draft(ai, text, case_id, "Typed on", heads)
    assess.save_evidence(ai, case_id, Evidence("Changed elsewhere.", "oasys"), note)
    drafting.keep_draft(ai, text, case_id, "Typed on and on", ai.case(case_id).evidence[note].heads)
    (draft,) = drafting.left_over(ai, case_id)
    assert draft.heads == heads
    assess.save_evidence(ai, case_id, Evidence(draft.words, "oasys"), note, draft.heads)
    assert f"evidence:{case_id}/{note}" in ai.case(case_id).conflicts
