"""What is measured on: a lead inspector's store with a long case list, and an inspector's package for it.

Made through the program's own services, but for the revisions of the package, which are written line by line so that
ten thousand cases do not have to be assessed one answer at a time.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from hmip_desktop.domain.assessment import AnswerValue, SignOff
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.revisions import Header, sha256_hex, subject, write, write_value
from hmip_desktop.domain.sample import Allocation, CaseFacts
from hmip_desktop.domain.values import Answer, PackStamp, Value, moment
from hmip_desktop.exchange import identity as identities
from hmip_desktop.exchange.identity import Identity
from hmip_desktop.exchange.writer import Content, Recipient, write_package
from hmip_desktop.services import inspection as inspections
from hmip_desktop.services import stores, team
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.services.inspection import NewInspection
from hmip_desktop.services.stores import NewStore
from hmip_desktop.store.engine import open_store
from hmip_desktop.store.keys import Kdf
from hmip_desktop.store.revisions import Write

PASSPHRASE = "a made-up passphrase for measuring"
LIGHT = Kdf(passes=1, memory_kib=64 * 1024, lanes=1)
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
ANSWERS = 60
PACK = "probation-2017"
INSTALLATION = "0123456789abcdef"


def clock() -> datetime:
    """It is always the same moment here."""
    return NOW


@dataclass(frozen=True)
class Made:
    """A lead's store that was closed, whose it is, the inspector, and the references that are answered."""

    folder: Path
    lead: Identity
    inspector: Identity
    inspection: str
    recipient: str
    pack: Pack
    cases: tuple[str, ...]
    refs: tuple[str, ...]
    installation: str = INSTALLATION

    def open(self, folder: Path | None = None, anchor: Path | None = None) -> Context:
        """A sitting of the lead at the store, or at a copy of it, followed by an anchor where one is named."""
        store = open_store(folder or self.folder, passphrase=PASSPHRASE, anchor=anchor)
        return Context(store, self.lead, clock, os.urandom)

    def copy(self, folder: Path) -> Path:
        """The closed store once more in ``folder``, in place of what stood there."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return folder


def empty_store(folder: Path) -> None:
    """A closed store with nobody's work in it."""
    new = NewStore(folder, PASSPHRASE, "An Inspector", "inspector", kdf=LIGHT)
    stores.create_store(new, now=clock).context.store.close()


def make(folder: Path, cases: int) -> Made:
    """A lead's store in ``folder/lead`` with an inspection and ``cases`` cases allocated to one inspector."""
    folder.mkdir(parents=True, exist_ok=True)
    made = stores.create_store(
        NewStore(folder / "lead", PASSPHRASE, "A Lead", "lead", folder / "recovery.txt", LIGHT), now=clock
    )
    ctx = made.context
    inspector = _inspector(ctx, folder)
    request = NewInspection("Measured", "Nowhere", date(2026, 12, 7), PACK, made_up=True)
    inspection = inspections.create_inspection(ctx, request)
    ids = tuple(f"{number:016x}" for number in range(1, cases + 1))
    writes: list[Write] = []
    for number, case_id in enumerate(ids):
        writes.append(Write(subject("case", case_id), _facts(number)))
        writes.append(Write(subject("allocation", case_id), Allocation(inspector.fingerprint)))
    ctx.write(*writes)
    opened = ctx.inspection()
    refs = _refs(opened.pack, opened.value.variant)
    ctx.store.close()
    recipient = opened.value.recipient
    return Made(folder / "lead", ctx.identity, inspector, inspection, recipient, opened.pack, ids, refs)


def _inspector(ctx: Context, folder: Path) -> Identity:
    """An inspector whose card the lead trusts."""
    inspector = identities.new_identity("An Inspector", "inspector", os.urandom)
    (folder / "inspector.card").write_bytes(identities.write_card(inspector))
    team.trust(ctx, folder / "inspector.card", inspector.fingerprint)
    return inspector


def share_out(made: Made, inspectors: int) -> list[Made]:
    """The cases given to that many inspectors in turn: what each of them holds, for ``write_work``."""
    ctx = made.open()
    people = [made.inspector, *(_inspector(ctx, made.folder.parent) for _ in range(inspectors - 1))]
    shares = [
        replace(made, inspector=person, cases=made.cases[place::inspectors], installation=f"{place + 1:016x}")
        for place, person in enumerate(people)
    ]
    held = [(case_id, share.inspector.fingerprint) for share in shares for case_id in share.cases]
    ctx.write(*(Write(subject("allocation", case_id), Allocation(person)) for case_id, person in held))
    ctx.store.close()
    return shares


def _facts(number: int) -> CaseFacts:
    chance = random.Random(number)
    return CaseFacts(
        case_ref=f"26-{number + 1:05d}",
        pdu=f"Area {number % 8 + 1}",
        practitioner=f"PP-{number + 1:05d}",
        grade=chance.choice(("PO", "PSO")),
        sentence_type="community_order",
        start_date="2026-05-18",
        rosh=chance.choice(("low", "medium", "high", "very_high")),
        requirement="rar",
        sex=chance.choice(("female", "male")),
        age=chance.randint(18, 70),
    )


def _refs(pack: Pack, variant: str) -> tuple[str, ...]:
    """Sixty references of case supervision, key questions and prompts as they come."""
    refs: list[str] = []
    for question in pack.questions(variant=variant):
        refs += [question.ref, *(prompt.ref for prompt in question.prompts)]
    if len(refs) < ANSWERS:
        refs += [element.ref for element in pack.elements if element.kind == "prompt" and element.ref not in refs]
    return tuple(refs[:ANSWERS])


def write_work(made: Made, folder: Path) -> Path:
    """The inspector's sealed package: every case answered sixty times over and signed off."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = stamp_of(made.pack)
    content = Content(
        kind="work",
        inspection=made.inspection,
        sequence=1,
        previous=None,
        roster_version=1,
        cases=((case_id, _lines(made, case_id, stamp)) for case_id in made.cases),
    )
    recipients = (Recipient(made.lead.fingerprint, made.recipient),)
    done = write_package(
        content, sender=made.inspector, recipients=recipients, folder=folder, entropy=os.urandom, now=NOW
    )
    return done.path


def _values(made: Made, case_id: str) -> Iterator[tuple[str, Value]]:
    chance = random.Random(case_id)
    for ref in made.refs:
        answer: Answer = "yes" if chance.random() < 0.6 else "no"
        yield subject("answer", case_id, ref), AnswerValue(answer, made.pack.guidance_version)
    yield subject("signoff", case_id), SignOff(True, "An Inspector", moment(NOW))


def _lines(made: Made, case_id: str, stamp: PackStamp) -> Iterator[tuple[bytes, bytes | None]]:
    stream, author, at, prev = f"{made.installation}/{case_id}", made.inspector.fingerprint, moment(NOW), None
    for counter, (about, value) in enumerate(_values(made, case_id), 1):
        line = write_value(value, os.urandom(16))
        header = Header(at, author, sha256_hex(line), counter, stamp, (), prev, stream, about)
        revision = write(header, line)
        prev = revision.digest
        yield revision.header_line, line
