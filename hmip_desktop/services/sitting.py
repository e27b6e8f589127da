"""What a sitting begins with: the cases of the person at work, where they stopped, when work last left."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.services.assess import route_of
from hmip_desktop.services.context import LEADING, Context
from hmip_desktop.services.row_answers import Say
from hmip_desktop.store import keepsakes, ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.projections import CaseItem

PLACE = "place"
CLOSE_LOOK = 60
"""Up to so many cases their reasons and queries are read with the list; an inspector has a dozen."""


@dataclass(frozen=True, slots=True)
class ListedCase:
    """One case as its list shows it. Texts are empty where not known; ``*_at`` are stored moments.

    ``route_reason`` is a sentence, only for the adjusted set; ``queries`` are open ones; ``received`` means that a
    verified receipt covers everything of it.
    """

    case_id: str
    case_ref: str
    pdu: str
    practitioner: str
    route: str
    route_reason: str
    rosh: str
    answered: int
    total: int
    interview_at: str
    interviewed: str
    file_read: bool
    signed_off_at: str
    excluded: bool
    alerts_open: int
    queries: int
    exported_at: str
    received: bool
    practice: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where work stopped: case, reference of the question, and when."""

    case_id: str
    ref: str
    at: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page after unlocking. ``inspection`` is empty before one was created or received."""

    inspection: str
    region: str
    fieldwork_start: str
    name: str
    role: str
    cases: tuple[ListedCase, ...]
    place: Place | None
    exported_at: str
    changed_since: int
    leads: tuple[tuple[str, str], ...]


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


def _cases(ctx: Context, leads: tuple[tuple[str, str], ...], say: Say) -> tuple[ListedCase, ...]:
    """The cases of the person at work; a lead inspector sees all of them elsewhere."""
    mine = None if ctx.identity.role in LEADING else ctx.me
    items = projections.case_list(ctx.store, inspector=mine)
    close = len(items) <= CLOSE_LOOK
    left: dict[str, str] = {}
    for package in ledger.sent(ctx.store):
        for stream in package.coverage:
            left[stream.partition("/")[2]] = package.at
    waiting: dict[str, int] = {}
    for fingerprint, _ in leads[:1]:
        waiting = dict(journal.uncovered(ctx.store, ledger.covered(ctx.store, fingerprint)))
    return tuple(
        _listed(ctx, item, say if close else None, left.get(item.case_id, ""), item.case_id not in waiting)
        for item in items
    )


def _listed(ctx: Context, item: CaseItem, say: Say | None, exported_at: str, covered: bool) -> ListedCase:
    reason, queries = "", 0
    if say is not None:
        record = ctx.case(item.case_id)
        routing = route_of(record)
        if record.route_used == "adjusted" and not isinstance(routing, Refused):
            reason = say(routing.reason_code, routing.params)
        queries = [held.value.state for held in record.queries.values()].count("open")
    return ListedCase(
        item.case_id, item.case_ref, item.pdu, item.practitioner, item.route, reason, item.rosh, item.answered,
        item.total, item.interview_at, item.interviewed, item.file_read, item.signed_off_at, item.excluded,
        item.alerts_open, queries, exported_at, bool(exported_at) and covered, item.practice,
    )  # fmt: skip


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
