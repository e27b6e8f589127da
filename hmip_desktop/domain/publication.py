"""Figures as published, cell by cell, and what a later release may show beside them.

Rules: ``numbers.md`` of the design. Whoever holds two releases can subtract them, so a cell that would differ by 1 to
``small`` cases stays as first published. Cells that add up to one another stay or change together: all figures of one
question, and all that says how many cases there are. Otherwise the rest of a row would give away the cell that stayed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hmip_desktop.domain.disclosure import DEFAULT_LIMITS, Limits, keep_first_release
from hmip_desktop.domain.pack_parts import Banding
from hmip_desktop.domain.report_context import Reconciliation
from hmip_desktop.domain.report_model import (
    Change,
    ProfileBlock,
    ProfileRow,
    QuestionLine,
    Split,
    SplitGroup,
    SplitRow,
    ThemeLine,
)
from hmip_desktop.domain.report_share import Share, half_up, share_of
from hmip_desktop.domain.results import Accounting, Tally

Counts = tuple[int | None, ...]
Cells = Mapping[str, Counts]
CASES, EXCLUDED, LINE, HEAD, ROW, PROFILE, THEME = "cases", "excluded", "line", "head", "row", "profile", "theme"
LATER = "Work or moderation since the release before"
CHALLENGED = "A challenge to a judgement was upheld"


@dataclass(frozen=True, slots=True)
class Parts:
    """The figures of a report that leave the team, disclosed, with the public profile and splits."""

    accounting: Reconciliation
    lines: tuple[QuestionLine, ...]
    profile: tuple[ProfileBlock, ...] = ()
    splits: tuple[Split, ...] = ()
    themes: tuple[ThemeLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """``parts`` as they may be shown beside what was published; ``kept`` names what stayed as it was."""

    parts: Parts
    kept: tuple[str, ...] = ()


def cells_of(parts: Parts) -> dict[str, Counts]:
    """Every figure under the name of its place. Hidden ones are None, a hidden question is empty."""
    sums, cases = parts.accounting, parts.accounting.cases
    found: dict[str, Counts] = {
        CASES: (
            cases.listed, cases.counted, cases.returned_unsigned, cases.not_returned, sums.interviews,
            sums.file_reads, sums.core, sums.adjusted, cases.training, cases.second,
        )
    }  # fmt: skip
    found |= {f"{EXCLUDED}|{code}": (number,) for code, number in cases.excluded.items()}
    for block in parts.profile:
        found |= {f"{PROFILE}|{block.id}|{row.category}": (row.count, block.out_of) for row in block.rows}
    for split in parts.splits:
        for place, group in enumerate(split.groups):
            found[f"{HEAD}|{split.dimension}|{place:02}|{group.role}|{group.label}"] = (group.cases,)
        found |= {f"{ROW}|{split.dimension}|{row.ref}": _row(row) for row in split.rows}
    found |= {f"{LINE}|{line.route}|{line.ref}": _line(line) for line in parts.lines}
    for theme in parts.themes:
        found[f"{THEME}|{theme.kind}|{theme.theme}"] = (theme.cases, theme.pdus)
    return found


def _line(line: QuestionLine) -> Counts:
    share = line.share
    if share is None:
        return ()
    tenths = tuple(None if one is None else int(half_up(10 * one)) for one in (line.weighted, line.design_effect))
    return (share.yes, share.no, share.na, share.unanswered, line.moderated, *tenths)


def _row(row: SplitRow) -> Counts:
    pairs = [(None, None) if share is None else (share.yes, share.no) for share in row.shares]
    return tuple(number for pair in pairs for number in pair)


def hold(
    parts: Parts, released: Sequence[Cells], bandings: Sequence[Banding] = (), limits: Limits = DEFAULT_LIMITS
) -> Held:
    """``parts`` beside everything ``released`` before, oldest first: what may not move stays as last published."""
    if not released:
        return Held(parts)
    return _Holding(parts, released, bandings, limits).held()


@dataclass(slots=True)
class _Holding:
    """One comparison of figures with those released before."""

    parts: Parts
    released: Sequence[Cells]
    bandings: Sequence[Banding]
    limits: Limits
    now: dict[str, Counts] = field(default_factory=dict)
    last: dict[str, Counts] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)

    def held(self) -> Held:
        """The parts with everything that stays put back as it was."""
        self.now = cells_of(self.parts)
        for cells in self.released:
            self.last |= cells
        frame_stays = self._frame_stays()
        parts = replace(self.parts, themes=self._themes())
        if frame_stays:
            self.kept.append(CASES)
            parts = replace(parts, accounting=self._accounting(), profile=self._profile(), splits=self._heads())
        stay = {line: self._stays(line, frame_stays) for line in parts.lines}
        lines = tuple(self._old_line(line, parts.accounting) if stays else line for line, stays in stay.items())
        rows = {line.ref for line, stays in stay.items() if stays and line.route == self._split_route()}
        splits = tuple(replace(split, rows=self._rows(split, rows, lines)) for split in parts.splits)
        self.kept += [line.ref for line, stays in stay.items() if stays]
        return Held(replace(parts, lines=lines, splits=splits), tuple(self.kept))

    def _split_route(self) -> str:
        return self.parts.splits[0].route if self.parts.splits else self.parts.accounting.routed * "core"

    # how many cases there are -----------------------------------------------------------------------------

    def _frame(self, cells: Cells) -> dict[str, Counts]:
        found = {key: value for key, value in cells.items() if key.split("|")[0] in (EXCLUDED, HEAD, PROFILE)}
        return found | {CASES: cells[CASES][:-2]}

    def _frame_stays(self) -> bool:
        now = self._frame(self.now)
        for cells in self.released:
            then = self._frame(cells)
            if any(self._near(then.get(key, (0,)), now.get(key, (0,))) for key in {*then, *now}):
                return True
        return False

    def _near(self, then: Counts, now: Counts) -> bool:
        """Too close to be shown beside each other, or hidden in another way than before."""
        if len(then) != len(now):
            return True
        for before, after in zip(then, now, strict=True):
            if (before is None) != (after is None):
                return True
            if before is not None and after is not None and 0 < abs(after - before) <= self.limits.small:
                return True
        return False

    def _accounting(self) -> Reconciliation:
        listed, counted, unsigned, away, interviews, reads, core, adjusted, *_ = (n or 0 for n in self._last(CASES))
        excluded = {
            key.partition("|")[2]: numbers[0] or 0
            for key, numbers in self.released[-1].items() if key.startswith(f"{EXCLUDED}|")
        }  # fmt: skip
        here = self.parts.accounting
        cases = Accounting(listed, counted, excluded, unsigned, away, here.cases.training, here.cases.second)
        return Reconciliation(cases, interviews, reads, core, adjusted, here.routed)

    def _last(self, key: str) -> Counts:
        return self.released[-1].get(key, ())

    def _profile(self) -> tuple[ProfileBlock, ...]:
        found = []
        for block in self.parts.profile:
            start = f"{PROFILE}|{block.id}|"
            old = {key: counts for key, counts in self.released[-1].items() if key.startswith(start)}
            rows = tuple(
                ProfileRow(key.removeprefix(start), count, None if count is None else _percent(count, out_of or 0))
                for key, (count, out_of) in old.items()
            )
            if rows:
                out_of = next(iter(old.values()))[1] or 0
                found.append(replace(block, out_of=out_of, rows=rows))
        return tuple(found)

    def _heads(self) -> tuple[Split, ...]:
        made = []
        for split in self.parts.splits:
            start, groups = f"{HEAD}|{split.dimension}|", []
            for key in sorted(k for k in self.released[-1] if k.startswith(start)):
                place, role, label = key.removeprefix(start).split("|", 2)
                code = "".join(word[0] for word in label.split())[:3].upper() + str(int(place) + 1)
                cases = self._last(key)[0]
                groups.append(SplitGroup(label, cases, code if role == "group" else "", role))  # type: ignore[arg-type]
            if groups:
                made.append(replace(split, groups=tuple(groups)))
        return tuple(made)

    # one question with all its splits ---------------------------------------------------------------------

    def _keys(self, line: QuestionLine) -> list[str]:
        dims = [split.dimension for split in self.parts.splits] if line.route == self._split_route() else []
        return [f"{LINE}|{line.route}|{line.ref}", *(f"{ROW}|{dim}|{line.ref}" for dim in dims)]

    def _stays(self, line: QuestionLine, frame_stays: bool) -> bool:
        keys = self._keys(line)
        for cells in self.released:
            if keys[0] not in cells:
                continue
            for key in keys:
                then, now = cells.get(key, ()), self.now.get(key, ())
                if self._near(_sums(key, then), _sums(key, now)):
                    return True
                if frame_stays and _sums(key, then) != _sums(key, now):
                    return True  # beside the old number of cases a question that moved would tell of those that came
        return False

    def _old_line(self, line: QuestionLine, accounting: Reconciliation) -> QuestionLine:
        key = f"{LINE}|{line.route}|{line.ref}"
        counts = self.last.get(key, ())
        if not counts:
            return replace(line, share=None, weighted=None, design_effect=None, moderated=0)
        yes, no, na, unanswered, moderated = (number or 0 for number in counts[:5])
        limit = {"core": accounting.core, "adjusted": accounting.adjusted}.get(line.route, accounting.counted)
        if yes + no + na + unanswered > limit:
            return replace(line, share=None, weighted=None, design_effect=None, moderated=0)
        share = self._share(line, yes, no, na, unanswered)
        weighted, effect = (None if one is None else one / 10 for one in counts[5:7])
        return replace(line, share=share, moderated=moderated, weighted=weighted, design_effect=effect)

    def _share(self, line: QuestionLine, yes: int, no: int, na: int = 0, unanswered: int = 0) -> Share:
        lettered = line.kind == "key_question" or not self.bandings
        return share_of(Tally(line.ref, yes, no, na, unanswered), self.bandings, lettered)

    def _rows(self, split: Split, stay: set[str], lines: Iterable[QuestionLine]) -> tuple[SplitRow, ...]:
        by_ref = {line.ref: line for line in lines if line.route == split.route}
        rows = []
        for row in split.rows:
            if row.ref not in stay or row.ref not in by_ref:
                rows.append(row)
                continue
            line, counts = by_ref[row.ref], self.last.get(f"{ROW}|{split.dimension}|{row.ref}", ())
            shares: list[Share | None] = [
                None if yes is None or no is None or line.share is None else self._share(line, yes, no)
                for yes, no in zip(counts[::2], counts[1::2], strict=True)
            ]
            if shares:
                shares[-1] = line.share
            rows.append(SplitRow(row.ref, tuple(shares) if len(shares) == len(split.groups)
                                 else (None,) * len(split.groups)))  # fmt: skip
        return tuple(rows)

    def _themes(self) -> tuple[ThemeLine, ...]:
        return tuple(self._theme(theme) for theme in self.parts.themes)

    def _theme(self, theme: ThemeLine) -> ThemeLine:
        cases, pdus = self.last.get(f"{THEME}|{theme.kind}|{theme.theme}", (theme.cases, theme.pdus))
        if cases is None or pdus is None or theme.cases is None or theme.pdus is None:
            return replace(theme, cases=cases, pdus=pdus)
        first, now = {"cases": cases, "pdus": pdus}, {"cases": theme.cases, "pdus": theme.pdus}
        kept = keep_first_release(first, now, self.limits)
        return replace(theme, cases=kept["cases"], pdus=kept["pdus"])


def _percent(count: int, out_of: int) -> int:
    return int(half_up(100 * count / out_of)) if out_of else 0


def _sums(key: str, counts: Counts) -> Counts:
    """Published counts with what follows from them: bases, cases asked, and what is left of a row's total."""
    if key.startswith(LINE):
        if not counts:
            return ()
        yes, no, na, unanswered, moderated = (number or 0 for number in counts[:5])
        return (yes, no, na, unanswered, moderated, yes + no, yes + no + na + unanswered)
    *shown, all_yes, all_no = counts or (None, None)
    if all_yes is None or all_no is None:
        return counts
    left = (all_yes - sum(yes or 0 for yes in shown[::2]), all_no - sum(no or 0 for no in shown[1::2]))
    pairs = zip(counts[::2], counts[1::2], strict=True)
    bases = tuple(None if yes is None or no is None else yes + no for yes, no in pairs)
    return (*counts, *left, sum(left), *bases)


def changes_between(before: Cells, after: Cells, challenged: frozenset[str] = frozenset()) -> tuple[Change, ...]:
    """What differs between two publications, question by question; no reason names a case or a person.

    ``challenged``: references of questions where a challenge was upheld since.
    """
    found = []
    for key in after:
        kind, _, rest = key.partition("|")
        if kind == LINE and before.get(key, ())[:4] != after[key][:4]:
            ref = rest.partition("|")[2]
            reason = CHALLENGED if ref in challenged else LATER
            found.append(Change(f"{ref}, all cases", _words(before.get(key, ())), _words(after[key]), reason))
        if kind == CASES and before.get(key, ())[:8] != after[key][:8]:
            then, now = before.get(key, (0, 0)), after[key]
            found.append(Change("Cases counted", f"{then[1]} of {then[0]}", f"{now[1]} of {now[0]}", LATER))
    return tuple(found)


def _words(counts: Counts) -> str:
    if not counts:
        return "[c]"
    yes, no = counts[0] or 0, counts[1] or 0
    return f"{yes} of {yes + no}"
