"""No word is lost between stores: crashes, lost packages, held cases, restored stores, cases that move on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hmip_desktop.domain.alert import Alert
from hmip_desktop.domain.assessment import AnswerValue, Evidence
from hmip_desktop.domain.interview import InterviewNote
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.values import moment
from hmip_desktop.exchange.writer import Content, Recipient, Written, write_package
from hmip_desktop.services import alerts, allocate, assess, drafting, interview, recovering, sending, stores
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.services.sitting import overview
from hmip_desktop.services.team import save_card, trust
from hmip_desktop.store import backup, ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.ledger import Sent
from hmip_desktop.store.revisions import Write
from tests.people import LIGHT, PASSPHRASE, Clock, Team, finish, person


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


def forge(
    team: Team, sender: Context, kind: str, cases=(), number: tuple[int, str | None] = (1, None), forwarded=()
) -> Path:
    """A package to the lead as a changed program could make it, well signed by its sender."""
    found = sender.inspection()
    to = found.member(team.lead.me)
    folder = team.folder / "forged"
    folder.mkdir()
    return write_package(
        Content(kind, found.id, *number, found.roster.version, cases, forwarded=forwarded),  # type: ignore[arg-type]
        sender=sender.identity, recipients=(Recipient(to.fingerprint, to.recipient),), folder=folder,
        entropy=sender.entropy, now=sender.now(),
    ).path  # fmt: skip


def alert_of(ctx: Context) -> Alert:
    return Alert("others", "A threat.", "A child.", "Serious.", "Tonight.", "Known.", moment(ctx.now()))


@pytest.fixture
def out(team: Team) -> Team:
    team.give_out()
    return team


def test_the_number_is_noted_before_anybody_can_have_the_file(out: Team, tmp_path: Path) -> None:
    ai = out.inspectors[0]
    found = ai.inspection()
    to = found.member(out.lead.me)
    seen: list[list[Path]] = []

    def crash(written: Written) -> None:
        seen.append(list(tmp_path.glob("*.hmip")))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_package(
            Content("work", found.id, 1, None, found.roster.version), sender=ai.identity, folder=tmp_path,
            recipients=(Recipient(to.fingerprint, to.recipient),), entropy=ai.entropy, now=ai.now(),
            before_it_appears=crash,
        )  # fmt: skip
    assert seen == [[]]
    assert list(tmp_path.glob("hmip-*")) == []


def test_a_number_that_was_noted_and_never_used_is_only_a_gap(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    assess.record_answer(ai, out.case_id(ai), "C1a", "yes")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    number, previous = ledger.next_sequence(ai.store, lead.me)
    ledger.record_sent(ai.store, Sent("ab" * 8, lead.me, "work", number, "cd" * 32, moment(ai.now()), {}))
    assert previous
    for answer in ("no", "yes"):
        assess.record_answer(ai, out.case_id(ai), "C1a", answer)
        assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert held(ai) <= held(lead)


def test_a_restored_store_goes_on_sending(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    assess.record_answer(ai, case_id, "C1a", "yes")
    made = backup.back_up(ai.store, now=ai.now())
    assess.record_answer(ai, case_id, "C1b", "no")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    ai.store.close()
    ai.store = backup.restore(ai.store.folder, made, PASSPHRASE, author=ai.me, now=ai.now(), entropy=ai.entropy)
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


def test_a_held_case_is_not_covered_and_comes_back_sound(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    first, second = out.case_id(ai, 0), out.case_id(ai, 1)
    for case_id in (first, second):
        assess.record_answer(ai, case_id, "C1a", "yes")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    ai.write(Write(subject("answer", first, "C9"), AnswerValue("yes"), stamp_of(ai.inspection().pack)))
    assess.record_answer(ai, first, "C1b", "no")
    assess.record_answer(ai, second, "C1b", "no")
    assert codes(out.receive(lead, out.send(ai, lead))) == ["question-not-in-pack"]
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    waiting = journal.uncovered(ai.store, ledger.covered(ai.store, lead.me))
    assert (first in waiting, second in waiting) == (True, False)
    assess.record_answer(ai, first, "C2", "no")
    assert codes(out.receive(lead, out.send(ai, lead))) == ["question-not-in-pack"]
    assert set(lead.case(first).answers) == {"C1a"}


def test_a_case_held_once_is_let_go_when_it_comes_sound(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    first, second = out.case_id(ai, 0), out.case_id(ai, 1)
    assess.record_answer(ai, first, "C1a", "yes")
    wrong = forge(out, ai, "work", ((first, journal.lines(ai.store, second, {})),), (2, "ab" * 32))
    assert codes(out.receive(lead, wrong)) == ["row-of-other-case"]
    assert len(ledger.held(lead.store)) == 1
    for number in (1, 2):
        ledger.record_sent(ai.store, Sent(f"{number:016x}", lead.me, "work", number, "cd" * 32, moment(ai.now()), {}))
    assert codes(out.receive(lead, out.send(ai, lead))) == ["package-fork"]
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert ledger.held(lead.store) == []
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assert first not in journal.uncovered(ai.store, ledger.covered(ai.store, lead.me))


def test_an_allocation_that_comes_with_the_work_proves_it(out: Team, tmp_path: Path) -> None:
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


def test_whoever_lost_the_passphrase_still_hands_in_the_work(out: Team, tmp_path: Path) -> None:
    lead = out.lead
    new = stores.NewStore(tmp_path / "AI-03", PASSPHRASE, "AI-03", "inspector", tmp_path / "sheet.txt", LIGHT)
    ai = stores.create_store(new, now=Clock()).context
    trust(lead, save_card(ai, tmp_path / "AI-03.card"), ai.me)
    trust(ai, save_card(lead, tmp_path / "lead.card"), lead.me)
    case_id = out.case_id(out.inspectors[0])
    ref = projections.case_item(lead.store, case_id).case_ref
    sending.give(lead, [ref], ai.me)
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assess.record_answer(ai, case_id, "C1a", "yes")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assess.record_answer(ai, case_id, "C1b", "no")
    former = ai.me
    ai.store.close()
    sheet = (tmp_path / "sheet.txt").read_text()
    again = recovering.recover(
        tmp_path / "AI-03", sheet.partition("Recovery key:\n")[2].split("\n")[0], PASSPHRASE, now=Clock()
    )
    assert again.me != former
    assess.record_answer(again, case_id, "C2", "no")
    assert codes(out.receive(lead, out.send(again, lead))) == ["package-stranger"]
    trust(lead, save_card(again, tmp_path / "AI-03.card"), again.me, instead_of=former)
    assert codes(out.receive(again, out.send(lead, again))) == []
    assert projections.case_item(again.store, case_id).inspector == again.me
    assess.record_answer(again, case_id, "C2", "yes")
    assert codes(out.receive(lead, out.send(again, lead))) == []
    assert {ref: h.value.answer for ref, h in lead.case(case_id).answers.items()} == {
        "C1a": "yes", "C1b": "no", "C2": "yes",
    }  # fmt: skip
    assert codes(out.receive(again, out.send(lead, again))) == []
    assert journal.uncovered(again.store, ledger.covered(again.store, lead.me)) == {}
    assert audit(lead).sound
    again.store.close()


def test_a_copy_that_was_used_too_never_takes_its_words_for_received(out: Team, tmp_path: Path) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    assess.record_answer(ai, case_id, "C1a", "yes")
    copy = backup.back_up(ai.store, now=ai.now()).path
    twin = stores.unlock(shutil.copytree(copy, tmp_path / "twin"), PASSPHRASE, now=Clock())
    assess.record_answer(ai, case_id, "C1b", "no")
    assess.record_answer(twin, case_id, "C2", "no")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    package = out.send(lead, ai)
    assert codes(out.receive(twin, package)) == ["package-fork"]
    assert case_id in journal.uncovered(twin.store, ledger.covered(twin.store, lead.me))
    assert twin.case(case_id).answers["C2"].value.answer == "no"
    before = journal.case_history(lead.store, case_id)
    assert codes(out.receive(lead, out.send(twin, lead))) == ["package-fork"]
    assert journal.case_history(lead.store, case_id) == before
    assert audit(lead).sound
    twin.store.close()
