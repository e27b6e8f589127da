"""A made-up inspection as a lead inspector finds it on a Wednesday: for the pictures and for the tests of the window.

Everything is real: stores, packages and keys of the demonstration, then a second round that waits in the inbox.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from hmip_desktop.domain.alert import Alert, Assurance
from hmip_desktop.domain.assessment import AnswerValue, Evidence, EvidenceLink
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.domain.values import moment
from hmip_desktop.services import (
    alerts,
    assess,
    demonstrate,
    exporting,
    merge_apply,
    merge_plan,
    sample,
    sending,
    stores,
)
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.store import projections
from hmip_desktop.store.keys import Kdf
from hmip_desktop.store.revisions import Write

PASSPHRASE = "lantern gravel thimble orchard"
QUICK = Kdf(1, 64 * 1024, 1)
WEDNESDAY = datetime(2026, 11, 18, 16, 20, tzinfo=UTC)


class Clock:
    """A clock that stands where it is put and moves a little at every look."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=20)
        return self.at


@dataclass
class Scene:
    """The open store of the lead, those of the inspectors, and packages that wait."""

    folder: Path
    lead: Context
    inspectors: list[Context]
    clock: Clock
    inbox: list[Path] = field(default_factory=list)

    def close(self) -> None:
        """Close every store."""
        for ctx in (self.lead, *self.inspectors):
            ctx.store.close()


def make_stores(folder: Path, cases: int = 24, inspectors: int = 4, pack: str = "dipp-2025") -> Path:
    """Run the demonstration into ``folder`` and keep its stores."""
    demonstrate.demonstrate(
        demonstrate.Demonstration(
            folder, cases=cases, inspectors=inspectors, light=True, keep_stores=True, passphrase=PASSPHRASE,
            pack=pack, kdf=QUICK,
        ),
        lambda code, params: None,
    )  # fmt: skip
    return folder


def open_scene(folder: Path, at: datetime = WEDNESDAY) -> Scene:
    """Open the stores of a demonstration."""
    clock = Clock(at)
    names = sorted(path.name for path in (folder / "stores").iterdir() if path.name != "lead")
    lead = stores.unlock(folder / "stores" / "lead", PASSPHRASE, now=clock)
    people = [stores.unlock(folder / "stores" / name, PASSPHRASE, now=clock) for name in names]
    return Scene(folder, lead, people, clock)


def send(scene: Scene, sender: Context, to: Context, *, only_alerts: bool = False) -> Path:
    """A package from one to another."""
    return exporting.export(sender, to.me, scene.folder / "packages", only_alerts=only_alerts).package


def merge(ctx: Context, *files: Path) -> None:
    """Merge packages."""
    merge_apply.apply(ctx, merge_plan.plan(ctx, files))


def unsigned(ctx: Context) -> str:
    """A case of this inspector that is not signed off; one is opened again when there is none."""
    items = projections.case_list(ctx.store, inspector=ctx.me, state="included")
    found = next((item.case_id for item in items if not item.signed_off_at), None)
    if found is None:
        found = items[0].case_id
        assess.reopen(ctx, found, "Another look after moderation")
    return found


def make_conflicts(scene: Scene) -> None:
    """A judgement and a note of evidence, changed on both sides, merged."""
    author, lead = scene.inspectors[0], scene.lead
    case_id = unsigned(author)
    opened = assess.open_case(author, case_id)
    ref = next(page.ref for page in opened.flow.pages if page.ref in opened.record.answers)
    assess.record_answer(author, case_id, ref, "yes")
    text = ("Checks with police were requested on 21 March and answered. Children’s services were not asked, although "
            "two children stay at the address at weekends. The assessment describes past behaviour well.")  # fmt: skip
    note = Evidence(text, "oasys", "2026-05-12", (EvidenceLink(ref, "gap"),))
    note_id, _ = assess.save_evidence(author, case_id, note)
    merge(lead, send(scene, author, lead))
    scene.clock.at -= timedelta(hours=3)
    mine = text.replace("not asked", "not asked until 2 May").replace("behaviour well", "behaviour, not who is at risk")
    theirs = text.replace("not asked", "asked by telephone on 24 March; the contact is in the log")
    lead.write(Write(subject("evidence", case_id, note_id), msgspec.structs.replace(note, text=mine), _stamp(lead)))
    lead.write(Write(subject("answer", case_id, ref), AnswerValue("no"), _stamp(lead)))
    assess.save_evidence(author, case_id, msgspec.structs.replace(note, text=theirs), note_id)
    assess.record_answer(author, case_id, ref, None)
    merge(lead, send(scene, author, lead))
    scene.clock.at += timedelta(hours=3)


def _stamp(ctx: Context):
    return stamp_of(ctx.inspection().pack)


def make_alerts(scene: Scene) -> None:
    """Three alerts at different stages."""
    lead = scene.lead
    told = (
        ("others", "A child moved to the address on Friday; checks have not been made and nobody has acted.", 30),
        ("person_on_probation", "Said twice in supervision that he has the means to end his life; nobody acted.", 9),
        ("offence", "A second phone is used to obtain loans in the name of a neighbour.", 3),
    )
    start = scene.clock.at
    for place, (scope, what, hours) in enumerate(told):
        author = scene.inspectors[place % len(scene.inspectors)]
        case_id = projections.case_list(author.store, inspector=author.me, state="included")[place].case_id
        scene.clock.at = start - timedelta(hours=hours)
        alert = Alert(
            scope, what, "Named in the case record", "Earlier conviction for violence", "Contact is planned this week",
            "A known address", moment(scene.clock()),
        )  # fmt: skip
        alert_id, _ = alerts.raise_alert(author, case_id, alert)
        if place < 2:
            alerts.record_told(author, case_id, alert_id, "Lead inspector, duty line")
        merge(lead, send(scene, author, lead, only_alerts=True))
        if place == 0:
            alerts.acknowledge(lead, case_id, alert_id)
            asked = Assurance("Visit the address and tell children’s services", "Head of PDU", "2026-11-20")
            alerts.seek_assurance(lead, case_id, alert_id, asked)
    scene.clock.at = start


def fill_inbox(scene: Scene) -> None:
    """Packages that wait: a new case, a changed one, a known, a tampered one and one for somebody else."""
    lead, first, last = scene.lead, scene.inspectors[0], scene.inspectors[-1]
    known = send(scene, first, lead)
    merge(lead, known)
    fresh = _substitute(scene, last)
    opened = assess.open_case(last, fresh)
    for ref in opened.flow.missing[:6]:
        assess.record_answer(last, fresh, ref, "yes")
    changed = unsigned(first)
    record = assess.open_case(first, changed).record
    for ref in [ref for ref, held in record.answers.items() if held.value.answer == "yes"][1:4]:
        assess.record_answer(first, changed, ref, "no")
    scene.inbox = [send(scene, last, lead), send(scene, first, lead), known]
    content = bytearray(scene.inbox[0].read_bytes())
    content[len(content) // 2] ^= 1
    tampered = scene.folder / "packages" / "hmip-damaged.hmip"
    tampered.write_bytes(bytes(content))
    scene.inbox += [tampered, send(scene, lead, scene.inspectors[1])]


def _substitute(scene: Scene, to: Context) -> str:
    """A case in the place of one not signed off, given to somebody and sent to them."""
    lead = scene.lead
    item = projections.case_list(lead.store, inspector=to.me, state="included")[-1]
    facts = CaseFacts(
        "26-0490", item.pdu, "PP-377", "Probation officer", "community_order", "2026-04-15", "medium"
    )  # fmt: skip
    made = sample.exclude_case(lead, item.case_id, "same-person", "Same person as another case of the sample", facts)
    sending.give(lead, ["26-0490"], to.me)
    merge(to, send(scene, lead, to))
    return made


def full_scene(folder: Path, cases: int = 24, inspectors: int = 4, pack: str = "dipp-2025") -> Scene:
    """Everything at once."""
    scene = open_scene(make_stores(folder, cases, inspectors, pack))
    make_alerts(scene)
    make_conflicts(scene)
    fill_inbox(scene)
    return scene
