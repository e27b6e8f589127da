"""A new version of the pack in the midst of everything: no answer is lost, order does not matter, lies are refused."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hmip_desktop.domain.assessment import SignOff
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.seal import PACK, sign_document
from hmip_desktop.intake.packs import shipped_pack
from hmip_desktop.progress import Progress
from hmip_desktop.services import assess, merge_plan
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.services.pack_change import bring_in
from hmip_desktop.services.releases import recount
from hmip_desktop.services.results import results
from hmip_desktop.store import keepsakes, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write
from tests.next_version import document, next_version, write_next
from tests.people import Clock, Mould, Team, make_team
from tests.thoroughness import times

REFS = ("C1a", "C1b", "C2a", "C3a", "C1x", "C2y", "C4n", "C1")
EXPECTED = {"", "case-signed-off", "question-ended", "question-not-in-pack", "nothing-to-export", "subject-in-conflict"}


@dataclass
class World:
    """A lead inspector and two inspectors, packages under way, and every answer that was ever given."""

    team: Team
    under_way: list[tuple[Context, Path]] = field(default_factory=list)
    said: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def everybody(self) -> list[Context]:
        return [self.team.lead, *self.team.inspectors]

    def case(self, ctx: Context, n: int) -> str:
        here = [item.case_id for item in projections.case_list(ctx.store)][:3]
        return here[n % len(here)]

    def answer(self, ctx: Context, n: int, m: int) -> None:
        case_id, ref = self.case(ctx, n), REFS[m % len(REFS)]
        answer = ("yes", "no")[(n + m) % 2]
        assess.record_answer(ctx, case_id, ref, answer)
        self.said.append((case_id, ref, answer))

    def sign(self, ctx: Context, n: int, m: int) -> None:
        case_id = self.case(ctx, n)
        opened = assess.open_case(ctx, case_id)
        if opened.record.is_signed_off:
            assess.reopen(ctx, case_id, "Read again.")
        else:
            signed = SignOff(True, ctx.identity.name, moment(ctx.now()))
            ctx.write(Write(subject("signoff", case_id), signed, stamp_of(opened.pack)))

    def change(self, ctx: Context, n: int, m: int) -> None:
        if not self.team.lead.inspection().earlier:
            bring_in(self.team.lead, write_next(self.team.folder))

    def send(self, ctx: Context, n: int, m: int) -> None:
        others = [one for one in self.everybody if one is not ctx]
        to = others[m % 2] if ctx is self.team.lead else self.team.lead
        self.under_way.append((to, self.team.send(ctx, to)))

    def deliver(self, ctx: Context, n: int, m: int) -> None:
        if self.under_way:
            self.receive(*self.under_way.pop(n % len(self.under_way)))

    def receive(self, ctx: Context, file: Path) -> None:
        merged = self.team.receive(ctx, file)
        assert {one.refused.code for one in merged.plan.refusals if one.refused} <= {"package-stale"}
        assert not [case for one in merged.plan.arrivals for case in one.held]

    def everything_arrives(self) -> None:
        for to, file in self.under_way:
            self.receive(to, file)
        for _ in range(2):
            for ai in self.team.inspectors:
                with suppress(Refused):
                    self.receive(self.team.lead, self.team.send(ai, self.team.lead))
            for ai in self.team.inspectors:
                self.receive(ai, self.team.send(self.team.lead, ai))


ACTIONS: tuple[Callable[[World, Context, int, int], None], ...] = (
    *[World.answer] * 8, *[World.sign] * 3, World.change, *[World.send] * 4, *[World.deliver] * 5,
)  # fmt: skip
small = st.integers(0, 11)
steps = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 2), small, small), min_size=30, max_size=30)


@settings(max_examples=times(2, 2000), phases=[Phase.generate], deadline=None,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(steps, st.integers(0, 29))
def test_no_answer_is_lost_and_every_store_comes_to_the_same(chosen: Any, when: int) -> None:
    with tempfile.TemporaryDirectory(prefix="hmip-packs-") as folder:
        world = World(make_team(Path(folder), cases=4))
        try:
            world.team.give_out()
            for place, (action, who, n, m) in enumerate(chosen):
                for do in (World.change, action) if place == when else (action,):
                    assert _refusal(do, world, world.everybody[who], n, m) in EXPECTED
            world.everything_arrives()
            _check(world)
        finally:
            world.team.close()


def _refusal(do: Callable[..., None], *about: Any) -> str:
    try:
        do(*about)
    except Refused as refused:
        return refused.code
    return ""


def _check(world: World) -> None:
    lead = world.team.lead
    for ctx in world.everybody:
        found = audit(ctx)
        assert found.sound
        assert found.projection_matches
        assert ctx.inspection().pack.version == "2.0.0"
    for case_id, ref, answer in world.said:
        history = journal.history(lead.store, subject("answer", case_id, ref))
        assert any(getattr(one.value(), "answer", None) == answer for one in history)
    for item in projections.case_list(lead.store):
        _check_case(world, item.case_id)
    stored = {one.tally.ref: one.tally for one in projections.tally(lead.store)}
    assert stored == recount(lead, Progress()).tallies
    shown = {row.asked.ref for table in results(lead).tables for row in table.rows}
    assert {ref for ref in stored if ref[0] == "C"} <= shown


def _check_case(world: World, case_id: str) -> None:
    """Each answer that stands can be read: among the questions of the case, or among what ended."""
    heads = set()
    for ctx in world.everybody:
        try:
            opened = assess.open_case(ctx, case_id)
        except Refused:
            continue  # somebody else's case
        ended = {one.ref for one in opened.moved.ended} if opened.moved else set()
        assert all(opened.pack.has(ref) or ref in {*ended, *opened.beyond} for ref in opened.record.answers)
        assert all(not opened.pack.has(ref) for ref in (*ended, *opened.beyond))
        signed = opened.record.finished_under
        assert opened.pack.digest == (signed or ctx.inspection().pack.digest)
        heads.add(tuple(sorted((ref, held.heads) for ref, held in opened.record.answers.items())))
    assert len(heads) == 1


def test_the_order_of_receiving_the_change_and_other_work_does_not_matter(tmp_path: Path) -> None:
    made = make_team(tmp_path / "first", cases=4)
    made.give_out()
    lead, (ai, other) = made.lead, made.inspectors
    case_id = made.case_id(ai)
    assess.record_answer(ai, case_id, "C2a", "no")
    early = made.send(ai, lead)
    bring_in(lead, write_next(made.folder))
    change = made.send(lead, ai)
    made.receive(other, made.send(lead, other))
    made.receive(lead, early)
    assess.record_answer(lead, case_id, "C2y", "yes")
    later = made.send(lead, ai)
    beside = made.send(other, ai)
    mould = Mould(made.folder, (lead, ai, other))
    states = []
    for number, order in enumerate(((change, later, beside), (beside, later, change), (later, beside, change))):
        _, here, _ = people = mould.copy(tmp_path / str(number), Clock(), os.urandom)
        for file in order:
            made.receive(here, file)
        assert projections.matches_rebuild(here.store)
        states.append(
            (
                here.inspection().pack.digest,
                projections.case_item(here.store, case_id),
                {text: one.heads for text, one in projections.current(here.store, case_id).items()},
                assess.open_case(here, case_id).moved,
            )
        )
        for ctx in people:
            ctx.store.close()
    assert states[0] == states[1] == states[2]
    assert states[0][0] == next_version(shipped_pack("dipp-2025")).digest


def test_an_answer_to_a_new_question_in_a_case_signed_off_before_it_is_kept_and_named(team: Team) -> None:
    team.give_out()
    lead, ai = team.lead, team.inspectors[0]
    case_id = team.case_id(ai)
    bring_in(lead, write_next(team.folder))
    assess.record_answer(lead, case_id, "C2y", "yes")
    stamp = stamp_of(ai.inspection().pack)
    ai.write(Write(subject("signoff", case_id), SignOff(True, ai.identity.name, moment(ai.now())), stamp))
    team.receive(lead, team.send(ai, lead))
    team.receive(ai, team.send(lead, ai))
    for ctx in (lead, ai):
        opened = assess.open_case(ctx, case_id)
        assert (opened.pack.version, opened.beyond) == ("1.0.0", ("C2y",))
    assess.reopen(ai, case_id, "Read again.")
    opened = assess.open_case(ai, case_id)
    assert (opened.pack.version, opened.beyond) == ("2.0.0", ())
    assert opened.flow.answer("C2y") == "yes"


def _keep(ctx: Context, pack: Pack, seed: bytes) -> None:
    keepsakes.keep_pack(ctx.store, pack, sign_document(pack.canonical, seed, PACK).signature)


def _refused(team: Team) -> str:
    ai = team.inspectors[0]
    planned = merge_plan.plan(ai, [team.send(team.lead, ai)])
    assert len(planned.refusals) == 1
    refused = planned.refusals[0].refused
    assert refused is not None
    return refused.code


def test_a_table_of_changes_that_lies_is_refused_with_its_package(team: Team) -> None:
    team.give_out()
    made = document(team.lead.inspection().pack)
    made["changes"]["kept"] = [ref for ref in made["changes"]["kept"] if ref != "C3b"]
    made["changes"]["elements"].append({"ref": "C3b", "what": "retired"})
    made["changes"]["new"].append("C3b")
    pack = Pack.model_validate_json(json.dumps(made))
    _keep(team.lead, pack, team.lead.identity.signing_seed)
    assert _refused(team) == "pack-invalid"


def test_words_called_kept_that_differ_are_refused_with_their_package(team: Team) -> None:
    team.give_out()
    made = document(team.lead.inspection().pack)
    made["standards"][0]["questions"][0]["text"] = "Something else altogether?"
    _keep(team.lead, Pack.model_validate_json(json.dumps(made)), team.lead.identity.signing_seed)
    assert _refused(team) == "pack-changes-wrong"


def test_a_version_that_no_lead_signed_is_refused(team: Team) -> None:
    team.give_out()
    pack = next_version(team.lead.inspection().pack)
    _keep(team.lead, pack, team.inspectors[0].identity.signing_seed)
    assert _refused(team) == "pack-signature-wrong"


def test_a_pack_written_in_another_form_than_its_digest_is_of_is_refused(team: Team) -> None:
    team.give_out()
    pack = next_version(team.lead.inspection().pack)
    loose = json.dumps(json.loads(pack.canonical)).encode()
    with team.lead.store.write() as db:
        signed = sign_document(loose, team.lead.identity.signing_seed, PACK)
        keepsakes.put_pack(db, keepsakes.Signed(loose, signed.signature))
    assert _refused(team) == "pack-invalid"
