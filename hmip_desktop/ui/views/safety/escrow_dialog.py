"""For whoever keeps an escrow key, with or without a case store: make one, and sign for an archive of sealed files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hmip_desktop.domain.values import grouped
from hmip_desktop.progress import Progress
from hmip_desktop.services import escrow_archive, team
from hmip_desktop.services.escrow_archive import Archive, Named, ReceiptWritten
from hmip_desktop.services.team import Person
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.forms import FileChooser
from hmip_desktop.ui.views.lead.wide_form import WideForm
from hmip_desktop.ui.views.safety.desk import button_row
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner, Line
from hmip_desktop.ui.widgets.heard import HeardGroups
from hmip_desktop.ui.widgets.inputs import PickList
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.words import moment_words

TROUBLES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Means:
    """What the dialog works with: jobs, clock, and random bytes."""

    jobs: JobRunner
    now: Callable[[], datetime]
    random: Callable[[int], bytes]


class EscrowDialog(WideForm):
    """``choose`` asks for files and folders. The filled button first proves the archive, then writes the receipts."""

    def __init__(self, theme: Theme, parent: QWidget, means: Means) -> None:
        super().__init__(
            theme, parent, t("Escrow key"), t("Check the archive"),
            t("For whoever keeps the escrow key of an inspection. It needs no case store."), (640, 560),
        )  # fmt: skip
        self.means, self.choose = means, FileChooser(self)
        self.key: Path | None = None
        self.folder: Path | None = None
        self.archive: Archive | None = None
        self.named: tuple[Named, ...] = ()
        self.groups: HeardGroups | None = None
        self._build_making()
        self._build_archive()
        self.told = Banner(theme, "ok")
        self.told.hide()
        self.form.addWidget(self.told)
        self.form.addStretch(1)
        self.cancel.setText(t("Close"))
        self.carry_out = self._check
        self._look()

    def _build_making(self) -> None:
        theme = self.theme
        self.make = Button(theme, t("Make a new key..."), "plus")
        self.make.clicked.connect(self.make_key)
        self.form.addWidget(button_row(theme, self.make))
        words = t("Two files in an empty folder: a card for the lead inspector, and the key itself, to be printed or kept "
                  "on a sealed stick.")  # fmt: skip
        self.form.addWidget(PlainLabel(theme, words, "small", "text2"))
        self.form.addWidget(Line(theme))

    def _build_archive(self) -> None:
        theme = self.theme
        self.form.addWidget(Heading(theme, t("Sign for an archive"), 3))
        words = t("Its receipts let inspectors purge their copies where there is no deputy. They say that you hold these "
                  "files, so keep the folder.")  # fmt: skip
        self.form.addWidget(PlainLabel(theme, words, "control", "text2"))
        self.key_button = Button(theme, t("File of the escrow key..."), "escrow")
        self.key_button.clicked.connect(self.choose_key)
        self.folder_button = Button(theme, t("Folder of the sealed files..."), "folder")
        self.folder_button.clicked.connect(self.choose_folder)
        self.key_words = PlainLabel(theme, t("none chosen yet"), "control", "text2")
        self.folder_words = PlainLabel(theme, t("none chosen yet"), "control", "text2")
        for button, said in ((self.key_button, self.key_words), (self.folder_button, self.folder_words)):
            self.form.addWidget(button_row(theme, button, said))
        self.call = QWidget()
        self._called = QVBoxLayout(self.call)
        self._called.setContentsMargins(0, 0, 0, 0)
        self._called.setSpacing(theme.space(10))
        self.call.hide()
        self.form.addWidget(self.call)

    # choosing ---------------------------------------------------------------------------------------------

    def make_key(self) -> None:
        """Make a new key in a folder."""
        folder = self.choose.folder(t("Empty folder for the new escrow key"))
        if folder is not None:
            random = self.means.random
            self._run(lambda _: team.create_escrow(folder, random), self._made)

    def _made(self, person: Person) -> None:
        self._say(
            "ok",
            t("The key {groups} was made.", groups=grouped(person.fingerprint)),
            t("escrow.card goes to the lead inspector. Print escrow-private.txt or keep it on a sealed stick, and nowhere "
              "else: it opens every package of the inspections that name it."),
        )  # fmt: skip

    def choose_key(self) -> None:
        """The file of the private half."""
        file = self.choose.file(t("File of the escrow key"), t("Text (*.txt);;All files (*)"))
        if file is not None:
            self.key = file
            self.key_words.setText(file.name)
            self._chosen()

    def choose_folder(self) -> None:
        """The folder of the archive."""
        folder = self.choose.folder(t("Folder of the sealed files"))
        if folder is not None:
            self.folder = folder
            self.folder_words.setText(folder.name)
            self._chosen()

    def _chosen(self) -> None:
        """Once both are there: who says that they lead?"""
        self._forget()
        key, folder = self.key, self.folder
        if key is not None and folder is not None:
            self._run(lambda progress: escrow_archive.leads_named(key, folder, progress), self._ask_for_lead)

    def _forget(self) -> None:
        self.archive, self.groups, self.named = None, None, ()
        self.call.hide()
        self.told.hide()
        while self._called.count():
            part = self._called.takeAt(0).widget()
            part.hide()
            part.deleteLater()
        self.act.setText(t("Check the archive"))
        self.carry_out = self._check
        self._look()

    def _ask_for_lead(self, named: tuple[Named, ...]) -> None:
        if not named:
            self._say(
                "warning",
                t("No file of a lead inspector is here."),
                t("Ask them for the file for the archive, or check that this key belongs to their inspection."),
            )
            return
        self.named = named
        self.who = PickList(self.theme, t("Lead inspector"), [(one.fingerprint, one.name) for one in named])
        self.who.picked.connect(lambda _: self._show_groups())
        if len(named) > 1:
            self._called.addWidget(Field(self.theme, t("Lead inspector"), self.who))
        banner = Banner(self.theme, "info", icon="phone")
        self._call_words = banner
        self._called.addWidget(banner)
        self._show_groups()

    def _show_groups(self) -> None:
        if self.groups is not None:
            self.groups.hide()
            self.groups.deleteLater()
        lead = next(one for one in self.named if one.fingerprint == (self.who.value() or self.named[0].fingerprint))
        self._call_words.say(
            t("Call {name} on a number you know.", name=lead.name),
            t("Ask for the fingerprint of their key and type the two groups that are missing here."),
        )
        self.groups = HeardGroups(self.theme, lead.fingerprint, team.HEARD_GROUPS, self.means.random)
        self.groups.changed.connect(self._look)
        self._called.addWidget(self.groups)
        self._look()
        self.call.show()
        self.page.bring_into_view(self.groups)

    def _look(self) -> None:
        self.act.setEnabled(self.archive is not None or (self.groups is not None and self.groups.is_whole))

    # proving and signing ----------------------------------------------------------------------------------

    def _check(self) -> None:
        key, folder, groups = self.key, self.folder, self.groups
        if key is None or folder is None or groups is None:
            return
        lead = next(one for one in self.named if one.fingerprint == (self.who.value() or self.named[0].fingerprint))
        heard = groups.heard()

        def prove(progress: Progress) -> Archive:
            return escrow_archive.read_archive(key, folder, escrow_archive.heard_as(lead, heard), progress)

        self._run(prove, self._read)

    def _read(self, archive: Archive) -> None:
        self.archive = archive
        people = archive.addressees()
        when = moment_words(archive.newest, self.means.now()) if archive.newest else ""
        words = t("{cases} cases of {people} people are here, as they stood {when}.", cases=len(archive.cases),
                  people=len(people), when=when)  # fmt: skip
        lines = [f"{one.file}: {error_sentence(one.refused)}" for one in archive.troubles[:TROUBLES_SHOWN]]
        more = len(archive.troubles) - TROUBLES_SHOWN
        lines += [t("and {count} more", count=more)] if more > 0 else []
        if lines:
            self._say("warning", words, "\n".join([t("Not taken, and not vouched for:"), *lines]))
        else:
            self._say("ok", words, t("Every file was opened, and every change is signed by its author."))
        self.act.setText(t("Write the receipts..."))
        self.act.updateGeometry()
        self.carry_out = self._sign
        self._look()

    def _sign(self) -> None:
        archive, folder = self.archive, self.choose.folder(t("Folder for the receipts"))
        if archive is not None and folder is not None:
            now, random = self.means.now(), self.means.random
            self._run(
                lambda progress: escrow_archive.write_receipts(
                    archive, folder, now=now, entropy=random, progress=progress
                ),
                self._signed,
            )

    def _signed(self, made: tuple[ReceiptWritten, ...]) -> None:
        lines = [
            t("{file} for {name}, {cases} cases", file=one.file.name, name=one.name, cases=one.cases) for one in made
        ]
        self._say("ok", t("Send each file to its person. Keep the folder of the sealed files."), "\n".join(lines))
        self.act.setEnabled(False)

    def _run(self, work: Callable[[Progress], object], done: Callable[..., None]) -> None:
        self.say_trouble("")
        self.act.setEnabled(False)
        self.means.jobs.run(
            work, parent=self, title=t("Reading the sealed files"), on_success=done, on_error=self._failed
        )

    def _failed(self, error: Exception) -> None:
        self.say_trouble(error)
        self._look()

    def _say(self, kind: str, words: str, more: str) -> None:
        self.told.set_kind(kind)
        self.told.say(words, more)
        self.told.show()
        self._look()
        self.page.bring_into_view(self.told)
