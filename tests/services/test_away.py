"""The list as a sum at any moment: what does not count yet, with whom, since when, and codes for the telephone."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from hmip_desktop.outputs.custody import write_custody
from hmip_desktop.services import assess, exporting, merge_apply, merge_picture, merge_plan, sample, sending
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.away import away
from hmip_desktop.services.overview import overview
from hmip_desktop.services.report_sheets import custody_model
from hmip_desktop.services.report_sources import context_of, read_sources
from hmip_desktop.store import projections
from tests.outputs.reading import page_texts
from tests.people import Team, finish
from tests.services.test_spine_laws import join
from tests.ten_packages import ten_packages


def ref_of(team: Team, case_id: str) -> str:
    return projections.case_item(team.lead.store, case_id).case_ref


def test_what_is_out_says_with_whom_and_since_when_and_both_ends_see_one_code(team: Team) -> None:
    lead, (first, second) = team.lead, team.inspectors
    team.give_out()
    done, begun, left = (team.case_id(first, index) for index in range(3))
    finish(first, done)
    assess.record_answer(first, begun, "C1a", "yes")
    team.receive(lead, team.send(first, lead))
    taken = ref_of(team, team.case_id(second))
    sample.exclude_case(lead, team.case_id(second), "records-unavailable", "No file")
    listed = projections.case_list(lead.store, second=False)
    out = {(one.who, one.returned): (one.case_refs, one.since) for one in away(lead, listed)}
    sent = {member.fingerprint: member.sent_at for member in sending.seats(lead)}
    others = tuple(ref for ref in (ref_of(team, team.case_id(second, index)) for index in (1, 2)) if ref != taken)
    assert out == {
        (first.me, False): ((ref_of(team, left),), sent[first.me]),
        (first.me, True): ((ref_of(team, begun),), sent[first.me]),
        (second.me, False): (others, sent[second.me]),
    }
    seats = {seat.fingerprint: (seat.out, seat.out_since) for seat in sending.seats(lead)}
    assert seats == {first.me: ((ref_of(team, left),), sent[first.me]), second.me: (others, sent[second.me])}

    sources = read_sources(lead, lead.now())
    made = custody_model(lead, sources, context_of(sources, "team"), (), "7RTT Y3PF")
    assert made.sum_words == "6 = 1 counted + 1 excluded + 1 returned but not signed off + 3 not returned"
    page = BytesIO()
    write_custody(made, page)
    text = " ".join(page_texts(page.getvalue()))
    assert made.sum_words in text
    assert all(ref in text for one in made.away for ref in one.case_refs)
    (code,) = (line.code for line in made.senders if line.sender == first.identity.name)
    assert exporting.last_sent(first, lead.me)[0].code == code


def test_a_case_that_comes_back_as_it_was_handed_out_has_not_returned(team: Team) -> None:
    lead, ai = team.lead, team.inspectors[0]
    team.give_out()
    assess.record_answer(ai, team.case_id(ai), "C1a", "yes")
    planned = merge_plan.plan(lead, [team.send(ai, lead)])
    after = merge_picture.picture(lead, planned).after
    merge_apply.apply(lead, planned)
    assert overview(lead).where == after
    assert (after.received, after.with_inspectors) == (1, 5)
    assert projections.accounting(lead.store).not_returned == 5
    assert audit(lead).sound
    assess.record_answer(ai, team.case_id(ai, 1), "C1a", "yes")
    team.receive(lead, team.send(ai, lead))
    assert overview(lead).where.received == 2
    assert audit(lead).sound


def test_the_sum_that_a_plan_promises_is_the_sum_after_it_and_that_of_the_outputs(tmp_path: Path) -> None:
    team, files = ten_packages(tmp_path / "ten")
    lead = team.lead
    for group in (("late",), ("gap", "unattested"), tuple(files)):
        planned = merge_plan.plan(lead, [files[state] for state in group])
        after = merge_picture.picture(lead, planned).after
        merge_apply.apply(lead, planned)
        assert overview(lead).where == after
        sums = projections.accounting(lead.store)
        assert (after.received, after.with_inspectors) == (sums.counted + sums.returned_unsigned, sums.not_returned)
    team.close()


def test_a_deputy_counts_what_was_forwarded_as_received(team: Team, tmp_path: Path) -> None:
    lead, ai = team.lead, team.inspectors[0]
    deputy = join(team, tmp_path, "DL-01", "deputy")
    team.give_out()
    team.receive(deputy, team.send(lead, deputy))
    assess.record_answer(ai, team.case_id(ai), "C1a", "yes")
    team.receive(lead, team.send(ai, lead))
    planned = merge_plan.plan(deputy, [team.send(lead, deputy)])
    after = merge_picture.picture(deputy, planned).after
    merge_apply.apply(deputy, planned)
    assert overview(deputy).where == after == overview(lead).where
    assert (after.received, projections.accounting(deputy.store).returned_unsigned) == (1, 1)
    deputy.store.close()
