"""The desk on which one case lies: what the screens show, and how what people do gets to the disk.

An answer shows at once and is written on the writer thread; the case is read again when the write came home.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal

from hmip_desktop.domain.assessment import Evaluation, Evidence, Stance
from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.domain.flow import Flow, Navigator
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.values import Answer, Route
from hmip_desktop.errors import Refused
from hmip_desktop.progress import Progress
from hmip_desktop.services.assess import OpenCase, OpenItem, open_items
from hmip_desktop.ui.case_book import CaseBook, Parents
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.widgets.save_state import SaveState

Verb = Callable[[CaseBook], Any]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be taken back: its words, and how."""

    words: str
    undo: Verb
    redo: Verb


@dataclass(slots=True)
class _Outcome:
    """What a write brings home: the case after it, and what the verb gave."""

    opened: OpenCase
    given: Any
    changes: Any = field(default=None)


class CaseDesk(QObject):
    """One open case.

    ``changed`` is emitted when anything about the case may look different, ``refused`` with an error that the
    person can act on, ``done`` with the step just taken, so that an undo bar can offer it.
    """

    changed = Signal()
    refused = Signal(object)
    done = Signal(object)

    def __init__(self, book: CaseBook, opened: OpenCase, jobs: JobRunner, saving: SaveState) -> None:
        super().__init__()
        self.book, self.jobs, self.saving = book, jobs, saving
        self.opened = opened
        self._pending: dict[str, Any] = {}
        self._waiting: dict[str, int] = {}
        self._flow: Flow | None = None
        self._navigator: Navigator | None = None
        self._open_items: tuple[OpenItem, ...] | None = None
        self.version = 0  # goes up whenever anything may look different
        self._undo: list[Step] = []
        self._redo: list[Step] = []

    # what is so -------------------------------------------------------------------------------------------

    @property
    def record(self) -> CaseRecord:
        """The case as last read from the store."""
        return self.opened.record

    @property
    def pack(self) -> Pack:
        """The question pack of the case."""
        return self.opened.pack

    @property
    def flow(self) -> Flow:
        """What is visible, missing and contradictory, with answers that are still on their way to the disk."""
        if self._flow is None:
            route = self.record.route_used if self.pack.routes else ""
            if self._navigator is None or self._navigator.route != route:
                self._navigator = Navigator(self.pack, route, self.opened.variant)
            self._flow = self._navigator.look(self.record.fact_values, self.record.given | self._pending)
        return self._flow

    def given(self, ref: str) -> Any:
        """The answer shown for an element, also one that is not visible now; None when there is none."""
        return self._pending[ref] if ref in self._pending else self.record.given.get(ref)

    def open_items(self) -> tuple[OpenItem, ...]:
        """What still stands before sign-off."""
        if self._open_items is None:
            self._open_items = open_items(self.opened)
        return self._open_items

    @property
    def is_locked(self) -> bool:
        """True while the case is signed off: everything can be read, nothing changed."""
        return self.record.is_signed_off

    # what people do ---------------------------------------------------------------------------------------

    def answer(self, ref: str, code: str) -> None:
        """Answer a key question or prompt with "yes", "no" or "na"; "" clears it."""
        before, now = self.given(ref), code or None
        if before == now:
            return
        parents = self._parents(self.record.answers.get(ref), ref)
        words = t("{ref} answered {answer}", ref=ref, answer=_said(now)) if now else t("{ref} cleared", ref=ref)
        self._act(
            words,
            lambda book: book.answer(ref, _answer(now), parents),
            lambda book: book.answer(ref, _answer(before), None),
            pending={ref: now},
        )

    def give_data(self, ref: str, chosen: tuple[str, ...]) -> None:
        """Answer a data question; an empty choice clears it."""
        before = tuple(self.given(ref) or ())
        if before == chosen:
            return
        parents = self._parents(self.record.data.get(ref), ref)
        self._act(
            t("{ref} answered", ref=ref),
            lambda book: book.data(ref, chosen, parents),
            lambda book: book.data(ref, before, None),
            pending={ref: chosen},
        )

    def explain(self, ref: str, reason: str) -> None:
        """Say why a judgement stands although its prompts differ."""
        held = self.record.reasons.get(ref)
        before = held.value.reason if held else ""
        if reason.strip() == before:
            return
        self._act(
            t("Reason for {ref}", ref=ref),
            lambda book: book.explain(ref, reason),
            lambda book: book.explain(ref, before),
        )

    def is_flagged(self, ref: str) -> bool:
        """True for a question marked to come back to."""
        held = self.record.flags.get(ref)
        return held is not None and held.value.flagged

    def set_flag(self, ref: str, on: bool) -> None:
        """Mark a question to come back to, or take the mark away."""
        words = t("{ref} flagged", ref=ref) if on else t("Flag of {ref} taken away", ref=ref)
        self._act(words, lambda book: book.flag(ref, on), lambda book: book.flag(ref, not on))

    def save_evidence(self, evidence: Evidence, evidence_id: str = "", parents: Parents = None) -> None:
        """Add a note of evidence, or change one."""
        held = self.record.evidence.get(evidence_id)
        made: list[str] = [evidence_id]

        def save(book: CaseBook) -> Any:
            made[0], changes = book.save_evidence(evidence, made[0], parents)
            return changes

        def take_back(book: CaseBook) -> Any:
            if held is None:
                return book.withdraw_evidence(made[0])
            return book.save_evidence(held.value, evidence_id, None)[1]

        self._act(t("Evidence changed") if held else t("Evidence added"), save, take_back)

    def withdraw_evidence(self, evidence_id: str) -> None:
        """Take a note of evidence out; it can be brought back."""
        held = self.record.evidence[evidence_id]
        self._act(
            t("Evidence note deleted"),
            lambda book: book.withdraw_evidence(evidence_id),
            lambda book: book.save_evidence(held.value, evidence_id, None)[1],
        )

    def correct_fact(self, name: str, value: str | int | None) -> None:
        """Correct a case detail; the question set is worked out again and no answer is dropped."""
        before = getattr(self.record.facts, name)
        if before == value:
            return
        self._act(
            t("Case detail changed"),
            lambda book: book.correct_fact(name, value),
            lambda book: book.correct_fact(name, before),
        )

    def use_route(self, used: Route, reason: str) -> None:
        """Use another question set than the computed one, with a reason, or the computed one again."""
        self._act(t("Question set changed"), lambda book: book.use_route(used, reason), None)

    def evaluate(self, evaluation: Evaluation) -> None:
        """Save the close of the case."""
        held = self.record.evaluation
        before = held.value if held else Evaluation()
        if before == evaluation:
            return
        self._act(
            t("Evaluation changed"),
            lambda book: book.evaluate(evaluation, held.heads if held else None),
            lambda book: book.evaluate(before, None),
        )

    def place_note(self, note_id: str, ref: str, stance: Stance) -> None:
        """Send an interview note to a judgement, where it becomes evidence."""

        def take_back(book: CaseBook) -> Any:
            held = book.read().record.placed.get(note_id)
            if held is not None and held.value.evidence:
                book.withdraw_evidence(held.value.evidence)
            return book.unplace_note(note_id)

        self._act(t("Note placed"), lambda book: book.place_on_judgement(note_id, ref, stance), take_back)

    def set_note_aside(self, note_id: str, reason: str = "") -> None:
        """Say that an interview note goes nowhere; it is kept."""
        self._act(
            t("Note set aside"),
            lambda book: book.set_aside_note(note_id, reason),
            lambda book: book.unplace_note(note_id),
        )

    def act(self, words: str, verb: Verb, on_done: Callable[[Any], None] | None = None) -> None:
        """Carry out a verb of the book that has no way back, on the writer thread."""
        self._act(words, verb, None, on_done=on_done)

    # undo -------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the last thing done in this sitting."""
        if self._undo:
            step = self._undo.pop()
            self._redo.append(step)
            self._write(step.undo)

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._redo:
            step = self._redo.pop()
            self._undo.append(step)
            self._write(step.redo)

    # to the disk ------------------------------------------------------------------------------------------

    def _parents(self, held: Any, ref: str) -> Parents:
        """The heads on screen; None while a write of the same answer is under way and will make new ones."""
        if self._waiting.get(ref):
            return None
        return held.heads if held is not None else ()

    def _act(
        self,
        words: str,
        do: Verb,
        undo: Verb | None,
        *,
        pending: dict[str, Any] | None = None,
        on_done: Callable[[Any], None] | None = None,
    ) -> None:
        step = Step(words, undo, do) if undo is not None else None
        if step is not None:
            self._undo.append(step)
            self._redo.clear()
        self._write(do, pending=pending or {}, step=step, on_done=on_done)

    def _write(
        self,
        verb: Verb,
        *,
        pending: dict[str, Any] | None = None,
        step: Step | None = None,
        on_done: Callable[[Any], None] | None = None,
    ) -> None:
        refs = pending or {}
        self._pending |= refs
        for ref in refs:
            self._waiting[ref] = self._waiting.get(ref, 0) + 1
        if refs:
            self._look_again()
        book = self.book

        def work(progress: Progress) -> _Outcome:
            given = verb(book)
            changes = given[1] if isinstance(given, tuple) else given
            return _Outcome(book.read(), given, changes)

        def come_home(outcome: _Outcome) -> None:
            self._settle(refs)
            self.opened = outcome.opened
            self.saving.succeed(self.book.now().astimezone())
            self._look_again()
            if step is not None:
                self.done.emit(step)
            if on_done is not None:
                on_done(outcome.given)

        def fail(error: Exception) -> None:
            self._settle(refs)
            if step is not None and step in self._undo:
                self._undo.remove(step)
            self._refuse(error)

        self.saving.begin()
        self.jobs.run(work, parent=self, on_success=come_home, on_error=fail, writes=True)

    def _settle(self, refs: dict[str, Any]) -> None:
        for ref in refs:
            self._waiting[ref] -= 1
            if not self._waiting[ref]:
                del self._waiting[ref]
                self._pending.pop(ref, None)

    def _refuse(self, error: Exception) -> None:
        """A write did not happen: say so, and show what is really there."""
        reason = error_sentence(error) if isinstance(error, Refused) else t("the program did something wrong")
        self.saving.fail(reason)
        self._look_again()
        self.refused.emit(error)

    def read_again(self) -> None:
        """Read the case again, for example after a package brought something."""
        self._write(lambda book: None)

    def _look_again(self) -> None:
        self._flow, self._open_items = None, None
        self.version += 1
        self.changed.emit()


def _answer(value: Any) -> Answer | None:
    return value if value in ("yes", "no", "na") else None


def _said(code: Any) -> str:
    return {"yes": t("Yes"), "no": t("No"), "na": t("Not applicable")}.get(code, "")
