"""The help pages: complete, short, their links, pictures, words and keys all real, and every refusal explained."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from source import ROOT, load, python_files

from hmip_desktop.services.help_pages import FIRST_PAGE, GROUPS, HelpBook, read_help
from hmip_desktop.ui.text import refusals

words = load("check_words")
said_in_source = cache(words.read_source)
HELP = ROOT / "resources" / "help"
MOST_WORDS = 400
MOST_BYTES, MOST_BYTES_ALL = 60_000, 700_000
ROLES = ("lead", "deputy", "inspector", "local-assessor", "interviewer", "quality-lead", "data-team")
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)]+)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
CODE = re.compile(r"`([^`]+)`")
KEY = re.compile(r"^(?:(?:Ctrl|Alt|Shift)\+)*(?:[A-Z0-9=\-]|F\d+|Enter|Return|Home|Left|Right|Up|Down|Backspace|/)$")


@pytest.fixture(scope="module", params=["en", "cy"])
def book(request: pytest.FixtureRequest) -> HelpBook:
    """All pages in one language."""
    return read_help(HELP, request.param, refusals(request.param))


def _text(page_id: str, language: str) -> str:
    """A page as it was written, before lists of refusals are put in."""
    file = HELP / language / f"{page_id}.md"
    return file.read_text(encoding="utf-8").split("\n+++\n", 1)[1]


def _shown_words(language: str) -> set[str]:
    """Every text that the window can show, without the marks of underlined letters and trailing dots."""
    source = said_in_source()
    shown = set(source.words) | set(source.strings)
    if language == "cy":
        catalogue, _ = words.read_catalogue("cy")
        shown |= set(catalogue.get("words", {}).values())
    return {text.replace("&", "").rstrip(".").lower() for text in shown}


def _screens() -> dict[str, str]:
    """Every screen of the window and the page that it names."""
    found = {}
    for file in python_files("hmip_desktop/ui"):
        for name, body in re.findall(
            r"^class (\w+Screen|InterviewWindow)\(.*?\):\n(.*?)(?=^\S|\Z)", file.text, re.M | re.S
        ):
            named = re.search(r'^    help_page = "([^"]+)"', body, re.M)
            found[name] = named.group(1) if named else ""
    return found


def test_there_is_a_page_for_every_role_and_trouble_comes_first(book: HelpBook) -> None:
    assert [page for page in ROLES if not book.has(f"role-{page}")] == []
    assert book.pages[0].id == FIRST_PAGE
    assert {page.group for page in book.pages} == set(GROUPS)


def test_every_place_of_the_window_names_a_page_that_is_there(book: HelpBook) -> None:
    screens = _screens()
    assert len(screens) >= 19
    assert {name: page for name, page in screens.items() if not book.has(page)} == {}


def test_every_page_is_short_and_has_words(book: HelpBook) -> None:
    long = {
        page.id: len(_text(page.id, book.language).split())
        for page in book.pages
        if (HELP / book.language / f"{page.id}.md").exists()
    }
    assert {page: count for page, count in long.items() if not 25 <= count <= MOST_WORDS} == {}


def test_every_link_and_picture_leads_somewhere(book: HelpBook) -> None:
    lost = []
    for page in book.pages:
        for picture, target in LINK.findall(page.body):
            known = (HELP / target).is_file() if picture else book.has(target.removesuffix(".md"))
            lost += [] if known else [f"{page.id}: {target}"]
    assert lost == []


def test_every_picture_is_used_and_small() -> None:
    used = {
        target for file in (HELP / "en").glob("*.md") for mark, target in LINK.findall(file.read_text("utf-8")) if mark
    }
    sizes = {f"pictures/{file.name}": file.stat().st_size for file in (HELP / "pictures").iterdir()}
    assert used == set(sizes)
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}
    assert sum(sizes.values()) <= MOST_BYTES_ALL


def test_every_refusal_is_explained_on_a_page_of_its_own_kind(book: HelpBook) -> None:
    catalogue, _ = words.read_catalogue("en")
    unknown = [code for code in catalogue["errors"] if not book.has(book.page_for_code(code))]
    assert unknown == []
    assert book.page_for_code("wrong-passphrase") == "lost-passphrase"
    assert book.page_for_code("package-not-for-you") == "package-refused"
    assert book.page_for_code("store-older-copy") == "older-copy"
    assert book.page_for_code("disk-full") == "disk-full"


def test_every_refusal_stands_in_full_on_some_page(book: HelpBook) -> None:
    shown = "\n".join(page.body for page in book.pages)
    catalogue, _ = words.read_catalogue("en")
    assert [code for code in catalogue["errors"] if f"`{code}`" not in shown] == []


def test_words_in_bold_beginning_with_a_capital_stand_in_the_window(book: HelpBook) -> None:
    shown = _shown_words(book.language)
    wrong = []
    for page in book.pages:
        if not (HELP / book.language / f"{page.id}.md").exists():
            continue
        for bold in BOLD.findall(_text(page.id, book.language)):
            for part in bold.split(" > "):
                plain = part.rstrip(".").lower()
                is_sentence = bold.endswith((".", "?")) and not bold.endswith("...")
                if not is_sentence and plain not in shown and not _is_prose(bold):
                    wrong.append(f"{page.id}: {part}")
    assert wrong == []


def _is_prose(bold: str) -> bool:
    """Emphasis in a sentence, not the name of a thing on the screen: it does not begin with a capital."""
    return not bold[0].isupper()


def test_every_key_named_is_a_key_of_the_program(book: HelpBook) -> None:
    known = set()
    for file in python_files("hmip_desktop/ui"):
        for text in re.findall(r'"([^"]*)"', file.text):
            known |= set(re.split(r"[ |]+", text))
    named = {key for page in book.pages for key in CODE.findall(page.body) if KEY.match(key) and "+" in key}
    assert sorted(named - known) == []


def test_the_welsh_pages_are_the_english_ones() -> None:
    english, welsh = ({file.name for file in (HELP / language).glob("*.md")} for language in ("en", "cy"))
    assert welsh == english
    for name in sorted(english):
        there, here = ((HELP / language / name).read_text("utf-8") for language in ("en", "cy"))
        assert sorted(target for _, target in LINK.findall(here)) == sorted(
            target for _, target in LINK.findall(there)
        ), name
        assert re.findall(r"^\[\[.*\]\]$", here, re.M) == re.findall(r"^\[\[.*\]\]$", there, re.M), name


def test_pages_are_found_by_words_of_title_text_and_search(book: HelpBook) -> None:
    asked = {"en": "passphrase forgot", "cy": "cyfrinymadrodd"}[book.language]
    assert book.search(asked)[0].page.id == "lost-passphrase"
    assert book.search("oasys")[0].page.id == "evidence"
    assert book.search("zzzz") == []
    assert book.search("  ") == []


def test_accents_and_beginnings_of_words_count_as_the_word(tmp_path: Path) -> None:
    for language, title, text in (("en", "House", "A house."), ("cy", "Tŷ", "Mae'r tŷ yn fawr.")):
        (tmp_path / language).mkdir()
        (tmp_path / language / "house.md").write_text(
            f'+++\ngroup = "task"\norder = 1\ntitle = "{title}"\n+++\n{text}\n', encoding="utf-8"
        )
    welsh = read_help(tmp_path, "cy", {})
    assert [found.page.title for found in welsh.search("TY faw")] == ["Tŷ"]
    assert welsh.search("tŷ")[0].excerpt == "Mae'r tŷ yn fawr."


def test_a_page_without_a_translation_is_shown_in_english_and_refusals_are_listed(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    page = '+++\ngroup = "trouble"\norder = 1\ntitle = "Codes"\ncodes = ["a-*"]\n+++\n[[sentences a-*]]\n'
    (tmp_path / "en" / "codes.md").write_text(page, encoding="utf-8")
    rest = page.replace("Codes", "Rest").replace("[[sentences a-*]]", "[[sentences rest]]")
    (tmp_path / "en" / "rest.md").write_text(rest.replace('codes = ["a-*"]', ""), encoding="utf-8")
    book = read_help(tmp_path, "cy", {"a-one": "Case {case} went.", "b-two": "No."})
    assert book.page("rest").body == "`b-two`\nNo.\n"
    assert book.page("codes").body == "`a-one`\nCase … went.\n"
    assert book.page_for_code("a-one") == "codes"
    assert book.page_for_code("b-two") == FIRST_PAGE
