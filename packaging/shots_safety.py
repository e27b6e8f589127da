"""Scenes of safe keeping: this computer and keys, and the ways back in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import shots_world as made_up

from hmip_desktop.services import purging, recovering, safekeeping
from hmip_desktop.services.escrow_archive import Named
from hmip_desktop.services.new_key import KeyRenewed
from hmip_desktop.services.team import Person
from hmip_desktop.store.anchor import AnchorCheck
from hmip_desktop.ui.views.safety.backups_page import BackupsPage
from hmip_desktop.ui.views.safety.check_page import CheckPage
from hmip_desktop.ui.views.safety.escrow_dialog import EscrowDialog, Means
from hmip_desktop.ui.views.safety.keeping_page import PurgeDialog
from hmip_desktop.ui.views.safety.ways_page import ChangePassphrase
from hmip_desktop.ui.views.start.recover import EscrowCard, RecoverCard
from hmip_desktop.ui.views.start.restore import RestoreCard


def nine() -> datetime:
    """It is always the same moment here."""
    return datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def ways_in(studio: Any) -> None:
    """The three ways back in, in the place of the passphrase."""
    screen = studio.program.unlock_screen
    for kind in ("sheet", "backup"):
        screen.show_way(kind)
        way = screen.way
        if isinstance(way, RecoverCard):
            way.words.setPlainText("K7QF-M2XD-9HRT-W4BA-3ZUC")
            way.passphrase.first.setText("violin kettle harbour walnut")
        elif isinstance(way, RestoreCard):
            way.refuse("That is not the passphrase of this case store; try again, or use the recovery sheet.")
        studio.take(f"way-{kind}")
    escrow = EscrowCard(screen.theme, lambda words: 4, lambda: "")
    escrow.show_key("104738562910473856291047385629")
    escrow.take_file(Path("escrow-private.txt"))
    screen.leave_way()
    screen.ways = lambda kind: escrow
    screen.show_way("escrow")
    studio.take("way-escrow")
    screen.leave_way()
    screen.ways = studio.program.entrance._way


def escrow(studio: Any) -> None:
    """The form of whoever keeps an escrow key: as it opens, with a key made, and asking for the lead inspector."""
    random = made_up.steady_entropy(9)
    form = EscrowDialog(studio.program.theme, studio.program.window, Means(studio.program.jobs, nine, random))
    form.show()
    studio.take("escrow", form)
    form._made(Person("escrow", "data_team", "104738562910473856291047385629"))
    studio.take("escrow-made", form)
    form.key_words.setText("escrow-private.txt")
    form.folder_words.setText("Sealed files, North 2026")
    form.told.hide()
    form._ask_for_lead((Named("LI-01", "104738562910473856291047385629"),))
    studio.take("escrow-call", form)
    form.reject()


def safety(studio: Any) -> None:
    """Every page of the place, with a backup, a check and the small forms."""
    studio.enter()
    ctx = studio.world.inspector
    if not safekeeping.list_backups(ctx.store.folder):
        safekeeping.back_up_now(ctx)
        recovering.keepsakes.set_setting(
            ctx.store, recovering.CAME_BACK, {"at": "", "by": "sheet", "before": ctx.me[::-1], "missing": 0}
        )
    keeping = studio.program.keeping
    keeping.begin(ctx)
    keeping.open("identity")
    for page in ("identity", "ways", "sheet", "backups", "check", "keeping", "lying"):
        keeping.screen.show_page(page)
        studio.settle()
        shown = keeping.screen.pages[page]
        if isinstance(shown, CheckPage):
            shown.begin()
            studio.settle()
        studio.take(f"safety-{page}")
        if isinstance(shown, BackupsPage):
            shown.ask_restore()
            studio.settle()
            studio.take("safety-restore", shown.dialog)
            shown.dialog.reject()
    _keeping(studio, ctx, keeping)
    _forms_and_trouble(studio, ctx, keeping)


def _keeping(studio: Any, ctx: Any, keeping: Any) -> None:
    """A case archived, and the form before a purge."""
    page = keeping.screen.pages["keeping"]
    done = next((case for case in page.copy.cases if case.finished and not case.archived), None)
    if done is not None:
        purging.archive(ctx, done.case_id)
    keeping.screen.show_page("keeping")
    studio.settle()
    studio.take("safety-archived")
    dialog = PurgeDialog(keeping.screen.theme, studio.program.window, keeping.screen.desk, page.copy.cases[:1])
    dialog.show()
    dialog.now.setText("violin kettle harbour walnut")
    studio.take("safety-purge", dialog)
    dialog.reject()


def _forms_and_trouble(studio: Any, ctx: Any, keeping: Any) -> None:
    """The form for another passphrase, and the two pages that are there only when they are wanted."""
    form = ChangePassphrase(keeping.screen.theme, studio.program.window, keeping.screen.desk)
    form.show()
    form.now.setText("violin kettle harbour walnut")
    form.fresh.first.setText("walnut kettle")
    studio.take("safety-passphrase", form)
    form.fresh.first.setText("orange lantern cobble whistle 4")
    form.fresh.second.setText("orange lantern cobble whistle 4")
    form.known.choose("yes")
    studio.take("safety-passphrase-known", form)
    form.reject()
    keeping.screen.desk.renewing = "orange lantern cobble whistle 4"
    keeping.screen.show_page("sheet")
    studio.take("safety-sheet-known")
    keeping.tell_of_key(KeyRenewed(ctx, 10, 0, ""))
    studio.settle()
    studio.take("safety-renewed")
    kept, ctx.store.anchor_check = ctx.store.anchor_check, AnchorCheck("behind", 37)
    keeping.screen.pages.pop("older", None)
    keeping.screen.show_page("older")
    studio.take("safety-older")
    ctx.store.anchor_check = kept
    keeping.screen.refresh_rail()
    keeping.screen.show_page("back")
    studio.take("safety-back")
    studio.places.show_cases()
    keeping.end()
