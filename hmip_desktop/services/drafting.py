"""Words that are being typed: durable before they become a revision, offered again after a crash, never simply gone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import msgspec

from hmip_desktop.domain.assessment import DataValue, Evaluation, Evidence, Reason
from hmip_desktop.domain.case_record import CaseRecord, Held
from hmip_desktop.domain.interview import InterviewNote
from hmip_desktop.domain.values import Value, converted, moment, read_moment
from hmip_desktop.errors import Refused
from hmip_desktop.services import assess
from hmip_desktop.services.context import Changes, Context
from hmip_desktop.services.interview import SITTING, save_note
from hmip_desktop.store import drafts, projections

NO_CASE, DECLARATION, FORM = "-", "declaration", "form"
"""The declaration of a conflict of interest belongs to no case, nor do the forms of those who lead."""
CODES = ("scope", "about")
"""Fields of a draft that are no words of a person."""
BIN_DAYS = 30
"""How long words that were let go can still be looked at."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Left-over words: ``subject`` as revisions name it, the words, and when they were kept (a stored moment)."""

    subject: str
    case_id: str
    words: str
    heads: tuple[str, ...]
    at: str

    @property
    def kind(self) -> str:
        """What the words are for: the kind of revision that they will be, or the form they were typed into."""
        return self.subject.partition("/")[2].partition("/")[0]

    @property
    def key(self) -> str:
        """The id of the note, or the reference of the question; "" where the kind alone says it."""
        return self.subject.partition("/")[2].partition("/")[2]


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A draft with what a person needs to decide about it.

    ``ref`` is the question ("" when there is none), ``before`` the words that are saved now, ``after`` those that were
    typed. ``changed`` says that somebody saved something else since the typing began. ``can_save``: it can become a
    revision as it is; else only its own screen can go on with it.
    """

    draft: Draft
    case_ref: str
    ref: str
    before: str
    after: str
    changed: bool
    can_save: bool


@dataclass(frozen=True, slots=True)
class BinnedWords:
    """Words that were let go, until when they are kept, and what they were for."""

    number: int
    left: LeftOver
    binned_at: str
    kept_until: str


def keep_draft(ctx: Context, subject: str, case_id: str, words: str, heads: tuple[str, ...] | None = ()) -> None:
    """Keep what is being typed. ``heads`` are those on screen when typing began; later calls do not move them.

    None stands for those of the own save that was just made, whose digest the screen has not seen yet.
    """
    draft = Draft(subject, case_id, words, heads or (), moment(ctx.now()))
    if heads is None:
        about = f"{draft.kind}:{case_id}/{draft.key}"
        held = projections.current(ctx.store, case_id, (draft.kind,)).get(about)
        draft = replace(draft, heads=held.heads if held else ())
    drafts.save(ctx.store, drafts.Draft(draft.subject, case_id, words, draft.heads, draft.at))


def left_over(ctx: Context, case_id: str | None = None) -> tuple[Draft, ...]:
    """Drafts that never became a revision, of a case or of all, oldest first."""
    return tuple(_draft(held) for held in drafts.pending(ctx.store, case_id))


def drop_draft(ctx: Context, subject: str) -> None:
    """The words became a revision, so the draft is not needed any more."""
    drafts.discard(ctx.store, subject)


def recovered(ctx: Context) -> tuple[LeftOver, ...]:
    """Everything left over from before, with what differs; drafts that say nothing new are dropped on the way.

    An interview that was running is gone on with in its own window, which puts its note back itself.
    """
    found = []
    held = left_over(ctx)
    running = {draft.case_id for draft in held if draft.kind == SITTING}
    for draft in held:
        left = _look(ctx, draft)
        if left is None or draft.kind == SITTING or (draft.kind == "note" and draft.case_id in running):
            continue
        if left.after.strip() in ("", left.before.strip()):
            drafts.discard(ctx.store, draft.subject)
        else:
            found.append(left)
    return tuple(found)


def save_draft(ctx: Context, draft: Draft) -> Changes:
    """Make a revision of left-over words as they stand; it names the heads that were on screen and no others.

    Raises Refused ``draft-needs-its-screen`` for what cannot be saved without being gone on with, and what the verb
    refuses.
    """
    with ctx.store.write():
        if draft.kind == "evidence":
            _, changes = assess.save_evidence(ctx, draft.case_id, _evidence(draft), draft.key, draft.heads)
        elif draft.kind == "reason":
            changes = assess.explain(ctx, draft.case_id, draft.key, _text(draft), draft.heads)
        elif draft.kind == "data":
            words = _text(draft).strip()
            changes = assess.record_data(ctx, draft.case_id, draft.key, (words,) if words else (), draft.heads)
        elif draft.kind == "note-words":
            note = msgspec.structs.replace(ctx.case(draft.case_id).notes[draft.key].value, text=_text(draft).strip())
            _, changes = save_note(ctx, draft.case_id, note, draft.key, draft.heads)
        else:
            raise Refused("draft-needs-its-screen")
        drafts.discard(ctx.store, draft.subject)
    return changes


def let_go(ctx: Context, subject: str) -> None:
    """Put the left-over words of a draft in the bin, where they can be looked at for ``BIN_DAYS`` days."""
    drafts.put_in_bin(ctx.store, subject, moment(ctx.now()))


def look_in_bin(ctx: Context) -> tuple[BinnedWords, ...]:
    """What was let go in the last ``BIN_DAYS`` days, the latest first; what is older goes for good."""
    drafts.empty_bin(ctx.store, moment(ctx.now() - timedelta(days=BIN_DAYS)))
    found = []
    for held in drafts.binned(ctx.store):
        left = _look(ctx, _draft(held.draft))
        if left is not None:
            until = moment(read_moment(held.binned_at) + timedelta(days=BIN_DAYS))
            found.append(BinnedWords(held.number, left, held.binned_at, until))
    return tuple(found)


def bring_back(ctx: Context, number: int) -> Draft | None:
    """Take words out of the bin and make a draft of them again; None when they are not there any more."""
    held = drafts.take_from_bin(ctx.store, number)
    return _draft(held) if held is not None else None


def typed_words(draft: Draft) -> str:
    """The words of a draft without what the editor keeps beside them."""
    return _text(draft)


def _look(ctx: Context, draft: Draft) -> LeftOver | None:
    """What a draft is about; None when its case is not here any more."""
    if draft.case_id == NO_CASE:
        return LeftOver(draft, "", _about(draft), "", _text(draft), False, False)
    try:
        record = ctx.case(draft.case_id)
    except Refused:
        return None
    before, heads = _saved(record, draft)
    can_save = _stands_alone(ctx, record, draft) and not record.is_signed_off
    changed = bool(set(heads) - set(draft.heads))
    return LeftOver(draft, record.facts.case_ref, _ref(draft), before, _text(draft), changed, can_save)


def _stands_alone(ctx: Context, record: CaseRecord, draft: Draft) -> bool:
    """Whether the words can be saved as they stand; half a date or a number belongs into its field."""
    if draft.kind == "data":
        return any(one.ref == draft.key and one.kind == "text" for one in ctx.inspection().pack.data_questions)
    return draft.kind in ("evidence", "reason") or (draft.kind == "note-words" and draft.key in record.notes)


def _saved(record: CaseRecord, draft: Draft) -> tuple[str, tuple[str, ...]]:
    """The words that are saved of what a draft is about, and their heads."""
    maps: dict[str, Mapping[str, Held[Any]]] = {
        "evidence": record.evidence, "reason": record.reasons, "data": record.data, "note-words": record.notes,
    }  # fmt: skip
    if draft.kind == "fact":
        return str(getattr(record.facts, draft.key, "") or ""), ()
    held = record.evaluation if draft.kind == "evaluation" else maps.get(draft.kind, {}).get(draft.key)
    return (_words_of(held.value), held.heads) if held is not None else ("", ())


def _words_of(value: Value) -> str:
    """The words of a saved value, in the order in which its draft has them."""
    if isinstance(value, Evidence | InterviewNote):
        return value.text
    if isinstance(value, Evaluation):
        return "\n".join((*value.strengths, *value.areas, *([value.feedback.reason] if value.feedback else ()))).strip()
    if isinstance(value, DataValue):
        return ", ".join(value.chosen)
    return value.reason if isinstance(value, Reason) else ""


def _fields(draft: Draft) -> dict[str, object]:
    """The fields of a draft that an editor keeps as JSON; plain words are its text."""
    try:
        held = json.loads(draft.words)
    except ValueError:
        held = None
    return held if isinstance(held, dict) else {"text": draft.words}


def _text(draft: Draft) -> str:
    fields = _fields(draft)
    if "text" in fields:
        return str(fields["text"])
    typed = {name: words for name, words in fields.items() if name not in CODES and isinstance(words, str)}
    return "\n".join(words for words in typed.values() if words.strip())


def _about(draft: Draft) -> str:
    """What the editor says that the words bear on."""
    about = _fields(draft).get("about")
    return about if isinstance(about, str) else ""


def _ref(draft: Draft) -> str:
    """The question a draft belongs to: what it bears on, else its key."""
    return _about(draft) or (draft.key if draft.kind in ("reason", "data") else "")


def _evidence(draft: Draft) -> Evidence:
    try:
        return converted(_fields(draft).get("note"), Evidence)
    except msgspec.ValidationError as error:
        raise Refused("draft-needs-its-screen") from error


def _draft(held: drafts.Draft) -> Draft:
    return Draft(held.subject, held.case_id, held.content, held.heads, held.at)
