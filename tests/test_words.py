"""Every refusal has its sentence, every sentence its refusal, and translations match what they translate."""

from __future__ import annotations

from source import load

words = load("check_words")


def test_the_words_of_this_program_are_in_order() -> None:
    faults, _ = words.check()
    assert faults == []


def _source(code: str, tmp_path) -> object:
    folder = tmp_path / "product"
    folder.mkdir()
    (folder / "one.py").write_text(code, encoding="utf-8")
    return words.read_source(folder)


def test_a_code_without_a_sentence_is_found(tmp_path) -> None:
    source = _source("raise Refused('too-big' if a else 'too-small', size=1)", tmp_path)
    assert [line.split(": ")[1] for line in words.sentence_faults(source, {"too-big": "It has {size}."})] == [
        "too-small has no English sentence"
    ]


def test_a_sentence_that_nobody_raises_or_fills_is_found(tmp_path) -> None:
    source = _source("raise Refused('too-big')", tmp_path)
    faults = list(words.sentence_faults(source, {"too-big": "It has {size}.", "gone": "It went."}))
    assert len(faults) == 2
    assert "needs size" in faults[0]
    assert "nothing raises" in faults[1]


def test_words_are_literal_and_filled(tmp_path) -> None:
    source = _source("t(f'bad {n}'); t('{count} cases'); t('{count} good', count=n); t('one - two')", tmp_path)
    assert len(source.faults) == 1
    faults = list(words.word_faults(source))
    assert len(faults) == 2
    assert "'{count} cases' names ['count'] and is given []" in faults[1]


def test_a_translation_keeps_the_names(tmp_path) -> None:
    source = _source("t('{count} cases', count=n)", tmp_path)
    welsh = {"words": {"{count} cases": "{cyfrif} achos", "Nowhere": "Unman"}, "errors": {"gone": "Aeth."}}
    assert len(list(words.translation_faults(source, {}, welsh))) == 3
