"""A package was dropped: what it is and what it would bring. Nothing changes until the person agrees."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmip_desktop.domain.values import grouped
from hmip_desktop.services.merge_plan import MergePlan, PackagePlan
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.frames import Banner, Card
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.tags import Glyph, StatusTag


def kind_words(kind: str) -> str:
    """What a package is for."""
    return {
        "allocation": t("Allocation"),
        "work": t("Work"),
        "alert": t("Alert"),
        "receipt": t("Receipt"),
        "query": t("Queries"),
        "guidance": t("Guidance"),
    }.get(kind, t("Package"))


def status_words(plan: PackagePlan) -> tuple[str, str, str]:
    """Icon, words and kind of tag for how a package stands."""
    if plan.refused is not None:
        return "cross-circle", t("Not opened"), "error"
    return {
        "new": ("plus-circle", t("New"), "info"),
        "late": ("plus-circle", t("Late, brings something"), "info"),
        "gap": ("plus-circle", t("New, one before it is missing"), "warning"),
        "known": ("check", t("Known already"), "grey"),
        "stale": ("history", t("Older, nothing new"), "grey"),
    }.get(plan.status, ("package", plan.status, "grey"))


class ArrivalDialog(Sheet):
    """Accepted means: take it in."""

    def __init__(self, theme: Theme, parent: QWidget | None, plan: MergePlan, names: Mapping[str, str]) -> None:
        self._names = names
        super().__init__(theme, parent, t("What came"), t("Checked, and not yet taken in."), width=580)
        for package in plan.packages:
            self.body.addWidget(self._card(theme, package))
        if plan.conflicts:
            words = t("Both versions of {count} answers stay until they are settled.", count=len(plan.conflicts))
            self.body.addWidget(Banner(theme, "warning", "", words, "conflict"))
        brings = bool(plan.arrivals)
        self.add_cancel(t("Cancel") if brings else t("Close"))
        self.main = self.add_main(t("Take it in"), "inbox") if brings else None

    def _card(self, theme: Theme, package: PackagePlan) -> Card:
        card = Card(theme, padding=14, gap=6)
        icon, words, kind = status_words(package)
        row = QHBoxLayout()
        row.setSpacing(theme.space(10))
        row.addWidget(Glyph(theme, icon, "link" if package.refused is None else "err", 18))
        row.addWidget(StatusTag(theme, words, kind))
        title = t("{kind} number {number}", kind=kind_words(package.kind), number=package.sequence)
        row.addWidget(PlainLabel(theme, title if package.sequence else Path(package.file).name, "control-bold"), 1)
        card.body.addLayout(row)
        card.body.addWidget(PlainLabel(theme, self._detail(package), "control", "text2"))
        for held in package.held:
            if held.refused is not None:
                card.body.addWidget(Banner(theme, "warning", "", error_sentence(held.refused)))
        return card

    def _sender(self, package: PackagePlan) -> str:
        return self._names.get(package.sender) or grouped(package.sender) or t("somebody unknown")

    def _receipt(self, package: PackagePlan) -> str:
        """Which cases a receipt in it names, and how many stores hold them."""
        signed = package.accepted.receipt if package.accepted is not None else None
        if signed is None:
            return ""
        cases, stores = len(signed.receipt.cases), signed.receipt.stores
        named = t("1 case") if cases == 1 else t("{count} cases", count=cases)
        held = t("held in 1 store") if stores == 1 else t("held in {count} stores", count=stores)
        return t("Receipt: {cases} received, {held}.", cases=named, held=held)

    def _detail(self, package: PackagePlan) -> str:
        if package.refused is not None:
            return error_sentence(package.refused)
        return f"{self._brought(package)} {self._receipt(package)}".strip()

    def _brought(self, package: PackagePlan) -> str:
        cases = len({case.case_id for case in package.cases if case.new} - {"-", "lead"})
        if package.kind == "receipt" or not package.new:
            return t("From {sender}. No case changes.", sender=self._sender(package))
        held = t("1 case") if cases == 1 else t("{count} cases", count=cases)
        new = t("1 change") if package.new == 1 else t("{count} changes", count=package.new)
        return t("From {sender}. {cases}, {changes}.", sender=self._sender(package), cases=held, changes=new)
