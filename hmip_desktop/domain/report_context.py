"""Whose figures a report holds, how they may be used, and the accounting of every case on the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from hmip_desktop.domain.results import Accounting
from hmip_desktop.errors import Refused

Marking = Literal["OFFICIAL", "OFFICIAL-SENSITIVE"]
Audience = Literal["team", "body", "public"]
ReleaseState = Literal["provisional", "released"]


@dataclass(frozen=True, slots=True)
class ReportContext:
    """Whose figures these are and how they may be used; the same for all outputs of one making.

    ``title`` names the kind of inspection; ``printed_at`` is aware and printed as given; ``marking`` is the
    protective marking of every page and is never typed; ``release`` counts published releases, 0 before one.
    """

    title: str
    region: str
    reference: str
    fieldwork_from: date
    fieldwork_to: date
    pack_id: str
    pack_version: str
    pack_digest: str
    rated: bool
    marking: Marking
    audience: Audience
    state: ReleaseState
    printed_at: datetime
    who: str
    release: int = 0
    made_up: bool = False
    self_assessment: bool = False
    language: Literal["en", "cy"] = "en"

    @property
    def rated_words(self) -> str:
        """How pages name the standing of the figures: ``rated`` or ``not rated``."""
        return "rated" if self.rated else "not rated"

    @property
    def pack_words(self) -> str:
        """Question pack with its version, for footers."""
        return f"Pack {self.pack_id} version {self.pack_version}"

    @property
    def release_words(self) -> str:
        """``Provisional``, or the number of the release the data team signed."""
        return "Provisional" if self.state == "provisional" else f"Release {self.release}"


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The accounting of an inspection with how its counted cases divide: counted = core + adjusted (packs with
    routes) = interviews + file-reads. Training and second assessments stand beside and enter no table."""

    cases: Accounting
    interviews: int
    file_reads: int
    core: int = 0
    adjusted: int = 0
    routed: bool = True

    @property
    def listed(self) -> int:
        """Cases on the list."""
        return self.cases.listed

    @property
    def counted(self) -> int:
        """Cases that every table is made of."""
        return self.cases.counted

    @property
    def sentences(self) -> tuple[str, str]:
        """The sums as two sentences: what became of every listed case, and how the counted ones divide."""
        cases = self.cases
        sets = f"{self.core} core + {self.adjusted} adjusted = " if self.routed else ""
        return (
            f"Figures reconcile: {cases.sum_words}.",
            f"{cases.counted} = {sets}{self.interviews} interviews + {self.file_reads} file-reads.",
        )

    @property
    def apart_words(self) -> str:
        """What stands beside the accounting and enters no table."""
        training, second = self.cases.training, self.cases.second
        noun = "assessment" if second == 1 else "assessments"
        return f"Apart from these, in no table: {training} training and {second} second {noun}."

    def check(self) -> None:
        """Raise ``Refused`` (``accounting-does-not-add-up``, ``figures-do-not-reconcile``) when a sum fails:
        no output may then be written."""
        self.cases.check()
        if self.routed and self.core + self.adjusted != self.counted:
            raise Refused(
                "figures-do-not-reconcile",
                sum=f"{self.counted} counted, {self.core} core and {self.adjusted} adjusted",
            )
        if self.interviews + self.file_reads != self.counted:
            raise Refused(
                "figures-do-not-reconcile",
                sum=f"{self.counted} counted, {self.interviews} interviews and {self.file_reads} file-reads",
            )
        if min(self.core, self.adjusted, self.interviews, self.file_reads) < 0:
            raise Refused("figures-do-not-reconcile", sum="a negative count")
