"""The interview without its window: two clocks, topics, and the note that is being typed.

The interview clock shows time since the start without pauses; a note's time is that of its first keystroke. Times
of day come from the clock that is passed in, durations from its steady ticks, so that a clock that is set while the
interview runs changes neither the time used nor the time left.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hmip_desktop.domain.interview import InterviewNote, NoteTag
from hmip_desktop.domain.pack_parts import Topic
from hmip_desktop.domain.values import moment, read_moment

Clock = Callable[[], datetime]
Ticks = Callable[[], float]
"""Seconds that nobody can set: ``time.monotonic`` outside tests."""

PLANNED_MINUTES = 60
SIGNS: dict[str, NoteTag] = {"+": "strength", "-": "gap", '"': "quote", "“": "quote", "!": "follow_up"}
TAGS: tuple[NoteTag, ...] = ("strength", "gap", "quote", "follow_up")
KEYS = {
    "talk-before": "Alt+Up", "talk-next": "Alt+Down", "talk-people": "Ctrl+D", "talk-feedback": "Ctrl+B",
    "talk-pause": "Ctrl+P", **{f"talk-{tag}": f"Alt+{number}" for number, tag in enumerate(TAGS, start=1)},
}  # fmt: skip
"""Commands of the interview window and the keys that they have while nobody chose others."""


@dataclass(slots=True)
class _Typing:
    """A note under way: when its first key was pressed."""

    at: datetime
    elapsed_s: int


class InterviewSession:
    """The state of one interview while it is held."""

    def __init__(self, clock: Clock, topics: tuple[Topic, ...], ticks: Ticks | None = None) -> None:
        self._clock = clock
        self._ticks: Ticks = ticks or (lambda: clock().timestamp())
        self._began = self._halted = 0.0
        self.topics = topics
        self.topic_place = 0
        self.started_at: datetime | None = None
        self.ended_at: datetime | None = None
        self._paused_at: datetime | None = None
        self._paused_s = 0.0
        self._topic_since = 0
        self._used: dict[str, int] = {}
        self._typing: _Typing | None = None

    # clocks -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the clock; a second time does nothing."""
        if self.started_at is None:
            self.started_at, self._began = self._clock(), self._ticks()

    def carry_on(self, started_at: datetime, paused_s: int) -> None:
        """Take up an interview that was started before."""
        self.started_at, self._paused_s = started_at, float(paused_s)
        self._began = self._tick_of(started_at)
        self._topic_since = self.elapsed_s

    def state(self) -> str:
        """Clock and topics as text, for the draft from which a crash is survived."""
        kept = {
            "paused_s": self._paused_s,
            "paused_at": moment(self._paused_at) if self._paused_at else "",
            "topic": self.topic.ref if self.topic else "",
            "topic_since": self._topic_since,
            "used": self._used,
        }
        return json.dumps(kept)

    def carry_on_from(self, started_at: datetime, state: str) -> None:
        """Take up an interview where ``state`` left it: a clock that stood still stands, and topics have their time."""
        kept = json.loads(state)
        self.started_at, self._paused_s = started_at, float(kept["paused_s"])
        self._began = self._tick_of(started_at)
        self._paused_at = read_moment(kept["paused_at"]) if kept["paused_at"] else None
        self._halted = self._tick_of(self._paused_at) if self._paused_at else 0.0
        places = {topic.ref: place for place, topic in enumerate(self.topics)}
        self.topic_place = places.get(kept["topic"], 0)
        self._used = {ref: int(seconds) for ref, seconds in kept["used"].items()}
        self._topic_since = int(kept["topic_since"])

    def pause(self) -> None:
        """Stop the interview clock; the wall goes on."""
        if self.is_running:
            self._paused_at, self._halted = self._clock(), self._ticks()

    def resume(self) -> None:
        """Let the interview clock go on."""
        if self._paused_at is not None:
            self._paused_s += self._ticks() - self._halted
            self._paused_at = None

    def end(self) -> None:
        """The interview is over."""
        self.resume()
        self._count_topic()
        if self.started_at is not None:
            self._halted = self._ticks()
            self.ended_at = self.started_at + timedelta(seconds=self._halted - self._began)

    def _tick_of(self, at: datetime) -> float:
        """The tick of a time of day before this one, as far as the clock of the computer tells."""
        return self._ticks() - max((self._clock() - at).total_seconds(), 0.0)

    @property
    def is_running(self) -> bool:
        """True while the interview clock counts."""
        return self.started_at is not None and self._paused_at is None and self.ended_at is None

    @property
    def is_paused(self) -> bool:
        """True while the interview clock stands."""
        return self._paused_at is not None

    @property
    def paused_s(self) -> int:
        """Seconds of all pauses so far."""
        running = self._ticks() - self._halted if self._paused_at else 0.0
        return int(self._paused_s + running)

    @property
    def elapsed_s(self) -> int:
        """Seconds on the interview clock, 0 before the start."""
        if self.started_at is None:
            return 0
        until = self._halted if self.ended_at else self._ticks()
        return max(int(until - self._began - self.paused_s), 0)

    # topics -----------------------------------------------------------------------------------------------

    @property
    def topic(self) -> Topic | None:
        """The topic in view."""
        return self.topics[self.topic_place] if self.topics else None

    def go_to_topic(self, place: int) -> None:
        """Another topic; the time of the one before is added up."""
        if not self.topics:
            return
        self._count_topic()
        self.topic_place = min(max(place, 0), len(self.topics) - 1)

    def topic_minutes(self) -> int:
        """Whole minutes used on the topic in view."""
        topic = self.topic
        if topic is None:
            return 0
        return (self._used.get(topic.ref, 0) + self.elapsed_s - self._topic_since) // 60

    def _count_topic(self) -> None:
        if self.topic is not None:
            self._used[self.topic.ref] = self._used.get(self.topic.ref, 0) + self.elapsed_s - self._topic_since
        self._topic_since = self.elapsed_s

    @property
    def minutes_left(self) -> int:
        """Whole minutes until the planned end, 0 when it has passed. It informs and ends nothing."""
        return max(-(-(PLANNED_MINUTES * 60 - self.elapsed_s) // 60), 0)

    # notes ------------------------------------------------------------------------------------------------

    @property
    def typing_since(self) -> tuple[str, int] | None:
        """Moment and interview second of the first key of the note under way, None while nothing is typed."""
        return (moment(self._typing.at), self._typing.elapsed_s) if self._typing else None

    def type_on(self, at: str, elapsed_s: int) -> None:
        """Go on with a note whose first key was pressed before."""
        self._typing = _Typing(read_moment(at), elapsed_s)

    def first_key(self) -> None:
        """A key was pressed in the note box; only the first since the last note counts."""
        if self._typing is None:
            self._typing = _Typing(self._clock(), self.elapsed_s)

    def drop_typing(self) -> None:
        """The box was emptied: the next key is a first key again."""
        self._typing = None

    def finish_note(self, text: str, tag: NoteTag) -> InterviewNote:
        """The note with the time of its first key; the next key begins another."""
        self.first_key()
        assert self._typing is not None
        typing, self._typing = self._typing, None
        topic = self.topic.ref if self.topic else ""
        return InterviewNote(text.strip(), moment(typing.at), typing.elapsed_s, topic, tag)
