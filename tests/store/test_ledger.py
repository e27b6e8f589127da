"""The books beside the revisions: packages, receipts, keepsakes, settings, drafts."""

from __future__ import annotations

import pytest

from hmip_desktop.domain.sample import Inspection
from hmip_desktop.store import drafts, keepsakes, ledger
from hmip_desktop.store.drafts import Draft
from hmip_desktop.store.keepsakes import Card, KeptHeads, Signed
from hmip_desktop.store.ledger import Held, ReceiptKept, Received, Sent
from tests.store.desk import INSPECTION, Desk, case, pack, reopen, stamp

AT = "2026-11-10T09:00:00.000Z"
A, B = "3" * 30, "4" * 30


def _sent(number: int, addressee: str = A) -> Sent:
    return Sent(case(number), addressee, "work", number, f"{number:064x}", AT, {"a/b": number})


def test_numbers_of_packages_are_per_addressee(desk: Desk) -> None:
    assert ledger.next_sequence(desk.store, A) == (1, "")
    ledger.record_sent(desk.store, _sent(1))
    ledger.record_sent(desk.store, _sent(2))
    assert ledger.next_sequence(desk.store, A) == (3, f"{2:064x}")
    assert ledger.next_sequence(desk.store, B) == (1, "")
    reopen(desk)
    assert ledger.sent(desk.store, addressee=A) == [_sent(1), _sent(2)]
    assert ledger.sent(desk.store, addressee=B) == []


def test_a_package_that_was_refused_may_come_again_sound(desk: Desk) -> None:
    first = Received(case(1), "d", A, "work", 1, AT, "refused", "f", file_name="x.hmip")
    ledger.record_received(desk.store, first)
    assert ledger.find_received(desk.store, case(1)) == first
    sound = Received(case(1), "d", A, "work", 1, AT, "merged", "f", file_name="y.hmip")
    ledger.record_received(desk.store, sound)
    ledger.record_received(desk.store, first)
    assert ledger.received(desk.store, sender=A) == [sound]
    assert ledger.received(desk.store, sender=B) == []
    assert ledger.find_received(desk.store, case(2)) is None


def test_what_receipts_cover_only_grows_until_it_is_replaced(desk: Desk) -> None:
    for coverage in ({"a/1": 5, "b/1": 2}, {"a/1": 3, "c/1": 1}):
        ledger.record_receipt(desk.store, ReceiptKept(A, b"doc", b"sig", coverage, AT))
    assert ledger.covered(desk.store, A) == {"a/1": 5, "b/1": 2, "c/1": 1}
    assert [r.coverage for r in ledger.receipts(desk.store, A)] == [{"a/1": 5, "b/1": 2}, {"a/1": 3, "c/1": 1}]
    ledger.replace_coverage(desk.store, A, {"a/1": 2})
    assert ledger.covered(desk.store, A) == {"a/1": 2}
    assert ledger.covered(desk.store, B) == {}


def test_quarantine_holds_one_entry_for_a_case_of_a_package(desk: Desk) -> None:
    for code in ("row-not-valid", "package-fork"):
        ledger.hold(desk.store, Held(case(1), case(2), A, code, {"row": "3"}, AT))
    ledger.hold(desk.store, Held(case(1), "", A, "package-damaged", {}, AT))
    assert [(h.case_id, h.code) for h in ledger.held(desk.store)] == [
        (case(2), "package-fork"),
        ("", "package-damaged"),
    ]
    ledger.release(desk.store, case(1))
    assert [h.case_id for h in ledger.held(desk.store)] == [case(2)]


def test_documents_are_kept_to_the_byte(desk: Desk) -> None:
    keepsakes.keep_document(desk.store, "roster", "1", Signed(b"\x00one", b"s"))
    keepsakes.keep_document(desk.store, "roster", "2", Signed(b"two", b"s"))
    keepsakes.keep_document(desk.store, "roster", "1", Signed(b"\x00one again", b"t"))
    reopen(desk)
    assert list(keepsakes.documents(desk.store, "roster").items()) == [
        ("1", Signed(b"\x00one again", b"t")), ("2", Signed(b"two", b"s"))
    ]  # fmt: skip
    assert keepsakes.document(desk.store, "guidance", "1") is None


def test_every_different_signed_head_of_an_installation_is_kept(desk: Desk) -> None:
    one, two = (KeptHeads("a" * 16, A, Signed(data, b"s")) for data in (b"one", b"two"))
    for heads in (one, two, one):
        keepsakes.keep_heads(desk.store, heads)
    assert keepsakes.heads(desk.store) == [one]
    assert keepsakes.heads(desk.store, latest_only=False) == [two, one]


def test_cards_secrets_and_settings(desk: Desk) -> None:
    keepsakes.trust_card(desk.store, Card(A, b"card", AT))
    keepsakes.trust_card(desk.store, Card(A, b"card again", AT))
    keepsakes.set_secret(desk.store, "age/me", b"\x00\xff")
    keepsakes.set_secret(desk.store, "inspection", b"k")
    keepsakes.set_setting(desk.store, "installation", {"theme": "dark", "sizes": [1, 2]})
    assert {f: c.document for f, c in keepsakes.cards(desk.store).items()} == {A: b"card again"}
    assert keepsakes.secrets(desk.store, "age/") == {"age/me": b"\x00\xff"}
    keepsakes.set_secret(desk.store, "inspection", None)
    assert keepsakes.secret(desk.store, "inspection") is None
    assert keepsakes.setting(desk.store, "installation") == {"theme": "dark", "sizes": [1, 2]}
    keepsakes.set_setting(desk.store, "installation", None)
    assert keepsakes.setting(desk.store, "installation", 7) == 7
    assert reopen(desk).store.installation != "7"


def test_packs_are_kept_by_their_digest(desk: Desk) -> None:
    assert keepsakes.pack(desk.store, pack().digest) == pack()
    kept = keepsakes.pack_document(desk.store, pack().digest)
    assert kept == Signed(pack().canonical, b"")
    keepsakes.keep_pack(desk.store, pack(), b"signature")
    kept = keepsakes.pack_document(desk.store, pack().digest)
    assert kept is not None
    assert kept.signature == b"signature"
    assert keepsakes.pack_digests(desk.store) == [pack().digest]
    assert keepsakes.pack(desk.store, "0" * 64) is None


def test_several_books_are_one_step(desk: Desk) -> None:
    with pytest.raises(RuntimeError), desk.store.write():  # noqa: PT012
        ledger.record_sent(desk.store, _sent(1))
        keepsakes.set_secret(desk.store, "x", b"y")
        desk.put(INSPECTION, Inspection("Other", "North", "N", "2026-11-09", stamp()))
        assert ledger.next_sequence(desk.store, A)[0] == 2
        raise RuntimeError
    assert ledger.sent(desk.store) == []
    assert keepsakes.secret(desk.store, "x") is None
    assert ledger.next_sequence(desk.store, A)[0] == 1


def test_a_draft_keeps_the_heads_that_were_on_screen(desk: Desk) -> None:
    subject = f"evidence:{case(1)}/{case(9)}"
    drafts.save(desk.store, Draft(subject, case(1), "Se", ("a" * 64,), AT))
    drafts.save(desk.store, Draft(subject, case(1), "Seen", ("b" * 64,), "2026-11-10T09:00:01.000Z"))
    drafts.save(desk.store, Draft(INSPECTION, "-", "x", (), AT))
    reopen(desk)
    assert drafts.pending(desk.store, case(1)) == [
        Draft(subject, case(1), "Seen", ("a" * 64,), "2026-11-10T09:00:01.000Z")
    ]
    drafts.discard(desk.store, subject)
    drafts.discard(desk.store, subject)
    assert [d.subject for d in drafts.pending(desk.store)] == [INSPECTION]


def test_a_draft_goes_in_the_step_that_makes_its_revision(desk: Desk) -> None:
    subject = f"answer:{case(1)}/C1"
    drafts.save(desk.store, Draft(subject, case(1), "yes", (), AT))
    with desk.store.write():
        desk.answer(1, "C1", "yes")
        drafts.discard(desk.store, subject)
    assert drafts.pending(desk.store) == []
