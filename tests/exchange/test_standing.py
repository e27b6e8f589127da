"""Whether a package may come in: inspection, sender, kind, number, and the documents it brings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from exchange.people import (
    ANNE,
    BEN,
    INSPECTION,
    LEAD,
    NOW,
    ROSTER,
    STRANGER,
    anne_journal,
    entropy,
    keys_of,
    lead_standing,
    roster_of,
    send,
    work_content,
)
from hmip_desktop.domain.revisions import StreamHead, sha256_hex
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import escrow, identity, seal
from hmip_desktop.exchange.reader import Accepted, Opened, Standing, cases, check_standing, open_package
from hmip_desktop.exchange.receipts import CaseReceipt, Receipt, read_receipt, write_receipt
from hmip_desktop.exchange.roster import member_of, read_roster, write_roster
from hmip_desktop.exchange.writer import Content

JOURNAL = anne_journal(3)


def opened(folder: Path, *, sequence: int = 1, seed: int = 9, sender=ANNE, to=LEAD, **changes: object) -> Opened:
    """A work package of Anne's to the lead, opened."""
    previous = None if sequence == 1 else str(changes.pop("previous", "0" * 64))
    content = work_content(JOURNAL, sequence=sequence, previous=previous, **changes)
    return open_package(send(content, folder, sender=sender, to=(to,), seed=seed).path, keys_of(to))


def code_of(package: Opened, standing: Standing) -> str:
    with pytest.raises(Refused) as refused:
        check_standing(package, standing)
    return refused.value.code


def test_a_first_package_is_new(tmp_path: Path) -> None:
    accepted = check_standing(opened(tmp_path), lead_standing())
    assert (accepted.order, accepted.missing) == ("new", ())
    assert accepted.roles[ANNE.fingerprint] == {"inspector"}


def test_the_same_package_again_is_known_whatever_else_is_known(tmp_path: Path) -> None:
    package = opened(tmp_path)
    assert check_standing(package, Standing("0" * 30, frozenset(), seen=package.manifest_digest)).order == "known"


def test_an_id_used_for_another_package_is_a_fork(tmp_path: Path) -> None:
    package = opened(tmp_path)
    assert code_of(package, lead_standing(seen="0" * 64)) == "package-fork"
    assert check_standing(package, lead_standing(seen="0" * 64, admitted=True)).order == "new"


def test_numbers_tell_gap_late_and_fork(tmp_path: Path) -> None:
    first, third = opened(tmp_path), opened(tmp_path, sequence=3, seed=10)
    after_one = lead_standing(received={1: first.manifest_digest})
    assert check_standing(third, after_one).order == "gap"
    assert check_standing(third, after_one).missing == (2,)
    assert check_standing(third, lead_standing()).missing == (1, 2)
    assert check_standing(first, lead_standing(received={3: third.manifest_digest})).order == "late"
    assert code_of(third, lead_standing(received={3: "1" * 64})) == "package-fork"
    follow = opened(tmp_path, sequence=2, seed=11, previous=first.manifest_digest)
    assert check_standing(follow, after_one).order == "new"
    assert code_of(follow, lead_standing(received={1: "1" * 64})) == "package-fork"
    assert check_standing(follow, lead_standing(received={1: "1" * 64}, admitted=True)).order == "new"


def test_a_huge_jump_is_a_store_put_back_and_names_nothing_as_missing(tmp_path: Path) -> None:
    accepted = check_standing(opened(tmp_path, sequence=2**53 - 1), lead_standing())
    assert (accepted.order, len(accepted.missing)) == ("gap", 0)


def test_another_inspection_is_refused(tmp_path: Path) -> None:
    package = opened(tmp_path, inspection="2" * 16)
    assert code_of(package, lead_standing()) == "package-inspection-unknown"
    assert code_of(package, lead_standing(inspections=frozenset())) == "package-inspection-unknown"


def test_strangers_and_impostors_are_refused(tmp_path: Path) -> None:
    assert code_of(opened(tmp_path, sender=STRANGER), lead_standing()) == "package-stranger"
    impostor = replace(ANNE, signing_seed=STRANGER.signing_seed)
    assert code_of(opened(tmp_path, sender=impostor, seed=3), lead_standing()) == "package-stranger"
    renamed = replace(ANNE, role="lead")
    assert code_of(opened(tmp_path, sender=renamed, seed=4), lead_standing()) == "package-stranger"


def test_the_roster_rules_over_the_card_and_the_newest_over_older_ones(tmp_path: Path) -> None:
    promoted = msgspec.structs.replace(member_of(ANNE.card), role="interviewer")
    standing = lead_standing(rosters=(ROSTER, replace_roster(2, promoted)))
    package = opened(tmp_path, kind="query")
    assert check_standing(package, lead_standing()).order == "new"
    assert code_of(package, standing) == "package-kind-not-allowed"


def replace_roster(version: int, *changed: object):
    """The roster with some members changed."""
    by_print = {m.fingerprint: m for m in ROSTER.members} | {m.fingerprint: m for m in changed}
    return msgspec.structs.replace(ROSTER, version=version, members=tuple(by_print.values()))


def test_a_revoked_key_ends_at_its_number(tmp_path: Path) -> None:
    revoked = msgspec.structs.replace(member_of(ANNE.card), revoked_from=3)
    standing = lead_standing(rosters=(ROSTER, replace_roster(2, revoked)))
    assert check_standing(opened(tmp_path, sequence=2), standing).order == "gap"
    assert code_of(opened(tmp_path, sequence=3, seed=4), standing) == "package-revoked"


def test_an_inspector_may_not_allocate(tmp_path: Path) -> None:
    assert code_of(opened(tmp_path, kind="allocation"), lead_standing()) == "package-kind-not-allowed"


def test_addressed_to_somebody_else_is_refused_even_with_the_key(tmp_path: Path) -> None:
    content = work_content(JOURNAL)
    path = send(content, tmp_path, to=(BEN,)).path
    plain = seal.decrypt(path.read_bytes(), (BEN.age_secret,))
    again = tmp_path / "again.hmip"
    again.write_bytes(seal.encrypt(plain, [LEAD.card.recipient]))
    with pytest.raises(Refused, match="package-not-for-you"):
        open_package(again, keys_of(LEAD))


PACK = seal.sign_document(b'{"id":"dipp-2025"}', LEAD.signing_seed, seal.PACK)


def allocation(**changes: object) -> Content:
    """A first allocation from the lead, with roster and pack."""
    held = {
        "kind": "allocation",
        "roster": write_roster(INSPECTION, ROSTER, signer=LEAD, now=NOW),
        "packs": {sha256_hex(PACK.data): PACK},
        "cases": (),
        "business": (),
    }
    return work_content(JOURNAL, **(held | changes))


def receive(tmp_path: Path, content: Content, **known: object) -> Accepted:
    """Anne opens what the lead sent; she has trusted the lead's card and knows nothing else."""
    package = open_package(send(content, tmp_path, sender=LEAD, to=(ANNE,)).path, keys_of(ANNE))
    standing = {"own": ANNE.fingerprint, "inspections": frozenset(), "trusted": (LEAD.card,)}
    return check_standing(package, Standing(**(standing | known)))  # type: ignore[arg-type]


def test_a_first_allocation_brings_roster_and_pack(tmp_path: Path) -> None:
    accepted = receive(tmp_path, allocation())
    assert accepted.roster is not None
    assert accepted.roster.roster == ROSTER
    assert accepted.packs == {sha256_hex(PACK.data): PACK}
    assert accepted.signing[BEN.fingerprint] == BEN.card.signing
    assert list(cases(accepted, Standing(ANNE.fingerprint, frozenset()))) == []


def test_a_first_allocation_of_somebody_untrusted_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="package-stranger"):
        receive(tmp_path, allocation(), trusted=())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"roster": write_roster(INSPECTION, ROSTER, signer=ANNE, now=NOW)}, "roster-not-by-lead"),
        ({"roster": write_roster("2" * 16, ROSTER, signer=LEAD, now=NOW)}, "roster-not-by-lead"),
        ({"roster": seal.sign_document(b"{}", LEAD.signing_seed, seal.ROSTER)}, "roster-not-readable"),
        (
            {"roster": seal.sign_document(write_roster(INSPECTION, ROSTER, signer=LEAD, now=NOW).data,
                                          LEAD.signing_seed, seal.PACK)},
            "roster-signature-wrong",
        ),
        ({"packs": {"0" * 64: PACK}}, "pack-signature-wrong"),
        (
            {"packs": {sha256_hex(b"{}"): seal.sign_document(b"{}", ANNE.signing_seed, seal.PACK)}},
            "pack-signature-wrong",
        ),
        ({"guidance": {sha256_hex(PACK.data): PACK}}, "guidance-signature-wrong"),
        ({"receipt": seal.sign_document(b"[]", LEAD.signing_seed, seal.RECEIPT)}, "receipt-not-readable"),
    ],
)  # fmt: skip
def test_documents_that_the_sender_may_not_bring_are_refused(tmp_path: Path, changes: dict, code: str) -> None:
    with pytest.raises(Refused, match=code):
        receive(tmp_path, allocation(**changes))


def test_only_the_lead_of_the_newest_roster_may_change_the_team(tmp_path: Path) -> None:
    deputy = identity.new_identity("Dee Deputy", "deputy", entropy(20))
    grown = roster_of(LEAD, ANNE, BEN, deputy, version=2)
    known = {"inspections": frozenset({INSPECTION}), "rosters": (roster_of(LEAD, ANNE, deputy),)}
    assert receive(tmp_path, allocation(roster=write_roster(INSPECTION, grown, signer=LEAD, now=NOW)), **known).roster
    with pytest.raises(Refused, match="roster-not-by-lead"):
        receive(tmp_path, allocation(roster=write_roster(INSPECTION, grown, signer=deputy, now=NOW)), **known)


def test_a_roster_with_the_same_person_twice_is_refused() -> None:
    twice = msgspec.structs.replace(ROSTER, members=(*ROSTER.members, ROSTER.members[0]))
    with pytest.raises(Refused, match="roster-not-readable"):
        read_roster(write_roster(INSPECTION, twice, signer=LEAD, now=NOW))


def receipt_by(issuer, addressee=ANNE, **changes: object) -> Receipt:
    """A receipt for one case."""
    case = CaseReceipt("a" * 16, ("b" * 64,))
    covers = (StreamHead("c" * 16 + "/" + "a" * 16, 3, "b" * 64),)
    held = {"inspection": INSPECTION, "issuer": issuer.fingerprint, "addressee": addressee.fingerprint, "number": 1}
    made = {"issued_at": moment(NOW), "packages": ("d" * 16,), "cases": (case,), "covers": covers}
    return Receipt(**(held | made | changes))  # type: ignore[arg-type]


def test_a_receipt_comes_with_its_sender_only(tmp_path: Path) -> None:
    document = write_receipt(receipt_by(LEAD), signer=LEAD)
    accepted = receive(tmp_path, allocation(receipt=document))
    assert accepted.receipt is not None
    assert accepted.receipt.receipt == receipt_by(LEAD)
    others = (
        write_receipt(receipt_by(BEN), signer=BEN),
        write_receipt(receipt_by(LEAD, inspection="2" * 16), signer=LEAD),
        write_receipt(receipt_by(LEAD, addressee=BEN), signer=LEAD),
    )
    for other in others:
        with pytest.raises(Refused, match="receipt-not-by-sender"):
            receive(tmp_path, allocation(receipt=other))
    with pytest.raises(ValueError, match="issuer"):
        write_receipt(receipt_by(LEAD), signer=BEN)
    with pytest.raises(Refused, match="receipt-signature-wrong"):
        read_receipt(replace(document, data=document.data.replace(b'"number":1', b'"number":2')))


def test_an_archive_signs_a_receipt_with_the_escrow_key(tmp_path: Path) -> None:
    archive = escrow.read_escrow(escrow.new_escrow(entropy(8)).private_text)
    content = work_content(
        JOURNAL, kind="receipt", cases=(), receipt=write_receipt(receipt_by(archive, LEAD), signer=archive)
    )
    package = open_package(send(content, tmp_path, sender=archive, to=(LEAD,)).path, keys_of(LEAD))
    assert code_of(package, lead_standing()) == "package-stranger"
    accepted = check_standing(package, lead_standing(trusted=(archive.card,)))
    assert accepted.receipt is not None


def test_escrow_opens_what_was_sealed_to_it(tmp_path: Path) -> None:
    archive = escrow.read_escrow(escrow.new_escrow(entropy(8)).private_text)
    path = send(work_content(JOURNAL), tmp_path, to=(LEAD, archive)).path
    package = open_package(path, keys_of(archive))
    assert package.manifest.recipients == (LEAD.fingerprint, archive.fingerprint)
