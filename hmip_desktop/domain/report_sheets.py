"""The alert sheet and the chain-of-custody page as models. Neither holds a name, number or address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hmip_desktop.domain.report_model import ReportContext
from hmip_desktop.errors import Refused

PHONE_STEPS = (
    "Lead inspector.",
    "No answer in 10 minutes: the deputy lead inspector.",
    "Still nobody: the region’s single point of contact. Numbers are on the inspection card.",
)


@dataclass(frozen=True, slots=True)
class AlertTest:
    """One of the tests (identifiable, significant, imminent; of practice also systemic), whether it is met, and why."""

    test: str
    met: bool
    why: str


@dataclass(frozen=True, slots=True)
class AssuranceLine:
    """Assurance sought: the action, by when, the evidence that closes it, and when that was seen."""

    action: str
    by: str
    evidence: str
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AlertStep:
    """What happened when; ``happened_at`` None prints ``Not yet``."""

    step: str
    happened_at: datetime | None
    who: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AlertSheet:
    """An individual or organisational alert for print, one page unless the facts overflow.

    ``state`` is words, for example ``Waiting for assurance``; ``closed`` turns its colour from red;
    ``seen`` are label and text pairs: harm, seen in, facts, not known.
    """

    context: ReportContext
    reference: str
    case_ref: str
    pdu: str
    organisational: bool
    state: str
    closed: bool
    raised_at: datetime
    raised_by: str
    raised_while: str
    tests: tuple[AlertTest, ...]
    seen: tuple[tuple[str, str], ...]
    assurance: tuple[AssuranceLine, ...]
    steps: tuple[AlertStep, ...]
    code: str
    phone: tuple[str, ...] = PHONE_STEPS


@dataclass(frozen=True, slots=True)
class CustodyStep:
    """One of the five steps of the picture: title, who, how much, when, all as words."""

    title: str
    who: str
    amount: str
    when: str


@dataclass(frozen=True, slots=True)
class SenderLine:
    """The last package from one sender, with how many came and how many cases they hold."""

    sender: str
    packages: int
    cases: int
    written_at: datetime | None
    received_at: datetime | None
    code: str


@dataclass(frozen=True, slots=True)
class AwayLine:
    """Cases that do not count yet: who has them, what is missing of them in words, and since when they are there."""

    who: str
    what: str
    case_refs: tuple[str, ...]
    since: datetime | None


@dataclass(frozen=True, slots=True)
class OutputLine:
    """An output that was made, with the check code of its bytes."""

    output: str
    version: int
    extent: str
    made_at: datetime
    code: str


@dataclass(frozen=True, slots=True)
class Custody:
    """The chain of custody. ``missing`` says what stands against completeness, one phrase each, and ``away`` where the
    cases are that do not count yet; ``sum_words`` is the list as a sum. Totals must equal the cases listed and the
    packages merged."""

    context: ReportContext
    steps: tuple[CustodyStep, ...]
    senders: tuple[SenderLine, ...]
    outputs: tuple[OutputLine, ...]
    missing: tuple[str, ...]
    listed: int
    packages: int
    model_code: str
    away: tuple[AwayLine, ...] = ()
    sum_words: str = ""

    def check(self) -> None:
        """Raise ``Refused('custody-does-not-reconcile')`` when complete and a total fails."""
        cases = sum(line.cases for line in self.senders)
        packages = sum(line.packages for line in self.senders)
        if packages != self.packages or (cases != self.listed and not self.missing):
            raise Refused(
                "custody-does-not-reconcile",
                sum=f"{cases} of {self.listed} cases, {packages} of {self.packages} packages",
            )
