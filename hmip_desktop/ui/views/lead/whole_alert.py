"""Raising an organisational alert about the inspection as a whole, without a case."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtWidgets import QWidget

from hmip_desktop.domain.alert import Alert
from hmip_desktop.domain.values import moment
from hmip_desktop.services.alert_sealing import SealedAlert, addressee, seal_alert
from hmip_desktop.services.alerts import WHOLE, raise_alert
from hmip_desktop.services.context import Changes, Context
from hmip_desktop.services.phone_list import PhoneLine, phone_lines
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.alert.form import ORGANISATIONAL, AlertForm
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FileChooser, FormDialog
from hmip_desktop.ui.widgets.frames import Banner, PageColumn

Raised = tuple[str, Changes, str]


class WholeAlertDialog(FormDialog):
    """The four tests, what happened and who is at risk. It is in the store first; then it is sealed for the other
    who leads, where there is one."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, choose: FileChooser) -> None:
        super().__init__(
            theme, parent, t("Alert about the inspection as a whole"), t("Save the alert"),
            t("For practice in the organisation that puts people at risk now and belongs to no single case. Only lead "
              "inspector and deputy see it."),
        )  # fmt: skip
        self.setMinimumWidth(theme.size(640))
        room = parent.window().size()
        self.resize(min(theme.size(960), room.width() - 40), min(theme.size(700), room.height() - 40))
        self._desk, self._choose = desk, choose
        self.phones = Banner(theme, "strong", icon="phone")
        self.phones.say(t("This computer is offline: nobody has been told yet."), t("Phone first."))
        page = PageColumn(theme, t("Alert about the inspection as a whole"), widest=1000, margin=2)
        page.body.addWidget(self.phones)
        self.alert_form = AlertForm(theme)
        self.alert_form.restore(json.dumps({"scope": ORGANISATIONAL}))
        self.alert_form.scope.setEnabled(False)
        self.alert_form.changed.connect(self._look)
        page.body.addWidget(self.alert_form)
        page.body.addStretch(1)
        self.form.addWidget(page, 1)
        self.carry_out = self._save
        self._look()
        desk.read(lambda ctx, _: (phone_lines(ctx), ctx.me), self._show_phones, parent=self)

    def _show_phones(self, found: tuple[tuple[PhoneLine, ...], str]) -> None:
        lines, me = found
        numbers = [f"{line.name} {line.number}" for line in lines if line.number and line.fingerprint != me]
        rest = t("Phone first: {numbers}.", numbers=", ".join(numbers)) if numbers else t("Phone first.")
        self.phones.say(t("This computer is offline: nobody has been told yet."), rest)

    def _look(self) -> None:
        missing = self.alert_form.missing()
        self.need(t("To save: {what}", what=missing) if missing else "")

    def _save(self) -> None:
        alert = self.alert_form.alert(moment(self._desk.now()), ())
        self.act.setEnabled(False)
        self._desk.write(lambda ctx, _: _raise(ctx, alert), self._saved, failed=self.say_trouble)

    def _saved(self, raised: Raised) -> None:
        """It is in the register; the sealed file for the other who leads comes next."""
        alert_id, _, name = raised
        self.accept()
        folder = self._choose.folder(t("Folder for the sealed alert to {name}", name=name)) if name else None
        if folder is not None:
            self._seal(alert_id, folder)

    def _seal(self, alert_id: str, folder: Path) -> None:
        def work(ctx: Context, progress: object) -> SealedAlert:
            return seal_alert(ctx, WHOLE, alert_id, folder)

        self._desk.write(work, title=t("Making the sealed alert"))


def _raise(ctx: Context, alert: Alert) -> Raised:
    alert_id, changes = raise_alert(ctx, WHOLE, alert)
    to = addressee(ctx)
    return alert_id, changes, to.name if to is not None else ""
