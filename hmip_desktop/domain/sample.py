"""The case sample: what is known of a case, who has it, and whether it counts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from hmip_desktop.domain.values import (
    Code,
    Count,
    Date,
    Digest,
    Fingerprint,
    Hex16,
    Language,
    Line,
    Measure,
    Moment,
    OptionalMoment,
    PackStamp,
    Requirement,
    Role,
    Rosh,
    SentenceType,
    Short,
    Value,
)  # fmt: skip


class CaseFacts(Value, frozen=True):
    """One row of the case sample as imported. Empty text means not stated; dates are ISO 8601."""

    case_ref: Annotated[str, Meta(min_length=1, max_length=40)]
    pdu: Short
    practitioner: Short
    grade: Short
    sentence_type: SentenceType
    start_date: Date
    rosh: Rosh
    office: Short = ""
    release_date: Date = ""
    end_date: Date = ""
    measure: Measure = ""
    measure_date: Date = ""
    requirement: Requirement = ""
    person: Short = ""
    interview_at: Short = ""
    transfer_in: Date = ""
    transfer_out: Date = ""
    mappa: Short = ""
    sex: Short = ""
    age: Annotated[int, Meta(ge=0, le=130)] | None = None
    ethnicity: Short = ""
    disability: Short = ""
    substitute_for: Short = ""
    extra_reason: Line = ""

    @property
    def age_band(self) -> str:
        """``18-20``, ``21-24``, ``25-29``, ``30-39``, ``40-49``, ``50+``, or empty when not stated."""
        if self.age is None:
            return ""
        for limit, band in ((21, "18-20"), (25, "21-24"), (30, "25-29"), (40, "30-39"), (50, "40-49")):
            if self.age < limit:
                return band
        return "50+"


class Fact(Value, frozen=True):
    """A case detail corrected or completed by the assessor; it stands over the imported row."""

    value: Line | Count | None


class Allocation(Value, frozen=True):
    """Who assesses a case and who interviews. ``second`` marks a blind second assessment, which never counts twice."""

    inspector: Fingerprint
    interviewer: Annotated[str, Meta(pattern=r"^([0-9]{30})?$")] = ""
    second: bool = False


class SecondAssessment(Value, frozen=True):
    """A blind second assessment: a case id of its own, so that nothing of the first can travel with it."""

    first: Hex16
    second: Hex16


class SampleDecision(Value, frozen=True):
    """Whether a case counts. Work on an excluded case is kept but not counted."""

    state: Literal["included", "excluded"]
    reason_code: Code = "none"
    reason: Line = ""
    substitute: Annotated[str, Meta(pattern=r"^([0-9a-f]{16})?$")] = ""


class Inspection(Value, frozen=True):
    """One inspection: what, where, when, and under which pack."""

    name: Short
    region: Short
    reference: Short
    fieldwork_start: Date
    pack: PackStamp
    self_assessment: bool = False
    made_up: bool = False
    variant: Short = ""
    language: Language = "en"
    judged_up_to: Date = ""
    escrow: Line = ""
    recipient: Line = ""


class Member(Value, frozen=True):
    """One person of the team with both public keys, as the lead inspector's signed roster names them.

    ``continues``: the fingerprint that the same person had before their passphrase was lost; they vouch for what was
    written under it. ``revoked_from`` None: the key is good. Package numbers run per addressee, so ``revoked_for``
    names each with the number from which on the key counts no more; older rosters lack it, and their one number
    stands for everybody.
    """

    fingerprint: Fingerprint
    name: Short
    role: Role
    signing: Line
    recipient: Line
    revoked_from: Count | None = None
    phone_order: Count = 0
    phone: Short = ""
    continues: Annotated[str, Meta(pattern=r"^([0-9]{30})?$")] = ""
    revoked_for: tuple[tuple[Fingerprint, Count], ...] | msgspec.UnsetType = msgspec.UNSET

    def refused_from(self, addressee: Collection[str]) -> int | None:
        """The first package number of this member that counts no more for a person; None while the key is good.

        ``addressee`` are that person's fingerprints. For whoever is not named it is 1: what came before the
        revocation stays, and nothing that is not there yet is taken.
        """
        if self.revoked_from is None or self.revoked_for is msgspec.UNSET:
            return self.revoked_from
        return min((number for one, number in self.revoked_for if one in addressee), default=1)


class Roster(Value, frozen=True):
    """The team of an inspection; each change makes the next version."""

    version: Count
    members: tuple[Member, ...]

    def role_of(self, role: str) -> str:
        """What somebody with ``role`` may do in this team: beside a lead inspector a local assessor leads nothing."""
        led = any(member.role == "lead" for member in self.members)
        return "inspector" if led and role == "local_assessor" else role


class SampleImport(Value, frozen=True):
    """One import of a sample file: its digest and how many rows came in."""

    file_sha256: Digest
    rows: Count
    imported_at: Moment


class PopulationCount(Value, frozen=True):
    """How many cases of a kind started in the region. Empty text: the file does not split by that."""

    pdu: Short
    rosh: Rosh
    commencements: Count
    sentence_type: Short = ""
    sex: Short = ""
    age_band: Short = ""
    ethnicity: Short = ""


class Population(Value, frozen=True):
    """Commencements of the region, with which the sample is compared and to which results are weighted."""

    rows: tuple[PopulationCount, ...]


class CheckOverride(Value, frozen=True):
    """A sample warning that a person accepted, with the reason.

    ``covers``: what it was about when it was accepted (a PDU, a band, a practitioner, a case) and how far off that was;
    a later warning about something else, or a worse one, is open again. Older ones lack it and cover their whole check.
    """

    code: Code
    reason: Line
    covers: tuple[tuple[Short, Count], ...] | msgspec.UnsetType = msgspec.UNSET


class Declaration(Value, frozen=True):
    """Conflict-of-interest declaration made before the first case opens."""

    conflict: bool
    detail: Line
    declared_at: Moment


class PanelRating(Value, frozen=True):
    """Rating of an organisational standard: the lead inspector proposes, the panel confirms."""

    proposed: Code
    reason: Line
    confirmed: Code = "none"
    confirmed_by: Short = ""


class Installation(Value, frozen=True):
    """First revision of an installation: the last known heads of the streams it continues."""

    continues: tuple[tuple[Line, Count, Digest], ...] = ()
    ground: Code = "first-run"


class SetAside(Value, frozen=True):
    """Packages whose revisions do not count at present; ``back`` true brings them back."""

    packages: tuple[Hex16, ...]
    reason: Line
    back: bool = False


class Erased(Value, frozen=True):
    """Whose words were erased, when, on what ground; the header and the chain stay."""

    revisions: tuple[Digest, ...]
    ground: Line
    erased_at: OptionalMoment
