"""One row of a sample file after reading, and the commencements it is compared with."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.domain.values import Rosh


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A good row: its number in the spreadsheet, the case, and the inspector the file names (or empty)."""

    row: int
    facts: CaseFacts
    inspector: str = ""


@dataclass(frozen=True, slots=True)
class PopulationRow:
    """How many cases of a kind started in the region. Empty text: the file does not split by that."""

    pdu: str
    rosh: Rosh
    commencements: int
    sentence_type: str = ""
    sex: str = ""
    age_band: str = ""
    ethnicity: str = ""
