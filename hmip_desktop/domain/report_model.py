"""The one report model that every output about an inspection reads. No output computes a number itself.

Figures arrive counted (``domain.results``), banded and already disclosed (``domain.disclosure``): a ``None``
where a ``Share`` or a count could stand is a hidden figure, printed ``[c]``. Builders: ``domain.report_build``.
Source rules: dynamic inspection guidance 2025, sections 5 and 7 (findings by area, never rated by default).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hmip_desktop.domain.report_context import Reconciliation, ReportContext
from hmip_desktop.domain.report_share import Share

__all__ = [
    "AlertCounts",
    "Change",
    "ContextTable",
    "Limitation",
    "ProfileBlock",
    "ProfileRow",
    "QuestionLine",
    "RatingRow",
    "RatingTable",
    "Reconciliation",
    "ReportContext",
    "ReportModel",
    "Share",
    "Split",
    "SplitGroup",
    "SplitRow",
    "ThemeLine",
]  # fmt: skip

QuestionKind = Literal["key_question", "prompt"]


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A key question or prompt with its figures over all counted cases of its question set.

    ``share`` None: hidden by disclosure. ``weighted`` is the percentage weighted to the population,
    ``design_effect`` stands only where it exceeds 1.2, ``first`` are the figures before moderation.
    """

    ref: str
    kind: QuestionKind
    parent: str
    area: str
    short: str
    text: str
    standard: str
    stage: str
    route: str
    na_allowed: bool
    share: Share | None
    weighted: float | None = None
    design_effect: float | None = None
    moderated: int = 0
    first: Share | None = None


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """Counted cases of one category; ``count`` and ``percent`` None together when hidden."""

    category: str
    count: int | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class ProfileBlock:
    """A characteristic of the counted cases. ``id`` in kebab-case; ``strip`` marks the three strips that the
    headline sheet draws; ``out_of`` is the number of cases that the block shares out."""

    id: str
    characteristic: str
    out_of: int
    rows: tuple[ProfileRow, ...]
    strip: bool = False


@dataclass(frozen=True, slots=True)
class SplitGroup:
    """A column of a split. ``cases`` None: under the base, printed ``under 10``. ``code`` is the short head."""

    label: str
    cases: int | None
    code: str = ""
    role: Literal["group", "joined", "all"] = "group"


@dataclass(frozen=True, slots=True)
class SplitRow:
    """One question over the groups of its split, in their order; None: hidden, printed ``[c]``."""

    ref: str
    shares: tuple[Share | None, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """Answers by a characteristic, of one question set, already disclosed. ``dimension`` is pdu, rosh,
    sentence_type, sex, age_band, ethnicity or grade; ``base`` the fewest cases a group needs to be shown."""

    dimension: str
    title: str
    route: str
    groups: tuple[SplitGroup, ...]
    rows: tuple[SplitRow, ...]
    base: int = 10


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A line of enquiry, enabler or barrier stripped of identity, counted by case and PDU."""

    theme: str
    cases: int | None
    pdus: int | None
    explore: str = ""
    kind: Literal["line_of_enquiry", "enabler", "barrier"] = "line_of_enquiry"


@dataclass(frozen=True, slots=True)
class AlertCounts:
    """Alerts as counts only; what they say travels on sealed sheets."""

    raised: int = 0
    closed: int = 0
    waiting: int = 0
    organisational: int = 0


@dataclass(frozen=True, slots=True)
class Limitation:
    """One limit on the figures, written from the record by rule: a bold lead and the rest of the sentence."""

    code: str
    lead: str
    rest: str


@dataclass(frozen=True, slots=True)
class RatingRow:
    """A rated standard. ``rating`` is a code or ``not_rated``; ``limiting`` names the lowest key question;
    ``basis`` is ``cases``, ``panel`` or ``calculated``; ``reason`` is the panel's; ``by_rule`` stands where it
    departed: the rating that the lowest key question gives, in words; ``gap`` says why there is no lowest one."""

    ref: str
    title: str
    rating: str
    label: str
    limiting: str = ""
    limiting_short: str = ""
    share: Share | None = None
    basis: str = "cases"
    reason: str = ""
    near_boundary: bool = False
    by_rule: str = ""
    gap: str = ""

    @property
    def lowest_words(self) -> str:
        """The lowest key question by name, else why there is none; empty for what is judged on evidence."""
        return f"{self.limiting} {self.limiting_short}".strip() or self.gap


@dataclass(frozen=True, slots=True)
class RatingTable:
    """Ratings of a rated pack: the lowest banding rules a standard; ``rating`` of the whole None with
    ``missing`` standards named; ``score`` of ``maximum`` points; ``by_points`` what they give, in words, where the
    panel departed from it."""

    rows: tuple[RatingRow, ...]
    score: int | None = None
    maximum: int | None = None
    rating: str | None = None
    label: str = ""
    missing: tuple[str, ...] = ()
    reason: str = ""
    by_points: str = ""


@dataclass(frozen=True, slots=True)
class ContextTable:
    """An imported table about the region, kept apart from case data, with its source and date."""

    title: str
    source: str
    dated: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What changed since the release before: where, what it said, what it says, why."""

    where: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReportModel:
    """Everything that headline sheet, annex, workbook and data files print, for one audience.

    ``sentence`` and ``caution`` lead the findings; ``code`` is the check code of the model itself;
    ``packages`` and ``senders`` say what it was made from. Build with ``report_build.headline_model``.
    """

    context: ReportContext
    accounting: Reconciliation
    questions: tuple[QuestionLine, ...]
    profile: tuple[ProfileBlock, ...]
    splits: tuple[Split, ...]
    sentence: str
    caution: str
    strongest: tuple[QuestionLine, ...]
    weakest: tuple[QuestionLine, ...]
    ranking_note: str
    themes: tuple[ThemeLine, ...]
    alerts: AlertCounts
    limitations: tuple[Limitation, ...]
    ratings: RatingTable | None
    context_tables: tuple[ContextTable, ...]
    changes: tuple[Change, ...]
    packages: int
    senders: int
    code: str

    def key_questions(self, route: str = "") -> tuple[QuestionLine, ...]:
        """Key questions of one question set in pack order; of packs without routes the set is ``""``."""
        return tuple(q for q in self.questions if q.kind == "key_question" and q.route == route)

    def split(self, dimension: str, route: str = "") -> Split | None:
        """The split of one question set by ``dimension``, None where there is none."""
        found = (s for s in self.splits if s.dimension == dimension and s.route == route)
        return next(found, None)

    @property
    def main_route(self) -> str:
        """The question set that leads: core in packs with routes, else the only one."""
        return "core" if self.accounting.routed else ""
