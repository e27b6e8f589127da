"""What the screens of one case may ask for: the verbs of the services, already told which store and which case.

Everything here may block on the disk, so it is called on the writer thread only.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from hmip_desktop.domain.alert import Alert
from hmip_desktop.domain.assessment import Evaluation, Evidence, Stance
from hmip_desktop.domain.interview import Interview, InterviewNote
from hmip_desktop.domain.values import Answer, Route
from hmip_desktop.services import advice, alerts, assess, drafting, interview, past_versions, placing, themes
from hmip_desktop.services.assess import OpenCase
from hmip_desktop.services.context import Changes, Context
from hmip_desktop.services.drafting import Draft
from hmip_desktop.services.past_versions import PastVersion
from hmip_desktop.services.themes import ThemeKind
from hmip_desktop.services.undoing import Sitting, Taken
from hmip_desktop.ui.case_talk import CaseTalk

Parents = tuple[str, ...] | None


class CaseBook(Protocol):
    """One case of one open store."""

    @property
    def case_id(self) -> str: ...
    @property
    def talk(self) -> CaseTalk: ...
    def now(self) -> datetime: ...
    def new_id(self) -> str: ...
    def read(self) -> OpenCase: ...
    def answer(self, ref: str, answer: Answer | None, parents: Parents) -> Changes: ...
    def data(self, ref: str, chosen: tuple[str, ...], parents: Parents) -> Changes: ...
    def explain(self, ref: str, reason: str, parents: Parents) -> Changes: ...
    def flag(self, ref: str, flagged: bool) -> Changes: ...
    def save_evidence(
        self, evidence: Evidence, evidence_id: str, parents: Parents, late_reason: str | None
    ) -> tuple[str, Changes]: ...
    def withdraw_evidence(self, evidence_id: str) -> Changes: ...
    def correct_fact(self, name: str, value: str | int | None) -> Changes: ...
    def use_route(self, used: Route, reason: str) -> Changes: ...
    def evaluate(self, evaluation: Evaluation, parents: Parents) -> Changes: ...
    def sign_off(self) -> Changes: ...
    def reopen(self, reason: str) -> Changes: ...
    def save_interview(self, value: Interview) -> Changes: ...
    def save_note(self, note: InterviewNote, note_id: str, parents: Parents) -> tuple[str, Changes]: ...
    def withdraw_note(self, note_id: str) -> Changes: ...
    def place_on_judgement(self, note_id: str, ref: str, stance: Stance) -> Changes: ...
    def set_aside_note(self, note_id: str, reason: str) -> Changes: ...
    def note_to_theme(self, note_id: str, kind: ThemeKind, text: str, read_again: bool) -> Changes: ...
    def call_note_back(self, note_id: str) -> Changes: ...
    def second_has_left(self) -> Changes: ...
    def give_feedback(self, given: bool, reason: str) -> Changes: ...
    def raise_alert(self, alert: Alert) -> tuple[str, Changes]: ...
    def record_told(self, alert_id: str, who: str) -> Changes: ...
    def record_advice(self, text: str) -> Changes: ...
    def withdraw_advice(self, advice_id: str) -> Changes: ...
    def doing(self, taken: Taken, act: Callable[[CaseBook], Any]) -> Any: ...
    def take_back(self, taken: Taken) -> Changes: ...
    def versions(self, subject: str) -> tuple[PastVersion, ...]: ...
    def bring_back(self, subject: str, digest: str) -> Changes: ...
    def keep_draft(self, key: str, words: str, heads: Parents) -> None: ...
    def drop_draft(self, key: str) -> None: ...
    def bin_draft(self, key: str) -> None: ...
    def left_over(self) -> tuple[Draft, ...]: ...
    def sitting(self) -> Sitting: ...
    def go_on_with(self, sitting: Sitting) -> None: ...


class StoreCaseBook:
    """A case of an open store, by the services."""

    def __init__(self, ctx: Context, case_id: str) -> None:
        self._ctx = ctx
        self.case_id = case_id
        self._sitting = Sitting(ctx)
        self.talk = CaseTalk(ctx, case_id)

    def now(self) -> datetime:
        """The time of this sitting, aware UTC."""
        return self._ctx.now()

    def new_id(self) -> str:
        """A fresh random id; this one asks no disk."""
        return self._ctx.new_id()

    def read(self) -> OpenCase:
        """The case as it stands."""
        return assess.open_case(self._ctx, self.case_id)

    def answer(self, ref: str, answer: Answer | None, parents: Parents) -> Changes:
        """Answer a key question or prompt; None clears it."""
        return assess.record_answer(self._ctx, self.case_id, ref, answer, parents=parents)

    def data(self, ref: str, chosen: tuple[str, ...], parents: Parents) -> Changes:
        """Answer a data question."""
        return assess.record_data(self._ctx, self.case_id, ref, chosen, parents)

    def explain(self, ref: str, reason: str, parents: Parents) -> Changes:
        """Say why a judgement stands against its prompts."""
        return assess.explain(self._ctx, self.case_id, ref, reason, parents)

    def flag(self, ref: str, flagged: bool) -> Changes:
        """Mark a question to come back to."""
        return assess.flag(self._ctx, self.case_id, ref, flagged)

    def save_evidence(
        self, evidence: Evidence, evidence_id: str, parents: Parents, late_reason: str | None
    ) -> tuple[str, Changes]:
        """Add or change a note of evidence."""
        return assess.save_evidence(self._ctx, self.case_id, evidence, evidence_id, parents, late_reason)

    def withdraw_evidence(self, evidence_id: str) -> Changes:
        """Take a note of evidence out."""
        return assess.withdraw_evidence(self._ctx, self.case_id, evidence_id)

    def correct_fact(self, name: str, value: str | int | None) -> Changes:
        """Correct a case detail."""
        return assess.correct_fact(self._ctx, self.case_id, name, value)

    def use_route(self, used: Route, reason: str) -> Changes:
        """Use another question set, with a reason."""
        return assess.use_route(self._ctx, self.case_id, used, reason)

    def evaluate(self, evaluation: Evaluation, parents: Parents) -> Changes:
        """Save the close of the case."""
        return assess.evaluate(self._ctx, self.case_id, evaluation, parents)

    def sign_off(self) -> Changes:
        """Sign the case off."""
        return assess.sign_off(self._ctx, self.case_id)

    def reopen(self, reason: str) -> Changes:
        """Unlock a signed-off case."""
        return assess.reopen(self._ctx, self.case_id, reason)

    def save_interview(self, value: Interview) -> Changes:
        """Record who was interviewed and when."""
        return interview.save_interview(self._ctx, self.case_id, value)

    def save_note(self, note: InterviewNote, note_id: str, parents: Parents) -> tuple[str, Changes]:
        """Add or change an interview note."""
        return interview.save_note(self._ctx, self.case_id, note, note_id, parents)

    def withdraw_note(self, note_id: str) -> Changes:
        """Take an interview note out."""
        return interview.withdraw_note(self._ctx, self.case_id, note_id)

    def place_on_judgement(self, note_id: str, ref: str, stance: Stance) -> Changes:
        """Send a note to a judgement, where it becomes evidence."""
        return interview.place_on_judgement(self._ctx, self.case_id, note_id, ref, stance)

    def set_aside_note(self, note_id: str, reason: str) -> Changes:
        """Say that a note goes nowhere; it is kept."""
        return interview.set_aside_note(self._ctx, self.case_id, note_id, reason)

    def note_to_theme(self, note_id: str, kind: ThemeKind, text: str, read_again: bool) -> Changes:
        """Make a theme of a note, in words that name nobody."""
        return themes.note_to_theme(self._ctx, self.case_id, note_id, kind, text, read_again=read_again)

    def call_note_back(self, note_id: str) -> Changes:
        """Take a note back from wherever it was sent."""
        return placing.call_back(self._ctx, self.case_id, note_id)

    def second_has_left(self) -> Changes:
        """The second person in the interview has left, now."""
        return interview.second_has_left(self._ctx, self.case_id)

    def give_feedback(self, given: bool, reason: str) -> Changes:
        """Record that feedback was given now, or why not."""
        return interview.give_feedback(self._ctx, self.case_id, given, reason)

    def raise_alert(self, alert: Alert) -> tuple[str, Changes]:
        """Record an alert at once."""
        return alerts.raise_alert(self._ctx, self.case_id, alert)

    def record_told(self, alert_id: str, who: str) -> Changes:
        """Somebody was told by telephone, now."""
        return alerts.record_told(self._ctx, self.case_id, alert_id, who)

    def record_advice(self, text: str) -> Changes:
        """Record advice below the threshold of an alert."""
        return alerts.record_advice(self._ctx, self.case_id, text)

    def withdraw_advice(self, advice_id: str) -> Changes:
        """Take advice out of the log."""
        return advice.withdraw_advice(self._ctx, self.case_id, advice_id)

    def doing(self, taken: Taken, act: Callable[[CaseBook], Any]) -> Any:
        """Carry out a verb and note what it wrote, so that it can be taken back."""
        return self._sitting.doing(self.case_id, taken, lambda: act(self))

    def take_back(self, taken: Taken) -> Changes:
        """Undo what was noted, or redo it; refused when somebody changed it since."""
        return self._sitting.take_back(taken)

    def versions(self, subject: str) -> tuple[PastVersion, ...]:
        """The history of one thing in this case, the latest first."""
        return past_versions.versions_of(self._ctx, self.case_id, subject)

    def bring_back(self, subject: str, digest: str) -> Changes:
        """Make an earlier version stand again."""
        return past_versions.bring_back(self._ctx, self.case_id, subject, digest)

    def keep_draft(self, key: str, words: str, heads: Parents) -> None:
        """Keep what is being typed, durably."""
        drafting.keep_draft(self._ctx, f"draft:{self.case_id}/{key}", self.case_id, words, heads)

    def drop_draft(self, key: str) -> None:
        """The words became a revision, or were let go."""
        drafting.drop_draft(self._ctx, f"draft:{self.case_id}/{key}")

    def bin_draft(self, key: str) -> None:
        """The words were let go: they lie in the bin for a while."""
        drafting.let_go(self._ctx, f"draft:{self.case_id}/{key}")

    def left_over(self) -> tuple[Draft, ...]:
        """Drafts of this case that never became a revision."""
        return drafting.left_over(self._ctx, self.case_id)

    def sitting(self) -> Sitting:
        """What was done in this sitting, as far as it can be taken back."""
        return self._sitting

    def go_on_with(self, sitting: Sitting) -> None:
        """Go on with the sitting of another book of this case, so that its steps can still be taken back."""
        self._sitting = sitting
