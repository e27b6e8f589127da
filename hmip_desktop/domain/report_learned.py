"""What is learned across cases as it is printed: the set of effective practice, and the organisational questions."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.domain.report_context import ReportContext


@dataclass(frozen=True, slots=True)
class PracticeLine:
    """One example in words that name nobody, with the codes of its stage and lens."""

    stage: str
    lens: str
    done: str
    why: str


@dataclass(frozen=True, slots=True)
class PracticeSet:
    """Examples that go out, by stage and lens. No case, PDU or person is named."""

    context: ReportContext
    lines: tuple[PracticeLine, ...]

    def of_stage(self, stage: str) -> tuple[PracticeLine, ...]:
        """The examples of one stage in the order of lenses."""
        return tuple(line for line in self.lines if line.stage == stage)


@dataclass(frozen=True, slots=True)
class OrgPiece:
    """A document (D1 ...) or meeting (M1 ...): what it is called, from whom or with whom, its date in words.
    ``notes`` are for the team alone and empty for everybody else."""

    number: str
    what: str
    who: str
    dated: str
    refs: tuple[str, ...]
    notes: str = ""


@dataclass(frozen=True, slots=True)
class OrgQuestion:
    """A key question of the organisation. ``judgement`` None: kept inside because somebody may be known by it."""

    ref: str
    label: str
    text: str
    judgement: str | None
    rests_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrgStandard:
    """An organisational standard with its judgement and, in rated packs, what the panel settled, in words."""

    ref: str
    title: str
    statement: str
    judgement: str | None
    rating: str
    questions: tuple[OrgQuestion, ...]


@dataclass(frozen=True, slots=True)
class OrganisationReport:
    """The organisational questions for one audience, apart from every case figure. ``ended`` are asked no longer."""

    context: ReportContext
    standards: tuple[OrgStandard, ...]
    pieces: tuple[OrgPiece, ...]
    ended: tuple[OrgQuestion, ...] = ()

    @property
    def documents(self) -> tuple[OrgPiece, ...]:
        """What was sent in advance."""
        return tuple(piece for piece in self.pieces if piece.number.startswith("D"))

    @property
    def meetings(self) -> tuple[OrgPiece, ...]:
        """Who was met."""
        return tuple(piece for piece in self.pieces if piece.number.startswith("M"))
