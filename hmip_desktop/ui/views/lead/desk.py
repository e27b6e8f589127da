"""The lead inspector's desk: the open inspection, and how what is asked and decided gets to the store and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from shiboken6 import isValid

from hmip_desktop.domain.pack_language import in_language
from hmip_desktop.errors import Cancelled, Refused
from hmip_desktop.progress import Progress
from hmip_desktop.services.context import Changes, Context
from hmip_desktop.services.drafting import FORM, NO_CASE, drop_draft
from hmip_desktop.services.overview import Overview, overview
from hmip_desktop.ui.case_book import StoreCaseBook
from hmip_desktop.ui.draft_keeper import DraftKeeper, KeptFields
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.text import error_sentence, language, t
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.save_state import SaveState
from hmip_desktop.ui.words import day_words

Verb = Callable[[Context, Progress], Any]
NOT_SAVED = (
    "disk-full", "store-busy", "store-closed", "store-folder-gone", "store-folder-read-only", "store-folder-trouble",
    "store-read-only",
)  # fmt: skip
"""Refusals that mean that the disk does not take what was decided."""


@dataclass(slots=True)
class _Home:
    """What a write brings home: the inspection after it, and what the verb gave."""

    overview: Overview
    given: Any
    changes: Changes


class LeadDesk(QObject):
    """One open inspection.

    ``changed`` is emitted after anything in the store may look different; ``refused`` carries an error that no
    caller took; ``go_on_asked`` a draft that is gone on with in its form. Verbs get the context and a progress token and run off the window's thread.
    """

    changed = Signal()
    refused = Signal(object)
    go_on_asked = Signal(object)

    def __init__(self, ctx: Context, jobs: JobRunner, saving: SaveState) -> None:
        super().__init__()
        self._ctx, self.jobs, self.saving = ctx, jobs, saving
        self.overview = _spoken(overview(ctx))
        self.drafts = DraftKeeper(StoreCaseBook(ctx, NO_CASE), jobs, self)
        self.drafts.look()
        jobs.changed.connect(self._heard)

    def now(self) -> datetime:
        """The time now, aware UTC."""
        return self._ctx.now()

    def random(self, count: int) -> bytes:
        """Random bytes, for choosing which groups of a fingerprint are asked for."""
        return self._ctx.entropy(count)

    @property
    def role(self) -> str:
        """Role of the person at work in this inspection."""
        me = self.overview.me
        return me.role if me is not None else self._ctx.identity.role

    def identity(self) -> Identity:
        """What the bar says at every place of the lead inspector."""
        value, pack = self.overview.value, self.overview.pack
        rated = t("rated") if pack.rated else t("not rated")
        facts = (
            (t("Region"), value.region),
            (t("Pack"), f"{pack.id.upper()} {pack.version}, {rated}"),
            (t("Fieldwork from"), day_words(value.fieldwork_start)),
            (t("You"), self._ctx.identity.name),
        )
        return Identity(value.reference, facts)

    def read(
        self,
        work: Verb,
        show: Callable[[Any], None],
        *,
        parent: QObject,
        title: str = "",
        failed: Callable[[Refused], None] | None = None,
    ) -> None:
        """Ask the store something and show the answer when it is there; ``failed`` takes a refusal."""
        self._ask(work, show, (parent, title, failed), alone=False)

    def read_alone(
        self, work: Verb, show: Callable[[Any], None], *, parent: QObject, failed: Callable[[Refused], None]
    ) -> None:
        """As ``read``, but never beside another such job or a write: for libraries that bear one thread only."""
        self._ask(work, show, (parent, "", failed), alone=True)

    def _ask(
        self,
        work: Verb,
        show: Callable[[Any], None],
        about: tuple[QObject, str, Callable[[Refused], None] | None],
        *,
        alone: bool,
    ) -> None:
        ctx, (parent, title, failed) = self._ctx, about

        def fail(error: Exception) -> None:
            if failed is not None and isinstance(error, Refused):
                failed(error)
            else:
                self._trouble(error)

        self.jobs.run(
            lambda progress: work(ctx, progress), parent=parent, title=title, on_success=show, on_error=fail,
            writes=alone,
        )  # fmt: skip

    def write(
        self,
        verb: Verb,
        done: Callable[[Any], None] | None = None,
        *,
        title: str = "",
        failed: Callable[[Exception], None] | None = None,
        kept: KeptFields | None = None,
    ) -> None:
        """Change the store; ``done`` gets what the verb gave, ``failed`` takes a refusal instead of ``refused``.

        The draft of ``kept`` goes in the same job, so that nothing saved is offered again.
        """
        ctx = self._ctx
        key, forget = kept.saving() if kept is not None else ("", None)

        def work(progress: Progress) -> _Home:
            given = verb(ctx, progress)
            if key:
                drop_draft(ctx, f"draft:{NO_CASE}/{key}")
            return _Home(overview(ctx), given, _changes_in(given))

        def come_home(home: _Home) -> None:
            self.overview = _spoken(home.overview)
            self.saving.succeed(self.now().astimezone())
            if forget is not None:
                forget()
            self.changed.emit()
            if done is not None:
                done(home.given)

        def fail(error: Exception) -> None:
            if isinstance(error, Refused | Cancelled) and getattr(error, "code", "") not in NOT_SAVED:
                self.saving.withdraw()
            else:
                wrong = t("the program did something wrong")
                self.saving.fail(error_sentence(error) if isinstance(error, Refused) else wrong)
            if failed is not None and isinstance(error, Refused):
                failed(error)
            else:
                self._trouble(error)

        self.saving.begin()
        self.jobs.run(work, parent=self, title=title, on_success=come_home, on_error=fail, writes=True)

    def refuse(self, error: Exception) -> None:
        """Pass on an error that the person should hear of."""
        self._trouble(error)

    def carry_out(self, verb: Verb, done: Callable[[Any], None], failed: Callable[[Exception], None]) -> None:
        """``write`` for forms that are also used without an inspection."""
        self.write(verb, done, failed=failed)

    def keep_words(
        self, at: str, about: Callable[[], tuple[str, str]], *fields: QLineEdit | QPlainTextEdit,
        save: Callable[[], None] | None = None, parent: QObject | None = None,
    ) -> KeptFields:  # fmt: skip
        """Keep what is typed into fields, by the second. ``at`` is the place and the form, ``about`` gives the id of what
        the words bear on and its name for people. Words of before a crash come back when they are asked for."""
        kept = KeptFields(
            self.drafts, lambda: f"{FORM}/{at}/{about()[0]}", {str(place): one for place, one in enumerate(fields)},
            save, parent=parent or fields[0], about=lambda: about()[1],
        )  # fmt: skip
        self.go_on_asked.connect(kept.resume)
        return kept

    def read_again(self) -> None:
        """Look at the inspection again, for example after a case was changed elsewhere."""
        self.read(lambda ctx, _: overview(ctx), self._take, parent=self)

    def _take(self, found: Overview) -> None:
        self.overview = _spoken(found)
        self.changed.emit()

    def _heard(self, _changes: Changes, parent: QObject | None) -> None:
        if parent is not self and isValid(self):
            self.read_again()

    def _trouble(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self.refused.emit(error)


def _spoken(found: Overview) -> Overview:
    """The overview with its pack as it is shown, in the language of the program."""
    return replace(found, pack=in_language(found.pack, language()))


def _changes_in(given: Any) -> Changes:
    """What a verb says it changed; nothing when it does not say."""
    if isinstance(given, Changes):
        return given
    found = getattr(given, "changes", None)
    return found if isinstance(found, Changes) else Changes()
