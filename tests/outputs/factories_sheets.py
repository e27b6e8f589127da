"""Made-up alerts and a made-up chain of custody for the tests of printed outputs."""

from __future__ import annotations

from dataclasses import replace

from outputs.factories import at, context, digest

from hmip_desktop.domain.report_codes import check_code
from hmip_desktop.domain.report_sheets import (
    AlertSheet,
    AlertStep,
    AlertTest,
    AssuranceLine,
    Custody,
    CustodyStep,
    OutputLine,
    SenderLine,
)


def alert(**changes: object) -> AlertSheet:
    """An individual alert that waits for its last assurance."""
    made = AlertSheet(
        context=context(audience="team", printed_at=at(10, 15, 2)),
        reference="WM-AL-002",
        case_ref="WM-0233",
        pdu="Brackwell",
        organisational=False,
        state="Waiting for assurance",
        closed=False,
        raised_at=at(10, 11, 42),
        raised_by="AI-05",
        raised_while="while reading the case",
        tests=(
            AlertTest("Identifiable", True, "One person at one address, both in the record"),
            AlertTest("Significant", True, "A weapon was used on two earlier occasions"),
            AlertTest("Imminent", True, "They are due to live together again tomorrow"),
        ),
        seen=(
            ("Harm", "To another person"),
            ("Seen in", "nDelius, 6 November 2026, entry 14"),
            (
                "Facts",
                "Threats were reported to the practitioner on 5 November. Contact is forbidden by the licence."
                " Up to 10 November, 11:30, nothing on record shows that the person at risk was told.",
            ),
            ("Not known", "Whether a telephone call was made and not written down"),
        ),
        assurance=(
            AssuranceLine(
                "The person at risk is told and asked what they need",
                "10 Nov 14:00",
                "Record of the call",
                at(10, 13, 20),
            ),
            AssuranceLine("Children’s services know", "10 Nov 15:00", "Receipt of the referral", at(10, 14, 41)),
            AssuranceLine(
                "A manager decides about recall and writes it down", "10 Nov 17:00", "nDelius entry with reasons"
            ),
        ),
        steps=(
            AlertStep("Raised", at(10, 11, 42), "AI-05", "Three tests answered; sealed file written 11:43"),
            AlertStep("Phoned", at(10, 11, 46), "AI-05", "LI-01 answered and read back the check code"),
            AlertStep("Sealed file received", at(10, 11, 58), "LI-01", "Opened, digests agree"),
            AlertStep("Region told", at(10, 12, 5), "LI-01", "By phone; deadline agreed"),
            AlertStep("Assured", None),
            AlertStep("Closed", None),
        ),
        code=check_code(digest("alert 2")),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def custody(**changes: object) -> Custody:
    """A complete chain of custody with nine senders."""
    cases = (8, 8, 9, 7, 9, 8, 8, 7, 8)
    packages = (4, 3, 4, 3, 4, 3, 4, 3, 3)
    made = Custody(
        context=context(printed_at=at(16, 8, 39)),
        steps=(
            CustodyStep("Allocate", "LI-01", "9 packages", "6 Nov"),
            CustodyStep("Assess", "9 inspectors", "72 cases", "9 to 13 Nov"),
            CustodyStep("Return", "9 inspectors", "31 packages", "to 13 Nov"),
            CustodyStep("Merge", "LI-01", "14,206 revisions", "13 Nov 19:02"),
            CustodyStep("Report", "LI-01", "4 outputs", "16 Nov 08:38"),
        ),
        senders=tuple(
            SenderLine(f"AI-{i:02d}", p, c, at(13, 9 + i, 31), at(13, 10 + i, 2), check_code(digest(f"sender {i}")))
            for i, (p, c) in enumerate(zip(packages, cases, strict=True), 1)
        ),
        outputs=tuple(
            OutputLine(name, 1, extent, at(16, 8, 38), check_code(digest(name)))
            for name, extent in (
                ("Headline sheet", "2 pages"),
                ("Case-data annex", "3 pages"),
                ("Workbook (XLSX and ODS)", "9 sheets"),
                ("Case records", "72 files"),
            )
        ),
        missing=(),
        listed=72,
        packages=31,
        model_code="7RTT Y3PF",
    )
    return replace(made, **changes)  # type: ignore[arg-type]
