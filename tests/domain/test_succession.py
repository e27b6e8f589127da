"""How one version of a pack follows another: what the table of changes must say, and what became of an element."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.pack_checks import problems
from hmip_desktop.domain.succession import Fate, lineage, own_problems, problems_against
from hmip_desktop.intake.packs import shipped_pack
from tests.next_version import document, next_version, one_more

OLD = shipped_pack("dipp-2025")
NEW = next_version(OLD)
Spoil = Callable[[dict[str, Any]], object]


def codes(spoil: Spoil) -> set[str]:
    made = document(OLD)
    spoil(made)
    pack = Pack.model_validate_json(json.dumps(made))
    return {one.code for one in (problems(pack) or problems_against(pack, OLD))}


def _change(made: dict[str, Any], ref: str) -> dict[str, Any]:
    return next(one for one in made["changes"]["elements"] if one["ref"] == ref)


def _prompt(made: dict[str, Any], ref: str) -> dict[str, Any]:
    every = (p for s in made["standards"] for q in s["questions"] for p in q.get("prompts", ()))
    return next(one for one in every if one["ref"] == ref)


def _succeeds(field: str, value: str) -> Spoil:
    return lambda made: made["changes"]["succeeds"].update({field: value})


SPOILT: dict[str, tuple[Spoil, str]] = {
    "another pack": (_succeeds("id", "other-pack"), "pack-change-other-id"),
    "its own version": (_succeeds("version", "2.0.0"), "pack-change-same-version"),
    "wrong version": (_succeeds("version", "0.9"), "pack-change-predecessor"),
    "wrong digest": (_succeeds("digest", "0" * 64), "pack-change-predecessor"),
    "old one twice": (lambda m: m["changes"]["kept"].append("C3a"), "pack-change-twice"),
    "old one left out": (lambda m: m["changes"]["elements"].pop(), "pack-change-old-missing"),
    "old one unknown": (
        lambda m: m["changes"]["elements"].append({"ref": "Z9", "what": "retired"}), "pack-change-old-unknown",
    ),
    "new one left out": (lambda m: m["changes"]["new"].clear(), "pack-change-unaccounted"),
    "new one not there": (lambda m: m["changes"]["new"].append("Z9"), "pack-change-target-missing"),
    "kept one not there": (lambda m: m["changes"]["kept"].append("Z9"), "pack-change-target-missing"),
    "from two places": (lambda m: m["changes"]["new"].append("C2m"), "pack-change-target-twice"),
    "split in one": (lambda m: _change(m, "C2a")["into"].pop(), "pack-change-into"),
    "retired into something": (lambda m: _change(m, "C3a").update(into=["C1x"]), "pack-change-into"),
    "merged alone": (lambda m: _change(m, "C2c").update(what="retired", into=[]), "pack-change-merged-alone"),
    "meaning not said": (lambda m: _change(m, "C1a").pop("same_meaning"), "pack-change-meaning"),
    "meaning of a split": (lambda m: _change(m, "C2a").update(same_meaning=True), "pack-change-meaning"),
    "other meaning, same reference": (lambda m: _change(m, "C1a").update(same_meaning=False), "pack-change-into"),
    "retired but still asked": (
        lambda m: m["standards"][0]["questions"][0]["prompts"].append({"ref": "C3a", "text": "Again?"}),
        "pack-change-ref-reused",
    ),
    "called kept, words differ": (lambda m: _prompt(m, "C4a").update(text="Other words?"), "pack-change-not-so"),
    "called reworded, n/a differs": (lambda m: _prompt(m, "C1a").update(na=True), "pack-change-not-so"),
    "called reworded, asked of others": (
        lambda m: _prompt(m, "C1a").update(when='fact.rosh == "high"'), "pack-change-not-so",
    ),
    "rated now": (lambda m: m.update(routes=m["routes"][:1]), "pack-change-frame"),
    "prompt becomes a topic": (
        lambda m: (m["topics"].append({"ref": "T99", "title": "More"}), _change(m, "C1b").update(into=["T99"]),
                   m["changes"]["new"].append("C1x")),
        "pack-change-kind",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_a_table_that_is_not_so_is_refused(name: str) -> None:
    spoil, code = SPOILT[name]
    found = codes(spoil) if name != "rated now" else _frame_codes()
    assert code in found


def _frame_codes() -> set[str]:
    made = document(OLD)
    made["variants"] = [{"id": "north", "title": "North"}]
    return {one.code for one in problems_against(Pack.model_validate_json(json.dumps(made)), OLD)}


def test_the_table_of_the_tests_holds_and_leaves_old_digests_alone() -> None:
    assert own_problems(NEW) == ()
    assert problems_against(NEW, OLD) == ()
    assert OLD.changes is None
    assert b'"changes"' not in OLD.canonical


def test_what_became_of_each_element_and_through_two_versions() -> None:
    third = one_more(NEW, "3.0.0", "C4o")
    line = lineage(third, {OLD.digest: OLD, NEW.digest: NEW}.get)
    assert line.packs == (third, NEW, OLD)
    assert line.fate("C1a", OLD.digest) == Fate("reworded")
    assert line.fate("C1b", OLD.digest) == Fate("replaced", ("C1x",), "It asked too little.")
    assert line.fate("C2a", OLD.digest) == Fate("split", ("C2y", "C2z"))
    assert line.fate("C2c", OLD.digest) == Fate("merged", ("C2m",))
    assert line.fate("C3a", OLD.digest) == Fate("retired")
    assert line.fate("C3a", NEW.digest) is None
    assert line.fate("C2m", NEW.digest) == Fate("kept")
    assert (line.home("C3a"), line.home("C4o"), line.has("Z9")) == (OLD, third, False)


def test_a_line_goes_as_far_as_it_is_held_and_never_in_a_circle() -> None:
    assert lineage(NEW, lambda _: None).packs == (NEW,)
    assert lineage(NEW, {OLD.digest: NEW}.get).packs == (NEW,)


@given(st.data())
def test_a_reference_has_one_meaning_through_any_chain_of_versions(data: st.DataObject) -> None:
    """Answers that stand are exactly those whose reference the version in force still has."""
    packs = [OLD, NEW]
    for number in range(data.draw(st.integers(0, 3))):
        packs.append(one_more(packs[-1], f"{number + 3}.0.0", f"C4p{number}"))
    held = {pack.digest: pack for pack in packs}
    line = lineage(packs[-1], held.get)
    pack = data.draw(st.sampled_from(packs))
    for element in pack.elements:
        fate = line.fate(element.ref, pack.digest)
        assert fate is not None
        assert fate.stands == line.in_force.has(element.ref)
        assert all(line.in_force.has(ref) for ref in fate.into)
