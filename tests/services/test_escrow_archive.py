"""The archive of the escrow key as the second receipt: real stores, real packages, and what forgers and replays get."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hmip_desktop.domain.revisions import StreamHead
from hmip_desktop.domain.values import moment
from hmip_desktop.exchange.escrow import new_escrow, read_escrow
from hmip_desktop.exchange.identity import Identity
from hmip_desktop.exchange.receipts import CaseReceipt, Receipt, write_receipt
from hmip_desktop.exchange.seal import SignedDocument
from hmip_desktop.exchange.writer import Content, Recipient, write_package
from hmip_desktop.services import assess, erasing, escrow_archive, exporting, purging, retention, team
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context
from hmip_desktop.services.escrow_archive import Archive, ReceiptWritten, read_archive, write_receipts
from hmip_desktop.store import ledger
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.ledger import NO_PACKAGE
from tests.people import Team, make_team
from tests.services.test_retention import WHY, contents, missing, note, refusal
from tests.services.test_spine_laws import codes

LATER = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def out(tmp_path: Path) -> Iterator[Team]:
    team.create_escrow(tmp_path / "escrow", os.urandom)
    made = make_team(tmp_path, escrow=tmp_path / "escrow" / "escrow.card")
    made.give_out()
    yield made
    made.close()


def key_file(out: Team) -> Path:
    return out.folder / "escrow" / "escrow-private.txt"


def escrow(out: Team) -> Identity:
    return read_escrow(key_file(out).read_text())


def handed_in(out: Team) -> tuple[Context, str]:
    """An inspector whose work is with the lead, receipt and closed fieldwork back home."""
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    note(ai, case_id)
    assess.record_answer(ai, case_id, "C1a", "yes")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    retention.close_fieldwork(lead, WHY)
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    return ai, case_id


def archive_of(out: Team, name: str = "archive") -> Path:
    """A folder with the one file that the lead makes for the archive."""
    exporting.export(out.lead, "escrow", out.folder / name)
    return out.folder / name


def signed(out: Team, folder: Path, at: datetime = LATER) -> tuple[Archive, dict[str, ReceiptWritten]]:
    archive = read_archive(key_file(out), folder, out.lead.me)
    made = write_receipts(archive, out.folder / "receipts", now=at, entropy=os.urandom)
    return archive, {one.name: one for one in made}


def forged(out: Team, signer: Identity, receipt: Receipt, to: Context) -> Path:
    """A sealed receipt as somebody with a changed program would write it."""
    return sealed(out, signer, write_receipt(receipt, signer=signer), to, receipt.inspection)


def sealed(out: Team, sender: Identity, receipt: SignedDocument, to: Context, inspection: str = "") -> Path:
    """A package of ``sender`` around any receipt."""
    content = Content("receipt", inspection or to.inspection().id, 5, NO_PACKAGE, 1, receipt=receipt)
    member = out.lead.inspection().member(to.me)
    return write_package(
        content, sender=sender, recipients=(Recipient(to.me, member.recipient),), folder=out.folder,
        entropy=os.urandom, now=LATER,
    ).path  # fmt: skip


def claim(out: Team, issuer: str, ai: Context, case_id: str, **changes: object) -> Receipt:
    """A receipt that claims the whole case."""
    covers = tuple(journal.stream_heads(ai.store, case_id))
    whole = CaseReceipt(case_id, tuple(sorted(one.digest for one in covers)))
    made = Receipt(ai.inspection().id, issuer, ai.me, 7, moment(LATER), (), (whole,), covers)
    return Receipt(**{**{f: getattr(made, f) for f in made.__struct_fields__}, **changes})


def test_with_the_archives_receipt_a_copy_may_be_purged_without_a_deputy(out: Team) -> None:
    ai, case_id = handed_in(out)
    assert missing(ai, case_id) == ["no-archive-receipt"]
    archive, receipts = signed(out, archive_of(out))
    assert (archive.lead, archive.troubles, len(archive.cases)) == ("LI-01", (), 6)
    assert {name: one.cases for name, one in receipts.items()} == {"AI-01": 3, "AI-02": 3}
    merged = out.receive(ai, receipts["AI-01"].file)
    assert [(p.status, p.missing) for p in merged.plan.packages] == [("new", ())]
    assert missing(ai, case_id) == []
    (held,) = [one for one in purging.own_copy(ai).receipts if one.role == "escrow"]
    assert (held.name, len(held.cases)) == ("Escrow", 3)
    purging.purge(ai, [case_id])
    assert "quetzalcoatl" not in contents(ai) and audit(ai).sound
    (told,) = retention.rules(ai).purged
    assert told.cases == 1


def test_the_archive_may_as_well_be_the_collected_mail(out: Team) -> None:
    ai, case_id = handed_in(out)
    folder = out.folder / "packages"  # every file that was ever sent, to anybody
    archive, receipts = signed(out, folder)
    assert archive.troubles == () and len(archive.packages) == len(list(folder.glob("*.hmip")))
    assert codes(out.receive(ai, receipts["AI-01"].file)) == []
    assert missing(ai, case_id) == []
    whole = read_archive(key_file(out), archive_of(out), out.lead.me)
    me = out.lead.inspection().member(ai.me)
    assert dict(archive.of(me))[case_id] == dict(whole.of(me))[case_id]


def test_what_came_after_the_archive_was_made_is_not_in_it(out: Team) -> None:
    ai, case_id = handed_in(out)
    folder = archive_of(out)
    assess.record_answer(ai, case_id, "C1b", "no")
    assert codes(out.receive(out.lead, out.send(ai, out.lead))) == []
    assert codes(out.receive(ai, out.send(out.lead, ai))) == []
    _, receipts = signed(out, folder)
    assert codes(out.receive(ai, receipts["AI-01"].file)) == []
    (obstacle,) = next(c.obstacles for c in purging.own_copy(ai).cases if c.case_id == case_id)
    assert (obstacle.code, obstacle.params["count"]) == ("archive-lacks", "1")
    assert refusal(purging.purge, ai, [case_id]) == "purge-blocked"
    _, again = signed(out, archive_of(out), LATER + timedelta(hours=1))
    assert codes(out.receive(ai, again["AI-01"].file)) == []
    assert missing(ai, case_id) == []


def test_files_that_went_missing_at_the_archive_are_no_longer_vouched_for_and_no_replay_brings_that_back(
    out: Team,
) -> None:
    early = out.send(out.lead, out.inspectors[0])
    ai, case_id = handed_in(out)
    _, whole = signed(out, archive_of(out))
    assert codes(out.receive(ai, whole["AI-01"].file)) == []
    assert missing(ai, case_id) == []
    assert [p.status for p in out.receive(ai, whole["AI-01"].file).plan.packages] == ["known"]
    (out.folder / "left").mkdir()
    shutil.copy(early, out.folder / "left")
    _, less = signed(out, out.folder / "left", LATER + timedelta(hours=1))
    assert codes(out.receive(ai, less["AI-01"].file)) == []
    assert missing(ai, case_id) == ["archive-lacks"]
    out.receive(ai, whole["AI-01"].file)
    assert missing(ai, case_id) == ["archive-lacks"]


def test_an_older_receipt_that_comes_late_is_stale(out: Team) -> None:
    ai, _ = handed_in(out)
    folder = archive_of(out)
    _, old = signed(out, folder)
    _, new = signed(out, folder, LATER + timedelta(hours=1))
    assert codes(out.receive(ai, new["AI-01"].file)) == []
    assert codes(out.receive(ai, old["AI-01"].file)) == ["package-stale"]


def test_no_other_key_speaks_for_the_archive(out: Team) -> None:
    ai, case_id = handed_in(out)
    other = read_escrow(new_escrow(os.urandom).private_text)
    assert codes(out.receive(ai, forged(out, other, claim(out, other.fingerprint, ai, case_id), ai))) == [
        "package-stranger"
    ]
    impostor = replace(escrow(out), signing_seed=os.urandom(32))
    mine = claim(out, impostor.fingerprint, ai, case_id)
    assert codes(out.receive(ai, forged(out, impostor, mine, ai))) == ["package-stranger"]
    colleague = out.inspectors[1].identity
    theirs = claim(out, colleague.fingerprint, ai, case_id)
    assert codes(out.receive(ai, forged(out, colleague, theirs, ai))) == ["package-kind-not-allowed"]
    real = write_receipt(claim(out, escrow(out).fingerprint, ai, case_id), signer=escrow(out))
    assert codes(out.receive(ai, sealed(out, out.lead.identity, real, ai))) == ["receipt-not-by-sender"]
    assert missing(ai, case_id) == ["no-archive-receipt"]


def test_a_receipt_of_the_archive_counts_for_its_addressee_and_inspection_alone(out: Team) -> None:
    ai, case_id = handed_in(out)
    two = out.inspectors[1]
    mine = claim(out, escrow(out).fingerprint, ai, case_id)
    elsewhere = claim(out, escrow(out).fingerprint, ai, case_id, inspection="9" * 16)
    assert codes(out.receive(two, forged(out, escrow(out), mine, two))) == ["receipt-not-by-sender"]
    assert codes(out.receive(ai, forged(out, escrow(out), elsewhere, ai))) == ["package-inspection-unknown"]
    assert missing(ai, case_id) == ["no-archive-receipt"]


def test_what_the_archive_says_of_other_words_covers_nothing_here(out: Team) -> None:
    """A receipt that names another digest under the right number does not let the words here go."""
    ai, case_id = handed_in(out)
    heads = tuple(StreamHead(h.stream, h.counter, "ab" * 32) for h in journal.stream_heads(ai.store, case_id))
    lie = claim(out, escrow(out).fingerprint, ai, case_id, covers=heads)
    assert codes(out.receive(ai, forged(out, escrow(out), lie, ai))) == []
    assert missing(ai, case_id) == ["archive-lacks"]


def test_a_case_shows_as_received_by_the_leads_receipt_alone(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id = out.case_id(ai)
    note(ai, case_id)
    file = out.send(ai, lead)
    folder = out.folder / "mail"
    folder.mkdir()
    for one in (out.folder / "packages").glob("*.hmip"):
        shutil.copy(one, folder)
    _, receipts = signed(out, folder)
    assert codes(out.receive(ai, receipts["AI-01"].file)) == []
    assert "no-lead-receipt" in missing(ai, case_id)
    assert ledger.covered(ai.store, lead.me) == {} or not any(
        stream.startswith(ai.store.installation) for stream in ledger.covered(ai.store, lead.me)
    )
    assert codes(out.receive(lead, file)) == []


def test_damaged_files_and_those_of_strangers_count_for_nothing_and_are_named(out: Team, tmp_path: Path) -> None:
    handed_in(out)
    folder = archive_of(out)
    (whole,) = folder.glob("*.hmip")
    damaged = bytearray(whole.read_bytes())
    damaged[-1] ^= 1
    (folder / "damaged.hmip").write_bytes(damaged)
    (tmp_path / "other").mkdir()
    other = make_team(tmp_path / "other", cases=4, escrow=out.folder / "escrow" / "escrow.card")
    shutil.copy(other.send(other.lead, other.inspectors[0]), folder / "elsewhere.hmip")
    other.close()
    archive, receipts = signed(out, folder)
    assert {one.file: one.refused.code for one in archive.troubles} == {
        "damaged.hmip": "package-damaged", "elsewhere.hmip": "package-inspection-unknown",
    }  # fmt: skip
    assert len(receipts) == 2
    again, _ = signed(out, folder, LATER + timedelta(hours=1))
    assert again.packages == archive.packages
    named = escrow_archive.leads_named(key_file(out), folder)
    assert {one.fingerprint for one in named} == {out.lead.me, other.lead.me}


def test_whom_to_believe_is_decided_by_a_fingerprint_that_was_heard(out: Team, tmp_path: Path) -> None:
    handed_in(out)
    folder, key = archive_of(out), key_file(out)
    assert refusal(read_archive, key, folder, "1" * 30) == "escrow-archive-no-lead"
    assert refusal(read_archive, key, folder, out.inspectors[0].me) == "escrow-archive-no-lead"
    assert refusal(read_archive, key, tmp_path / "escrow", out.lead.me) == "escrow-archive-empty"
    assert (
        refusal(read_archive, out.folder / "escrow" / "escrow.card", folder, out.lead.me) == "escrow-key-not-readable"
    )
    strange = tmp_path / "strange.txt"
    strange.write_text(new_escrow(os.urandom).private_text)
    assert refusal(read_archive, strange, folder, out.lead.me) == "escrow-archive-no-lead"
    assert refusal(exporting.export, out.inspectors[0], "escrow", folder) == "role-not-allowed"


def test_words_erased_for_good_are_no_gap_in_the_archive(out: Team) -> None:
    ai, case_id = handed_in(out)
    (thing,) = [one for one in erasing.things(out.lead, case_id) if one.kind == "evidence"]
    erasing.erase(out.lead, case_id, "thing", "wrong-person", WHY, thing.subject)
    assert codes(out.receive(ai, out.send(out.lead, ai))) == []
    _, receipts = signed(out, archive_of(out))
    assert codes(out.receive(ai, receipts["AI-01"].file)) == []
    assert "archive-lacks" not in missing(ai, case_id)
