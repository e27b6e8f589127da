"""Queries: the lead inspector asks about an answer, the assessor replies, and the thread travels with the case.

Every step is a revision of one subject, so the thread is its history: nothing that was asked or said is written
over, and steps that crossed on the way both stay in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from hmip_desktop.domain.assessment import Query
from hmip_desktop.domain.case_record import Current
from hmip_desktop.domain.revisions import Revision, subject
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import Changes, Context, OpenInspection, stamp_of
from hmip_desktop.store import ledger, projections, subjects
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write
from hmip_desktop.store.subjects import CaseSubject

QueryState = Literal["open", "answered", "closed"]
LONGEST = 1000
"""Characters of a question or a reply."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One step of a thread. ``kind``: question, reply or closed; a closing may hold words ("told by telephone")."""

    kind: Literal["question", "reply", "closed"]
    text: str
    author: str
    name: str
    at: str
    mine: bool


@dataclass(frozen=True, slots=True)
class QueryLine:
    """A query as lists show it: where it stands now. ``to_send``: its last step was made here and is in no package.

    ``conflicting``: steps of both sides crossed; the next step of either settles it. ``at`` is a stored moment.
    """

    query_id: str
    case_id: str
    case_ref: str
    ref: str
    text: str
    reply: str
    state: QueryState
    at: str
    inspector: str
    signed_off: bool
    to_send: bool
    conflicting: bool


def ask(ctx: Context, case_id: str, ref: str, text: str) -> tuple[str, Changes]:
    """Ask the assessor of a case about one question; gives the id of the query.

    Raises Refused ``query-not-yours-to-ask``, ``question-not-in-pack``, ``query-empty``, ``query-too-long``,
    ``case-unknown``.
    """
    inspection = _asking(ctx)
    if not inspection.line.has(ref):
        raise Refused("question-not-in-pack", question=ref)
    ctx.case(case_id)
    query_id = ctx.new_id()
    value = Query(ref, _words(text))
    return query_id, ctx.write(Write(subject("query", case_id, query_id), value, stamp_of(inspection.pack)))


def answer(ctx: Context, case_id: str, query_id: str, reply: str) -> Changes:
    """Reply to a query, or change the reply while nobody has gone on. A signed-off case stays signed off.

    Raises Refused ``query-unknown``, ``query-closed``, ``query-empty``, ``query-too-long``.
    """
    held = _held(ctx, case_id, query_id)
    value = cast(Query, held.value)
    if value.state == "closed" and not held.conflicting:
        raise Refused("query-closed")
    return _go_on(ctx, held, Query(value.ref, value.text, _words(reply), "answered"))


def ask_further(ctx: Context, case_id: str, query_id: str, text: str) -> Changes:
    """Ask again in the same thread, also in one that was closed. Refused as ``ask``, and ``query-unknown``."""
    _asking(ctx)
    held = _held(ctx, case_id, query_id)
    return _go_on(ctx, held, Query(cast(Query, held.value).ref, _words(text)))


def close(ctx: Context, case_id: str, query_id: str, words: str = "") -> Changes:
    """Close a query; ``words`` say how it was settled when that was not by the reply (a telephone call).

    Raises Refused ``query-not-yours-to-ask``, ``query-unknown``, ``query-too-long``, and ``query-needs-words`` for
    one that nobody has replied to.
    """
    _asking(ctx)
    held = _held(ctx, case_id, query_id)
    value = cast(Query, held.value)
    if not words.strip() and not value.reply:
        raise Refused("query-needs-words")
    said = _words(words) if words.strip() else value.reply
    return _go_on(ctx, held, Query(value.ref, value.text, said, "closed"))


def thread(ctx: Context, case_id: str, query_id: str) -> tuple[Turn, ...]:
    """What was asked and said, the earliest first; steps that a merge set aside are left out."""
    held = _held(ctx, case_id, query_id)
    found = ctx.find_inspection()
    names = {m.fingerprint: m.name for m in found.roster.members} if found else {}
    turns: list[Turn] = []
    replies: dict[str, str] = {}
    for revision in _counting(journal.history(ctx.store, held.subject), held.heads):
        value = revision.value()
        if isinstance(value, Query):
            turns.append(_turn(revision, value, replies, names, ctx.me))
            replies[revision.digest] = value.reply
    return tuple(turns)


def _counting(history: tuple[Revision, ...], heads: tuple[str, ...]) -> list[Revision]:
    """Those that lead to the heads, in the order given."""
    by_digest = {revision.digest: revision for revision in history}
    wanted: set[str] = set()
    waiting = list(heads)
    while waiting:
        digest = waiting.pop()
        if digest in by_digest and digest not in wanted:
            wanted.add(digest)
            waiting += by_digest[digest].header.parents
    return [revision for revision in history if revision.digest in wanted]


def _turn(revision: Revision, value: Query, replies: Mapping[str, str], names: Mapping[str, str], me: str) -> Turn:
    header = revision.header
    who = (header.author, names.get(header.author, header.author[:5]), header.at, header.author == me)
    if value.state == "open":
        return Turn("question", value.text, *who)
    if value.state == "answered":
        return Turn("reply", value.reply, *who)
    before = {replies.get(parent, "") for parent in header.parents}
    return Turn("closed", "" if value.reply in before else value.reply, *who)


def list_queries(ctx: Context, state: QueryState | None = None) -> tuple[QueryLine, ...]:
    """Every query of this store, those to be dealt with first, then by case reference."""
    found = ctx.find_inspection()
    names = {m.fingerprint: m.name for m in found.roster.members} if found else {}
    sent = _Sent(ctx, found)
    lines = [
        _line(row, names, sent.lacks(row)) for row in subjects.of_kind(ctx.store, "query")
        if row.current.value is not None
    ]  # fmt: skip
    order = {"answered": 0, "open": 1, "closed": 2} if found and found.is_led_by(ctx.me) else {"open": 0, "answered": 1}
    lines.sort(key=lambda line: (order.get(line.state, 2), line.case_ref, line.at))
    return tuple(line for line in lines if state is None or line.state == state)


def open_by_case(ctx: Context) -> dict[str, int]:
    """How many queries wait for a reply in each case that has any."""
    counts: dict[str, int] = {}
    for row in subjects.of_kind(ctx.store, "query"):
        if isinstance(row.current.value, Query) and row.current.value.state == "open":
            counts[row.case_id] = counts.get(row.case_id, 0) + 1
    return counts


def waiting_for_lead(ctx: Context) -> int:
    """How many replies wait for whoever leads to read them."""
    return sum(
        isinstance(row.current.value, Query) and row.current.value.state == "answered"
        for row in subjects.of_kind(ctx.store, "query")
    )


def to_send(ctx: Context) -> tuple[tuple[str, str, int], ...]:
    """Inspectors who are to get a question or a closing that is in no package yet: fingerprint, name, how many."""
    inspection = ctx.inspection()
    sent = _Sent(ctx, inspection)
    counts: dict[str, int] = {}
    for row in subjects.of_kind(ctx.store, "query"):
        if row.inspector != ctx.me and sent.lacks(row):
            counts[row.inspector] = counts.get(row.inspector, 0) + 1
    members = {m.fingerprint: m for m in inspection.roster.members if m.revoked_from is None}
    return tuple((one, members[one].name, count) for one, count in counts.items() if one in members)


def _line(row: CaseSubject, names: Mapping[str, str], waits: bool) -> QueryLine:
    value = cast(Query, row.current.value)
    return QueryLine(
        row.key, row.case_id, row.case_ref, value.ref, value.text, value.reply, value.state, row.current.at,
        names.get(row.inspector, ""), row.signed_off, waits, row.current.conflicting,
    )  # fmt: skip


class _Sent:
    """How far the packages written here bring each person."""

    def __init__(self, ctx: Context, found: OpenInspection | None) -> None:
        self._me = ctx.me
        self._leads = tuple(member.fingerprint for member in found.leads()) if found else ()
        self._reached: dict[tuple[str, str], int] = {}
        for package in ledger.sent(ctx.store):
            for stream, counter in package.coverage.items():
                place = (package.addressee, stream)
                self._reached[place] = max(counter, self._reached.get(place, 0))

    def lacks(self, row: CaseSubject) -> bool:
        """The last step was made here, and no package to whom it is for holds it."""
        to = row.inspector if self._me in self._leads else next(iter(self._leads), "")
        mine = row.current.author == self._me
        return mine and bool(to) and row.counter > self._reached.get((to, row.stream), 0)


def _asking(ctx: Context) -> OpenInspection:
    inspection = ctx.inspection()
    if not inspection.is_led_by(ctx.me):
        raise Refused("query-not-yours-to-ask")
    return inspection


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise Refused("query-empty")
    if len(words) > LONGEST:
        raise Refused("query-too-long", most=LONGEST)
    return words


def _held(ctx: Context, case_id: str, query_id: str) -> Current:
    held = projections.current(ctx.store, case_id, ("query",)).get(subject("query", case_id, query_id))
    if held is None or not isinstance(held.value, Query):
        raise Refused("query-unknown")
    return held


def _go_on(ctx: Context, held: Current, value: Query) -> Changes:
    """The next step of a thread; where two steps stand side by side it names both, and both stay in the thread."""
    write = Write(held.subject, value, stamp_of(ctx.inspection().pack), held.heads)
    return ctx.settle(write) if held.conflicting else ctx.write(write)
