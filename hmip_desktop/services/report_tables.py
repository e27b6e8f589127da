"""Profile and splits of the counted cases: complete for the team, after disclosure control for everybody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hmip_desktop.domain.disclosure import Hidden, Limits
from hmip_desktop.domain.interview import FILE_READ
from hmip_desktop.domain.pack_parts import Banding
from hmip_desktop.domain.report_model import ProfileBlock, ProfileRow, QuestionLine, Split, SplitGroup, SplitRow
from hmip_desktop.domain.report_share import half_up, share_of
from hmip_desktop.domain.report_splits import (
    SplitPlan,
    SplitQuestion,
    banded_split,
    bands_together,
    judged_split,
    short_codes,
)
from hmip_desktop.domain.report_words import count_words, listed
from hmip_desktop.domain.sample_checks import BANDS
from hmip_desktop.domain.suppression import suppress_list
from hmip_desktop.domain.values import SENTENCE_TYPES
from hmip_desktop.services.report_counts import CountedCase, Counts, Given, group_of, grouped
from hmip_desktop.services.results import in_order
from hmip_desktop.store.projections import CaseItem

NOT_STATED = "Not stated"
SENTENCES = {
    "community_order": "Community order",
    "suspended_sentence_order": "Suspended sentence order",
    "licence": "Licence",
    "pss": "Post-sentence supervision only",
}
BAND_NAMES = {"low": "Low", "medium": "Medium", "high": "High or very high"}
INTERVIEWED = {
    "practitioner": "Practitioner",
    "line_manager": "Line manager",
    "other_substitute": "Other substitute",
    "nobody": "Nobody (file-read)",
}
SETS = {"core": "Core", "adjusted": "Adjusted"}
TITLES = {
    "pdu": "probation delivery unit",
    "rosh": "risk of serious harm, three bands",
    "sentence_type": "sentence",
    "sex": "sex",
    "age_band": "age band",
    "ethnicity": "ethnicity",
    "grade": "grade of practitioner",
    "interview": "who was interviewed, and file-reads",
}
WHOLES = {"pdu": "All PDUs", "rosh": "All bands"}


@dataclass(frozen=True, slots=True)
class Tables:
    """What tables are made from: the counts, the leading question set, its questions, and how they are rated."""

    counts: Counts
    route: str
    questions: tuple[QuestionLine, ...]
    bandings: Sequence[Banding]
    limits: Limits

    @property
    def cases(self) -> tuple[CountedCase, ...]:
        """Counted cases of the leading question set: the only ones that are split."""
        return self.counts.of_route(self.route)

    def lettered(self, question: QuestionLine) -> bool:
        """False for prompts of rated packs, which are never rated."""
        return question.kind == "key_question" or not self.bandings


def value_of(case: CountedCase, dimension: str) -> str:
    """The value of a case in one dimension, empty when it is not stated; RoSH in three bands."""
    if dimension == "interview":
        return interview_of(case.item)
    value = case.facts.get(dimension, "")
    return BANDS.get(value, "") if dimension == "rosh" else value


def interview_of(item: CaseItem) -> str:
    """Who was interviewed, or that the case was read from its file; empty while neither is known."""
    return FILE_READ if item.file_read else item.interviewed


def labels_of(dimension: str, keys: Sequence[str]) -> dict[str, str]:
    """Names of the values in print order."""
    if dimension == "rosh":
        known = {band: name for band, name in BAND_NAMES.items() if band in keys}
        return known | {key: NOT_STATED for key in keys if key not in known}
    names = {FILE_READ: "File-read", **INTERVIEWED, "nobody": "Nobody"} if dimension == "interview" else SENTENCES
    return {key: (names.get(key, key) or NOT_STATED) for key in in_order(dimension, keys)}


def team_splits(tables: Tables) -> tuple[Split, ...]:
    """Every split of the leading question set, complete."""
    given = Given(tables.cases)
    return tuple(_complete(tables, given, dimension) for dimension in TITLES if tables.cases)


def _complete(tables: Tables, whole_set: Given, dimension: str) -> Split:
    groups = grouped(tables.cases, lambda case: value_of(case, dimension))
    labels = labels_of(dimension, list(groups))
    given = [whole_set.of(groups[key]) for key in labels]
    rows = []
    for question in tables.questions:
        bandings, lettered = tables.bandings, tables.lettered(question)
        shares = [share_of(group.tally(question.ref), bandings, lettered) for group in given]
        rows.append(SplitRow(question.ref, (*shares, question.share)))
    codes = short_codes(list(labels.values()))
    columns = [SplitGroup(labels[key], len(groups[key]), code) for key, code in zip(labels, codes, strict=True)]
    whole = SplitGroup(WHOLES.get(dimension, "All cases"), len(tables.cases), role="all")
    return Split(dimension, TITLES[dimension], tables.route, (*columns, whole), tuple(rows), tables.limits.base_cases)


def public_splits(tables: Tables) -> tuple[tuple[Split, ...], tuple[Hidden, ...]]:
    """The fixed list of splits that leave the team, by PDU and by RoSH, with the inner log of what was hidden."""
    units = units_of(tables)
    made: list[Split] = []
    log: tuple[Hidden, ...] = ()
    if len(set(units.values())) > 1:
        plan, questions = _plan(tables, "pdu", lambda case: units[value_of(case, "pdu")], tables.questions)
        split, hidden = judged_split(plan, questions, tables.limits)
        made.append(split)
        log += hidden
    plan, questions = _by_band(tables)
    if len(plan.labels) > 1:
        split, hidden = banded_split(plan, questions, tables.limits)
        made.append(split)
        log += hidden
    return tuple(made), log


def _by_band(tables: Tables) -> tuple[SplitPlan, list[SplitQuestion]]:
    keys = tuple(question for question in tables.questions if question.kind == "key_question")
    return _plan(tables, "rosh", lambda case: value_of(case, "rosh"), keys)


def units_of(tables: Tables) -> dict[str, str]:
    """The name under which each PDU is printed. A single small PDU, or small ones of which each must be tiny because
    together they hold so few, could be worked out from the totals, so they are printed as one with the next in size."""
    sizes = {key: len(cases) for key, cases in grouped(tables.cases, lambda case: value_of(case, "pdu")).items()}
    names = labels_of("pdu", list(sizes))
    by_size = sorted(sizes, key=lambda key: (sizes[key], key))
    small = [key for key in by_size if sizes[key] < tables.limits.base_cases]
    # Each of the others holds one case at least, so this is the most that one of them can hold.
    most = sum(sizes[key] for key in small) - len(small) + 1
    if not small or (len(small) > 1 and most > tables.limits.small):
        return names
    joined = list(small)
    for key in by_size[len(small) :]:
        if len(joined) > 1 and sum(sizes[one] for one in joined) >= tables.limits.base_cases:
            break
        joined.append(key)
    label = listed([names[key] for key in names if key in joined])
    return {key: label if key in joined else name for key, name in names.items()}


def _plan(
    tables: Tables, dimension: str, value: Callable[[CountedCase], str], asked: Sequence[QuestionLine]
) -> tuple[SplitPlan, list[SplitQuestion]]:
    groups = grouped(tables.cases, value)
    labels = labels_of(dimension, list(groups))
    sizes = {key: len(cases) for key, cases in groups.items()}
    plan = SplitPlan(dimension, TITLES[dimension], tables.route, labels, sizes, "PDUs", WHOLES[dimension])
    questions = [
        SplitQuestion(
            question.ref,
            tuple(group_of(groups[key], question.ref, key) for key in labels),
            question.share,
            tuple(tables.bandings),
            tables.lettered(question),
        )
        for question in asked
    ]
    return plan, questions


def team_profile(tables: Tables) -> tuple[ProfileBlock, ...]:
    """Who the counted cases are, complete."""
    cases = tables.counts.cases
    blocks = [*_method_blocks(tables), *(_block(name, _counts(cases, name)) for name in ("sentence_type", "rosh"))]
    blocks.append(_block("pdu", _counts(tables.cases, "pdu"), noun=_pdu_title(tables)))
    blocks += [_block(name, _counts(cases, name)) for name in ("sex", "age_band", "ethnicity", "grade")]
    return _strips_first(blocks)


def disclosed_profile(tables: Tables, *, with_pdus: bool) -> tuple[tuple[ProfileBlock, ...], tuple[Hidden, ...]]:
    """Who the counted cases are, small counts hidden. Question set and interviews are how the inspection was done,
    not who somebody is, and stand in the accounting of every output. PDU and RoSH are those of the leading question
    set, which is split by them: all cases less those would give away the few of the other set."""
    cases = tables.counts.cases
    blocks = list(_method_blocks(tables))
    sentence, log = _suppressed("sentence_type", _counts(cases, "sentence_type"), tables.limits)
    blocks += sentence
    bands, joined = _joined_bands(tables)
    blocks.append(_block("rosh", bands, noun="Risk of serious harm, core set" if tables.route else ""))
    if with_pdus:
        blocks.append(_pdu_block(tables))
    return _strips_first(blocks), (*log, *joined)


def _counts(cases: Sequence[CountedCase], dimension: str) -> dict[str, int]:
    sizes = {key: len(held) for key, held in grouped(cases, lambda case: value_of(case, dimension)).items()}
    whole = {"sentence_type": SENTENCE_TYPES, "rosh": tuple(BAND_NAMES)}.get(dimension, ())
    labels = labels_of(dimension, list({*whole, *sizes}))
    return {label: sizes.get(key, 0) for key, label in labels.items()}


IDS = {"sentence_type": "sentence", "age_band": "age-band"}
NAMES = {
    "sentence_type": "Sentence", "rosh": "Risk of serious harm, 3 bands", "sex": "Sex", "age_band": "Age band",
    "ethnicity": "Ethnicity", "grade": "Grade of practitioner",
}  # fmt: skip


def _block(dimension: str, sizes: Mapping[str, int | None], out_of: int = 0, noun: str = "") -> ProfileBlock:
    total = out_of or sum(size or 0 for size in sizes.values())
    rows = tuple(
        ProfileRow(label, size, None if size is None or not total else int(half_up(100 * size / total)))
        for label, size in sizes.items()
    )
    strip = dimension in ("sentence_type", "rosh", "interviewed")
    return ProfileBlock(IDS.get(dimension, dimension), noun or NAMES[dimension], total, rows, strip)


def _method_blocks(tables: Tables) -> tuple[ProfileBlock, ...]:
    cases = tables.counts.cases
    who = dict.fromkeys(INTERVIEWED, 0)
    for case in cases:
        who[case.item.interviewed if case.interviewed else "nobody"] += 1
    held = _block("interviewed", {INTERVIEWED[key]: n for key, n in who.items()}, noun="Who was interviewed")
    if not tables.route:
        return (held,)
    sets = {name: len(tables.counts.of_route(route)) for route, name in SETS.items()}
    return (_block("question-set", sets, noun="Question set"), held)


def _suppressed(
    dimension: str, sizes: Mapping[str, int], limits: Limits
) -> tuple[list[ProfileBlock], tuple[Hidden, ...]]:
    safe = suppress_list(dimension, list(sizes.values()), limits)
    *shown, total = safe.cells[0]
    # The total of cases stands in the accounting, so a list that needs it hidden cannot be printed at all.
    blocks = [] if total is None else [_block(dimension, dict(zip(sizes, shown, strict=True)), total)]
    return blocks, safe.log


def _joined_bands(tables: Tables) -> tuple[dict[str, int], tuple[Hidden, ...]]:
    """Ordered bands: a small count takes with it what the split by band gives together, under a name of their own."""
    sizes = _counts(tables.cases, "rosh")
    small = [name for name, size in sizes.items() if 0 < size <= tables.limits.small]
    if not small:
        return sizes, ()
    plan, questions = _by_band(tables)
    keys = list(plan.labels)
    run = {plan.labels[key] for key in bands_together(keys, questions, tables.limits)}
    joined = {name: size for name, size in sizes.items() if name in run}
    rest = {name: size for name, size in sizes.items() if name not in run}
    if not set(small) <= run or sum(joined.values()) <= tables.limits.small:
        joined, rest = sizes, {}
    names = list(joined)
    label = " or ".join([names[0], *(f"{name[0].lower()}{name[1:]}" for name in names[1:])])
    made = {(label if name == names[0] else name): size for name, size in sizes.items() if name in (*rest, names[0])}
    made[label] = sum(joined.values())
    return made, tuple(Hidden(f"rosh: {name}", "small-count") for name in small)


def _pdu_title(tables: Tables) -> str:
    return "PDU, core set only" if tables.route else "PDU"


def _pdu_block(tables: Tables) -> ProfileBlock:
    units = units_of(tables)
    sizes: dict[str, int] = {}
    for case in tables.cases:
        name = units[value_of(case, "pdu")]
        sizes[name] = sizes.get(name, 0) + 1
    base = tables.limits.base_cases
    shown = {name: sizes[name] for name in dict.fromkeys(units.values()) if sizes[name] >= base}
    rest = [size for size in sizes.values() if size < base]
    if rest:
        shown[f"{count_words(len(rest), capital=True)} PDUs under {base}, together"] = sum(rest)
    return _block("pdu", shown, noun=_pdu_title(tables))


def _strips_first(blocks: Sequence[ProfileBlock]) -> tuple[ProfileBlock, ...]:
    """Sentence, RoSH, who was interviewed: the order of the three strips on the headline sheet."""
    order = ("question-set", "sentence", "rosh", "interviewed")
    return tuple(sorted(blocks, key=lambda block: order.index(block.id) if block.id in order else len(order)))
