"""A revision reads back as it was written, and nothing else passes for one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.assessment import AnswerValue, Evidence, EvidenceLink
from hmip_desktop.domain.revisions import (
    KINDS,
    Header,
    Revision,
    heads,
    read,
    sha256_hex,
    stream_of,
    write,
    write_value,
)
from hmip_desktop.domain.values import PackStamp, Value
from hmip_desktop.errors import Refused

CASE = "c" * 16
STAMP = PackStamp("dipp-2025", "1.0.0", "d" * 64)


def make(value: Value | None, subject: str = f"answer:{CASE}/C1") -> Revision:
    line = write_value(value, b"s" * 16)
    header = Header(
        at="2026-11-09T09:00:00.000Z", author="1" * 30, commit=sha256_hex(line), counter=1, pack=STAMP,
        parents=(), prev=None, stream=f"{'a' * 16}/{CASE}", subject=subject,
    )  # fmt: skip
    return write(header, line)


@given(st.sampled_from(["yes", "no", "na", None]), st.text(max_size=50).filter(lambda t: "\x00" not in t))
def test_what_is_written_reads_back(answer: str | None, words: str) -> None:
    try:
        made = make(AnswerValue(answer, words))
    except (UnicodeEncodeError, Refused):
        assert any("\ud800" <= c <= "\udfff" for c in words)
        return
    again = read(made.header_line, made.value_line)
    assert again == made
    assert again.value() == AnswerValue(answer, words)


def test_the_id_is_the_digest_of_the_header_line() -> None:
    made = make(AnswerValue("yes"))
    assert made.digest == sha256_hex(made.header_line)


def test_a_tombstone_is_a_value_and_erased_words_are_none() -> None:
    tombstone = make(None)
    assert read(tombstone.header_line, tombstone.value_line).value() is None
    erased = read(tombstone.header_line, b"")
    assert erased.value_line is None
    assert erased.digest == tombstone.digest


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda h: h.replace(b'"counter":1', b'"counter":1.0'), "row-not-valid"),
        (lambda h: h.replace(b'"counter":1', b'"counter":1,"counter":1'), "row-not-canonical"),
        (lambda h: h.replace(b'"at"', b' "at"'), "row-not-canonical"),
        (lambda h: h.replace(b"yes", b"yes"), None),
        (lambda h: h.replace(b"answer:", b"ansver:"), "row-kind-unknown"),
        (lambda h: h.replace(b'"prev":null', b'"prev":null,"more":1'), "row-not-valid"),
        (lambda h: b"[" * 4000, "row-not-valid"),
        (lambda h: h + b" " * 9000, "row-too-long"),
        (lambda h: b"\xff\xfe", "row-not-valid"),
    ],
)
def test_a_header_that_this_program_would_not_write_is_refused(change, code: str | None) -> None:
    made = make(AnswerValue("yes"))
    if code is None:
        assert read(change(made.header_line), made.value_line) == made
        return
    with pytest.raises(Refused) as refused:
        read(change(made.header_line), made.value_line)
    assert refused.value.code == code


def test_another_value_under_the_same_header_is_refused() -> None:
    made = make(AnswerValue("yes"))
    with pytest.raises(Refused) as refused:
        read(made.header_line, write_value(AnswerValue("no"), b"s" * 16))
    assert refused.value.code == "row-value-differs"


@pytest.mark.parametrize(
    "value",
    [
        {"answer": "maybe", "guidance": ""},
        {"answer": "yes", "guidance": "", "more": 1},
        {"answer": "yes"},
        {"guidance": "", "answer": "yes"},
        "yes",
    ],
)
def test_a_value_outside_its_schema_is_refused(value: object) -> None:
    line = json.dumps({"salt": "73" * 16, "value": value}, separators=(",", ":")).encode()
    header = Header(
        at="2026-11-09T09:00:00.000Z", author="1" * 30, commit=sha256_hex(line), counter=1, pack=None,
        parents=(), prev=None, stream=f"{'a' * 16}/{CASE}", subject=f"answer:{CASE}/C1",
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        read(write(header, line).header_line, line)
    assert refused.value.code in ("row-not-valid", "row-not-canonical")


def test_nul_and_overlong_text_cannot_be_stored() -> None:
    for text in ("a\x00b", "x" * 600_000):
        with pytest.raises(Refused) as refused:
            write_value(Evidence(text, "oasys", "", (EvidenceLink("C1", "supports"),)), b"s" * 16)
        assert refused.value.code == "value-not-storable"


def test_heads_are_those_nobody_replaced() -> None:
    assert heads([("a", ()), ("b", ("a",)), ("c", ("a",))]) == {"b", "c"}
    assert heads([("d", ("b", "c")), ("a", ()), ("b", ("a",)), ("c", ("a",))]) == {"d"}


def test_streams_follow_the_scope_of_the_kind() -> None:
    assert stream_of("a" * 16, f"answer:{CASE}/C1") == f"{'a' * 16}/{CASE}"
    assert stream_of("a" * 16, "roster:x") == f"{'a' * 16}/-"
    assert stream_of("a" * 16, "override:x/few-in-pdu") == f"{'a' * 16}/lead"


def test_every_kind_has_a_schema_a_scope_and_somebody_who_may_write_it() -> None:
    for name, kind in KINDS.items():
        assert issubclass(kind.schema, Value), name
        assert kind.writers, name
        assert kind.scope in ("case", "inspection", "lead"), name
