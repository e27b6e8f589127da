"""The look: every pair of colours that meet can be told apart, nothing is small, text grows within its limits."""

from __future__ import annotations

import tomllib

import pytest
from PySide6.QtGui import QColor

from hmip_desktop.paths import resource
from hmip_desktop.ui.stylesheet import palette, sheet
from hmip_desktop.ui.theme import TYPE, Theme, contrast

MODES = ("light", "dark", "contrast")
PAIRS = tomllib.loads(resource("theme/pairs.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("ink", "ground"), [tuple(pair) for pair in PAIRS["text"]])
def test_words_can_be_read(qapp, mode: str, ink: str, ground: str) -> None:
    theme = Theme(mode)
    assert contrast(theme.colour(ink), theme.colour(ground)) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("ink", "ground"), [tuple(pair) for pair in PAIRS["shapes"]])
def test_outlines_and_glyphs_can_be_seen(qapp, mode: str, ink: str, ground: str) -> None:
    theme = Theme(mode)
    assert contrast(theme.colour(ink), theme.colour(ground)) >= 3


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("ground", PAIRS["ring"])
def test_the_focus_ring_shows_on_every_ground(qapp, mode: str, ground: str) -> None:
    theme = Theme(mode)
    tones = [contrast(theme.colour(tone), theme.colour(ground)) for tone in ("focus", "focus_in")]
    assert max(tones) >= 3


def test_contrast_is_measured_as_wcag_says() -> None:
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21.0)
    assert contrast(QColor("#777777"), QColor("#ffffff")) == pytest.approx(4.48, abs=0.01)


def test_every_theme_has_the_same_roles(qapp) -> None:
    roles = [set(tomllib.loads(resource(f"theme/{mode}.toml").read_text())["colours"]) for mode in MODES]
    assert roles[0] == roles[1] == roles[2]


def test_nothing_is_under_nine_points() -> None:
    assert min(points for points, _ in TYPE.values()) >= 9


def test_text_grows_between_ninety_and_two_hundred_per_cent(qapp) -> None:
    theme = Theme()
    told = []
    theme.changed.connect(lambda: told.append(theme.scale))
    theme.set_scale(3)
    assert theme.scale == 2.0
    assert theme.font("body").pointSizeF() == pytest.approx(22)
    theme.set_scale(0.1)
    assert theme.scale == 0.9
    theme.set_scale(0.9)
    assert told == [2.0, 0.9]


def test_spacing_grows_more_slowly_than_text_and_targets_grow_with_it(qapp) -> None:
    theme = Theme(scale=2.0)
    assert theme.space(16) == 23
    assert theme.size(34) == 68


def test_compact_rows_are_lower_and_never_under_26_px(qapp) -> None:
    theme = Theme(density="compact")
    assert theme.row(34) == 30
    assert theme.row(26) == 26


def test_the_style_sheet_fills_every_name(qapp) -> None:
    for mode in MODES:
        theme = Theme(mode)
        words = sheet(theme)
        assert "{" in words
        assert "{s" not in words
        assert theme.css("tip_bg") in words
        assert palette(theme).window().color() == theme.colour("window")


def test_the_fonts_that_come_along_are_found(theme) -> None:
    from PySide6.QtGui import QFontInfo

    assert QFontInfo(theme.font("body")).family() == "Inter"


def test_every_icon_named_in_the_program_is_there(qapp) -> None:
    from PySide6.QtSvg import QSvgRenderer

    files = sorted(resource("icons").glob("*.svg"))
    assert len(files) > 60
    for file in files:
        assert QSvgRenderer(str(file)).isValid(), file.name
