"""The pack verbs and their answers to other programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_up_packs import pack_of, small

from hmip_desktop.errors import Refused
from hmip_desktop.intake.pack_writing import pack_text
from hmip_desktop.services.packs import build_pack, check_pack, find_pack, list_packs, show_pack
from hmip_desktop.ui.text import sentence

DOCUMENT = """\
1.1 Bread
The bread is fresh.
1.1.1 Is the bread baked early enough?
a) Before the doors open?
b) Enough for everybody?
"""


@pytest.fixture
def pack_file(tmp_path: Path) -> Path:
    path = tmp_path / "made-up.toml"
    path.write_text(pack_text(pack_of(small()), path.suffix), encoding="utf-8")
    return path


def test_list_names_the_shipped_packs_with_their_counts() -> None:
    answer = list_packs().to_json()
    packs = answer["packs"]
    assert isinstance(packs, list)
    rated = next(pack for pack in packs if pack["id"] == "probation-2017")
    assert (rated["standards"], rated["key_questions"], rated["prompts"], rated["rated"]) == (12, 40, 165, True)
    assert {"id", "version", "rated", "standards", "key_questions", "prompts", "languages"} <= rated.keys()


def test_show_answers_for_an_id_and_for_a_file(pack_file: Path) -> None:
    shown = show_pack("probation-2017").to_json()
    elements = shown["elements"]
    assert isinstance(elements, list)
    kinds = [element["kind"] for element in elements]
    assert (kinds.count("standard"), kinds.count("key_question"), kinds.count("prompt")) == (12, 40, 165)
    assert all(element["text"] and element["ref"] for element in elements)
    made_up = show_pack(str(pack_file), "cy").to_json()
    by_ref = {element["ref"]: element for element in made_up["elements"]}  # type: ignore[attr-defined]
    assert by_ref["C1"] == {
        "ref": "C1", "kind": "key_question", "text": "A gafwyd digon?", "label": "Finding out enough",
        "stage": "assessment", "lens": "people_safe", "route": "core", "na": False, "guidance": True,
        "organisational": False,
    }  # fmt: skip
    assert by_ref["R1"]["guidance"] is False
    assert [by_ref[ref]["kind"] for ref in ("S1", "C1a", "D1", "T1")] == ["standard", "prompt", "data", "topic"]
    json.dumps(made_up)


def test_show_refuses_a_language_and_a_pack_that_are_not_there(pack_file: Path) -> None:
    plain = {key: value for key, value in small().items() if key != "translations"} | {"languages": ["en"]}
    english = pack_file.with_name("english.toml")
    english.write_text(pack_text(pack_of(plain), ".toml"), encoding="utf-8")
    with pytest.raises(Refused, match="pack-language-missing"):
        show_pack(str(english), "cy")
    with pytest.raises(Refused, match="pack-unknown"):
        find_pack("made-up")
    assert find_pack(str(pack_file)).id == "made-up"


def test_check_answers_for_a_good_file(pack_file: Path) -> None:
    checked = check_pack(pack_file)
    answer = checked.to_json(sentence)
    assert not checked.is_refused
    assert answer["errors"] == []
    assert answer["key_questions"] == 5
    warnings = answer["warnings"]
    assert isinstance(warnings, list)
    assert all(one["message"] != one["code"] and "{" not in one["message"] for one in warnings)


def test_check_answers_for_a_bad_file(pack_file: Path) -> None:
    text = pack_file.read_text().replace('lens = "people_safe"', 'lens = "luck"')
    pack_file.write_text(text)
    checked = check_pack(pack_file)
    assert checked.is_refused
    answer = checked.to_json(sentence)
    assert answer["id"] is None
    (error,) = answer["errors"]  # type: ignore[misc]
    assert error["code"] == "pack-not-allowed"
    assert text.split("\n")[error["line"] - 1] == 'lens = "luck"'
    assert error["field"] == "standards.1.questions.0.lens"
    assert "made-up.toml" in error["message"]


@pytest.mark.parametrize("suffix", [".toml", ".json"])
def test_build_writes_a_pack_that_checks(tmp_path: Path, suffix: str) -> None:
    source, out = tmp_path / "bread.txt", tmp_path / "out" / f"bread{suffix}"
    source.write_text(DOCUMENT)
    built = build_pack(source, pack_id="bread", version="1.0", out=out)
    answer = built.to_json(sentence)
    assert (answer["standards"], answer["key_questions"], answer["prompts"], answer["rated"]) == (1, 1, 2, False)
    codes = [warning["code"] for warning in answer["warnings"]]  # type: ignore[attr-defined]
    assert codes == ["published-not-like"]
    checked = check_pack(out)
    assert not checked.is_refused
    assert "pack-not-rated" in [warning.code for warning in checked.warnings]


def test_build_takes_what_words_cannot_say_from_a_shipped_pack(tmp_path: Path) -> None:
    source, out = tmp_path / "bread.txt", tmp_path / "bread.toml"
    source.write_text(DOCUMENT)
    built = build_pack(source, pack_id="bread", version="1.0", out=out, like="probation-2017")
    assert built.pack.rated
    assert built.pack.text("1.1.1") == "Is the bread baked early enough?"
    assert built.pack.label("1.1.1") == "Vision and strategy"
    assert built.pack.standard("1.1").organisational
    assert [warning.code for warning in built.warnings] == ["published-like-unused"]
    assert find_pack(str(out)).digest == built.pack.digest


def test_build_writes_nothing_when_it_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "bread.txt"
    source.write_text("No standards here.")
    with pytest.raises(Refused, match="published-no-standards"):
        build_pack(source, pack_id="bread", version="1.0", out=tmp_path / "out.toml")
    with pytest.raises(Refused, match="pack-file-kind"):
        build_pack(source, pack_id="bread", version="1.0", out=tmp_path / "out.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["bread.txt"]


def test_build_leaves_nothing_where_it_cannot_write(tmp_path: Path) -> None:
    source, blocked = tmp_path / "standards.txt", tmp_path / "file"
    source.write_text(DOCUMENT, encoding="utf-8")
    blocked.write_text("x", encoding="utf-8")
    with pytest.raises(Refused, match="file-not-writable"):
        build_pack(source, pack_id="bread", version="1.0", out=blocked / "out.toml")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "standards.txt"]
