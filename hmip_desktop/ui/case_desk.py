"""The desk on which one case lies: what the screens show, and how what people do gets to the disk.

An answer shows at once and is written on the writer thread; the case is read again when the write came home.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal

from hmip_desktop.domain.assessment import Evaluation, Evidence
from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.domain.flow import Flow, Navigator
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.pack_language import in_language
from hmip_desktop.domain.values import Answer, Route
from hmip_desktop.errors import Refused
from hmip_desktop.progress import Progress
from hmip_desktop.services.assess import OpenCase, OpenItem, open_items
from hmip_desktop.services.undoing import Taken
from hmip_desktop.ui.case_book import CaseBook, Parents
from hmip_desktop.ui.case_steps import Step, Steps
from hmip_desktop.ui.draft_keeper import DraftKeeper
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.text import error_sentence, language, t
from hmip_desktop.ui.widgets.save_state import SaveState

Verb = Callable[[CaseBook], Any]
Done = Callable[[Any], object] | None
ANYTHING = "*"
"""What an undo is about before the store has said so."""


@dataclass(slots=True)
class _Outcome:
    """What a write brings home: the case after it, and what the verb gave."""

    opened: OpenCase
    given: Any
    changes: Any = field(default=None)


class CaseDesk(QObject):
    """One open case.

    ``changed`` is emitted when anything about the case may look different, ``refused`` with an error that the
    person can act on, ``done`` with the step just taken, so that an undo bar can offer it, ``changed_since`` with the
    refusal of an undo, which names the subject whose history tells more.
    """

    changed = Signal()
    refused = Signal(object)
    done = Signal(object)
    changed_since = Signal(object)

    def __init__(self, book: CaseBook, opened: OpenCase, jobs: JobRunner, saving: SaveState) -> None:
        super().__init__()
        self.book, self.jobs, self.saving = book, jobs, saving
        self.opened = opened
        self.drafts: DraftKeeper | None = None  # keeps what is being typed, where somebody does
        self._spoken: tuple[Pack, Pack] | None = None  # the pack as it is held and as it is shown
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
        """The question pack of the case, in the language of the program."""
        held = self.opened.pack
        if self._spoken is None or self._spoken[0] is not held:
            self._spoken = held, in_language(held, language())
        return self._spoken[1]

    @property
    def flow(self) -> Flow:
        """What is visible, missing and contradictory, with answers that are still on their way to the disk."""
        if self._flow is None:
            route = self.record.route_used if self.pack.routes else ""
            if self._navigator is None or (self._navigator.pack, self._navigator.route) != (self.pack, route):
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
        now = code or None
        if self.given(ref) == now:
            return
        parents = self._parents(self.record.answers.get(ref), ref)
        words = t("{ref} answered {answer}", ref=ref, answer=_said(now)) if now else t("{ref} cleared", ref=ref)
        self._act(
            words,
            lambda book: book.answer(ref, _answer(now), parents),
            pending={ref: now},
        )

    def give_data(self, ref: str, chosen: tuple[str, ...], on_done: Done = None) -> None:
        """Answer a data question; an empty choice clears it."""
        parents = self._parents(self.record.data.get(ref), ref)
        self._act(
            t("{ref} answered", ref=ref),
            lambda book: book.data(ref, chosen, parents),
            pending={ref: chosen},
            on_done=on_done,
            held=tuple(self.given(ref) or ()) == chosen,
        )

    def explain(self, ref: str, reason: str, on_done: Done = None) -> None:
        """Say why a judgement stands although its prompts differ."""
        held = self.record.reasons.get(ref)
        same = reason.strip() == (held.value.reason if held else "")
        parents = self._parents(held, key := f"reason:{ref}")
        words = t("Reason for {ref}", ref=ref)
        self._act(words, lambda book: book.explain(ref, reason, parents), about=key, on_done=on_done, held=same)

    def is_flagged(self, ref: str) -> bool:
        """True for a question marked to come back to."""
        held = self.record.flags.get(ref)
        return held is not None and held.value.flagged

    def set_flag(self, ref: str, on: bool) -> None:
        """Mark a question to come back to, or take the mark away."""
        words = t("{ref} flagged", ref=ref) if on else t("Flag of {ref} taken away", ref=ref)
        self._act(words, lambda book: book.flag(ref, on))

    def save_evidence(
        self, evidence: Evidence, evidence_id: str = "", parents: Parents = None, late_reason: str | None = None,
        on_done: Done = None,
    ) -> None:  # fmt: skip
        """Add a note of evidence, or change one; ``late_reason`` says why it is kept although it is dated late."""
        words = t("Evidence changed") if evidence_id in self.record.evidence else t("Evidence added")
        note_id = evidence_id or self.book.new_id()
        self._act(words, lambda book: book.save_evidence(evidence, note_id, parents, late_reason), on_done=on_done)

    def withdraw_evidence(self, evidence_id: str) -> None:
        """Take a note of evidence out; it can be brought back."""
        self._act(t("Evidence note deleted"), lambda book: book.withdraw_evidence(evidence_id))

    def correct_fact(self, name: str, value: str | int | None, on_done: Done = None) -> None:
        """Correct a case detail; the question set is worked out again and no answer is dropped."""
        held = getattr(self.record.facts, name) == value
        self._act(t("Case detail changed"), lambda book: book.correct_fact(name, value), on_done=on_done, held=held)

    def use_route(self, used: Route, reason: str, on_done: Done = None) -> None:
        """Use another question set than the computed one, with a reason, or the computed one again."""
        self._act(t("Question set changed"), lambda book: book.use_route(used, reason), on_done=on_done)

    def evaluate(self, evaluation: Evaluation, on_done: Done = None) -> None:
        """Save the close of the case."""
        held = self.record.evaluation
        before, parents = held.value if held else Evaluation(), self._parents(held, "evaluation")
        self._act(
            t("Evaluation changed"),
            lambda book: book.evaluate(evaluation, parents or None),
            about="evaluation",
            on_done=on_done,
            held=before == evaluation,
        )

    def step(self, words: str, verb: Verb, on_done: Done = None) -> None:
        """Carry out a verb of the book that can be taken back."""
        self._act(words, verb, on_done=on_done)

    def act(self, words: str, verb: Verb, on_done: Done = None) -> None:
        """Carry out a verb of the book that is not taken back, on the writer thread."""
        self._write(verb, on_done=on_done)

    # undo -------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the last thing done in this sitting."""
        if self._undo:
            self.take_back(self._undo[-1])

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._redo:
            step = self._redo.pop()
            self._undo.append(step)
            self._write(lambda book: book.take_back(step.taken), about=ANYTHING, moved=step)

    def take_back(self, step: Step) -> None:
        """Take back one thing, the last or an earlier one whose undo bar is still there; nothing when it is undone."""
        if step in self._undo:
            self._undo.remove(step)
            self._redo.append(step)
            self._write(lambda book: book.take_back(step.taken), about=ANYTHING, moved=step)

    def steps(self) -> Steps:
        """What can be taken back and done again, for the next desk of the same case."""
        return Steps(self._undo, self._redo, self.book.sitting())

    def go_on_from(self, steps: Steps) -> None:
        """Go on where another desk of this case stopped; what it did not get to write is left out."""
        self._undo = [step for step in steps.undo if step.taken]
        self._redo = [step for step in steps.redo if step.taken]
        self.book.go_on_with(steps.sitting)

    # to the disk ------------------------------------------------------------------------------------------

    def _parents(self, held: Any, ref: str) -> Parents:
        """The heads on screen; None while a write of the same answer is under way and will make new ones."""
        if self._waiting.get(ref) or self._waiting.get(ANYTHING):
            return None
        return held.heads if held is not None else ()

    def _act(
        self,
        words: str,
        do: Verb,
        *,
        about: str = "",
        pending: dict[str, Any] | None = None,
        on_done: Done = None,
        held: bool = False,
    ) -> None:
        """``held``: the store has it so already, and nothing is written."""
        if held:
            if on_done is not None:
                on_done(None)
            return
        step = Step(words, Taken())  # the store knows what was written, and takes back no more and no less
        self._undo.append(step)
        self._redo.clear()
        self._write(
            lambda book: book.doing(step.taken, do), about=about, pending=pending or {}, step=step, on_done=on_done
        )

    def _write(
        self,
        verb: Verb,
        *,
        about: str = "",
        pending: dict[str, Any] | None = None,
        step: Step | None = None,
        moved: Step | None = None,
        on_done: Done = None,
    ) -> None:
        refs, book = self._begin(about, pending or {}), self.book

        def work(progress: Progress) -> _Outcome:
            given = verb(book)
            changes = given[1] if isinstance(given, tuple) else given
            return _Outcome(book.read(), given, changes)

        def come_home(outcome: _Outcome) -> None:
            self._settle(refs)
            self.opened = outcome.opened
            self.saving.succeed(self.book.now().astimezone())
            self._look_again()
            if step is not None and not step.taken:
                self._forget(step)  # the store held it already, so there is nothing to take back
            elif step is not None:
                self.done.emit(step)
            if on_done is not None:
                on_done(outcome.given)

        def fail(error: Exception) -> None:
            self._settle(refs)
            self._forget(step, moved)
            self._refuse(error)

        self.saving.begin()
        self.jobs.run(work, parent=self, on_success=come_home, on_error=fail, writes=True)

    def _begin(self, about: str, pending: dict[str, Any]) -> list[str]:
        """Show at once what is on its way to the disk; gives what the write is about."""
        refs = [*pending, *([about] if about else [])]
        self._pending |= pending
        for ref in refs:
            self._waiting[ref] = self._waiting.get(ref, 0) + 1
        if pending:
            self._look_again()
        return refs

    def _forget(self, *steps: Step | None) -> None:
        """Steps that cannot be taken back or done again."""
        for stack in (self._undo, self._redo):
            stack[:] = [one for one in stack if one not in steps]

    def _settle(self, refs: list[str]) -> None:
        for ref in refs:
            self._waiting[ref] -= 1
            if not self._waiting[ref]:
                del self._waiting[ref]
                self._pending.pop(ref, None)

    def _refuse(self, error: Exception) -> None:
        """A write did not happen: say so, and show what is really there.

        What somebody else changed since is no failure of saving: its history opens instead.
        """
        if isinstance(error, Refused) and error.code == "undo-changed-since":
            self.saving.succeed(self.book.now().astimezone())
            self.changed_since.emit(error)
            self.read_again()
            return
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
