"""Pack files: what loads, what is refused, and that a refusal points at the line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_packs import SMALL, pack_of, small

from hmip_desktop.domain.pack import Counts, Pack
from hmip_desktop.domain.pack_checks import problems
from hmip_desktop.errors import Refused
from hmip_desktop.intake import packs
from hmip_desktop.intake.pack_lines import json_lines, toml_lines
from hmip_desktop.intake.pack_writing import pack_text

TOML = """\
format = 1
id = "made-up"      # [[standards]] in a comment
version = "1.0"
title = '''
[[standards]]
ref = "X"
'''
source = "tests"
languages = [
  "en",  # ]
  "cy",
]

[[standards]]
ref = "1"
title = "One"

  [[standards.questions]]
  ref = "1.1"
  text = "Is it so?"
    [standards.questions.guidance]
    judge = "Look."
    look_for = ["a # b", "c"]
    for_case = [
      { when = "fact.rosh", text = "Look twice." },
      { when = "fact.mappa == true", text = "Look thrice." },
    ]
    [[standards.questions.prompts]]
    ref = "1.1a"
    text = "Is this so?"
    [[standards.questions.prompts]]
    ref = "1.1b"
    text = "Is that so?"

[translations.cy]
"1.1.text" = "Ydy?"
"""


def written(folder: Path, text: str, name: str = "pack.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_toml_pack_loads(tmp_path: Path) -> None:
    pack = packs.load(written(tmp_path, TOML))
    assert pack.counts == Counts(1, 1, 2, 0, 0)
    assert pack.text("1.1", language="cy") == "Ydy?"


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "pack.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TOML.replace("\n", "\r\n").encode())
    assert packs.load(path) == packs.load(written(tmp_path, TOML, "other.toml"))


def test_json_of_the_same_schema_is_the_same_pack(tmp_path: Path) -> None:
    pack = packs.load(written(tmp_path, TOML))
    again = packs.load(written(tmp_path, pack_text(pack, ".json"), "pack.json"))
    assert again.digest == pack.digest


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "field"),
    [
        ('ref = "1.1b"', 'ref = "1.1a"', "pack-repeated-ref", 32, "standards.0.questions.0.prompts.1.ref"),
        ('"fact.mappa == true"', '"fact.mappa = 1"', "pack-bad-condition", 26, ".guidance.for_case.1.when"),
        ('"fact.rosh"', '"answer.Q == none"', "pack-unknown-ref", 25, ".guidance.for_case.0.when"),
        ('"c"]', "3]", "pack-wrong-type", 23, ".guidance.look_for.1"),
        ('title = "One"', "", "pack-missing-field", 14, "standards.0.title"),
        ('title = "One"', 'title = ""', "pack-text-empty", 16, "standards.0.title"),
        ('title = "One"', 'title = "One"\nrank = 2', "pack-unknown-field", 17, "standards.0.rank"),
        ('title = "One"', 'title = "One"\nstage = "later"', "pack-not-allowed", 17, "standards.0.stage"),
        ('title = "One"', 'title = "One"\nvariants = ["x"]', "pack-unknown-variant", 17, "standards.0.variants.0"),
        ('title = "One"', f'title = "{"x" * 4001}"', "pack-text-too-long", 16, "standards.0.title"),
        ('  "cy",\n', "", "pack-unknown-language", 34, "translations.cy"),
        ('"1.1.text" =', '"1.2.text" =', "pack-unknown-translation", 36, "translations.cy.1.2.text"),
        ('version = "1.0"', 'version = "new"', "pack-bad-form", 3, "version"),
        ("format = 1", "format = 2", "pack-not-allowed", 1, "format"),
        ('source = "tests"', "rated = true", "pack-scoring-mismatch", 8, "rated"),
        ('ref = "1.1a"', 'ref = "1.1a"\nref = "1.1a"', "pack-repeated-key", 30, ""),
        ('ref = "1.1a"', "ref = 1.1a", "pack-bad-syntax", 29, ""),
    ],
)
def test_an_error_names_file_line_and_field(
    tmp_path: Path, old: str, new: str, code: str, line: int, field: str
) -> None:
    assert TOML.count(old) == 1
    with pytest.raises(Refused) as caught:
        packs.load(written(tmp_path, TOML.replace(old, new)))
    found = caught.value
    assert (found.code, found.params["file"], found.params["line"]) == (code, "pack.toml", line)
    assert str(found.params["field"]).endswith(field)


def test_json_errors_name_their_line_too(tmp_path: Path) -> None:
    text = json.dumps(small(), indent=1).replace('"Was the least found out?"', "7")
    line = text[: text.index("7,")].count("\n") + 1
    with pytest.raises(Refused) as caught:
        packs.load(written(tmp_path, text, "pack.json"))
    assert (caught.value.code, caught.value.params["line"]) == ("pack-wrong-type", line)
    assert caught.value.params["field"] == "standards.1.questions.1.text"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('{"format": 1,\n "id": "a",\n "id": "b"}', "pack-repeated-key", 3),
        ('{"format": 1,\n "id": }', "pack-bad-syntax", 2),
        ("[1]", "pack-no-table", 1),
        ('{"format": NaN}', "pack-bad-syntax", 1),
        ('{"format": ' + "1" * 5000 + "}", "pack-bad-syntax", 1),
        ('{"id": "\\ud800"}', "pack-bad-syntax", 1),
        ("[" * 20 + "]" * 20, "pack-no-table", 1),
        ('{"a": ' + "[" * 20 + "]" * 20 + "}", "pack-too-deep", 1),
        ('{"a": ' + "[" * 200_000 + "]" * 200_000 + "}", "pack-too-deep", 1),
    ],
)
def test_hostile_json_is_refused(tmp_path: Path, text: str, code: str, line: int) -> None:
    checked = packs.check(written(tmp_path, text, "pack.json"))
    assert checked.pack is None
    assert [(error.code, error.line) for error in checked.errors] == [(code, line)]


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 100_000 + "]" * 100_000, "a." * 13 + "b = 1", "a = [[[[[[[[[[[[[1]]]]]]]]]]]]]"]
)
def test_deep_toml_is_refused(tmp_path: Path, text: str) -> None:
    (error,) = packs.check(written(tmp_path, text)).errors
    assert error.code == "pack-too-deep"


def test_what_is_no_pack_file_is_refused(tmp_path: Path) -> None:
    cases = {
        "pack-file-missing": tmp_path / "gone.toml",
        "pack-file-kind": written(tmp_path, TOML, "pack.txt"),
        "pack-file-too-large": written(tmp_path, "#" * (packs.MAX_BYTES + 1), "large.toml"),
    }
    odd = tmp_path / "odd.toml"
    odd.write_bytes(b'title = "\xff"')
    cases["pack-not-text"] = odd
    for code, path in cases.items():
        with pytest.raises(Refused, match=code):
            packs.check(path)
    with pytest.raises(Refused, match="pack-unknown"):
        packs.shipped_pack("../../etc/passwd")


def test_all_errors_are_listed_up_to_a_limit(tmp_path: Path) -> None:
    text = TOML + "".join(f'"x{number}" = 3\n' for number in range(300))
    checked = packs.check(written(tmp_path, text))
    assert len(checked.errors) == packs.MAX_FINDINGS
    assert {error.code for error in checked.errors} == {"pack-wrong-type"}


def test_warnings_have_their_place(tmp_path: Path) -> None:
    checked = packs.check(written(tmp_path, TOML))
    assert [(one.code, one.line) for one in checked.warnings] == [("pack-no-stage", 14), ("pack-untranslated", 35)]


EXPECTED = {
    "probation-2017": (True, Counts(12, 40, 165, 0, 7)),
    "case-supervision-2017-draft": (False, Counts(4, 12, 46, 0, 7)),
}


@pytest.mark.parametrize("path", packs.shipped_files(), ids=lambda path: path.stem)
def test_every_shipped_pack_loads(path: Path) -> None:
    checked = packs.check(path)
    assert checked.errors == ()
    assert checked.warnings == ()
    pack = checked.pack
    assert pack is not None
    assert pack.id == path.stem
    assert pack.adapted
    assert all(question.guidance for standard in pack.standards for question in standard.questions)
    if pack.id in EXPECTED:
        assert (pack.rated, pack.counts) == EXPECTED[pack.id]


def test_the_three_packs_of_the_product_are_shipped() -> None:
    assert {"dipp-2025", *EXPECTED} <= {pack.id for pack in packs.shipped()}
    assert packs.shipped_pack("dipp-2025").routes


PUBLISHED_SHAPE = {
    "1.1": [6, 3, 5], "1.2": [5, 5, 3, 4, 5], "1.3": [4, 5, 3], "1.4": [4, 3, 4, 7],
    "2.1": [3, 3, 3], "2.2": [4, 3, 4], "2.3": [7, 5, 4], "2.4": [3, 4, 4],
    "3.1": [9, 3], "3.2": [3, 3, 3, 2], "4.1": [5, 3, 3, 4], "4.2": [6, 5, 3],
}  # fmt: skip


def test_the_2017_pack_has_the_shape_of_annex_f() -> None:
    pack = packs.shipped_pack("probation-2017")
    shape = {s.ref: [len(q.prompts) for q in s.questions] for s in pack.standards}
    assert shape == PUBLISHED_SHAPE
    staged = {s.ref: s.stage for s in pack.standards if s.stage}
    assert staged == {"2.1": "assessment", "2.2": "planning", "2.3": "implementation", "2.4": "reviewing"}
    assert [s.ref for s in pack.standards if s.organisational] == ["1.1", "1.2", "1.3", "1.4"]
    assert {s.ref: s.variants for s in pack.standards if s.variants} == {
        "3.1": ("nps",), "3.2": ("nps",), "4.1": ("crc",), "4.2": ("crc",),
    }  # fmt: skip
    lenses = {q.lens for s in pack.standards if not s.stage for q in s.questions}
    assert lenses == {""}


def test_the_2017_pack_scores_as_section_4_says() -> None:
    scoring = packs.shipped_pack("probation-2017").scoring
    assert scoring is not None
    assert [(b.id, b.at_least) for b in scoring.bandings] == [
        ("inadequate", 0), ("requires_improvement", 50), ("good", 65), ("outstanding", 80),
    ]  # fmt: skip
    assert [(b.id, b.at_least) for b in scoring.composite] == [
        ("inadequate", 0), ("requires_improvement", 6), ("good", 16), ("outstanding", 26),
    ]  # fmt: skip
    assert scoring.points == {"inadequate": 0, "requires_improvement": 1, "good": 2, "outstanding": 3}
    assert scoring.standards == 10


TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), min_size=1, max_size=40)


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=4), st.booleans())
def test_writing_and_reading_gives_the_same_pack(title: str, text: str, looks: list[str], na: bool) -> None:
    document = small() | {"title": title}
    question = document["standards"][0]["questions"][0]
    question.update(text=text, na=na, guidance={"judge": text, "look_for": looks})
    pack = pack_of(document)
    for suffix, parse in ((".toml", packs.tomllib.loads), (".json", json.loads)):
        assert pack_of(parse(pack_text(pack, suffix))).digest == pack.digest


@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_lines_are_found_in_whatever_is_written(title: str, looks: list[str]) -> None:
    document = small() | {"title": title}
    document["standards"][0]["questions"][0]["guidance"] = {"judge": title, "look_for": looks}
    pack = pack_of(document)
    path = ("standards", 3, "questions", 0, "prompts", 0, "text")
    for suffix, scan in ((".toml", toml_lines), (".json", json_lines)):
        text = pack_text(pack, suffix)
        line = text.split("\n")[scan(text).line(path) - 1]
        assert "text" in line
        assert '"?"' in line


def test_a_pack_is_written_as_toml_or_json_only() -> None:
    pack: Pack = pack_of(SMALL)
    assert problems(pack) == ()
    with pytest.raises(Refused, match="pack-file-kind"):
        pack_text(pack, ".yaml")
