"""Keeping and destroying: archive, period, holds, receipts, purge, erasing; with real stores, packages and receipts."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.assessment import Evidence, EvidenceLink
from hmip_desktop.domain.retention import Hold, Purged, RetentionPeriod, months_after
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.values import Value, moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import reader
from hmip_desktop.services import (
    alerts,
    assess,
    drafting,
    erasing,
    inspection_key,
    merge_knowledge,
    merge_plan,
    purging,
    retention,
    safekeeping,
    sitting,
    staffing,
    stores,
)
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context
from hmip_desktop.services.inspection import INSPECTION_KEY
from hmip_desktop.store import backup, keepsakes, ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.connection import connect
from hmip_desktop.store.revisions import Write
from tests.people import PASSPHRASE, Team, finish
from tests.services.test_spine_laws import alert_of, codes, join

WORD = "quetzalcoatl"
WHY = "Decided with the head of programme."


@pytest.fixture
def out(team: Team) -> Team:
    team.give_out()
    return team


@pytest.fixture
def deputy(out: Team, tmp_path: Path) -> Iterator[Context]:
    """A deputy who has everything that the lead has, and whom the inspectors know."""
    ctx = join(out, tmp_path, "DL-01", "deputy")
    assert codes(out.receive(ctx, out.send(out.lead, ctx))) == []
    for ai in out.inspectors:
        assert codes(out.receive(ai, out.send(out.lead, ai))) == []
    yield ctx
    ctx.store.close()


def refusal(call, *arguments, **named) -> str:
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return refused.value.code


def note(ctx: Context, case_id: str) -> str:
    made, _ = assess.save_evidence(
        ctx, case_id, Evidence(f"Said {WORD} twice.", "other", "2026-11-09", (EvidenceLink("C1", "supports"),))
    )
    return made


def hand_in(out: Team, ai: Context, *leads: Context) -> None:
    """Work goes to those who lead, their receipts come back."""
    for lead in leads:
        assert codes(out.receive(lead, out.send(ai, lead))) == []
        assert codes(out.receive(ai, out.send(lead, ai))) == []


def missing(ctx: Context, case_id: str) -> list[str]:
    copy = purging.own_copy(ctx)
    return [one.code for case in copy.cases if case.case_id == case_id for one in case.obstacles]


def contents(ctx: Context) -> str:
    """Everything that the database holds, read past the program."""
    unlocked = ctx.store.unlocked
    raw = connect(ctx.store.folder / "store.db", unlocked.data_key, unlocked.salt, "ro")
    tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
    rows = "".join(repr(raw.execute(f'SELECT * FROM "{name}"').fetchall()) for name in tables)
    raw.close()
    return rows


def ready_to_purge(out: Team, deputy: Context, case_id: str) -> Context:
    ai, lead = out.inspectors[0], out.lead
    note(ai, case_id)
    hand_in(out, ai, lead, deputy)
    retention.close_fieldwork(lead, WHY)
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    return ai


# archive


def test_an_archived_case_is_out_of_sight_kept_sent_and_brought_back(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id, other = out.case_id(ai), out.case_id(ai, 1)
    assert refusal(purging.archive, ai, case_id) == "archive-not-finished"
    finish(ai, case_id)
    purging.archive(ai, case_id)

    def shown() -> list[str]:
        return [case.case_id for case in sitting.overview(ai, lambda code, _: code).cases]

    assert case_id not in shown() and other in shown()
    assert assess.open_case(ai, case_id).record.is_signed_off
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert lead.case(case_id).is_signed_off
    purging.bring_back(ai, case_id)
    assert case_id in shown()
    assert refusal(purging.bring_back, ai, case_id) == "case-not-archived"


def test_an_open_alert_brings_an_archived_case_into_sight(out: Team) -> None:
    ai = out.inspectors[0]
    case_id = out.case_id(ai)
    finish(ai, case_id)
    purging.archive(ai, case_id)
    alerts.raise_alert(ai, case_id, alert_of(ai))
    assert case_id in [case.case_id for case in sitting.overview(ai, lambda code, _: code).cases]
    purging.bring_back(ai, case_id)
    assert refusal(purging.archive, ai, case_id) == "archive-open-alert"


# rules


def test_what_the_lead_decides_about_keeping_reaches_every_store(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    retention.set_period(lead, 18, WHY)
    retention.put_hold(lead, "complaint", "The body complained.", (case_id,))
    retention.close_fieldwork(lead, WHY)
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    found = retention.rules(ai)
    assert (found.closed, found.months, found.by) == (True, 18, "LI-01")
    assert found.keep_until == "2028-05-09"
    (hold,) = found.holds_on(case_id)
    assert hold.refs == (projections.case_item(ai.store, case_id).case_ref,)
    assert found.holds_on(out.case_id(ai, 1)) == ()
    retention.lift_hold(lead, hold.hold_id, "Answered.")
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assert retention.rules(ai).in_force == ()
    assert not retention.is_due(retention.rules(ai), date(2028, 5, 8))
    assert retention.is_due(retention.rules(ai), date(2028, 5, 9))


def test_only_those_who_lead_decide_and_always_with_a_reason(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    assert refusal(retention.close_fieldwork, ai, WHY) == "role-not-allowed"
    assert refusal(retention.set_period, lead, 12, " ") == "keeping-needs-reason"
    assert refusal(retention.set_period, lead, 999, WHY) == "period-out-of-range"
    assert refusal(retention.put_hold, lead, "mood", WHY) == "hold-ground-unknown"
    assert refusal(retention.put_hold, lead, "other", WHY, ("0" * 16,)) == "case-unknown"
    assert refusal(retention.lift_hold, lead, "0" * 16, WHY) == "hold-unknown"
    assert refusal(retention.reopen_fieldwork, lead, WHY) == "fieldwork-not-closed"
    retention.close_fieldwork(lead, WHY)
    assert refusal(retention.close_fieldwork, lead, WHY) == "fieldwork-closed-already"
    retention.reopen_fieldwork(lead, "A late case.")
    assert not retention.rules(lead).closed


@pytest.mark.parametrize("kind", ["retention", "hold", "purge"])
def test_a_changed_program_decides_nothing_for_others(out: Team, kind: str) -> None:
    ai, lead = out.inspectors[0], out.lead
    value: Value = {
        "retention": RetentionPeriod(0, "At once."), "hold": Hold("other", "Mine."),
        "purge": Purged((), 1, (), moment(ai.now())),
    }[kind]  # fmt: skip
    text = subject(kind, lead.me if kind == "purge" else ai.inspection().id, ai.new_id())
    journal.append(ai.store, [Write(text, value)], author=ai.me, now=ai.now(), entropy=ai.entropy)
    assert codes(out.receive(lead, out.send(ai, lead))) == ["author-not-allowed"]
    assert retention.rules(lead).months is None and not retention.rules(lead).holds


def test_what_is_unfinished_is_told_before_fieldwork_is_closed(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    finish(ai, case_id)
    alerts.raise_alert(ai, case_id, alert_of(ai))
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    found = retention.still_open(lead)
    assert (found.cases, found.not_signed_off, found.open_alerts) == (6, 5, 1)
    assert found.not_back < found.cases


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 240))
def test_months_after_never_leaves_the_month(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


# purge


def test_each_missing_condition_is_named_and_nothing_is_touched(out: Team, deputy: Context) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    note(ai, case_id)
    assert missing(ai, case_id) == ["fieldwork-open", "no-lead-receipt", "no-deputy-receipt"]
    hand_in(out, ai, lead)
    assert "no-lead-receipt" not in missing(ai, case_id)
    hand_in(out, ai, deputy)
    assert missing(ai, case_id) == ["fieldwork-open"]
    retention.close_fieldwork(lead, WHY)
    retention.put_hold(lead, "factual_accuracy", "The draft is with the body.", (case_id,))
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assert missing(ai, case_id) == ["hold"]
    note(ai, case_id)
    drafting.keep_draft(ai, f"draft:{case_id}/evidence/C1", case_id, WORD)
    alerts.raise_alert(ai, case_id, alert_of(ai))
    assert missing(ai, case_id) == ["hold", "open-alert", "words-not-saved", "lead-lacks", "deputy-lacks"]
    before = contents(ai)
    assert refusal(purging.purge, ai, [case_id]) == "purge-blocked"
    assert refusal(purging.purge, ai, ["0" * 16]) == "nothing-to-purge"
    assert contents(ai) == before
    assert missing(lead, case_id) == ["leads-keep", "hold"]


def test_without_a_deputy_there_is_no_second_receipt(out: Team) -> None:
    ai = out.inspectors[0]
    hand_in(out, ai, out.lead)
    assert missing(ai, out.case_id(ai)) == ["fieldwork-open", "no-deputy"]


def test_after_a_purge_the_words_are_nowhere_and_the_chain_stays(out: Team, deputy: Context) -> None:
    case_id = out.case_id(out.inspectors[0])
    ai = ready_to_purge(out, deputy, case_id)
    safekeeping.back_up_now(ai)
    item = projections.case_item(ai.store, case_id)
    assert WORD in contents(ai) and missing(ai, case_id) == []
    count = ai.store.extent.count
    done = purging.purge(ai, [case_id])
    assert (done.cases, done.backups) == (1, 1) and done.erased > 1
    assert WORD not in contents(ai) and item.practitioner not in contents(ai).split("'")
    assert projections.case_item(ai.store, case_id) is None
    proof = audit(ai)
    assert proof.sound and proof.erased == done.erased
    assert ai.store.extent.count == count + 1
    for one in backup.backups(ai.store.folder):
        assert safekeeping.would_be_missing(ai, one).changes == 0
    assert case_id not in [case.case_id for case in purging.own_copy(ai).cases]
    folder = ai.store.folder
    ai.store.close()
    for path in folder.rglob("*"):
        assert not path.is_file() or WORD.encode() not in path.read_bytes()
    again = stores.unlock(folder, PASSPHRASE, now=ai.now)
    assert WORD not in contents(again)
    out.inspectors[0] = again


def test_a_purge_takes_nothing_from_those_who_keep_and_is_told_to_them(out: Team, deputy: Context) -> None:
    case_id = out.case_id(out.inspectors[0])
    ai = ready_to_purge(out, deputy, case_id)
    purging.purge(ai, [case_id])
    for keeper in (out.lead, deputy):
        file = out.send(ai, keeper)
        opened = reader.open_package(file, merge_knowledge.keys_of(keeper))
        assert not [name for name in opened.members if case_id in name]
        assert not any(
            WORD.encode() in gzip.decompress(bytes(d)) for n, d in opened.members.items() if n.endswith("gz")
        )
        assert codes(out.receive(keeper, file)) == []
        assert [one.value.text for one in keeper.case(case_id).evidence.values()] == [f"Said {WORD} twice."]
        (told,) = retention.rules(keeper).purged
        assert (told.by, told.cases) == ("AI-01", 1)
        assert audit(keeper).sound


def test_a_package_from_before_brings_nothing_back_after_a_purge(out: Team, deputy: Context) -> None:
    case_id = out.case_id(out.inspectors[0])
    ai = ready_to_purge(out, deputy, case_id)
    first = sorted((out.folder / "packages").glob("*.hmip"))
    purging.purge(ai, [case_id])
    ledger.replace_coverage(out.lead.store, ai.me, {})
    assert codes(out.receive(ai, out.send(out.lead, ai))) == []
    out.receive(ai, *first)
    assert WORD not in contents(ai)
    assert audit(ai).sound


# the inspection's own key


def secrets_kept(ctx: Context) -> list[bytes]:
    """What the store and its one backup hold of keys that open packages."""
    kept = [ctx.store.folder, *(one.path for one in backup.backups(ctx.store.folder))]
    assert len(kept) == 2
    held: list[bytes] = []
    for folder in kept:
        raw = connect(folder / "store.db", ctx.store.unlocked.data_key, ctx.store.unlocked.salt, "ro")
        held += [value for (value,) in raw.execute("SELECT value FROM secret").fetchall()]
        raw.close()
    return held


def test_sealed_files_left_lying_die_with_the_key_and_work_goes_on_under_the_next(out: Team, deputy: Context) -> None:
    lead, ai = out.lead, out.inspectors[0]
    case_id = out.case_id(ai)
    finish(ai, case_id)
    left_lying = out.send(ai, lead)
    assert codes(out.receive(lead, left_lying)) == []
    old = keepsakes.secret(lead.store, INSPECTION_KEY)
    assert old is not None
    safekeeping.back_up_now(lead)
    assert refusal(inspection_key.end_key, lead, WHY) == "keeping-key-fieldwork"
    retention.close_fieldwork(lead, WHY)
    assert refusal(inspection_key.end_key, lead, " ") == "keeping-needs-reason"
    assert refusal(inspection_key.end_key, ai, WHY) == "role-not-allowed"
    retention.put_hold(lead, "complaint", WHY)
    assert refusal(inspection_key.end_key, lead, WHY) == "keeping-key-held"
    retention.lift_hold(lead, retention.rules(lead).holds[0].hold_id, WHY)
    assert inspection_key.end_key(lead, WHY).backups == 1
    assert inspection_key.key_state(lead).reason == WHY
    (refused,) = merge_plan.plan(lead, [left_lying]).packages
    assert refused.refused is not None
    assert refused.refused.code == "package-key-ended"
    assert old not in secrets_kept(lead)
    # the team goes on: the next packages bring the new key, and what is sealed to it arrives
    for other in (ai, deputy):
        assert codes(out.receive(other, out.send(lead, other))) == []
    assess.reopen(ai, case_id, WHY)
    assess.record_answer(ai, case_id, "C1", "no")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert lead.case(case_id).answers["C1"].value.answer == "no"
    assert codes(out.receive(lead, out.send(deputy, lead))) == []
    assert audit(lead).sound


def test_a_deputy_destroys_their_own_key_keeps_the_card_and_the_lead_hears_of_it(out: Team, deputy: Context) -> None:
    lead, ai = out.lead, out.inspectors[0]
    case_id, card, old = out.case_id(ai), deputy.identity.card, deputy.identity.age_secret.encode()
    finish(ai, case_id)
    left_lying = out.send(ai, deputy)
    assert codes(out.receive(deputy, left_lying)) == []
    safekeeping.back_up_now(deputy)
    assert refusal(inspection_key.end_key, deputy, WHY) == "keeping-key-fieldwork"
    retention.close_fieldwork(lead, WHY)
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    assert inspection_key.key_state(deputy).personal
    assert inspection_key.key_state(lead).others == (inspection_key.Holder("DL-01", ""),)
    assert inspection_key.end_key(deputy, WHY).backups == 1
    (refused,) = merge_plan.plan(deputy, [left_lying]).packages
    assert refused.refused is not None
    assert refused.refused.code == "package-key-ended"
    assert old not in secrets_kept(deputy)
    # the card and its fingerprint stay, also for a later sitting and after a backup was put back
    deputy = safekeeping.restore(deputy, backup.backups(deputy.store.folder)[0])
    assert (deputy.identity.card, deputy.me) == (card, card.fingerprint)
    # the lead inspector hears of it with the next package, and the team seals to the new key
    assert codes(out.receive(lead, out.send(deputy, lead))) == []
    (holder,) = inspection_key.key_state(lead).others
    assert holder.ended_at[:16] == inspection_key.key_state(deputy).ended_at[:16]
    assert inspection_key.key_state(deputy).others == (inspection_key.Holder("LI-01", ""),)
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assess.reopen(ai, case_id, WHY)
    assess.record_answer(ai, case_id, "C1", "no")
    assert codes(out.receive(deputy, out.send(ai, deputy))) == []
    assert deputy.case(case_id).answers["C1"].value.answer == "no"
    assert audit(deputy).sound
    # who was a deputy once is still named among those to whom work was sealed
    staffing.set_deputy(lead, deputy.me, False, "Back to cases.")
    assert [one.name for one in inspection_key.key_state(lead).others] == ["DL-01"]
    deputy.store.close()


def test_two_who_destroyed_their_keys_side_by_side_hear_of_each_other_by_an_inspector(
    out: Team, deputy: Context
) -> None:
    lead, ai = out.lead, out.inspectors[0]
    retention.close_fieldwork(lead, WHY)
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    for ctx in (lead, deputy):
        inspection_key.end_key(ctx, WHY)
    for sender, to in ((lead, deputy), (deputy, lead)):
        (refused,) = merge_plan.plan(to, [out.send(sender, to)]).packages
        assert refused.refused is not None
        assert refused.refused.code == "package-key-ended"
    for ctx in (lead, deputy):
        assert codes(out.receive(ai, out.send(ctx, ai))) == []
    assess.record_answer(ai, out.case_id(ai), "C1a", "yes")
    for ctx in (lead, deputy):
        assert codes(out.receive(ctx, out.send(ai, ctx))) == []
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    assert codes(out.receive(lead, out.send(deputy, lead))) == []
    assert all(holder.ended_at for ctx in (lead, deputy) for holder in inspection_key.key_state(ctx).others)


# erasing


def test_one_thing_is_erased_everywhere_and_stays_so(out: Team, deputy: Context) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    note_id = note(ai, case_id)
    hand_in(out, ai, lead)
    old = out.send(ai, deputy)
    safekeeping.back_up_now(lead)
    safekeeping.back_up_now(ai)
    (thing,) = [one for one in erasing.things(lead, case_id) if one.kind == "evidence"]
    assert WORD in thing.words and thing.by == "AI-01"
    assert refusal(erasing.erase, lead, case_id, "thing", "mood", WHY, thing.subject) == "erase-ground-unknown"
    assert refusal(erasing.erase, ai, case_id, "thing", "wrong-person", WHY, thing.subject) == "role-not-allowed"
    done = erasing.erase(lead, case_id, "thing", "wrong-person", "Another case's words.", thing.subject)
    assert (done.erased, done.backups, done.remains.stores) == (1, 1, ("AI-01", "DL-01"))
    assert refusal(erasing.erase, lead, case_id, "thing", "wrong-person", WHY, thing.subject) == "erase-nothing"
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    out.receive(deputy, old)
    for ctx in (lead, ai, deputy):
        assert note_id not in ctx.case(case_id).evidence
        assert WORD not in contents(ctx)
        assert (audit(ctx).sound, audit(ctx).erased) == (True, 1)
    assert len(backup.backups(ai.store.folder)) == 1
    (line,) = erasing.erasures(ai)
    assert (line.by, line.ground, line.reason, line.changes) == ("LI-01", "wrong-person", "Another case's words.", 1)


@pytest.mark.parametrize("scope", ["case", "row"])
def test_a_whole_case_is_erased_with_or_without_its_row(out: Team, scope: erasing.Scope) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    note(ai, case_id)
    finish(ai, case_id)
    hand_in(out, ai, lead)
    listed = projections.accounting(lead.store).listed
    erasing.erase(lead, case_id, scope, "period-over", WHY)
    hand = out.send(lead, ai)
    assert codes(out.receive(ai, hand)) == []
    for ctx in (lead, ai):
        assert WORD not in contents(ctx)
        named = projections.case_item(ctx.store, case_id).practitioner
        assert named == ("" if scope == "row" else "PP-0")
        assert ctx.case(case_id).answers == {} and not ctx.case(case_id).is_signed_off
        assert audit(ctx).sound
    after = projections.accounting(lead.store)
    assert (after.adds_up, after.counted, after.listed) == (True, 0, listed)


def test_a_hold_or_an_open_alert_keeps_a_whole_case(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    retention.put_hold(lead, "complaint", WHY)
    assert refusal(erasing.erase, lead, case_id, "case", "period-over", WHY) == "erase-held"
    retention.lift_hold(lead, retention.rules(lead).holds[0].hold_id, WHY)
    alert_id, _ = alerts.raise_alert(lead, case_id, alert_of(lead))
    assert refusal(erasing.erase, lead, case_id, "case", "period-over", WHY) == "erase-open-alert"
    assert lead.case(case_id).alerts[alert_id].value.at_risk == "A child."
