"""Made-up inspections, cases and alerts for the tests of printed outputs. Nobody in here exists."""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from hmip_desktop.domain.report_build import ReportFacts, headline_model
from hmip_desktop.domain.report_limits import LimitFacts
from hmip_desktop.domain.report_model import (
    AlertCounts,
    ContextTable,
    ProfileBlock,
    ProfileRow,
    QuestionLine,
    RatingRow,
    RatingTable,
    Reconciliation,
    ReportContext,
    ReportModel,
    Share,
    Split,
    SplitGroup,
    SplitRow,
    ThemeLine,
)
from hmip_desktop.domain.report_share import share_of
from hmip_desktop.domain.results import Accounting, Tally

PRINTED = datetime(2026, 11, 16, 8, 40, tzinfo=UTC)
NAMES = (
    "Ashby Vale",
    "Brackwell",
    "Calderford",
    "Dunmere",
    "Eastholme",
    "Fenwick Bridge",
    "Garsdale",
    "Harrowby",
    "Ingleby Moor",
    "Jarrowdale",
    "Kirkby Sands",
)
AREAS = (
    ("Assessment", "Is it clear from the assessment who might come to harm, and through what?", 4),
    ("Planning", "Is there a workable plan for keeping people safe, with a name and a date on each step?", 4),
    ("Implementation", "Did the work that keeps people safe happen?", 5),
    ("Reviewing", "Was the work looked at again when circumstances changed?", 3),
)
PROMPTS = (
    "What could go wrong is described with its causes",
    "Earlier records and other agencies were used",
    "Those who might be harmed were thought of",
    "Checks were asked for and followed up",
    "Family and friends who could help were involved",
)


def context(**changes: object) -> ReportContext:
    """The context of a made-up dynamic inspection."""
    made = ReportContext(
        title="Dynamic inspection of public protection",
        region="Westmarch probation region",
        reference="WM-2026-11",
        fieldwork_from=date(2026, 11, 9),
        fieldwork_to=date(2026, 11, 13),
        pack_id="dipp-2025",
        pack_version="1.0.0",
        pack_digest="ab" * 32,
        rated=False,
        marking="OFFICIAL-SENSITIVE",
        audience="body",
        state="provisional",
        printed_at=PRINTED,
        who="Lead inspector LI-01",
        made_up=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def share(yes: int, n: int, na: int = 0, unanswered: int = 0, letter: str | None = None) -> Share:
    """A share with its Wilson interval."""
    made = share_of(Tally("", yes, n - yes, na, unanswered))
    return made if letter is None else replace(made, letter=letter)


@dataclass(frozen=True)
class Shape:
    """The size of a made-up inspection: core cases by PDU, adjusted cases, exclusions."""

    core: tuple[int, ...] = (12, 11, 10, 10, 5, 4, 3, 3)
    adjusted: int = 12
    excluded: int = 2
    names: tuple[str, ...] = NAMES
    seed: int = 7


def _hidden(made: Share | None) -> Share | None:
    if made is None or made.n < 10 or (made.n < 20 and made.yes in (0, made.n)):
        return None
    return made


def _spread(rng: random.Random, sizes: Sequence[int], chance: float, na: float) -> list[tuple[int, int, int]]:
    """Per group: yes, n, not applicable."""
    out = []
    for size in sizes:
        left = sum(rng.random() < na for _ in range(size))
        n = size - left
        out.append((sum(rng.random() < chance for _ in range(n)), n, left))
    return out


def _rows(
    rng: random.Random, prefix: str, sizes: Sequence[int]
) -> list[tuple[QuestionLine, list[tuple[int, int, int]]]]:
    out = []
    for at, (area, text, prompts) in enumerate(AREAS, 1):
        for place in range(prompts + 1):
            key = place == 0
            ref = f"{prefix}{at}" if key else f"{prefix}{at}{'abcde'[place - 1]}"
            na = 0.06 if at == 4 or place == 5 else 0.0
            counts = _spread(rng, sizes, 0.5 + 0.1 * math.sin(at * 2.3 + place * 1.7) * 3, na)
            yes, n, left = (sum(c[i] for c in counts) for i in range(3))
            result = QuestionLine(
                ref=ref,
                kind="key_question" if key else "prompt",
                parent="" if key else f"{prefix}{at}",
                area=area,
                short=area if key else "",
                text=text if key else PROMPTS[(place + at) % 5],
                standard=str(at),
                stage=area.lower(),
                route="core" if prefix == "C" else "adjusted",
                na_allowed=na > 0,
                share=_hidden(share(yes, n, left)),
            )
            out.append((result, counts))
    return out


def _pdu_split(shape: Shape, rows: list[tuple[QuestionLine, list[tuple[int, int, int]]]]) -> Split:
    small = [i for i, n in enumerate(shape.core) if n < 10]
    groups = [
        SplitGroup(name, n if n >= 10 else None, "".join(w[0] for w in name.split()) + str(i))
        for i, (name, n) in enumerate(zip(shape.names, shape.core, strict=False))
    ]
    groups.append(SplitGroup(f"{len(small)} PDUs under 10, together", sum(shape.core[i] for i in small), "", "joined"))
    groups.append(SplitGroup("All PDUs", sum(shape.core), "", "all"))
    lines = []
    for question, counts in rows:
        shares = [_hidden(share(*c[:2], c[2])) if i not in small else None for i, c in enumerate(counts)]
        joined = [sum(counts[i][k] for i in small) for k in range(3)]
        shares += [_hidden(share(*joined)) if small else None, question.share]
        lines.append(SplitRow(question.ref, tuple(shares)))
    return Split("pdu", "probation delivery unit", "core", tuple(groups), tuple(lines))


def _rosh_split(shape: Shape, rows: list[tuple[QuestionLine, list[tuple[int, int, int]]]]) -> Split:
    total = sum(shape.core)
    groups = (
        SplitGroup("Low", None),
        SplitGroup("Medium", total * 6 // 10),
        SplitGroup("Low or medium, together", total * 6 // 10 + 3, "", "joined"),
        SplitGroup("High or very high", total - total * 6 // 10 - 3),
        SplitGroup("All bands", total, "", "all"),
    )
    lines = []
    for question, _ in rows:
        whole = question.share
        if question.kind != "key_question":
            continue
        if whole is None:
            lines.append(SplitRow(question.ref, (None,) * 5))
            continue
        n, yes = whole.n * 6 // 10, whole.yes * 6 // 10
        high = share(whole.yes - yes, whole.n - n)
        lines.append(SplitRow(question.ref, (None, None, _hidden(share(yes, n)), _hidden(high), whole)))
    return Split("rosh", "risk of serious harm, three bands", "core", groups, tuple(lines))


def _block(name: str, label: str, out_of: int, rows: Sequence[tuple[str, int | None]], strip: bool) -> ProfileBlock:
    made = tuple(ProfileRow(c, n, None if n is None else math.floor(100 * n / out_of + 0.5)) for c, n in rows)
    return ProfileBlock(name, label, out_of, made, strip)


def _profile(shape: Shape, counted: int, file_reads: int) -> tuple[ProfileBlock, ...]:
    core = sum(shape.core)
    low, mid = counted // 9, counted * 5 // 9
    first, second = counted * 4 // 10, counted * 2 // 10
    third = counted * 3 // 10
    small = [n for n in shape.core if n < 10]
    pdus: list[tuple[str, int | None]] = [
        (name, n) for name, n in zip(shape.names, shape.core, strict=False) if n >= 10
    ]
    if small:
        pdus.append((f"{len(small)} PDUs under 10, together", sum(small)))
    return (
        _block("question-set", "Question set", counted, [("Core", core), ("Adjusted", shape.adjusted)], False),
        _block(
            "sentence",
            "Sentence",
            counted,
            [
                ("Community order", first),
                ("Suspended sentence order", second),
                ("Licence", third),
                ("Post-sentence supervision only", counted - first - second - third),
            ],
            True,
        ),
        _block(
            "rosh",
            "Risk of serious harm, 3 bands",
            counted,
            [("Low", low), ("Medium", mid), ("High or very high", counted - low - mid)],
            True,
        ),
        _block(
            "interviewed",
            "Who was interviewed",
            counted,
            [("Practitioner", counted - file_reads), ("Nobody (file-read)", file_reads)],
            True,
        ),
        _block("pdu", "PDU, core set only", core, pdus, False),
    )


def facts(shape: Shape | None = None, **changes: object) -> ReportFacts:
    """Facts of a made-up inspection that add up."""
    shape = shape or Shape()
    rng = random.Random(shape.seed)
    core = sum(shape.core)
    counted = core + shape.adjusted
    reads = max(counted // 8, 1)
    rows = _rows(rng, "C", shape.core)
    adjusted = _rows(rng, "A", (shape.adjusted,))
    small = sum(n < 10 for n in shape.core)
    made = ReportFacts(
        context=context(),
        accounting=Reconciliation(
            Accounting(
                listed=counted + shape.excluded,
                counted=counted,
                excluded={"ended": 1, "same-person": shape.excluded - 1},
                training=3,
                second=7,
            ),
            interviews=counted - reads,
            file_reads=reads,
            core=core,
            adjusted=shape.adjusted,
        ),
        questions=tuple(q for q, _ in [*rows, *adjusted]),
        limits=LimitFacts(
            listed=counted + shape.excluded,
            excluded=(("ended within 7 days", 1), ("with a person drawn twice", shape.excluded - 1)),
            substitutes=2,
            first_drawn=counted + shape.excluded - 2,
            file_reads=reads,
            file_reads_substitute=2,
            stand_ins=6,
            pdus=len(shape.core),
            small_pdus=small,
            conflicts=(("C4", 1),),
            route_overrides=2,
            route_days=(55, 57),
            sample_overrides=2,
            edits=5,
            key_edits=0,
            design_effect=1.4,
        ),
        profile=_profile(shape, counted, reads),
        splits=(_pdu_split(shape, rows), _rosh_split(shape, rows)),
        themes=themes(),
        alerts=AlertCounts(raised=3, closed=2, waiting=1),
        context_tables=(
            ContextTable(
                "Caseload of the region",
                "Official statistics, made up",
                "30 September 2026",
                ("Measure", "Number"),
                (("People supervised", 8123), ("Practitioners", 214)),
            ),
        ),
        packages=31,
        senders=9,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def themes() -> tuple[ThemeLine, ...]:
    """Five lines of enquiry, an enabler and a barrier."""
    return (
        ThemeLine("Home visits", 19, 7, "Who decides that no visit is needed, and where it is written"),
        ThemeLine(
            "Answers from police and children’s services", 17, 6, "How long an answer takes, and the work meanwhile"
        ),
        ThemeLine("Plans for a bad turn", 14, 7, "Whether managers read this part of a plan"),
        ThemeLine("Hand-over between practitioners", 9, None, "Reviews due in the month of a transfer"),
        ThemeLine("Workload of new practitioners", 8, 5, "How cases are matched to experience"),
        ThemeLine("Shared office with police", 6, 3, "", "enabler"),
        ThemeLine("Slow checks", 11, 6, "", "barrier"),
    )


def report(shape: Shape | None = None, **changes: object) -> ReportModel:
    """The report model of a made-up inspection."""
    return headline_model(facts(shape, **changes))


RATED = ("Assessment", "Planning", "Implementation", "Reviewing", "Unpaid work", "Court reports")
RATINGS = {
    "O": ("outstanding", "Outstanding"),
    "G": ("good", "Good"),
    "RI": ("requires_improvement", "Requires improvement"),
    "I": ("inadequate", "Inadequate"),
}


def _rated_questions(rng: random.Random, standard: int, title: str) -> list[QuestionLine]:
    made = []
    for part in range(1, 4):
        yes = rng.randint(20, 58)
        percent = math.floor(100 * yes / 60 + 0.5)
        letter = "O" if percent >= 80 else "G" if percent >= 65 else "RI" if percent >= 50 else "I"
        text = f"Was part {part} of {title.lower()} done well enough to keep people safe and well informed?"
        made.append(
            QuestionLine(
                f"2.{standard}.{part}", "key_question", "", title, f"{title} of part {part}", text, f"2.{standard}",
                "assessment", "", False, share(yes, 60, letter=letter),
            )
        )  # fmt: skip
    return made


def _rating_row(standard: int, title: str, questions: Sequence[QuestionLine]) -> RatingRow:
    lowest = min(questions, key=lambda q: q.share.yes if q.share else 0)
    assert lowest.share is not None
    code, label = RATINGS[lowest.share.letter]
    near = standard == 2
    return RatingRow(
        f"2.{standard}", title, code, label, lowest.ref, lowest.short, lowest.share, near_boundary=near
    )  # fmt: skip


def rated_report() -> ReportModel:
    """A rated inspection under a pack without routes: ten standards, eighteen key questions."""
    rng = random.Random(3)
    questions: list[QuestionLine] = []
    rows = [RatingRow(f"1.{n}", f"Leadership part {n}", "good", "Good", basis="panel") for n in range(1, 5)]
    for standard, title in enumerate(RATED, 1):
        own = _rated_questions(rng, standard, title)
        questions += own
        rows.append(_rating_row(standard, title, own))
    base = facts(Shape(core=(60,), adjusted=0))
    groups = (SplitGroup("Ashby Vale", 60), SplitGroup("All PDUs", 60, "", "all"))
    lines = tuple(SplitRow(q.ref, (q.share, q.share)) for q in questions)
    return headline_model(
        replace(
            base,
            context=context(rated=True, pack_id="probation-2017"),
            questions=tuple(questions),
            splits=(Split("pdu", "probation delivery unit", "", groups, lines),),
            accounting=replace(base.accounting, routed=False, core=0, adjusted=0),
            ratings=RatingTable(tuple(rows), 14, 30, "requires_improvement", "Requires improvement"),
        )
    )


def digest(text: str) -> str:
    """A made-up digest."""
    return hashlib.sha256(text.encode()).hexdigest()


def at(day: int, hour: int, minute: int) -> datetime:
    """A moment in the made-up fieldwork week, UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) + timedelta()
