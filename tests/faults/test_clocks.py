"""Clocks that are wrong: summer time, a day set back, two laptops an hour apart. Order and durations stay right."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from source import ROOT

from hmip_desktop.domain.interview import InterviewNote
from hmip_desktop.domain.values import moment, read_moment
from hmip_desktop.services import assess, conflicts, interview
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context
from hmip_desktop.store import backup, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.ui.views.interview.session import InterviewSession
from tests.people import Team, make_team

SPRING = datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC)  # at 01:00 UTC London goes from 01:00 to 02:00
AUTUMN = datetime(2026, 10, 25, 0, 59, 30, tzinfo=UTC)  # at 01:00 UTC London goes from 02:00 back to 01:00


class SetClock:
    """A clock that somebody sets; it moves a second at every look."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


class Wall:
    """A time of day that can be set, and ticks that cannot."""

    def __init__(self, at: datetime) -> None:
        self.at, self.ticked = at, 100.0

    def now(self) -> datetime:
        return self.at

    def ticks(self) -> float:
        return self.ticked

    def pass_(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.ticked += seconds


@pytest.fixture
def out(tmp_path: Path):
    team = make_team(tmp_path, inspectors=2, cases=4)
    team.give_out()
    yield team
    team.close()


def at(ctx: Context, when: datetime) -> None:
    """From now on this person's laptop says so."""
    ctx.now = SetClock(when)


def order_of(ctx: Context, case_id: str, ref: str) -> list[str | None]:
    """The answers to a question in the order in which the history gives them."""
    history = journal.history(ctx.store, f"answer:{case_id}/{ref}")
    return [value.answer if (value := one.value()) else None for one in history]  # type: ignore[union-attr]


@pytest.mark.parametrize("set_back", [timedelta(hours=1), timedelta(days=1), timedelta(days=365)])
def test_a_clock_set_back_changes_no_order_no_head_and_no_proof(out: Team, set_back: timedelta) -> None:
    ai, lead, case_id = out.inspectors[0], out.lead, out.case_id(out.inspectors[0])
    start = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
    at(ai, start)
    assess.record_answer(ai, case_id, "C1a", "yes")
    assert out.receive(lead, out.send(ai, lead)).quarantined == 0
    at(ai, start - set_back)
    assess.record_answer(ai, case_id, "C1a", "no")
    assess.record_answer(ai, case_id, "C1a", None)
    assess.record_answer(ai, case_id, "C1a", "no")
    merged = out.receive(lead, out.send(ai, lead))
    assert (merged.quarantined, merged.conflicts) == (0, 0)
    for ctx in (ai, lead):
        assert order_of(ctx, case_id, "C1a") == ["yes", "no", None, "no"]
        assert ctx.case(case_id).answers["C1a"].value.answer == "no"
        assert audit(ctx).sound
        assert audit(ctx).gaps == ()
    assert out.receive(ai, out.send(lead, ai)).quarantined == 0


def test_of_two_laptops_an_hour_apart_neither_wins_by_its_clock(out: Team) -> None:
    ai, lead, case_id = out.inspectors[0], out.lead, out.case_id(out.inspectors[0])
    start = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
    at(ai, start + timedelta(hours=1))
    at(lead, start)
    assess.record_answer(ai, case_id, "C1a", "yes")
    assess.record_answer(lead, case_id, "C1a", "no")
    assert out.receive(lead, out.send(ai, lead)).conflicts == 1
    (found,) = conflicts.list_conflicts(lead)
    assert {side.text for side in found.sides} == {"Yes", "No"}
    keep = next(side.letter for side in found.sides if side.text == "No")
    conflicts.resolve(lead, found.conflict.id, keep, "Read again.")
    assert out.receive(ai, out.send(lead, ai)).conflicts == 0
    # the resolution is an hour older by the clock than what it settles, and stands all the same
    for ctx in (ai, lead):
        assert ctx.case(case_id).answers["C1a"].value.answer == "no"
        assert projections.conflicts(ctx.store) == []
    assess.record_answer(ai, case_id, "C1a", "yes")
    out.receive(lead, out.send(ai, lead))
    assert lead.case(case_id).answers["C1a"].value.answer == "yes"


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_the_night_the_clocks_change_keeps_order_and_times(out: Team, change: datetime) -> None:
    ai, case_id = out.inspectors[0], out.case_id(out.inspectors[0])
    clock = SetClock(change)
    ai.now = clock
    for turn, answer in enumerate(("yes", "no", "yes")):
        clock.at = change + timedelta(minutes=20 * turn)
        assess.record_answer(ai, case_id, "C1a", answer)
        note = InterviewNote(f"Said at {turn}.", moment(clock.at), 60 * 20 * turn)
        interview.save_note(ai, case_id, note)
    history = journal.history(ai.store, f"answer:{case_id}/C1a")
    times = [read_moment(one.header.at) for one in history]
    assert times == sorted(times)
    assert [round((b - a).total_seconds() / 60) for a, b in pairwise(times)] == [20, 20]
    notes = ai.case(case_id).notes
    assert [notes[key].value.text for key in interview.untriaged(ai.case(case_id))] == [
        f"Said at {n}." for n in range(3)
    ]


LONDON = """
from datetime import UTC, datetime, timedelta
import sys
from hmip_desktop.domain.values import moment, read_moment
for start in sys.argv[1:]:
    first = datetime.fromisoformat(start)
    for minutes in (0, 30, 60, 90):
        stored = moment((first + timedelta(minutes=minutes)).astimezone())
        assert read_moment(stored) == first + timedelta(minutes=minutes), stored
        print(stored, f"{read_moment(stored).astimezone():%H:%M}")
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows takes its zone from the system and not from TZ")
def test_times_are_stored_in_utc_and_shown_in_london_through_both_changes() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LONDON, "2026-03-29T00:30:00+00:00", "2026-10-25T00:30:00+00:00"],
        env={**os.environ, "TZ": "Europe/London", "PYTHONPATH": str(ROOT)}, cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    shown = [line.split() for line in done.stdout.splitlines()]
    assert [one[1] for one in shown] == ["00:30", "02:00", "02:30", "03:00", "01:30", "01:00", "01:30", "02:00"]
    assert [one[0][11:16] for one in shown] == ["00:30", "01:00", "01:30", "02:00"] * 2


@pytest.mark.parametrize("jump", [timedelta(days=-1), timedelta(hours=-1), timedelta(hours=1), timedelta(days=1)])
def test_an_interview_counts_its_own_seconds_whatever_the_clock_is_set_to(jump: timedelta) -> None:
    wall = Wall(datetime(2026, 11, 10, 9, 0, tzinfo=UTC))
    session = InterviewSession(wall.now, (), wall.ticks)
    session.start()
    wall.pass_(600)
    wall.at += jump
    assert session.elapsed_s == 600
    wall.pass_(60)
    session.pause()
    wall.at -= jump
    wall.pass_(300)
    session.resume()
    wall.pass_(40)
    assert (session.elapsed_s, session.paused_s) == (700, 300)
    assert session.minutes_left == 49
    assert session.finish_note("Said.", "").elapsed_s == 700
    session.end()
    assert session.started_at is not None
    assert session.ended_at == session.started_at + timedelta(seconds=1000)


def test_an_interview_taken_up_after_a_crash_goes_on_by_ticks() -> None:
    wall = Wall(datetime(2026, 11, 10, 9, 0, tzinfo=UTC))
    session = InterviewSession(wall.now, (), wall.ticks)
    session.start()
    wall.pass_(900)
    session.pause()
    kept = session.state()
    wall.pass_(100)
    wall.ticked = 5.0  # another process, perhaps another start of the computer
    again = InterviewSession(wall.now, (), wall.ticks)
    assert session.started_at is not None
    again.carry_on_from(session.started_at, kept)
    assert (again.elapsed_s, again.paused_s, again.is_paused) == (900, 100, True)
    again.resume()
    wall.pass_(10)
    wall.at -= timedelta(days=1)
    assert again.elapsed_s == 910
    assert again.finish_note("On.", "").elapsed_s == 910


def test_the_newest_backup_stays_the_newest_when_the_clock_was_set_back(out: Team) -> None:
    ai = out.inspectors[0]
    start = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
    made = [backup.back_up(ai.store, now=start + timedelta(hours=n), keep=3) for n in range(3)]
    for days in (1, 365):
        made.append(backup.back_up(ai.store, now=start - timedelta(days=days), keep=3))
        assert backup.backups(ai.store.folder) == made[:-4:-1]
