"""What a sitting begins with: the cases of the person at work, where they stopped, when work last left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.services.assess import route_of
from hmip_desktop.services.case_rows import NOT_READ, CaseRows, ListedCase
from hmip_desktop.services.context import LEADING, Context
from hmip_desktop.services.row_answers import Say
from hmip_desktop.store import keepsakes, ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.projections import CaseItem

__all__ = ["ListedCase", "Overview", "Place", "first_look", "keep_place", "last_place", "overview"]

PLACE = "place"
CLOSE_LOOK = 60
"""Up to so many cases everything about them is read with the list; an inspector has a dozen."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where work stopped: case, reference of the question, and when."""

    case_id: str
    ref: str
    at: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page after unlocking. ``inspection`` is empty before one was created or received.

    ``complete`` is false for a first look, which knows the cases and nothing else.
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


def first_look(ctx: Context) -> Overview | None:
    """A long list as far as its first picture needs it; None for a short one, which ``overview`` reads in no time."""
    mine = _mine(ctx)
    length = projections.list_size(ctx.store) if mine is None else projections.case_count(ctx.store, inspector=mine)
    if length <= CLOSE_LOOK:
        return None
    exported_at = NOT_READ if ledger.any_sent(ctx.store) else ""
    rows = CaseRows(ctx.store, partial(_plain, exported_at=exported_at), mine, length=length)
    return Overview("", "", "", ctx.identity.name, ctx.identity.role, rows, None, "", 0, (), complete=False)


def overview(ctx: Context, say: Say) -> Overview:
    """Everything of the first page in one reading; ``say`` gives the sentence of a routing's reason."""
    found = ctx.find_inspection()
    leads = tuple((m.fingerprint, m.name) for m in found.leads()) if found else ()
    sent = ledger.sent(ctx.store)
    cases = _cases(ctx, leads, say)
    return Overview(
        found.value.name if found else "",
        found.value.region if found else "",
        found.value.fieldwork_start if found else "",
        ctx.identity.name,
        ctx.identity.role,
        cases,
        last_place(ctx),
        sent[-1].at if sent else "",
        _changed_since(ctx),
        leads,
    )


def _mine(ctx: Context) -> str | None:
    """Whose cases the person at work sees; a lead inspector sees all."""
    return None if ctx.identity.role in LEADING else ctx.me


def _cases(ctx: Context, leads: tuple[tuple[str, str], ...], say: Say) -> Sequence[ListedCase]:
    """The cases of the person at work: a few in full, many as they are asked for."""
    left: dict[str, str] = {}
    for package in ledger.sent(ctx.store):
        for stream in package.coverage:
            left[stream.partition("/")[2]] = package.at
    waiting: dict[str, int] = {}
    for fingerprint, _ in leads[:1] if left else ():
        waiting = dict(journal.uncovered(ctx.store, ledger.covered(ctx.store, fingerprint)))

    def dress(item: CaseItem) -> ListedCase:
        return _plain(item, left.get(item.case_id, ""), item.case_id not in waiting)

    rows = CaseRows(ctx.store, dress, _mine(ctx))
    if len(rows) > CLOSE_LOOK:
        for code in ("all", "today", "planned", "open", "alert"):  # what the page asks for first
            rows.narrowed(code, "", ctx.now().astimezone().date())[:1]
        return rows
    return tuple(_closely(ctx, case, say) for case in rows)


def _plain(item: CaseItem, exported_at: str, covered: bool = False) -> ListedCase:
    return ListedCase(
        item.case_id, item.case_ref, item.pdu, item.practitioner, item.route, "", item.rosh, item.answered,
        item.total, item.interview_at, item.interviewed, item.file_read, item.signed_off_at, item.excluded,
        item.alerts_open, 0, exported_at, bool(exported_at) and covered, item.practice,
    )  # fmt: skip


def _closely(ctx: Context, case: ListedCase, say: Say) -> ListedCase:
    """The case with the reason of its route and its open queries, which stand in its record only."""
    record = ctx.case(case.case_id)
    routing = route_of(record)
    reason = ""
    if record.route_used == "adjusted" and not isinstance(routing, Refused):
        reason = say(routing.reason_code, routing.params)
    queries = [held.value.state for held in record.queries.values()].count("open")
    return replace(case, route_reason=reason, queries=queries)


def _changed_since(ctx: Context) -> int:
    """How many cases hold something that no package written here carried yet."""
    coverage: dict[str, int] = {}
    for package in ledger.sent(ctx.store):
        for stream, counter in package.coverage.items():
            coverage[stream] = max(counter, coverage.get(stream, 0))
    own = f"{ctx.store.installation}/"
    heads = [head for head in journal.stream_heads(ctx.store) if head.stream.startswith(own)]
    return sum(1 for head in heads if head.counter > coverage.get(head.stream, 0) and not head.stream.endswith("/-"))


def keep_place(ctx: Context, case_id: str, ref: str) -> None:
    """Remember where work stopped, on this computer only."""
    keepsakes.set_setting(ctx.store, PLACE, {"case_id": case_id, "ref": ref, "at": moment(ctx.now())})


def last_place(ctx: Context) -> Place | None:
    """Where work stopped last, None when nowhere."""
    kept = keepsakes.setting(ctx.store, PLACE)
    return Place(str(kept["case_id"]), str(kept["ref"]), str(kept["at"])) if isinstance(kept, dict) else None
