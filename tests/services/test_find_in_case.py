"""Full-text search over one case: everything written is found, nothing erased is."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.assessment import Evaluation, Evidence, EvidenceLink
from hmip_desktop.domain.interview import InterviewNote
from hmip_desktop.services import assess, interview
from hmip_desktop.services.context import Context
from hmip_desktop.services.find_in_case import SORTS, CaseFinder, Hit, case_passages, guidance_passages
from hmip_desktop.store import erasure, revisions
from hmip_desktop.store.textindex import TextIndex
from tests.people import Team

NOTE = "Home visit on 18 April recorded; no enquiry about who else lives there."


def _found(ctx: Context, case_id: str, words: str) -> tuple[Hit, ...]:
    finder = CaseFinder(case_passages(assess.open_case(ctx, case_id)))
    try:
        return finder.find(words)
    finally:
        finder.close()


@pytest.fixture
def written(team: Team) -> tuple[Context, str, str]:
    """A case with a note, an interview note, a reason, an evaluation and an answer in words."""
    team.give_out()
    ctx = team.inspectors[0]
    case_id = team.case_id(ctx)
    evidence = Evidence(NOTE, "oasys", "2026-04-18", (EvidenceLink("C1a", "gap"), EvidenceLink("C2", "gap")))
    note_id, _ = assess.save_evidence(ctx, case_id, evidence)
    said = InterviewNote("Never visited at home.", "2026-11-09T10:00:00.000Z", 60)
    interview.save_note(ctx, case_id, said)
    assess.explain(ctx, case_id, "C1", "The visit counted for more than the form.")
    assess.evaluate(ctx, case_id, Evaluation(("Visited weekly.",)))
    return ctx, case_id, note_id


def test_every_sort_of_text_is_found_in_its_group(written: tuple[Context, str, str]) -> None:
    ctx, case_id, note_id = written
    hits = _found(ctx, case_id, "visit")
    assert [hit.passage.sort for hit in hits][:4] == ["evidence", "note", "reason", "evaluation"]
    assert (hits[0].passage.key, hits[0].passage.ref) == (note_id, "C1a")
    assert hits[0].extract[slice(*hits[0].spans[0])] == "visit"


def test_a_question_is_found_by_its_words(written: tuple[Context, str, str]) -> None:
    ctx, case_id, _ = written
    opened = assess.open_case(ctx, case_id)
    words = " ".join(opened.pack.element("C1").text.strip("?").split()[-3:])
    assert "C1" in {hit.passage.ref for hit in _found(ctx, case_id, words) if hit.passage.sort == "question"}


def test_what_was_withdrawn_or_erased_is_found_no_more(written: tuple[Context, str, str]) -> None:
    ctx, case_id, note_id = written
    assert _found(ctx, case_id, "enquiry lives")
    made = revisions.history(ctx.store, f"evidence:{case_id}/{note_id}")
    erasure.erase(
        ctx.store, case_id, [made[0].digest], ground="asked", author=ctx.me, now=ctx.now(), entropy=os.urandom
    )
    assert not _found(ctx, case_id, "enquiry lives")
    for path in ctx.store.folder.rglob("*"):
        assert not path.is_file() or b"enquiry" not in path.read_bytes()


def test_a_long_text_is_cut_around_the_word_and_marked(written: tuple[Context, str, str]) -> None:
    ctx, case_id, _ = written
    long = "Nothing of note. " * 80 + "Then the police rang. " + "Nothing of note. " * 80
    assess.save_evidence(ctx, case_id, Evidence(long, "ndelius", "", (EvidenceLink("C1", "gap"),)))
    hit = _found(ctx, case_id, "police")[0]
    assert len(hit.extract) < 300
    assert hit.extract.startswith("...")
    assert [hit.extract[a:b] for a, b in hit.spans] == ["police"]


def test_the_guidance_of_the_whole_pack_is_searched(written: tuple[Context, str, str]) -> None:
    ctx, case_id, _ = written
    pack = assess.open_case(ctx, case_id).pack
    refs = {passage.ref for passage in guidance_passages(pack, "core")}
    assert {"C1", "A1"} <= refs
    assert all(passage.sort in SORTS for passage in guidance_passages(pack, "core"))


@given(st.lists(st.text(max_size=40), max_size=6), st.text(max_size=20))
def test_any_words_may_be_asked_for_and_spans_lie_within(texts: list[str], asked: str) -> None:
    with TextIndex(texts) as index:
        for found in index.find(asked):
            assert all(0 <= a < b <= len(texts[found.place]) for a, b in found.spans)


@given(st.lists(st.text(alphabet="abcdefgh ", min_size=1, max_size=30), min_size=1, max_size=5), st.data())
def test_a_word_that_stands_there_is_found(texts: list[str], data: st.DataObject) -> None:
    words = [(place, word) for place, text in enumerate(texts) for word in text.split()]
    if words:
        place, word = data.draw(st.sampled_from(words))
        with TextIndex(texts) as index:
            assert place in {found.place for found in index.find(word)}
            assert place in {found.place for found in index.find(word[:1])}
