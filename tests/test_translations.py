"""The check of the Welsh finds what is missing, stale, unlike or clashing."""

from __future__ import annotations

import ast

from source import ROOT, load

from hmip_desktop.outputs import organisation, practice
from hmip_desktop.outputs.words import Words
from hmip_desktop.ui.commands import Command

welsh = load("check_translations")
words = load("check_words")


def _source(code: str, tmp_path) -> object:
    folder = tmp_path / "product"
    folder.mkdir()
    (folder / "one.py").write_text(code, encoding="utf-8")
    return words.read_source(folder)


def test_words_without_welsh_are_named_with_their_place(tmp_path) -> None:
    source = _source("t('Open'); t('Close')", tmp_path)
    assert list(welsh.missing_words(source, {"Close": "Cau"})) == ["product/one.py:1: no Welsh for 'Open'"]


def test_sentences_are_missing_gone_or_unlike() -> None:
    english = {"errors": {"too-big": "It has {size}.", "gone-wrong": "It went."}}
    other = {"errors": {"too-big": "Mae ganddo {maint}.", "old": "Hen."}, "words": {"Yes": "Ie"}}
    faults = list(welsh.missing_sentences(english, other))
    assert [fault.split("] ")[1].split(" ")[0:2] for fault in faults] == [
        ["no", "Welsh"],
        ["Welsh", "for"],
        ["the", "Welsh"],
    ]


def test_underlined_letters_blanks_and_dots_are_kept() -> None:
    faults = list(welsh.lost_marks({"&Open": "Agor", " or ": "neu", "Send...": "Anfon", "&Find": "&Canfod"}))
    assert len(faults) == 3
    assert not any("Canfod" in fault for fault in faults)


def test_two_entries_of_a_menu_by_one_letter_clash() -> None:
    menu = [
        Command("one", "&File", "&Open"), Command("two", "&File", "&Other"), Command("three", "&Edit", "&Only"),
        Command("four", "&Format", "Any"), Command("five", "&File", "&Ochre", submenu="&More"),
    ]  # fmt: skip
    faults = list(welsh.clashes(menu, "en"))
    assert faults == [
        "en: '&Open' and '&Other' in File both go by O",
        "en: '&File' and '&Format' in the menu bar both go by F",
    ]


def test_commands_without_a_menu_clash_with_nothing() -> None:
    assert list(welsh.clashes([Command("yes", "", "&Yes"), Command("no", "", "&Yesterday")], "en")) == []


def test_every_label_of_a_printed_page_has_welsh() -> None:
    calls = [
        node.args[0]
        for file in sorted((ROOT / "hmip_desktop" / "outputs").glob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "words" and node.args
    ]
    labels = {one.value for one in calls if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    labels |= {practice.TITLE, practice.ABOUT, practice.SELF_ABOUT, practice.NONE, *practice.STAGE_WORDS.values()}
    labels |= {*practice.LENS_WORDS.values(), organisation.TITLE, organisation.ABOUT, organisation.NOT_JUDGED}
    labels |= {organisation.ENDED, organisation.KEPT_INSIDE, *organisation.HEADS, "Not linked to a question"}
    assert len(labels) > 80
    alike = {label for label in labels if Words("cy")(label) == label}
    assert alike == {"Lens", "Panel:"}
