"""The advice log of a case: below the threshold of an alert, recorded and never chased."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.domain.revisions import subject
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import Changes, Context
from hmip_desktop.store.revisions import Write


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """One piece of advice: its id, its words, when it was given (a stored moment), whose it is (fingerprint)."""

    advice_id: str
    text: str
    given_at: str
    author: str


def advice_log(record: CaseRecord) -> tuple[AdviceLine, ...]:
    """Everything that was advised in a case, in the order in which it was given."""
    lines = [AdviceLine(key, held.value.text, held.value.given_at, held.author) for key, held in record.advice.items()]
    return tuple(sorted(lines, key=lambda line: (line.given_at, line.advice_id)))


def withdraw_advice(ctx: Context, case_id: str, advice_id: str) -> Changes:
    """Take advice out of the log that was written by mistake; it stays in the history."""
    if advice_id not in ctx.case(case_id).advice:
        raise Refused("advice-unknown")
    return ctx.write(Write(subject("advice", case_id, advice_id), None))
