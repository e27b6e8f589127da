"""Rows: each case stands alone, and every revision is its author's own."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from exchange.people import (
    ANNE,
    BEN,
    CASE,
    LEAD,
    OTHER_CASE,
    PACK,
    QUESTIONS,
    ROSTER,
    STRANGER,
    Journal,
    anne_journal,
    forge,
    keys_of,
    lead_standing,
    lines_of,
    members_of,
    packed,
    roster_of,
    send,
    work_content,
)
from hmip_desktop.domain.alert import Alert
from hmip_desktop.domain.assessment import AnswerValue
from hmip_desktop.domain.revisions import Revision, subject
from hmip_desktop.domain.sample import Roster
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.reader import ReadCase, Standing, cases, check_standing, open_package

NAME, OTHER = f"cases/{CASE}.jsonl.gz", f"cases/{OTHER_CASE}.jsonl.gz"
YES = AnswerValue("yes")


def read(path: Path, standing: Standing | None = None, **questions: object) -> dict[str, ReadCase]:
    """The cases of a package as the lead reads them."""
    known = standing or lead_standing()
    accepted = check_standing(open_package(path, keys_of(LEAD)), known)
    return {case.case_id: case for case in cases(accepted, known)}


def reasons(found: dict[str, ReadCase]) -> dict[str, str]:
    """Case to the code of its refusal, empty for a good one."""
    return {case_id: case.refused.code if case.refused else "" for case_id, case in found.items()}


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return members_of(send(work_content(anne_journal()), tmp_path_factory.mktemp("out")).path, LEAD)


def with_case(members: dict[str, bytes], path: Path, data: bytes, **options: object) -> dict[str, str]:
    """What becomes of the package when one case is replaced, all else signed anew."""
    return reasons(read(forge(path / "x.hmip", {**members, NAME: data}, **options)))  # type: ignore[arg-type]


def test_everything_arrives_as_it_was_written(tmp_path: Path) -> None:
    journal = anne_journal()
    journal.add(subject("answer", CASE, "C1"), None)
    found = read(send(work_content(journal), tmp_path).path)
    assert reasons(found) == {CASE: "", OTHER_CASE: ""}
    assert [list(case.revisions) for case in found.values()] == [journal.of(CASE), journal.of(OTHER_CASE)]
    assert found[CASE].authors == {ANNE.fingerprint}


def test_erased_words_arrive_as_erased(tmp_path: Path) -> None:
    journal = anne_journal()
    lines = [
        (header, None) if row == 3 else (header, value)
        for row, (header, value) in enumerate(lines_of(journal.of(CASE)))
    ]
    found = read(send(work_content(journal, cases=[(CASE, lines)]), tmp_path).path)
    assert reasons(found) == {CASE: ""}
    assert [r.value_line is None for r in found[CASE].revisions] == [row == 3 for row in range(12)]


def test_a_bad_case_is_held_and_the_other_comes_in(members: dict[str, bytes], tmp_path: Path) -> None:
    tampered = bytearray(members[NAME])
    tampered[-20] ^= 1
    held = with_case(members, tmp_path, bytes(tampered), relist=False)
    assert held == {CASE: "package-member-differs", OTHER_CASE: ""}
    assert with_case(members, tmp_path, bytes(tampered)) == {CASE: "package-member-damaged", OTHER_CASE: ""}


@pytest.mark.parametrize(
    "data",
    [
        b"no gzip at all",
        gzip.compress(b"x\ny\n", mtime=0)[:-4],
        gzip.compress(b"x\ny\n", mtime=0) + gzip.compress(b"z\n", mtime=0),
        gzip.compress(b"x\ny\n", mtime=0) + b"\0",
    ],
    ids=["plain", "cut", "two-in-one", "trailing"],
)
def test_what_does_not_unpack_plainly_is_held(members: dict[str, bytes], tmp_path: Path, data: bytes) -> None:
    assert with_case(members, tmp_path, data)[CASE] == "package-member-damaged"


def test_bombs_are_held_before_they_unpack(members: dict[str, bytes], tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(80 * 1024 * 1024), mtime=0)
    path = forge(tmp_path / "honest.hmip", {**members, NAME: bomb})
    with pytest.raises(Refused, match="package-manifest-invalid"):
        open_package(path, keys_of(LEAD))
    lying = forge_with_unpacked(members, tmp_path / "lying.hmip", bomb, unpacked=50_000)
    assert reasons(read(lying))[CASE] == "package-member-damaged"


def forge_with_unpacked(members: dict[str, bytes], path: Path, data: bytes, *, unpacked: int) -> Path:
    """A package whose manifest lies about how much a member unpacks to."""
    small = forge(path, {**members, NAME: data[:10]})
    entries = msgspec.json.decode(members_of(small, LEAD)["manifest.json"])["members"]
    for entry in entries:
        if entry["name"] == NAME:
            entry |= {"unpacked": unpacked, "size": len(data), "sha256": sha(data)}
    return forge(path, {**members, NAME: data}, relist=False, manifest={"members": entries})


def sha(data: bytes) -> str:
    from hmip_desktop.domain.revisions import sha256_hex

    return sha256_hex(data)


def test_bad_rows_hold_their_case(members: dict[str, bytes], tmp_path: Path) -> None:
    good = gzip.decompress(members[NAME])
    lines = good.split(b"\n")

    def held(data: bytes) -> str:
        return with_case(members, tmp_path, gzip.compress(data, mtime=0))[CASE]

    assert held(b"\n".join(lines[:-2]) + b"\n") == "row-count-differs"
    assert held(good[:-1]) == "row-count-differs"
    assert held(good.replace(b'"yes"', b'"maybe"', 1)) == "row-value-differs"
    assert held(good.replace(b'{"at"', b'{ "at"', 1)) == "row-not-canonical"
    assert held(good.replace(b'{"at"', b'{"new":1,"at"', 1)) == "row-not-valid"
    assert held(good.replace(b"\n", b"\r\n")) == "row-not-canonical"
    assert held(good.replace(b'"subject":"answer:', b'"subject":"secret:', 1)) == "row-kind-unknown"
    assert held(b"[" * 8000 + b"\n" + b"\n".join(lines[1:])) == "row-not-valid"
    assert held(b" " * 9000 + b"\n" + b"\n".join(lines[1:])) == "row-too-long"
    assert held(good.replace(b'"counter":1,', b'"counter":' + b"1" * 4400 + b",", 1)) == "row-not-valid"
    assert held(good.replace(b'"counter":1,', b'"counter":true,', 1)) == "row-not-valid"


def test_the_chain_is_followed(tmp_path: Path) -> None:
    journal = anne_journal()
    rows = lines_of(journal.of(CASE))

    def held(lines: list[tuple[bytes, bytes | None]]) -> str:
        members = members_of(send(work_content(journal), tmp_path, seed=len(lines)).path, LEAD)
        return with_case(members, tmp_path, packed(lines))[CASE]

    assert held(rows) == ""
    assert held([*rows, rows[-1]]) == "row-repeated"
    assert held([rows[1], rows[0], *rows[2:]]) == "", "the order of rows proves nothing; the chain does"
    other = Journal(ANNE, "c" * 16)
    other.random.seed(99)
    other.answer(CASE, 12)
    assert held([*rows[:5], *lines_of(other.of(CASE)[5:])]) == "chain-broken"


def test_a_gap_inside_a_package_is_read(tmp_path: Path) -> None:
    """An alert leaves alone: what stands before it in its stream was never sent."""
    journal = anne_journal()
    alert = Alert("others", "what", "who", "yes", "yes", "yes", moment_now())
    journal.add(subject("alert", CASE, "e" * 16), alert)
    journal.answer(CASE, 4)
    journal.add(subject("alert", CASE, "f" * 16), alert)
    journal.answer(CASE, 4)
    only = [line for line in lines_of(journal.of(CASE)) if b'"subject":"alert:' in line[0]]
    written = send(work_content(journal, kind="alert", cases=[(CASE, only)]), tmp_path)
    found = read(written.path)
    assert reasons(found) == {CASE: ""}
    assert [r.header.counter for r in found[CASE].revisions] == [13, 18]
    assert written.brought == {f"{'c' * 16}/{CASE}": ((13, 13), (18, 18))}


def moment_now() -> str:
    from exchange.people import NOW

    return moment(NOW)


def forwarded(tmp_path: Path, *, heads: bool = True, signed_at: int | None = None, rows: int | None = None) -> Path:
    """Ben forwards what Anne wrote, with her signed heads as they were at some point."""
    anne = Journal(ANNE, "c" * 16)
    anne.answer(CASE, signed_at or 10)
    document = anne.signed_heads()
    anne.answer(CASE, 10 - (signed_at or 10))
    ben = Journal(BEN, "d" * 16)
    ben.answer(CASE, 3)
    lines = lines_of(anne.of(CASE)[:rows]) + lines_of(ben.of(CASE))
    content = work_content(ben, cases=[(CASE, lines)], forwarded=(document,) if heads else ())
    return send(content, tmp_path, sender=BEN).path


def test_what_is_forwarded_is_proven_by_its_author(tmp_path: Path) -> None:
    found = read(forwarded(tmp_path))
    assert reasons(found) == {CASE: ""}
    assert found[CASE].authors == {ANNE.fingerprint, BEN.fingerprint}


def test_what_its_author_has_not_signed_is_unattested(tmp_path: Path) -> None:
    assert reasons(read(forwarded(tmp_path, heads=False))) == {CASE: "unattested"}
    assert reasons(read(forwarded(tmp_path, signed_at=6))) == {CASE: "unattested"}
    assert reasons(read(forwarded(tmp_path, signed_at=6, rows=6))) == {CASE: ""}


def test_nobody_signs_for_somebody_else(tmp_path: Path) -> None:
    """Ben writes revisions in Anne's name, and signs heads for them with his own key."""
    invented = Journal(replace(BEN, name="x"), "c" * 16)
    invented.author = ANNE
    invented.answer(CASE, 4)
    as_anne = replace(BEN)
    content = work_content(invented)
    path = send(content, tmp_path, sender=as_anne).path
    assert reasons(read(path)) == {CASE: "unattested"}


def test_a_stranger_proves_nothing(tmp_path: Path) -> None:
    journal = Journal(STRANGER, "e" * 16)
    journal.answer(CASE, 3)
    content = work_content(journal, forwarded=(journal.signed_heads(),))
    assert reasons(read(send(content, tmp_path, sender=ANNE).path)) == {CASE: "unattested"}
    known = lead_standing(rosters=(ROSTER, roster_of(*[LEAD, ANNE, STRANGER], version=2)))
    path = send(replace(content, roster_version=2), tmp_path, sender=ANNE, seed=4).path
    assert reasons(read(path, known)) == {CASE: ""}


def test_both_branches_of_a_fork_can_be_forwarded(tmp_path: Path) -> None:
    """The lead admitted two copies of one installation; each branch has its own signed heads."""
    one, two = Journal(ANNE, "c" * 16), Journal(ANNE, "c" * 16)
    for journal in (one, two):
        journal.answer(CASE, 4)
    two.random.seed(5)
    one.answer(CASE, 2)
    two.answer(CASE, 3)
    fork = sorted({*one.of(CASE), *two.of(CASE)}, key=lambda r: (r.header.counter, r.digest))
    content = work_content(one, cases=[(CASE, lines_of(fork))], forwarded=(one.signed_heads(), two.signed_heads()))
    path = send(content, tmp_path, sender=LEAD, to=(BEN,)).path
    standing = Standing(BEN.fingerprint, lead_standing().inspections, rosters=(ROSTER,), questions=QUESTIONS)
    accepted = check_standing(open_package(path, keys_of(BEN)), standing)
    (case,) = cases(accepted, standing)
    assert case.refused is None
    assert len(case.revisions) == len(fork) == 9
    heads = [f"heads/{'c' * 16}{end}" for end in ("-2.json", "-2.json.sig", ".json", ".json.sig")]
    assert sorted(accepted.opened.members) == [NAME, *heads, "manifest.json", "manifest.json.sig"]


def test_only_cases_on_the_list_come_in(tmp_path: Path) -> None:
    path = send(work_content(anne_journal()), tmp_path).path
    known = lead_standing(cases=frozenset({CASE}))
    assert reasons(read(path, known)) == {CASE: "", OTHER_CASE: "case-not-on-list"}
    assert reasons(read(path, lead_standing(cases=None))) == {CASE: "", OTHER_CASE: ""}


def test_only_who_leads_may_list_a_case(tmp_path: Path) -> None:
    known = lead_standing(cases=frozenset())
    anne = Journal(ANNE, "c" * 16)
    anne.list_case(CASE)
    assert reasons(read(send(work_content(anne), tmp_path).path, known)) == {CASE: "author-not-allowed"}
    lead = Journal(LEAD, "e" * 16)
    lead.list_case(CASE)
    path = send(work_content(lead), tmp_path, sender=LEAD, to=(BEN,)).path
    standing = replace(known, own=BEN.fingerprint)
    (case,) = cases(check_standing(open_package(path, keys_of(BEN)), standing), standing)
    assert case.refused is None


def written_by(journal: Journal, tmp_path: Path, standing: Standing | None = None) -> dict[str, str]:
    return reasons(read(send(work_content(journal), tmp_path, seed=len(list(tmp_path.iterdir()))).path, standing))


def test_questions_belong_to_their_pack(tmp_path: Path) -> None:
    journal = Journal(ANNE, "c" * 16)
    journal.add(subject("answer", CASE, "Z9"), YES)
    assert written_by(journal, tmp_path) == {CASE: "question-not-in-pack"}
    journal = Journal(ANNE, "c" * 16)
    journal.add(subject("answer", CASE, "C1"), YES, pack=msgspec.structs.replace(PACK, digest="cd" * 32))
    assert written_by(journal, tmp_path) == {CASE: "pack-not-held"}
    journal = Journal(ANNE, "c" * 16)
    journal.add(subject("answer", CASE, "C1"), YES, pack=None)
    assert written_by(journal, tmp_path) == {CASE: "pack-not-held"}
    journal = Journal(ANNE, "c" * 16)
    journal.add(subject("answer", CASE, "C1"), YES)
    path = send(work_content(journal), tmp_path, seed=77).path
    known = lead_standing(questions={})
    accepted = check_standing(open_package(path, keys_of(LEAD)), known)
    assert [c.refused for c in cases(accepted, known, questions=QUESTIONS)] == [None]


def test_subjects_belong_to_their_case_and_place(tmp_path: Path) -> None:
    journal = Journal(ANNE, "c" * 16)
    journal.answer(CASE, 2)
    stray = Journal(ANNE, "c" * 16)
    stray.answer(OTHER_CASE, 2)
    content = work_content(journal, cases=[(CASE, lines_of(stray.of(OTHER_CASE)))])
    assert reasons(read(send(content, tmp_path).path)) == {CASE: "row-of-other-case"}
    assert placed_wrongly(tmp_path, "answer", OTHER_CASE, "C1") == "row-of-other-case"
    assert placed_wrongly(tmp_path, "roster", CASE) == "row-of-other-case"
    assert placed_wrongly(tmp_path, "answer", "x" + CASE, "C1") == "row-of-other-case"


def placed_wrongly(tmp_path: Path, kind: str, *key: str) -> str:
    """A revision about this subject, written into the stream of ``CASE``."""
    journal = Journal(ANNE, "c" * 16)
    value = Roster(1, ()) if kind == "roster" else YES
    revision = journal.add(subject(kind, *key), value)
    moved = rewritten(revision, stream=f"{'c' * 16}/{CASE}")
    journal.streams = {f"{'c' * 16}/{CASE}": [moved]}
    return written_by(journal, tmp_path)[CASE]


def rewritten(revision: Revision, **fields: object) -> Revision:
    from hmip_desktop.domain.revisions import write

    assert revision.value_line is not None
    return write(msgspec.structs.replace(revision.header, **fields), revision.value_line)


def test_roles_limit_what_may_be_written(tmp_path: Path) -> None:
    talker = roster_of(LEAD, ANNE, BEN)
    member = msgspec.structs.replace(talker.members[1], role="interviewer")
    known = lead_standing(rosters=(Roster(1, (talker.members[0], member)),))
    assert written_by(anne_journal(2), tmp_path, known) == {
        CASE: "author-not-allowed",
        OTHER_CASE: "author-not-allowed",
    }
    both = lead_standing(rosters=(ROSTER, Roster(2, (talker.members[0], member))))
    assert written_by(anne_journal(2), tmp_path, both) == {CASE: "", OTHER_CASE: ""}, "she was an inspector before"


def test_practice_cases_and_other_places_never_leave(tmp_path: Path) -> None:
    journal = anne_journal(1)
    for place in ("practice-01234567", "lead", "-", "../x"):
        with pytest.raises(Refused, match="package-member-unexpected"):
            send(work_content(journal, cases=[(place, lines_of(journal.of(CASE)))], business=()), tmp_path)
    assert list(tmp_path.iterdir()) == []
