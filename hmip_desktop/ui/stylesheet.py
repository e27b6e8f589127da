"""The one style sheet and the palette, built from the theme. What the kit paints itself is not in here."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from hmip_desktop.ui.theme import Theme

_SHEET = """
QToolTip {{ background: {tip_bg}; color: {tip_fg}; border: 1px solid {tip_fg}; padding: {s6}px {s8}px; }}
QMenuBar {{ background: {surface}; color: {text}; border-bottom: 1px solid {border}; padding: 0 {s8}px; }}
QMenuBar::item {{ background: transparent; padding: {s5}px {s12}px; }}
QMenuBar::item:selected {{ background: {surface_sel}; color: {text}; }}
QMenu {{ background: {surface}; color: {text}; border: 1px solid {control}; padding: {s4}px 0; }}
QMenu::item {{ padding: {s6}px {s32}px {s6}px {s16}px; }}
QMenu::item:selected {{ background: {surface_sel}; color: {text}; }}
QMenu::item:disabled {{ color: {text2}; }}
QMenu::separator {{ height: 1px; background: {border}; margin: {s4}px 0; }}
QLineEdit, QPlainTextEdit {{
  background: {surface}; color: {text}; border: 1px solid {control}; border-radius: 4px;
  selection-background-color: {sel}; selection-color: {on_sel}; placeholder-text-color: {text2}; }}
QLineEdit {{ padding: 0 {s8}px; }}
QPlainTextEdit {{ padding: {s6}px {s6}px; }}
QLineEdit:focus, QPlainTextEdit:focus {{ border: 2px solid {focus_edge}; }}
QLineEdit[problem="true"], QPlainTextEdit[problem="true"] {{ border: 2px solid {err}; }}
QLineEdit:read-only, QPlainTextEdit[readOnly="true"] {{ background: {surface_alt}; }}
QComboBox QAbstractItemView {{ background: {surface}; color: {text}; border: 1px solid {control}; outline: 0;
  selection-background-color: {surface_sel}; selection-color: {text}; padding: {s4}px 0; }}
QScrollArea {{ background: transparent; border: 0; }}
QScrollArea > QWidget > QWidget[ground="true"] {{ background: transparent; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{ background: transparent; color: {text2}; padding: {s8}px {s10}px; border: 0;
  border-bottom: 3px solid transparent; }}
QTabBar::tab:selected {{ color: {text}; border-bottom: 3px solid {brand}; }}
QTabBar::tab:hover:!selected {{ background: {hover}; }}
QTreeView, QTableView, QListView {{ background: {surface}; color: {text}; border: 0; outline: 0;
  selection-background-color: {surface_sel}; selection-color: {text}; }}
QHeaderView {{ background: {surface}; border: 0; }}
QHeaderView::section {{ background: {surface}; color: {text2}; border: 0; border-bottom: 1px solid {control};
  padding: 0 {s8}px; font-size: {small}pt; font-weight: 600; }}
QHeaderView::section:first {{ padding-left: {s14}px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {control}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {text2}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""

_SPACES = (4, 5, 6, 8, 10, 12, 14, 16, 32)


def sheet(theme: Theme) -> str:
    """The application's style sheet at the theme's present state."""
    roles = {
        name: theme.css(name)
        for name in (
            "window", "surface", "surface_alt", "surface_sel", "hover", "text", "text2", "border", "control",
            "brand", "sel", "on_sel", "err", "tip_bg", "tip_fg",
        )
    }  # fmt: skip
    roles["focus_edge"] = theme.css("text" if theme.is_dark else "focus_in")
    spaces = {f"s{length}": str(theme.space(length)) for length in _SPACES}
    small = f"{theme.font('small').pointSizeF():.2f}"
    return _SHEET.format(small=small, **roles, **spaces)


def palette(theme: Theme) -> QPalette:
    """The application's palette: what Fusion and plain labels paint with."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: "window",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "surface_alt",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.Button: "surface",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.Highlight: "sel",
        QPalette.ColorRole.HighlightedText: "on_sel",
        QPalette.ColorRole.Link: "link",
        QPalette.ColorRole.ToolTipBase: "tip_bg",
        QPalette.ColorRole.ToolTipText: "tip_fg",
        QPalette.ColorRole.PlaceholderText: "text2",
        QPalette.ColorRole.Mid: "border",
    }
    for role, name in roles.items():
        made.setColor(role, theme.colour(name))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.colour("text2")))
    return made
