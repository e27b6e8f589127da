"""Reading many lines at once says what reading each alone says."""

from __future__ import annotations

import random

import msgspec
import pytest
from exchange.people import ANNE, BEN, CASE, OTHER_CASE, PACK, REFS, Journal
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.assessment import AnswerValue, Evidence
from hmip_desktop.domain.revision_lines import LineReader, case_part
from hmip_desktop.domain.revisions import Revision, read, subject
from hmip_desktop.domain.sample import Declaration
from hmip_desktop.errors import Refused


def varied() -> list[Revision]:
    """Revisions of two people in three streams: answers, long notes, other packs, edits, tombstones."""
    anne, ben = Journal(ANNE, "c" * 16), Journal(BEN, "d" * 16)
    other = msgspec.structs.replace(PACK, version='2.0.0 \u00e9 "quoted"')
    for turn, ref in enumerate((*REFS[:12], *REFS[:6])):
        anne.add(subject("answer", CASE, ref), AnswerValue(("yes", "no", "na")[turn % 3]))  # type: ignore[arg-type]
        anne.add(subject("evidence", CASE, f"{turn % 5:016x}"), Evidence(f"note {turn} " * 40, "oasys"), pack=None)
        ben.add(subject("answer", CASE, ref), None if turn % 4 == 3 else AnswerValue("no"), pack=other)
    anne.answer(OTHER_CASE, 7)
    anne.add(subject("declaration", ANNE.fingerprint), Declaration(False, "-", "2026-11-21T09:05:00.000Z"), pack=None)
    streams = [*anne.streams.values(), *ben.streams.values()]
    return [revision for stream in streams for revision in stream]


REVISIONS = varied()
LINES = [(revision.header_line, revision.value_line or b"") for revision in REVISIONS]


def alone(lines: list[tuple[bytes, bytes]]) -> list[Revision] | tuple[str, int]:
    """What ``read`` says of each line; of the first refused one its code and row."""
    found = []
    for row, (header, value) in enumerate(lines, 1):
        try:
            found.append(read(header, value))
        except Refused as refused:
            return refused.code, row
    return found


def together(lines: list[tuple[bytes, bytes]]) -> list[Revision] | tuple[str, object]:
    try:
        return LineReader().read([h for h, _ in lines], [v for _, v in lines]).revisions
    except Refused as refused:
        return refused.code, refused.params["row"]


def test_good_lines_are_read_as_they_were_written() -> None:
    assert together(LINES) == REVISIONS


def test_runs_follow_the_streams() -> None:
    reading = LineReader().read([h for h, _ in LINES], [v for _, v in LINES])
    assert [(run.author, run.stream) for run in reading.runs] == [
        (ANNE.fingerprint, f"{'c' * 16}/{CASE}"),
        (ANNE.fingerprint, f"{'c' * 16}/{OTHER_CASE}"),
        (ANNE.fingerprint, f"{'c' * 16}/-"),
        (BEN.fingerprint, f"{'d' * 16}/{CASE}"),
    ]
    for run in reading.runs:
        named = {(pack, rest) for pack, rests in run.subjects.items() for rest in rests}
        part = case_part(run.stream)
        expected = {
            (r.header.pack.digest if r.header.pack else "", r.header.subject.replace(part, "", 1))
            for r in REVISIONS
            if r.header.stream == run.stream
        }
        assert named == expected


def test_a_second_package_may_follow_with_the_same_reader() -> None:
    reader = LineReader()
    for _ in range(2):
        assert reader.read([h for h, _ in LINES], [v for _, v in LINES]).revisions == REVISIONS


@given(st.data())
def test_changed_lines_are_judged_alike(data: st.DataObject) -> None:
    """Any byte of any line flipped, cut or put in, and lines swapped, left out, repeated or erased."""
    lines = [list(pair) for pair in LINES]
    row = data.draw(st.integers(0, len(lines) - 1))
    kind = data.draw(st.sampled_from(["flip", "put", "cut", "swap", "drop", "repeat", "erase", "words"]))
    side = data.draw(st.integers(0, 1))
    place = data.draw(st.integers(0, 700)) % len(lines[row][side])
    line = lines[row][side]
    if kind == "flip":
        lines[row][side] = line[:place] + bytes([line[place] ^ data.draw(st.integers(1, 255))]) + line[place + 1 :]
    elif kind == "put":
        lines[row][side] = line[:place] + data.draw(st.binary(min_size=1, max_size=8)) + line[place:]
    elif kind == "cut":
        lines[row][side] = line[:place] + line[place + data.draw(st.integers(1, 80)) :]
    elif kind == "swap":
        other = data.draw(st.integers(0, len(lines) - 1))
        lines[row], lines[other] = lines[other], lines[row]
    elif kind == "drop":
        del lines[row]
    elif kind == "repeat":
        lines.insert(row, lines[row])
    elif kind == "erase":
        lines[row][1] = b""
    else:
        old, new = data.draw(st.sampled_from(SWAPS))
        lines[row][0] = lines[row][0].replace(old, new)
    pairs = [(header, value) for header, value in lines]
    assert together(pairs) == alone(pairs)


SWAPS = [
    (b"answer:", b"answers:"),
    (b"answer:", b"data:"),
    (b"2026-11-21T", b"2026-1121 T"),
    (b"2026-11-21T", "2026-11-2\u0661T".encode()),
    (b'"counter":', b'"counter":0'),
    (b'"counter":', b'"counter": '),
    (b'"parents":[', b'"parents":["' + b"0" * 64 + b'",'),
    (b'"parents":[]', b'"parents":["' + b"0" * 64 + b'"]'),
    (b'"parents":[]', b'"parents":["' + b"0" * 64 + b'","' + b"0" * 64 + b'"]'),
    (b'"parents":[]', b'"parents":["' + b"1" * 64 + b'","' + b"0" * 64 + b'"]'),
    (b'"parents":[]', b'"parents":["' + b"G" * 64 + b'"]'),
    (b'"parents":[]', b'"parents":[null]'),
    (b'"parents":[]', b'"parents":[' + b",".join(b'"%064x"' % n for n in range(65)) + b"]"),
    (b"/C", b"/\\u0043"),
    (b"/C", b"/" + b"C" * 80),
    (b'"}', b'"} '),
    (b'"}', b'","zzz":1}'),
    (CASE.encode(), OTHER_CASE.encode()),
    (b'"pack":null', b'"pack":{}'),
]


def test_the_salt_is_looked_at_whole() -> None:
    """A line that only looks like a value line after the salt is not taken for one."""
    reader = LineReader()
    good = b'{"salt":"' + b"0a" * 16 + b'","value":{"answer":"yes","guidance":""}}'
    assert reader.is_sound("answer", good)
    for bad in (
        good.replace(b'"salt"', b'"s0lt"'),
        good.replace(b"0a0a", b"0A0A", 1),
        good.replace(b"0a0a", b"0g0a", 1),
        good.replace(b"0a0a", b"0a0", 1),
        good.replace(b"yes", b"perhaps"),
        good[:40],
        b"",
    ):
        assert not reader.is_sound("answer", bad)
    assert not reader.is_sound("flag", good)


def test_long_subjects_are_measured_each_time() -> None:
    """A subject that fits without its case id does not lend its soundness to a longer one."""
    reader = LineReader()
    rest = "answer:/" + "x" * 70
    assert reader.kind_of(rest, rest) is not None
    longer = "answer:" + CASE + "/" + "x" * 70
    assert reader.kind_of(longer, rest) is None


@pytest.mark.parametrize("seed", range(5))
def test_any_order_of_lines_is_judged_alike(seed: int) -> None:
    lines = list(LINES)
    random.Random(seed).shuffle(lines)
    assert together(lines) == alone(lines)
