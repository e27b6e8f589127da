"""Packages out and in, with the dialogs around them; the work itself is the services'."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from hmip_desktop.progress import Progress
from hmip_desktop.services import exporting, merge_apply, merge_plan
from hmip_desktop.services.context import Context
from hmip_desktop.services.exporting import Exported
from hmip_desktop.services.merge_plan import MergePlan
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.packages.arrival_dialog import ArrivalDialog
from hmip_desktop.ui.views.packages.export_dialog import ExportDialog, ExportedDialog
from hmip_desktop.ui.window import MainWindow
from hmip_desktop.ui.words import moment_words


class PackageDesk(QObject):
    """``changed`` comes after something was written or taken in, ``failed`` with what was refused."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, theme: Theme, window: MainWindow, jobs: JobRunner, ctx: Context, folder: Path) -> None:
        super().__init__(window)
        self._theme, self._window, self._jobs, self._ctx = theme, window, jobs, ctx
        self._folder = folder

    # out --------------------------------------------------------------------------------------------------

    def export(self, people: Sequence[tuple[str, str]], changed: int) -> None:
        """Ask for whom and where, then write."""
        dialog = ExportDialog(self._theme, self._window, people, self._folder, changed, self._last_of)
        agreed = dialog.exec() == ExportDialog.DialogCode.Accepted
        to, folder = dialog.values()
        dialog.deleteLater()
        if agreed:
            self._folder = folder
            self.write(to, folder, dict(people).get(to, ""))

    def _last_of(self, to: str) -> str:
        now = self._ctx.now()
        return "\n".join(
            t("Number {number}, {when}: check code {code}", number=one.sequence, when=moment_words(one.at, now),
              code=one.code)
            for one in (exporting.last_sent(self._ctx, to) if to else ())
        )  # fmt: skip

    def write(self, to: str, folder: Path, name: str) -> None:
        """Write one sealed file and say what was written."""
        ctx = self._ctx

        def work(progress: Progress) -> Exported:
            return exporting.export(ctx, to, folder, progress=progress)

        self._jobs.run(
            work, parent=self, title=t("Making the sealed file"), writes=True,
            on_success=lambda made: self._written(made, name), on_error=self.failed.emit,
        )  # fmt: skip

    def _written(self, made: Exported, name: str) -> None:
        self.changed.emit()
        dialog = ExportedDialog(self._theme, self._window, made, name)
        dialog.exec()
        dialog.deleteLater()

    # in ---------------------------------------------------------------------------------------------------

    def look_at(self, files: Sequence[Path]) -> None:
        """Read packages and show what they would bring; nothing is written."""
        ctx = self._ctx
        self._jobs.run(
            lambda progress: merge_plan.plan(ctx, files, progress),
            parent=self, title=t("Checking the package"), writes=True,
            on_success=self._planned, on_error=self.failed.emit,
        )  # fmt: skip

    def _planned(self, plan: MergePlan) -> None:
        found = self._ctx.find_inspection()
        names = {member.fingerprint: member.name for member in found.roster.members} if found else {}
        dialog = ArrivalDialog(self._theme, self._window, plan, names)
        agreed = dialog.exec() == ArrivalDialog.DialogCode.Accepted
        dialog.deleteLater()
        if agreed and plan.arrivals:
            self.apply(plan)

    def apply(self, plan: MergePlan) -> None:
        """Take in what the plan brings: all of it or nothing."""
        ctx = self._ctx
        self._jobs.run(
            lambda progress: merge_apply.apply(ctx, plan, progress),
            parent=self, title=t("Taking it in"), writes=True,
            on_success=lambda _: self.changed.emit(), on_error=self.failed.emit,
        )  # fmt: skip
