"""Building a pack from a published document: both shapes, every format, and the noise of real pages."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.pack import Counts, Pack
from hmip_desktop.errors import Refused
from hmip_desktop.intake import published_lines
from hmip_desktop.intake.packs import check
from hmip_desktop.intake.published import build, pack_text
from hmip_desktop.intake.published_lines import read_lines
from hmip_desktop.intake.published_outline import outline

NUMBERED = """\
A made-up consultation on bakeries

1.1. We should like to hear what people think of our bakeries and
of the bread they sell.

The framework is set out as follows:

1. Domain heading
1.1 Standard heading
Standard text
1.1.1 Key question
a) Prompts

2.3. Please write to us.

Annex B: The framework

1. Baking

1.1 Bread
The bread of the shop is fresh and is made with well-
chosen flour.

1.1.1 Is the bread baked early enough for

those who buy it?

a) Does the first batch leave the oven before
the doors open?
b) Is there enough for everybody?

7

 Consultation on bakeries 2031
1.1.2 Is the flour good?
a) Is it
milled nearby?
3 See the note on mills in section nine.
b) Does the baker know
8

Consultation on bakeries 2031
the miller?
c) (Rye only) Is it rye?

2. Selling
2.1  Counter
People are served kindly
2.1.1. Are people served in turn?
(a) Is there a queue?
(b) Is it kept to?

Annex C: Examples
1.1 Bread
The bread of the shop is fresh.
- Great: it smells.
"""
NUMBERED_SHAPE = {"1.1": [2, 3], "2.1": [2]}

BULLETED = """\
## **Draft rules for gardens (2031)**

### **2. Gardens**

#### **2.1 Digging**

*Digging is deep \\& careful, and*
*nobody is hurt.*

- Does digging go [deep](https://example.invalid/deep) enough?
  - Is the spade *sharp*?
  - *After frost only:* Is the ground
    soft?

- Is it done in time?
  - Is it done before spring?

## 2.2 Planting

_Planting follows digging._

* Are seeds sown?
    * Are they watered?
    * Are they fed?
    * Are they seen?
"""
BULLETED_SHAPE = {"2.1": [2, 1], "2.2": [3]}

HTML_BULLETED = """<!doctype html><html><head><title>x</title><style>p{}</style></head><body>
<nav><ul><li>2.9 Home</li></ul></nav><h1>Draft rules for gardens</h1>
<h3>2.1<br>Digging</h3><p><em>Digging is deep &amp; careful.</em></p>
<ul><li><p>Does digging go deep&nbsp;enough?</p><ul><li>Is the spade <b>sharp</b>?</li>
<li>Is it&#8203;wet?</li></ul></li>
<li>Is it done in time?<ul><li>Is it done before spring?</li></ul></li></ul>
<script>2.2 Scripts</script>
<h3>2.2 Planting</h3><p>Planting follows digging.</p>
<ol><li>Are seeds sown?<ol type="a"><li>Are they watered?</li><li>Are they fed?</li>
<li>Are they seen?</li></ol></li></ol>
</body></html>"""

HTML_NUMBERED = """<h2>1.1 Bread</h2><p>Bread is fresh.</p>
<table><tr><td>1.1.1</td><td>Is the bread baked early enough?</td></tr>
<tr><td>a)</td><td>Before the doors open?</td></tr><tr><td>b)</td><td>Enough for everybody?</td></tr></table>
<p>1.1.2 Is the flour good?</p><ol type="a"><li>Is it milled nearby?</li><li>Is it known?</li><li>Is it rye?</li></ol>
<h2>2.1 Counter</h2><p>Kindly.</p><p>2.1.1 Are people served in turn?</p><p>a) Queue?<br>b) Kept to?</p>"""


def shape(pack: Pack) -> dict[str, list[int]]:
    return {s.ref: [len(q.prompts) for q in s.questions] for s in pack.standards}


def made(folder: Path, name: str, text: str, like: Pack | None = None) -> tuple[Pack, list[str]]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    built = build(path, pack_id="official", version="1.0", like=like)
    return built.pack, [warning.code for warning in built.warnings]


def test_a_numbered_document_with_the_noise_of_pages(tmp_path: Path) -> None:
    pack, warnings = made(tmp_path, "bakeries.txt", NUMBERED)
    assert shape(pack) == NUMBERED_SHAPE
    assert pack.standard("1.1").title == "Bread"
    assert pack.standard("1.1").statement == "The bread of the shop is fresh and is made with well-chosen flour."
    assert pack.text("1.1.1") == "Is the bread baked early enough for those who buy it?"
    assert pack.text("1.1.1a") == "Does the first batch leave the oven before the doors open?"
    assert pack.text("1.1.2a") == "Is it milled nearby?"
    assert pack.text("1.1.2b") == "Does the baker know the miller?"
    assert pack.text("1.1.2c") == "(Rye only) Is it rye?"
    assert pack.text("2.1.1b") == "Is it kept to?"
    assert warnings == ["published-standard-twice", "published-not-placed", "published-not-like"]


def test_form_feeds_mark_pages_too(tmp_path: Path) -> None:
    text = NUMBERED.replace("\n8\n\nConsultation", "\n\fConsultation").replace("\n7\n\n ", "\n\f")
    pack, _ = made(tmp_path, "bakeries.txt", text)
    assert pack.text("1.1.2b") == "Does the baker know the miller?"


def test_a_bulleted_document_counts_its_references_out(tmp_path: Path) -> None:
    pack, warnings = made(tmp_path, "gardens.md", BULLETED)
    assert shape(pack) == BULLETED_SHAPE
    assert pack.title == "Draft rules for gardens (2031)"
    assert pack.standard("2.1").statement == "Digging is deep \\& careful, and nobody is hurt."
    assert pack.text("2.1.1") == "Does digging go deep enough?"
    assert pack.text("2.1.1a") == "Is the spade sharp?"
    assert pack.text("2.1.1b") == "After frost only: Is the ground soft?"
    assert [e.ref for e in pack.elements][:4] == ["2.1", "2.1.1", "2.1.1a", "2.1.1b"]
    assert warnings == ["published-not-like"]
    assert not pack.rated


def test_html_of_both_shapes(tmp_path: Path) -> None:
    bulleted, _ = made(tmp_path, "gardens.html", HTML_BULLETED)
    assert shape(bulleted) == BULLETED_SHAPE
    assert bulleted.standard("2.1").title == "Digging"
    assert bulleted.standard("2.1").statement == "Digging is deep & careful."
    assert bulleted.text("2.1.1") == "Does digging go deep enough?"
    assert bulleted.text("2.1.1b") == "Is itwet?"
    numbered, _ = made(tmp_path, "bakeries.htm", HTML_NUMBERED)
    assert shape(numbered) == NUMBERED_SHAPE
    assert numbered.text("1.1.1b") == "Enough for everybody?"
    assert numbered.text("1.1.2c") == "Is it rye?"


def test_html_that_keeps_its_line_ends(tmp_path: Path) -> None:
    pack, _ = made(tmp_path, "bakeries.html", f"<h1>Bakeries</h1><pre>{NUMBERED}</pre>")
    assert shape(pack) == NUMBERED_SHAPE
    assert pack.text("1.1.2b") == "Does the baker know the miller?"
    pack, _ = made(tmp_path, "gardens.html", f"<pre>{BULLETED}</pre><p>The end.</p>")
    assert shape(pack) == BULLETED_SHAPE


def word(folder: Path, paragraphs: list[tuple[str, str | None]]) -> Path:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "9.9 Not this"
    for text, style in paragraphs:
        document.add_paragraph(text, style=style)
    path = folder / "made.docx"
    document.save(str(path))
    return path


def test_word_with_lists_by_style(tmp_path: Path) -> None:
    path = word(
        tmp_path,
        [
            ("Draft rules for gardens", "Title"),
            ("2.1 Digging", "Heading 2"),
            ("Digging is deep.", None),
            ("Does digging go deep enough?", "List Bullet"),
            ("Is the spade sharp?", "List Bullet 2"),
            ("Is it wet?", "List Bullet 2"),
            ("Is it done in time?", "List Bullet"),
            ("Is it done before spring?", "List Bullet 2"),
            ("2.2 Planting", "Heading 2"),
            ("Planting follows.", None),
            ("Are seeds sown?", "List Number"),
            *[(f"Are they {what}?", "List Number 2") for what in ("watered", "fed", "seen")],
        ],
    )
    pack = build(path, pack_id="gardens", version="1.0").pack
    assert shape(pack) == BULLETED_SHAPE
    assert pack.title == "Draft rules for gardens"


def test_word_with_numbers_in_the_text_and_a_table(tmp_path: Path) -> None:
    lines = [line for line in NUMBERED.split("Annex B: The framework")[1].split("\n") if line.strip()]
    document = docx.Document()
    for line in lines[:-4]:
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "2.1.2", "Is the change right?"
    path = tmp_path / "made.docx"
    document.save(str(path))
    pack = build(path, pack_id="bakeries", version="1.0").pack
    assert shape(pack) == {"1.1": [2, 3], "2.1": [2, 0]}


def test_every_format_gives_a_pack_that_writes_and_checks(tmp_path: Path) -> None:
    for name, text in (("a.txt", NUMBERED), ("a.md", BULLETED), ("a.html", HTML_BULLETED)):
        pack, _ = made(tmp_path, name, text)
        for suffix in (".toml", ".json"):
            out = tmp_path / f"out{suffix}"
            out.write_text(pack_text(pack, suffix), encoding="utf-8")
            checked = check(out)
            assert checked.pack is not None
            assert checked.pack.digest == pack.digest
            assert "pack-not-rated" in [warning.code for warning in checked.warnings]


LIKE = """\
format = 1
id = "gardens-plain"
version = "2.0"
title = "Gardens in plain words"
rated = true
languages = ["en", "cy"]
scoring = { bandings = [{ id = "poor", from = 0 }, { id = "fine", from = 50 }] }
[[standards]]
ref = "2.1"
title = "Digging"
stage = "planning"
  [[standards.questions]]
  ref = "2.1.1"
  short = "Deep digging"
  text = "Do they dig deep?"
  lens = "desistance"
  na = true
    [standards.questions.guidance]
    judge = "Look at the hole."
    [[standards.questions.prompts]]
    ref = "2.1.1b"
    text = "Soft ground after frost?"
    na = true
    when = 'fact.measure == "frost"'
[[standards]]
ref = "7.1"
title = "Weeding"
  [[standards.questions]]
  ref = "7.1.1"
  text = "Is it weeded?"
[translations.cy]
"2.1.1.text" = "Dwfn?"
"7.1.1.text" = "Chwyn?"
"""


def test_a_like_pack_gives_all_but_the_words(tmp_path: Path) -> None:
    (tmp_path / "like.toml").write_text(LIKE)
    like = check(tmp_path / "like.toml").pack
    assert like is not None
    pack, warnings = made(tmp_path, "gardens.md", BULLETED, like)
    assert pack.rated
    assert pack.scoring == like.scoring
    question = pack.element("2.1.1")
    assert (question.text, question.label) == ("Does digging go deep enough?", "Deep digging")
    assert (question.stage, question.lens, question.na, question.guidance) == ("planning", "desistance", True, True)
    assert pack.text("2.1.1", language="cy") == "Dwfn?"
    prompt = pack.element("2.1.1b")
    assert (prompt.text, prompt.na) == ("After frost only: Is the ground soft?", True)
    assert prompt.when
    assert not pack.has("7.1.1")
    assert warnings == ["published-unlike", "published-like-unused"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("b) Is there enough for everybody?", "c) Is there enough for everybody?", "published-gap"),
        ("b) Is there enough for everybody?", "a) Is there enough for everybody?", "published-repeated"),
        ("1.1.2 Is the flour", "1.1.4 Is the flour", "published-gap"),
        ("(b) Is it kept to?", "(b) It is kept to.", "published-unfinished"),
        ("(a) Is there a queue?\n(b) Is it kept to?", "", "published-no-prompts"),
        ("2.1  Counter\nPeople are served kindly\n", "", "published-no-title"),
        ("People are served kindly\n", "", "published-no-statement"),
        ("milled nearby?", "milled nearby?\nMills are nice.", "published-not-placed"),
    ],
)
def test_what_looks_wrong_is_remarked_upon(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in NUMBERED
    _, before = made(tmp_path, "bakeries.txt", NUMBERED)
    _, after = made(tmp_path, "bakeries.txt", NUMBERED.replace(old, new))
    assert after.count(code) == before.count(code) + 1


def test_windows_text_is_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "bakeries.txt"
    path.write_bytes(NUMBERED.replace("Is it kept to?", "Is “it” kept to?").encode("cp1252"))
    built = build(path, pack_id="official", version="1.0")
    assert built.pack.text("2.1.1b") == "Is “it” kept to?"
    assert built.warnings[0].code == "published-encoding"


def test_documents_that_give_no_pack_are_refused(tmp_path: Path) -> None:
    eleven = "1.1 Bread\nFresh.\n1.1.1 Is it?\n" + "".join(f"{letter}) Is it so?\n" for letter in "abcdefghijk")
    for name, text, code in (
        ("a.txt", "Nothing but prose.\n\n2.1 Digging\nDeep.\n", "published-no-standards"),
        ("a.txt", "", "published-no-standards"),
        ("a.txt", eleven, "published-unusable"),
        ("a.pdf", NUMBERED, "published-kind"),
        ("a.docx", NUMBERED, "published-not-word"),
        ("a.xlsx", NUMBERED, "xlsx-not-xlsx"),
    ):
        with pytest.raises(Refused, match=code):
            made(tmp_path, name, text)
    with pytest.raises(Refused, match="published-missing"):
        build(tmp_path / "gone.txt", pack_id="x", version="1.0")
    with pytest.raises(Refused, match="pack-name-malformed"):
        build(word(tmp_path, [("1.1 A", None), ("1.1.1 B?", None)]), pack_id="Not an id", version="1.0")


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (packed({"word/document.xml": b"<a>" + b" " * 20_000_000 + b"</a>"}), "published-too-large"),
        (
            packed({"word/document.xml": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'}),
            "entities",
        ),
        (packed({"word/document.xml": '<!DOCTYPE a [<!ENTITY x "y">]><a/>'.encode("utf-16")}), "entities"),
        (packed({"word/document.xml": b"<a>"}), "published-not-word"),
        (packed({"other.xml": b"<a/>"}), "published-not-word"),
        (packed({"word/document.xml": b"<a/>"})[:-30], "published-not-word"),
        (b"x" * (published_lines.MAX_BYTES + 1), "published-too-large"),
    ],
    ids=["bomb", "entity", "utf-16", "broken", "no part", "cut", "large"],
)
def test_hostile_word_documents_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        read_lines("a.docx", content)


@given(st.lists(st.sampled_from(NUMBERED.split("\n") + BULLETED.split("\n")), max_size=40))
def test_any_mixture_of_lines_is_survived(lines: list[str]) -> None:
    found = outline(read_lines("a.md", "\n".join(lines).encode()).lines)
    for standard in found.standards:
        refs = [one.ref for question in standard.inside for one in (question, *question.inside)]
        assert len(refs) == len(set(refs))
        assert all(ref.startswith(standard.ref) for ref in refs)


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a.html", "a.docx"]))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    if name.endswith(".docx"):
        with pytest.raises(Refused, match="published-not-word"):
            read_lines(name, content)
    else:
        found = read_lines(name, content)
        assert all(line.text or line.page for line in found.lines)
        assert outline(found.lines).size >= 0


COLUMNS = ["standard", "standard_title", "ref", "kind", "text", "stage", "lens", "route", "na", "guidance", "extra"]
ROWS = [
    ["2.1", "Digging", "2.1", "standard", "Digging is deep.", "planning", "", "", "", "", ""],
    ["2.1", "", "2.1.1", "key_question", "Is it deep?", "", "desistance", "core", "yes", "Look at the hole.", "!"],
    ["2.1", "", "2.1.1a", "prompt", "Is the spade sharp?", "", "", "", "no", "", ""],
    ["2.1", "", "2.1.2", "Key question", "Is it in time?", "", "", "late_spring", "", "", ""],
    [None] * 11,
    ["2.2", "Planting", "2.2.1", "key_question", "Are seeds sown?", "reviewing", "", "", "", "", ""],
]


def template(folder: Path, rows: list[list[str]], columns: list[str] | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [columns or COLUMNS, *rows]:
        sheet.append(row)
    path = folder / "template.xlsx"
    book.save(path)
    book.close()
    return path


def test_the_template_gives_everything_at_once(tmp_path: Path) -> None:
    built = build(template(tmp_path, ROWS), pack_id="gardens", version="1.0")
    pack = built.pack
    assert pack.counts == Counts(2, 3, 1, 0, 0)
    question = pack.element("2.1.1")
    assert (question.lens, question.route, question.na, question.stage) == ("desistance", "core", True, "planning")
    guidance = pack.guidance("2.1.1a")
    assert guidance is not None
    assert guidance.judge == "Look at the hole."
    assert [route.id for route in pack.routes] == ["core", "late_spring"]
    assert [warning.code for warning in built.warnings] == ["template-column-unused", "published-not-like"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["2.2", "", "2.2.2", "riddle", "Is it?", "", "", "", "", "", ""], "template-cell"),
        (["2.2", "", "2.2.2", "key_question", "Is it?", "later", "", "", "", "", ""], "template-cell"),
        (["2.2", "", "2.2.2", "key_question", "Is it?", "", "luck", "", "", "", ""], "template-cell"),
        (["2.2", "", "2.2.2", "key_question", "Is it?", "", "", "", "maybe", "", ""], "template-cell"),
        (["2.2", "", "2.1.1", "key_question", "Is it?", "", "", "", "", "", ""], "published-unusable"),
    ],
)
def test_a_bad_row_refuses_the_template(tmp_path: Path, row: list[str], code: str) -> None:
    with pytest.raises(Refused) as caught:
        build(template(tmp_path, [*ROWS, row]), pack_id="gardens", version="1.0")
    assert caught.value.code == code
    assert code != "template-cell" or caught.value.params["row"] == len(ROWS) + 2


def test_rows_without_a_place_and_missing_columns(tmp_path: Path) -> None:
    stray = [["3.1", "", "3.1.1a", "prompt", "Is it?", "", "", "", "", "", ""], ["", "", "", "prompt", "x", *[""] * 6]]
    built = build(template(tmp_path, [*stray, *ROWS]), pack_id="gardens", version="1.0")
    assert [warning.params.get("row") for warning in built.warnings][1:3] == [2, 3]
    with pytest.raises(Refused, match="template-columns"):
        build(template(tmp_path, [], ["standard", "text"]), pack_id="gardens", version="1.0")


@pytest.mark.parametrize("content", [b"a\n" * 200_000, b"<ul>" * 500_000], ids=["lines", "tags"])
def test_endless_documents_are_refused_before_they_are_taken_apart(content: bytes) -> None:
    with pytest.raises(Refused, match="published-too-large"):
        read_lines("a.html", content)


def test_page_source_that_never_closes_is_text(tmp_path: Path) -> None:
    noise = "<!DOCTYPE html><!-- 3.3 Not this --><p>1 < 2 << 3 <? <3 <!x</p>"
    pack, _ = made(tmp_path, "gardens.html", noise + HTML_BULLETED + "<!-- 3.3.1 Nor this? <p>3.3.2 Nor that?</p>")
    assert shape(pack) == BULLETED_SHAPE
