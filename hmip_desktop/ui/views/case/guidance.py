"""The right panel of a case: guidance for the question in view, the case facts, the interview."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from hmip_desktop.domain.pack_parts import Guidance
from hmip_desktop.services.find_in_case import CaseFinder, guidance_passages
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.case_search import marked_runs
from hmip_desktop.ui.views.case.facts import fact_rows
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.frames import Banner, Card, PageStack, SidePanel
from hmip_desktop.ui.widgets.inputs import SearchBox
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel, RunsLabel
from hmip_desktop.ui.widgets.tags import StatusTag
from hmip_desktop.ui.words import TAG_KINDS, clock_words, source_words, tag_words

MOST_HITS = 24


class GuidancePanel(SidePanel):
    """Tabs Guidance, Case facts and Interview. ``question_asked`` carries the reference of a search hit."""

    question_asked = Signal(str)

    def __init__(self, theme: Theme, desk: CaseDesk) -> None:
        super().__init__(theme, t("Guidance"))
        self._desk, self._ref, self._prompt = desk, "", ""
        self._finder: tuple[str, CaseFinder] | None = None  # for the question set that it was made for
        self._shown_version = -1
        self._rules_of: tuple[str, int] = ("", -1)
        self._rules_found: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(t("Guidance, case facts, interview"))
        for words in (t("Guidance"), t("Case facts"), t("Interview")):
            self.tabs.addTab(words)
        column.addWidget(self.tabs)
        self._pages = QStackedWidget()
        column.addWidget(self._pages, 1)
        self.search = SearchBox(theme, t("Search guidance"), t("Search guidance"), "find-guidance")
        self.search.searched.connect(lambda _: self._show_guidance())
        self._guidance = _Kept(theme, t("Guidance for this question"), self.search)
        self._facts = _Sheet(theme, t("Facts of this case"))
        self._talk = _Sheet(theme, t("Notes of the interview"))
        for sheet in (self._guidance, self._facts, self._talk):
            self._pages.addWidget(sheet)
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self.tabs.currentChanged.connect(lambda _: self.refresh())
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take the fonts from the theme."""
        self.tabs.setFont(self._theme.font("control"))

    def show_question(self, ref: str, prompt: str = "") -> None:
        """Guidance of a key question, with what is said about the prompt in focus first."""
        if (ref, prompt, self._desk.version) == (self._ref, self._prompt, self._shown_version):
            return
        self._shown_version = self._desk.version
        if (ref, prompt) != (self._ref, self._prompt):
            if ref != self._ref and self.search.text():
                self.search.clear()
            self._ref, self._prompt = ref, prompt
        self._show_guidance()

    def refresh(self) -> None:
        """Show what is in view again after something changed."""
        (self._show_guidance, self._show_facts, self._show_notes)[self.tabs.currentIndex()]()

    def focus_search(self) -> None:
        """Ctrl+F: to the search box, on the guidance tab."""
        self.tabs.setCurrentIndex(0)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _show_guidance(self) -> None:
        words = self.search.text().strip()
        if words:
            self._guidance.show_sheet("", (words, self._desk.version), lambda: self._hits(words))
            return
        hint = self._hint()
        state = (self._desk.record.route_used, self._rules())
        self._guidance.show_sheet(f"{self._ref}/{hint}", state, self._question_parts)

    def _hint(self) -> str:
        """The prompt in focus when the pack says something about it, else nothing."""
        if not self._ref or not self._desk.pack.has(self._ref):
            return ""
        prompts = self._desk.pack.question(self._ref).prompts
        return next((prompt.ref for prompt in prompts if prompt.ref == self._prompt and prompt.hint), "")

    def _rules(self) -> tuple[str, ...]:
        """The rules for this very case; worked out again only after the case changed."""
        key = (self._ref, self._desk.version)
        if self._rules_of != key:
            desk = self._desk
            guidance = desk.pack.guidance(self._ref, desk.record.route_used) if self._ref else None
            self._rules_of = key
            self._rules_found = guidance.rules_for(desk.record.fact_values, desk.record.given) if guidance else ()
        return self._rules_found

    def _hits(self, words: str) -> list[QWidget]:
        """What the guidance of the whole pack says about these words, this case's questions first."""
        route = self._desk.record.route_used
        if self._finder is None or self._finder[0] != route:
            self._finder = (route, CaseFinder(guidance_passages(self._desk.pack, route)))
        asked = {page.ref for page in self._desk.flow.pages}
        found = self._finder[1].find(words, MOST_HITS)
        order = list(dict.fromkeys(hit.passage.ref for hit in found))
        hits = sorted(found, key=lambda hit: (hit.passage.ref not in asked, order.index(hit.passage.ref)))
        if not hits:
            return [PlainLabel(self._theme, t("Nothing found for these words."), "control", "text2")]
        parts: list[QWidget] = []
        last = ""
        for hit in hits:
            ref = hit.passage.ref
            if ref != last:
                parts += self._hit_heading(ref, ref in asked)
                last = ref
            parts.append(RunsLabel(self._theme, marked_runs(hit.extract, hit.spans), "small", "text2"))
        return parts

    def _hit_heading(self, ref: str, asked: bool) -> list[QWidget]:
        link = LinkButton(self._theme, f"{ref} {self._desk.pack.text(ref, 'label')}")
        link.clicked.connect(lambda: self._go(ref) if asked else self._read(ref))
        note = PlainLabel(self._theme, t("Not asked in this case; its guidance can be read."), "small", "text2")
        return [link] if asked else [link, note]

    def _read(self, ref: str) -> None:
        """The guidance of a question that this case is not asked, without leaving the page in view."""
        self.search.clear()
        self._ref, self._prompt = ref, ""
        self._show_guidance()

    def _go(self, ref: str) -> None:
        self.search.clear()
        self.question_asked.emit(ref)

    def _question_parts(self) -> list[QWidget]:
        desk, theme = self._desk, self._theme
        if not self._ref or not desk.pack.has(self._ref):
            return [PlainLabel(theme, t("There is no guidance for this page."), "control", "text2")]
        guidance = desk.pack.guidance(self._ref, desk.record.route_used)
        if guidance is None:
            return [PlainLabel(theme, t("The pack gives no guidance for this question."), "control", "text2")]
        parts: list[QWidget] = [Heading(theme, t("How to judge this question"), 3)]
        rules = self._rules()
        if rules:
            parts.append(Banner(theme, "info", t("For this case:"), "\n\n".join(rules), icon="none"))
        parts += self._prompt_part() + self._general_parts(guidance)
        version = t("Guidance {version}, {ref}", version=desk.pack.guidance_version, ref=self._ref)
        parts.append(PlainLabel(theme, version, "small", "text2"))
        return parts

    def _prompt_part(self) -> list[QWidget]:
        question = self._desk.pack.question(self._ref)
        prompt = next((prompt for prompt in question.prompts if prompt.ref == self._prompt), None)
        if prompt is None or not prompt.hint:
            return []
        letter = self._prompt.removeprefix(self._ref)
        return [Heading(self._theme, t("Prompt {letter}", letter=letter), 3), _text(self._theme, prompt.hint)]

    def _general_parts(self, guidance: Guidance) -> list[QWidget]:
        theme = self._theme
        parts: list[QWidget] = [_text(theme, guidance.judge)]
        if guidance.look_for:
            parts.append(Heading(theme, t("Look for"), 3))
            parts.append(Bullets(theme, guidance.look_for))
        if guidance.sources:
            parts.append(Heading(theme, t("Where to look"), 3))
            parts.append(_text(theme, ", ".join(source_words(code) for code in guidance.sources)))
        parts.append(Heading(theme, t("Not applicable"), 3))
        parts.append(_text(theme, guidance.not_applicable or t("Not offered for this question.")))
        return parts

    def _show_facts(self) -> None:
        self._facts.show_parts([FactRow(self._theme, label, value) for label, value in fact_rows(self._desk)])

    def _show_notes(self) -> None:
        theme, record = self._theme, self._desk.record
        notes = sorted(record.notes.items(), key=lambda item: item[1].value.noted_at)
        if not notes:
            words = t("No notes yet. Ctrl+I opens the interview window.")
            self._talk.show_parts([PlainLabel(theme, words, "control", "text2")])
            return
        parts: list[QWidget] = []
        for _, held in notes:
            card = Card(theme, padding=10, gap=4)
            row = QHBoxLayout()
            row.addWidget(PlainLabel(theme, clock_words(held.value.elapsed_s), "small", "text2", wrap=False))
            row.addStretch(1)
            if held.value.tag:
                row.addWidget(StatusTag(theme, tag_words(held.value.tag), TAG_KINDS[held.value.tag]))
            card.body.addLayout(row)
            card.body.addWidget(_text(theme, held.value.text))
            parts.append(card)
        self._talk.show_parts(parts)


def _text(theme: Theme, words: str) -> PlainLabel:
    return PlainLabel(theme, words, "control")


class Bullets(QWidget):
    """A list with dots, each line hanging."""

    def __init__(self, theme: Theme, lines: Sequence[str]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(8), 0, 0, 0)
        column.setSpacing(theme.space(6))
        for line in lines:
            row = QHBoxLayout()
            row.setSpacing(theme.space(7))
            row.addWidget(PlainLabel(theme, "•", "control", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(PlainLabel(theme, line, "control"), 1)
            column.addLayout(row)


class FactRow(QWidget):
    """A label and its value, one above the other, for a narrow column."""

    def __init__(self, theme: Theme, label: str, value: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(PlainLabel(theme, label, "small", "text2"))
        column.addWidget(PlainLabel(theme, value, "control-bold"))


class _Kept(QWidget):
    """Sheets that are built once and shown again at once, below a box that stays."""

    def __init__(self, theme: Theme, name: str, top: QWidget) -> None:
        super().__init__()
        self._theme, self._name = theme, name
        self._sheets: dict[str, tuple[object, _Sheet]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        box = QVBoxLayout()
        box.setContentsMargins(theme.space(12), theme.space(12), theme.space(12), theme.space(4))
        box.addWidget(top)
        column.addLayout(box)
        self._stack = PageStack()
        column.addWidget(self._stack, 1)

    def show_sheet(self, key: str, state: object, parts: Callable[[], Sequence[QWidget]]) -> None:
        """Show the sheet of ``key``; its parts are made when it is new or its ``state`` differs."""
        held = self._sheets.get(key)
        sheet = held[1] if held is not None else _Sheet(self._theme, self._name)
        if held is None or held[0] != state:
            sheet.show_parts(parts())
            self._sheets[key] = (state, sheet)
        self._stack.show_page(sheet)


class _Sheet(QWidget):
    """A scrolling column whose parts are replaced as a whole."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(name)
        ground = QWidget()
        ground.setProperty("ground", True)
        self._column = QVBoxLayout(ground)
        area.setWidget(ground)
        area.viewport().setAutoFillBackground(False)
        outer.addWidget(area, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_parts(self, parts: Sequence[QWidget]) -> None:
        """Show other parts; the old ones go."""
        space = self._theme.space
        while (item := self._column.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        self._column.setContentsMargins(space(12), space(10), space(12), space(12))
        self._column.setSpacing(space(9))
        for part in parts:
            fixed = isinstance(part, LinkButton)
            self._column.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft if fixed else Qt.AlignmentFlag(0))
        self._column.addStretch(1)
