"""Settings, the look: light or dark, the size of the text, the room between rows."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmip_desktop.ui.application import Appearance
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import LARGEST_SCALE, SMALLEST_SCALE, Theme
from hmip_desktop.ui.views.settings.section import SettingsSection
from hmip_desktop.ui.widgets.buttons import Button, IconButton
from hmip_desktop.ui.widgets.labels import PlainLabel


class LookSection(SettingsSection):
    """What the eye needs. The same can be done under View and with the keys that stand there."""

    def __init__(self, theme: Theme, appearance: Appearance) -> None:
        super().__init__(theme, t("Look"))
        self._appearance = appearance
        looks = (
            ("system", t("As the computer")), ("light", t("Light")), ("dark", t("Dark")), ("contrast", t("High contrast")),
        )  # fmt: skip
        self.looks = self.add_choice(t("Colours"), looks, appearance.look, appearance.choose_look)
        self.add_block(t("Size of the text"), self._sizes(), self._size_keys())
        rows = (("comfortable", t("Comfortable")), ("compact", t("Compact")))
        self.rows = self.add_choice(
            t("Rows and gaps"), rows, theme.density, appearance.choose_density,
            t("Compact shows more at once; nothing becomes smaller to hit than 26 pixels."),
        )  # fmt: skip
        self.end()
        theme.changed.connect(self.entered)
        self.entered()

    def _size_keys(self) -> str:
        keys = self.theme.keys
        return t(
            "From 90 to 200 %. Anywhere in the program: {larger}, {smaller} and {normal}.",
            larger=keys.shown("text-larger"), smaller=keys.shown("text-smaller"), normal=keys.shown("text-normal"),
        )  # fmt: skip

    def _sizes(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.space(10))
        self.smaller = IconButton(self.theme, "minus", t("Smaller text"))
        self.larger = IconButton(self.theme, "plus", t("Larger text"))
        self.normal = Button(self.theme, t("As the computer"))
        self.size_now = PlainLabel(self.theme, "", "body-bold", wrap=False)
        for button, steps in ((self.smaller, -1), (self.larger, 1), (self.normal, 0)):
            button.clicked.connect(lambda _=False, steps=steps: self._appearance.change_scale(steps))
        for part in (self.smaller, self.size_now, self.larger, self.normal):
            row.addWidget(part)
        row.addStretch(1)
        return line

    def entered(self) -> None:
        """Show what stands now; menu and keys may have changed it."""
        scale = self.theme.scale
        self.size_now.setText(t("{number} %", number=round(scale * 100)))
        self.smaller.setEnabled(scale > SMALLEST_SCALE)
        self.larger.setEnabled(scale < LARGEST_SCALE)
        self.looks.set_value(self._appearance.look)
        self.rows.set_value(self.theme.density)
