"""The practice case: made-up work to learn on, in a stream of its own that nothing ever sends, counts or lists.

Its id begins with ``practice-``, which no package may hold. Roles do not bind here, since what is written goes to
nobody. Thrown away, its words are erased and only the empty chain stays.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import CaseFacts, Inspection, Roster
from hmip_desktop.errors import Refused
from hmip_desktop.services import drafting
from hmip_desktop.services.context import Clock, Context, Entropy, OpenInspection, stamp_of
from hmip_desktop.services.packs import find_pack
from hmip_desktop.services.stores import NewStore, create_store, utc_now
from hmip_desktop.store import erasure, keepsakes, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.keys import Kdf
from hmip_desktop.store.revisions import Write

PREFIX = "practice-"
PACK = "dipp-2025"
"""Of the practice case where no inspection has brought one."""
ROLE = "inspector"
_GROUND = "practice-thrown-away"
_NOBODY = "0" * 16
_QUICK = Kdf(1, 64 * 1024, 1)
"""For the key of a store that is thrown away: its passphrase is 32 random bytes, which no guessing reaches."""


@dataclass(slots=True)
class PracticeContext(Context):
    """A sitting at a practice case: every role may write, and a pack is there also without an inspection."""

    def find_inspection(self) -> OpenInspection | None:
        """The inspection of this store, else one that is made up around the pack."""
        return Context.find_inspection(self) or _made_up(self)

    def pack_in_force(self) -> Pack:
        """The pack of the inspection, else the one for practice."""
        return self.inspection().pack

    def may_write(self, kind: str) -> bool:
        """Anybody may practise anything."""
        return True


@dataclass(frozen=True, slots=True)
class Practice:
    """The practice case of a store: how far it is. ``at``: the stored moment of the last change."""

    case_id: str
    case_ref: str
    answered: int
    total: int
    at: str


def is_practice(case_id: str) -> bool:
    """True for the id of a practice case."""
    return case_id.startswith(PREFIX)


def sitting(ctx: Context) -> Context:
    """The sitting at which a practice case is opened and worked on."""
    return PracticeContext(ctx.store, ctx.identity, ctx.now, ctx.entropy)


def find(ctx: Context) -> Practice | None:
    """The practice case of this store, None when none was begun or it was thrown away."""
    held = projections.case_list(ctx.store, practice=True, order="changed_at", descending=True, limit=1)
    if not held:
        return None
    item = held[0]
    return Practice(item.case_id, item.case_ref, item.answered, item.total, item.changed_at)


def begin(ctx: Context) -> str:
    """The practice case, begun afresh where there is none; gives its id."""
    held = find(ctx)
    if held is not None:
        return held.case_id
    bench = sitting(ctx)
    case_id = f"{PREFIX}{ctx.entropy(4).hex()}"
    start = (ctx.now() - timedelta(weeks=29)).date()
    facts = CaseFacts(
        "Practice", "Made-up PDU", "PP-000", "Probation officer", "community_order", start.isoformat(), "high",
        requirement="rar", interview_at="", mappa="Level 1", sex="Male", age=34,
    )  # fmt: skip
    write = Write(subject("case", case_id), facts, stamp_of(bench.inspection().pack))
    journal.append(ctx.store, [write], author=ctx.me, now=ctx.now(), entropy=ctx.entropy)
    return case_id


def throw_away(ctx: Context, case_id: str) -> None:
    """Erase every word of the practice case. Raises Refused ``practice-is-kept-apart`` for any other case."""
    if not is_practice(case_id):
        raise Refused("practice-is-kept-apart")
    for draft in drafting.left_over(ctx, case_id):
        drafting.drop_draft(ctx, draft.subject)
    held = [one.digest for one in journal.case_history(ctx.store, case_id) if one.value_line is not None]
    erasure.erase(
        ctx.store, case_id, held, ground=_GROUND, author=ctx.me, now=ctx.now(), entropy=ctx.entropy
    )  # fmt: skip


def open_throwaway(folder: Path, *, now: Clock = utc_now, entropy: Entropy = os.urandom) -> Context:
    """A store below ``folder`` for practising before anything is unlocked. Nobody ever knows its passphrase."""
    new = NewStore(folder / "practice", entropy(32).hex(), "Practice", ROLE, kdf=_QUICK)
    return create_store(new, now=now, entropy=entropy).context


def _made_up(ctx: Context) -> OpenInspection:
    pack = _pack(PACK)
    if keepsakes.pack_document(ctx.store, pack.digest) is None:
        keepsakes.keep_pack(ctx.store, pack)
    value = Inspection(
        name="Practice", region="Made up", reference="PRACTICE", fieldwork_start=ctx.now().date().isoformat(),
        pack=stamp_of(pack), made_up=True,
    )  # fmt: skip
    return OpenInspection(_NOBODY, value, Roster(0, ()), pack=pack)


@cache
def _pack(name: str) -> Pack:
    """Read once: every verb at a practice case asks for it."""
    return find_pack(name)
