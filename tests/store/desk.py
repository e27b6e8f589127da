"""A desk: one real encrypted store, somebody who writes in it, a clock and randomness that repeat."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from hmip_desktop.domain.assessment import AnswerValue, SignOff
from hmip_desktop.domain.merge import CasePlan, KnownCase, extend, plan_case
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.revisions import Revision, read
from hmip_desktop.domain.sample import Allocation, CaseFacts, Inspection
from hmip_desktop.domain.values import Answer, PackStamp, Value, moment
from hmip_desktop.intake.packs import shipped_pack
from hmip_desktop.store import engine, ingest, keepsakes, revisions
from hmip_desktop.store.engine import Store
from hmip_desktop.store.ingest import Arrival, Batch, Ingested
from hmip_desktop.store.keys import Kdf
from hmip_desktop.store.ledger import Received
from hmip_desktop.store.revisions import Write

PASSPHRASE = "tangle orbit cactus velvet"
LIGHT = Kdf(1, 64 * 1024, 1)
INSPECTION = "inspection:00000000000000ff"
LEAD = "1" * 30


@cache
def pack() -> Pack:
    """The pack that the tests of the store work under."""
    return shipped_pack("dipp-2025")


def stamp() -> PackStamp:
    """The stamp of that pack."""
    return PackStamp(pack().id, pack().version, pack().digest)


def asked(route: str = "core") -> list[str]:
    """Key questions and prompts without a condition on a route."""
    return [
        e.ref
        for e in pack().elements
        if e.kind in ("key_question", "prompt") and not e.organisational and e.route in ("", route) and not e.when
    ]


def case(number: int) -> str:
    """The id of a case."""
    return f"{number:016x}"


def facts(number: int, **changes: object) -> CaseFacts:
    """A row of the sample."""
    row: dict[str, object] = {
        "case_ref": f"26-{400 + number}",
        "pdu": ("Aldermere", "Kingsreach")[number % 2],
        "practitioner": f"PP-{number}",
        "grade": "probation officer",
        "sentence_type": "community_order",
        "start_date": "2026-04-13",
        "rosh": "high",
    }
    return CaseFacts(**{**row, **changes})  # type: ignore[arg-type]


@dataclass
class Desk:
    """Somebody at a store."""

    store: Store
    author: str = LEAD
    seed: int = 1
    at: datetime = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
    chance: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        self.chance.seed(self.seed + 1000)  # not what made the store, or numbers would come again

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def entropy(self, size: int) -> bytes:
        return self.chance.randbytes(size)

    def write(self, *writes: Write) -> tuple[Revision, ...]:
        return revisions.append(self.store, writes, author=self.author, now=self.now(), entropy=self.entropy)

    def put(self, subject: str, value: Value | None, parents: tuple[str, ...] | None = None) -> Revision:
        (made,) = self.write(Write(subject, value, stamp(), parents))
        return made

    def answer(self, number: int, ref: str, answer: Answer | None, parents: tuple[str, ...] | None = None) -> Revision:
        return self.put(f"answer:{case(number)}/{ref}", AnswerValue(answer, "1.0"), parents)

    def open_inspection(self, cases: int = 2, inspector: str = "2" * 30) -> None:
        """An inspection under the pack, with cases allocated."""
        keepsakes.keep_pack(self.store, pack())
        self.put(INSPECTION, Inspection("Week", "North", "N-26", "2026-11-09", stamp()))
        for number in range(1, cases + 1):
            self.put(f"case:{case(number)}", facts(number))
            self.put(f"allocation:{case(number)}", Allocation(inspector))

    def sign(self, number: int, *, signed: bool = True) -> Revision:
        return self.put(f"signoff:{case(number)}", SignOff(signed, "Kit", moment(self.now()), "" if signed else "why"))

    def answer_all(self, number: int, answer: Answer = "yes") -> None:
        value = AnswerValue(answer, "1.0")
        self.write(*(Write(f"answer:{case(number)}/{ref}", value, stamp()) for ref in asked()))


def new_desk(folder: Path, *, seed: int = 1, author: str = LEAD, anchor: Path | None = None) -> Desk:
    """A new store with somebody at it."""
    chance = random.Random(seed)
    now = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
    made = engine.create(folder, PASSPHRASE, now=now, entropy=chance.randbytes, kdf=LIGHT, anchor=anchor)
    desk = Desk(made.store, author, seed)
    revisions.start_installation(made.store, ground="first-run", author=author, now=desk.now(), entropy=desk.entropy)
    return desk


def reopen(desk: Desk, **options: object) -> Desk:
    """The same store closed and opened again."""
    desk.store.close()
    desk.store = engine.open_store(desk.store.folder, passphrase=PASSPHRASE, **options)  # type: ignore[arg-type]
    return desk


def package(number: int, sender: str = "2" * 30, kind: str = "work") -> Received:
    """The ledger entry of a package."""
    return Received(
        case(0xF000 + number), f"{number:064x}", sender, kind, number, "2026-11-10T09:00:00.000Z", "merged", "f"
    )


def rows_of(store: Store, case_id: str) -> list[Revision]:
    """Everything of a case as a package would bring it."""
    return [read(header, value) for header, value in revisions.lines(store, case_id, {})]


def arrival(target: Store, number: int, contents: dict[str, list[Revision]], kind: str = "work") -> Arrival:
    """A package planned against what ``target`` holds."""
    plans = [plan_case(cid, revisions.known_case(target, cid), held) for cid, held in contents.items()]
    return Arrival(package(number, kind=kind), plans)


def arrivals(target: Store, contents: list[dict[str, list[Revision]]]) -> Batch:
    """Several packages of one batch, each planned on what those before it bring."""
    known: dict[str, KnownCase] = {}
    made = []
    for number, cases in enumerate(contents, 1):
        plans: list[CasePlan] = []
        for cid, held in cases.items():
            before = known.get(cid) or revisions.known_case(target, cid)
            plans.append(plan_case(cid, before, held))
            known[cid] = extend(before, plans[-1])
        made.append(Arrival(package(number), plans))
    return Batch(tuple(made))


def merge(target: Desk, number: int, contents: dict[str, list[Revision]], kind: str = "work") -> Ingested:
    """Plan a package against a store and write it."""
    batch = Batch((arrival(target.store, number, contents, kind),))
    return ingest.apply(target.store, batch, now=target.now())


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a store by name; the lock and SQLite's shared index say nothing of its content."""
    left_out = ("store.lock", "store.db-shm")
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file() and p.name not in left_out}
