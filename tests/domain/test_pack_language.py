"""A pack shown in Welsh: the same elements, the words of its translation, English where it holds none."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmip_desktop.domain.flow import Navigator
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.pack_language import in_language
from hmip_desktop.intake.packs import load, shipped_files


@pytest.fixture(params=shipped_files(), ids=[file.stem for file in shipped_files()])
def pack(request: pytest.FixtureRequest) -> Pack:
    """A shipped pack."""
    assert isinstance(request.param, Path)
    return load(request.param)


def test_english_is_the_pack_itself(pack: Pack) -> None:
    assert in_language(pack, "en") is pack


def test_welsh_has_the_same_elements_in_the_same_order(pack: Pack) -> None:
    shown = in_language(pack, "cy")
    assert [(one.ref, one.kind, one.when, one.na) for one in shown.elements] == [
        (one.ref, one.kind, one.when, one.na) for one in pack.elements
    ]
    assert shown.counts == pack.counts
    assert [part.id for part in shown.routes] == [part.id for part in pack.routes]


def test_welsh_walks_the_same_pages(pack: Pack) -> None:
    route = pack.routes[0].id if pack.routes else ""
    variant = pack.variants[0].id if pack.variants else ""
    facts = {"case_ref": "0417", "sentence_type": "community_order"}
    pages = [page.ref for page in Navigator(pack, route, variant).look(facts, {}).pages]
    assert [page.ref for page in Navigator(in_language(pack, "cy"), route, variant).look(facts, {}).pages] == pages


def test_what_the_translation_holds_is_shown_and_the_rest_stays() -> None:
    pack = load(next(file for file in shipped_files() if file.stem == "dipp-2025"))
    held = dict(pack.translations["cy"])
    held.pop("C1.judge")
    held["C2.for_case"] = "one line too few"
    part = pack.model_copy(update={"translations": {"cy": held}})
    shown = in_language(Pack.model_validate(part.model_dump(by_alias=True)), "cy")
    assert shown.text("C1") == held["C1.text"]
    assert shown.text("C1", "yes") == "Ydy"
    before, after = pack.guidance("C1"), shown.guidance("C1")
    assert before is not None
    assert after is not None
    assert after.judge == before.judge
    assert shown.guidance("C2").for_case == pack.guidance("C2").for_case  # type: ignore[union-attr]
    assert shown.stage_title("assessment") == "Asesu"
    assert shown.title == held["pack.title"]


def test_the_pack_that_is_stamped_does_not_know_in_which_language_it_is_read() -> None:
    pack = load(next(file for file in shipped_files() if file.stem == "dipp-2025"))
    before = pack.digest
    in_language(pack, "cy")
    assert pack.digest == before
    assert pack.text("C1", "yes") == ""


def test_what_ratings_look_like_is_in_welsh_too(pack: Pack) -> None:
    shown = in_language(pack, "cy").rating_examples
    assert [(one.standard, one.rating) for one in shown] == [(one.standard, one.rating) for one in pack.rating_examples]
    for welsh, english in zip(shown, pack.rating_examples, strict=True):
        assert len(welsh.characteristics) == len(english.characteristics)
        assert not set(welsh.characteristics) & set(english.characteristics)
