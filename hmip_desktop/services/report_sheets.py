"""Alert sheets and the chain of custody: who was told, and how the figures came from laptops to paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from hmip_desktop.domain.alert import Alert, Assurance
from hmip_desktop.domain.report_codes import check_code
from hmip_desktop.domain.report_context import ReportContext
from hmip_desktop.domain.report_sheets import (
    AlertSheet,
    AlertStep,
    AlertTest,
    AssuranceLine,
    AwayLine,
    Custody,
    CustodyStep,
    OutputLine,
    SenderLine,
)
from hmip_desktop.domain.report_words import count_words, long_date, tight_moment, tight_span
from hmip_desktop.domain.values import read_moment
from hmip_desktop.services.alert_register import WhoDid
from hmip_desktop.services.alerts import AlertRow, register
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.away import away
from hmip_desktop.services.context import Context
from hmip_desktop.services.report_sources import Sources
from hmip_desktop.store import ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.projections import CaseItem

SCOPES = {
    "others": "To other people",
    "person_on_probation": "To the person on probation",
    "offence": "An offence, such as fraud",
    "organisational": "In the organisation",
}
POOR_PRACTICE = (
    "Not every test is met: this looks like general poor practice. However widespread, that belongs in the report and"
    " not in an alert."
)
NOBODY = "-"
"""In place of a sender: cases that were taken out before anybody had them."""
STATES = {
    "raised": "Raised, nobody told yet",
    "told": "Told by phone",
    "received": "Received by the lead inspector",
    "assurance": "Waiting for assurance",
    "closed": "Closed",
}


@dataclass(frozen=True, slots=True)
class NumberedSheet:
    """An alert sheet with the number under which the register lists it."""

    number: int
    sheet: AlertSheet


def alert_sheets(ctx: Context, sources: Sources, context: ReportContext) -> tuple[NumberedSheet, ...]:
    """A sheet for every alert of this store, numbered in the order in which they were raised."""
    items = {item.case_id: item for item in sources.counts.items}
    names = {member.fingerprint: member.name for member in sources.inspection.roster.members}
    return tuple(
        NumberedSheet(number, _sheet(ctx, context, row, items.get(row.case_id), (names, number)))
        for number, row in enumerate(register(ctx), 1)
    )


def _sheet(
    ctx: Context, context: ReportContext, row: AlertRow, item: CaseItem | None, known: tuple[Mapping[str, str], int]
) -> AlertSheet:
    names, number = known
    alert, zone = row.alert.value, context.printed_at.tzinfo
    history = journal.history(ctx.store, row.subject)
    first = history[0]
    return AlertSheet(
        context=context,
        reference=f"{context.reference}-AL-{number:03d}",
        case_ref=row.case_ref,
        pdu=item.pdu if item else "",
        organisational=alert.scope == "organisational",
        state=STATES[alert.state],
        closed=alert.state == "closed",
        raised_at=read_moment(alert.raised_at).astimezone(zone),
        raised_by=names.get(first.header.author, "unknown"),
        raised_while="",
        tests=tuple(AlertTest(code.capitalize(), met, why) for code, met, why in alert.tests),
        seen=(
            ("Harm", SCOPES[alert.scope]),
            ("At risk", alert.at_risk),
            ("Facts", alert.what_happened),
            ("Note", POOR_PRACTICE if alert.looks_like_poor_practice else ""),
        ),
        assurance=tuple(
            AssuranceLine(
                f"{line.body}: {line.action}" if line.body else line.action,
                _day_words(line.due_on),
                line.evidence,
                read_moment(line.seen_at).astimezone(zone) if line.seen_at else None,
            )
            for line in _asked_and_seen(alert.assurance)
        ),
        steps=_steps(row, WhoDid(history, names), zone),
        code=check_code(row.alert.heads[0]),
    )


def _asked_and_seen(entries: Sequence[Assurance]) -> list[Assurance]:
    """What was asked, with the evidence that was recorded later beside the first request that still waited for it."""
    made: list[Assurance] = []
    for one in entries:
        waiting = (at for at, asked in enumerate(made) if not asked.seen_at and not one.action.strip())
        place = next(waiting, None)
        if place is None:
            made.append(one)
        else:
            asked = made[place]
            made[place] = Assurance(asked.action, asked.body or one.body, asked.due_on, one.evidence, one.seen_at)
    return made


def _day_words(text: str) -> str:
    """A stored day in words; anything else as it was typed."""
    try:
        return long_date(date.fromisoformat(text))
    except ValueError:
        return text


def _is_assured(alert: Alert) -> bool:
    asked = _asked_and_seen(alert.assurance)
    return bool(asked) and all(line.seen_at for line in asked)


def _steps(row: AlertRow, who: WhoDid, zone: tzinfo | None) -> tuple[AlertStep, ...]:
    alert: Alert = row.alert.value

    def at(text: str) -> datetime | None:
        return read_moment(text).astimezone(zone) if text else None

    answered = f"{count_words(len(alert.tests), capital=True)} tests answered"
    steps = [AlertStep("Raised", at(alert.raised_at), who(lambda _: True)[0], answered)]
    steps += [
        AlertStep("Phoned", at(one.told_at), who(lambda held, one=one: one in held.told)[0], f"{one.who} was told")  # type: ignore[misc]
        for one in alert.told
    ]
    if not alert.told:
        steps.append(AlertStep("Phoned", None))
    steps.append(AlertStep("Sealed file received", at(alert.received_at), who(lambda held: bool(held.received_at))[0]))
    seen = [line.seen_at for line in _asked_and_seen(alert.assurance)]
    assured = at(max(seen)) if seen and all(seen) else None
    steps.append(AlertStep("Assured", assured, who(_is_assured)[0] if assured else ""))
    closed = at(row.alert.at) if alert.state == "closed" else None
    closed_by = who(lambda held: held.state == "closed")[0] if closed else ""
    steps.append(AlertStep("Closed", closed, closed_by, alert.closed_reason))
    return tuple(steps)


def custody_model(
    ctx: Context, sources: Sources, context: ReportContext, outputs: Sequence[OutputLine], model_code: str
) -> Custody:
    """The chain of custody from allocation to ``outputs``. A complete one accounts for every case on the list."""
    lines = sender_lines(ctx, sources)
    return Custody(
        context=context,
        steps=_custody_steps(ctx, sources, lines, len(outputs)),
        senders=lines,
        outputs=tuple(outputs),
        missing=_missing(ctx, sources, lines),
        listed=sources.accounting.listed,
        packages=len(sources.received),
        model_code=model_code,
        away=_away_lines(ctx, sources),
        sum_words=sources.accounting.sum_words,
    )


def _away_lines(ctx: Context, sources: Sources) -> tuple[AwayLine, ...]:
    zone = sources.printed_at.tzinfo
    members = {member.fingerprint: member.name for member in sources.inspection.roster.members}
    return tuple(
        AwayLine(
            members.get(one.who, "unknown") if one.who else "Nobody yet",
            "Not signed off" if one.returned else "Not returned",
            one.case_refs,
            read_moment(one.since).astimezone(zone) if one.since else None,
        )
        for one in away(ctx, sources.counts.items)
    )


def sender_lines(ctx: Context, sources: Sources) -> tuple[SenderLine, ...]:
    """The last package of each sender with the cases that came in from them, then what was done in this store."""
    zone = sources.printed_at.tzinfo
    members = {member.fingerprint: member.name for member in sources.inspection.roster.members}
    cases: dict[str, int] = {}
    for item in sources.counts.items:
        if _is_in(item):
            sender = item.inspector if item.returned else ctx.me if item.inspector or item.answered else NOBODY
            cases[sender] = cases.get(sender, 0) + 1
    lines = []
    members[NOBODY] = "Nobody"
    for sender in dict.fromkeys((*members, *(one.sender for one in sources.received), *cases)):
        packages = [one for one in sources.received if one.sender == sender]
        if not packages and not cases.get(sender):
            continue
        last = packages[-1] if packages else None
        lines.append(
            SenderLine(
                members.get(sender, "unknown"),
                len(packages),
                cases.get(sender, 0),
                read_moment(last.made_at).astimezone(zone) if last and last.made_at else None,
                read_moment(last.at).astimezone(zone) if last else None,
                check_code(last.manifest_digest) if last else "",
            )
        )
    return tuple(lines)


def _is_in(item: CaseItem) -> bool:
    """Work on the case is here: it came by package, was done in this store, or was never to be done."""
    return item.returned or item.excluded or item.counted or item.answered > 0


def _missing(ctx: Context, sources: Sources, lines: Sequence[SenderLine]) -> tuple[str, ...]:
    """What stands against completeness; gaps, forks and breaks are looked for in the revisions themselves."""
    away = sources.accounting.listed - sum(line.cases for line in lines)
    held = len(ledger.held(ctx.store))
    found = audit(ctx)
    conflicts = len(projections.conflicts(ctx.store))
    counts = (
        (away, "case not returned", "cases not returned"),
        (sources.accounting.returned_unsigned, "case not signed off", "cases not signed off"),
        (len(found.gaps), "gap in the record", "gaps in the record"),
        (len(found.forks), "fork in the record", "forks in the record"),
        (len(found.breaks), "break in the record", "breaks in the record"),
        (held, "entry in quarantine", "entries in quarantine"),
        (conflicts, "conflict open", "conflicts open"),
    )
    return tuple(f"{number} {one if number == 1 else many}" for number, one, many in counts if number)


def _custody_steps(
    ctx: Context, sources: Sources, lines: Sequence[SenderLine], outputs: int
) -> tuple[CustodyStep, ...]:
    zone = sources.printed_at.tzinfo
    leads = sources.inspection.leads()
    lead = leads[0].name if leads else ctx.identity.name
    sent = [one for one in ledger.sent(ctx.store) if one.kind == "allocation"]
    gone = [read_moment(one.at).astimezone(zone).date() for one in sent]
    inspectors = {item.inspector for item in sources.counts.items if item.inspector}
    signed = sorted(item.signed_off_at[:10] for item in sources.counts.items if item.signed_off_at)
    # A step of the picture has room for sixteen letters or so.
    days = tight_span(date.fromisoformat(signed[0]), date.fromisoformat(signed[-1])) if signed else "not begun"
    received = [read_moment(one.at).astimezone(zone) for one in sources.received]
    merged_at = tight_moment(received[-1]) if received else "no merge"
    senders = sum(line.packages > 0 for line in lines)
    revisions = sum(head.counter for head in journal.stream_heads(ctx.store))
    return (
        CustodyStep(
            "Allocate", lead, _many(len(sent), "package"),
            tight_span(gone[0], gone[-1]) if gone else "no packages",
        ),
        CustodyStep("Assess", _many(len(inspectors), "inspector"), _many(sources.accounting.listed, "case"), days),
        CustodyStep(
            "Return", _many(senders, "sender"), _many(len(received), "package"),
            f"to {tight_moment(received[-1])}" if received else "none yet",
        ),
        CustodyStep("Merge", ctx.identity.name, f"{revisions:,} revisions", merged_at),
        CustodyStep("Report", ctx.identity.name, _many(outputs, "output"), tight_moment(sources.printed_at)),
    )  # fmt: skip


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
