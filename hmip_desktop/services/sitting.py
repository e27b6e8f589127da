"""What a sitting begins with: the cases of the person at work, where they stopped, when work last left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from hmip_desktop.domain.assessment import AnswerValue, Evidence, Query
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.revisions import Header
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.services import conflict_queue, declarations, practice, queries
from hmip_desktop.services.assess import route_of
from hmip_desktop.services.case_rows import NOT_READ, CaseRows, ListedCase
from hmip_desktop.services.context import LEADING, Context
from hmip_desktop.services.declarations import OwnDeclaration
from hmip_desktop.services.practice import Practice
from hmip_desktop.services.queries import QueryLine
from hmip_desktop.services.row_answers import Say
from hmip_desktop.store import keepsakes, ledger, projections, subjects
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.caselist import ARCHIVED
from hmip_desktop.store.projections import CaseItem

__all__ = [
    "LastChange", "ListedCase", "Overview", "Place", "first_look", "keep_place", "last_changes", "last_place",
    "overview",
]  # fmt: skip

PLACE = "place"
CHANGES_SHOWN = 3
LOOKED_THROUGH = 60
"""Revisions looked through for the last changes; answering one page writes a handful."""
FILES = ("-", "lead")
"""Streams of what belongs to no case."""
CLOSE_LOOK = 60
"""Up to so many cases everything about them is read with the list; an inspector has a dozen."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where work stopped: case, reference of the question, and when."""

    case_id: str
    ref: str
    at: str


@dataclass(frozen=True, slots=True)
class LastChange:
    """What was changed here lately: case, question ("" for the case as a whole), kind of subject, the answer given
    ("" for other kinds, "-" for a cleared one), and when (a stored moment)."""

    case_id: str
    case_ref: str
    ref: str
    kind: str
    answer: str
    at: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page after unlocking. ``inspection`` is empty before one was created or received.

    ``complete`` is false for a first look, which knows the cases and nothing else. ``changes``: what was changed
    here last, the newest first; ``conflicts``: what stands here in two versions that this person may settle;
    ``asked``: queries that wait for a reply; ``place_label``: what the question of ``place`` is called.
    """

    inspection: str
    region: str
    fieldwork_start: str
    name: str
    role: str
    cases: Sequence[ListedCase]
    place: Place | None
    exported_at: str
    changed_since: int
    leads: tuple[tuple[str, str], ...]
    complete: bool = True
    changes: tuple[LastChange, ...] = ()
    conflicts: int = 0
    practice: Practice | None = None
    declaration: OwnDeclaration | None = None
    asked: tuple[QueryLine, ...] = ()
    place_label: str = ""


def first_look(ctx: Context) -> Overview | None:
    """A long list as far as its first picture needs it; None for a short one, which ``overview`` reads in no time."""
    mine = _mine(ctx)
    archived = bool(keepsakes.setting_line(ctx.store, ARCHIVED))
    length = (
        projections.list_size(ctx.store)
        if mine is None
        else projections.case_count(ctx.store, inspector=mine, in_sight=archived)
    )
    if length <= CLOSE_LOOK:
        return None
    exported_at = NOT_READ if ledger.any_sent(ctx.store) else ""
    rows = CaseRows(ctx.store, partial(_plain, exported_at=exported_at), mine, length=length)
    return Overview("", "", "", ctx.identity.name, ctx.identity.role, rows, None, "", 0, (), complete=False)


def overview(ctx: Context, say: Say, language: str = "") -> Overview:
    """Everything of the first page in one reading; ``say`` gives the sentence of a routing's reason.

    ``language``: "en" or "cy", in which the question that was left is named; empty means the pack's own.
    """
    found = ctx.find_inspection()
    leads = tuple((m.fingerprint, m.name) for m in found.leads()) if found else ()
    sent = ledger.sent(ctx.store)
    cases, place = _cases(ctx, leads, say), last_place(ctx)
    return Overview(
        found.value.name if found else "",
        found.value.region if found else "",
        found.value.fieldwork_start if found else "",
        ctx.identity.name,
        ctx.identity.role,
        cases,
        place,
        sent[-1].at if sent else "",
        _changed_since(ctx),
        leads,
        changes=last_changes(ctx),
        conflicts=len(conflict_queue.to_settle(ctx)),
        practice=practice.find(ctx),
        declaration=declarations.own(ctx),
        asked=queries.list_queries(ctx, "open"),
        place_label=_label(found.pack, place.ref, language) if found and place else "",
    )


def _label(pack: Pack, ref: str, language: str) -> str:
    """What the question of a reference is called in a few words, "" where it is none."""
    if not pack.has(ref):
        return ""
    element = pack.element(ref)
    return pack.text(element.question or ref, "label", language)


def _mine(ctx: Context) -> str | None:
    """Whose cases the person at work sees; a lead inspector sees all."""
    return None if ctx.role in LEADING else ctx.me


def _cases(ctx: Context, leads: tuple[tuple[str, str], ...], say: Say) -> Sequence[ListedCase]:
    """The cases of the person at work: a few in full, many as they are asked for."""
    left: dict[str, str] = {}
    for package in ledger.sent(ctx.store):
        for stream in package.coverage:
            left[stream.partition("/")[2]] = package.at
    waiting: dict[str, int] = {}
    for fingerprint, _ in leads[:1] if left else ():
        waiting = dict(journal.uncovered(ctx.store, ledger.covered(ctx.store, fingerprint)))
    asked = queries.open_by_case(ctx)

    def dress(item: CaseItem) -> ListedCase:
        covered = item.case_id not in waiting
        return _plain(item, left.get(item.case_id, ""), covered, asked.get(item.case_id, 0))

    rows = CaseRows(ctx.store, dress, _mine(ctx), asked=tuple(asked))
    if len(rows) > CLOSE_LOOK:
        for code in ("all", "today", "planned", "open", "alert"):  # what the page asks for first
            rows.narrowed(code, "", ctx.now().astimezone().date())[:1]
        return rows
    return tuple(_closely(ctx, case, say) for case in rows)


def _plain(item: CaseItem, exported_at: str, covered: bool = False, queries: int = 0) -> ListedCase:
    return ListedCase(
        item.case_id, item.case_ref, item.pdu, item.practitioner, item.route, "", item.rosh, item.answered,
        item.total, item.interview_at, item.interviewed, item.file_read, item.signed_off_at, item.excluded,
        item.alerts_open, queries, exported_at, bool(exported_at) and covered, item.practice,
    )  # fmt: skip


def _closely(ctx: Context, case: ListedCase, say: Say) -> ListedCase:
    """The case with the reason of its route, which stands in its record only."""
    record = ctx.case(case.case_id)
    routing = route_of(record)
    if record.route_used != "adjusted":
        return case
    override = record.route.override_reason if record.route is not None else ""
    worked_out = "" if isinstance(routing, Refused) else say(routing.reason_code, routing.params)
    return replace(case, route_reason=override or worked_out)


def _changed_since(ctx: Context) -> int:
    """How many cases hold something that no package written here carried yet; a practice case is never sent."""
    coverage: dict[str, int] = {}
    for package in ledger.sent(ctx.store):
        for stream, counter in package.coverage.items():
            coverage[stream] = max(counter, coverage.get(stream, 0))
    own = f"{ctx.store.installation}/"
    heads = [head for head in journal.stream_heads(ctx.store) if head.stream.startswith(own)]
    return sum(
        head.counter > coverage.get(head.stream, 0)
        for head in heads
        if (place := head.stream.removeprefix(own)) not in FILES and not practice.is_practice(place)
    )


def last_changes(ctx: Context, most: int = CHANGES_SHOWN) -> tuple[LastChange, ...]:
    """What the person at work changed last, each question once, the newest first; practice is left out."""
    found: dict[tuple[str, str], LastChange] = {}
    for header in subjects.written_last(ctx.store, LOOKED_THROUGH):
        if len(found) >= most:
            break
        case_id = header.case_id
        if case_id in FILES or practice.is_practice(case_id) or header.author != ctx.me:
            continue
        change = _change(ctx, header)
        if change is not None:
            found.setdefault((case_id, change.ref), change)
    return tuple(found.values())


def _change(ctx: Context, header: Header) -> LastChange | None:
    item = projections.case_item(ctx.store, header.case_id)
    held = projections.current(ctx.store, header.case_id, (header.kind,)).get(header.subject)
    if item is None or held is None:
        return None
    kind, ref, value = header.kind, "", held.value
    if kind in ("answer", "data", "reason", "flag"):
        ref = header.subject.partition("/")[2]
    elif isinstance(value, Evidence) and value.links:
        ref = value.links[0].ref
    elif isinstance(value, Query):
        ref = value.ref
    given = (value.answer or "-") if isinstance(value, AnswerValue) else ""
    return LastChange(item.case_id, item.case_ref, ref, kind, given, header.at)


def keep_place(ctx: Context, case_id: str, ref: str) -> None:
    """Remember where work stopped, on this computer only."""
    keepsakes.set_setting(ctx.store, PLACE, {"case_id": case_id, "ref": ref, "at": moment(ctx.now())})


def last_place(ctx: Context) -> Place | None:
    """Where work stopped last, None when nowhere."""
    kept = keepsakes.setting(ctx.store, PLACE)
    return Place(str(kept["case_id"]), str(kept["ref"]), str(kept["at"])) if isinstance(kept, dict) else None
