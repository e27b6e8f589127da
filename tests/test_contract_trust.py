"""The command line on lost passphrases and on stores that were used twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hmip_desktop.services import assess, exporting, stores
from hmip_desktop.store import projections
from tests.command_line import Run, expect_refusal, runner
from tests.office import Office, build_office
from tests.people import PASSPHRASE, make_team


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return build_office(tmp_path_factory.mktemp("trust-office"))


@pytest.fixture
def office(built: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("HMIP_PASSPHRASE", PASSPHRASE)
    shutil.copytree(built.folder, tmp_path / "office")
    return Office(tmp_path / "office", built.prints, built.packages)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(capsys)


def test_a_new_card_is_trusted_instead_of_the_old_one(run: Run, office: Office) -> None:
    card, new, old = office.folder / "AI-09.card", office.prints["AI-09"], office.prints["AI-01"]
    trust = ("identity", "trust", card, "--store", office.store("LI-01"), "--fingerprint", new, "--instead-of")
    expect_refusal(run(*trust, "1" * 30), "member-unknown")
    expect_refusal(run(*trust, new), "vouch-for-yourself")
    with office.opened("LI-01") as lead:
        before = projections.case_count(lead.store, inspector=old)
    said = run(*trust, f"{old[:15]} {old[15:]}")
    assert (said.exit, said.data["fingerprint"]) == (0, new)
    with office.opened("LI-01") as lead:
        assert projections.case_count(lead.store, inspector=new) == before > 0
        assert lead.inspection().member(new).continues == old
    expect_refusal(run("identity", "resume", "--store", office.store("LI-01")), "vouch-not-needed")
    lead_print = office.prints["LI-01"]
    as_lead = ("identity", "trust", card, "--store", office.store("AI-02"), "--fingerprint", new, "--instead-of")
    expect_refusal(run(*as_lead, lead_print), "card-not-lead")


def test_a_fork_is_listed_and_admitted(run: Run, office: Office, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(office.store("AI-01"), tmp_path / "copy"))
    packages = []
    for folder, answer in ((office.store("AI-01"), "yes"), (copy, "no")):
        ctx = stores.unlock(folder, PASSPHRASE)
        case_id = next(i.case_id for i in projections.case_list(ctx.store, inspector=ctx.me) if not i.signed_off_at)
        assess.record_answer(ctx, case_id, "C2a", answer)
        packages.append(exporting.export(ctx, office.prints["LI-01"], office.folder / "packages").package)
        ctx.store.close()
    lead = ("--store", office.store("LI-01"))
    assert run("merge", packages[0], *lead).exit == 0
    held = run("merge", packages[1], *lead)
    assert (held.exit, held.data["packages"][0]["code"]) == (1, "package-fork")
    (fork,) = run("fork", "list", *lead).data["held"]
    assert (fork["name"], fork["held"], fork["files"]) == ("AI-01", 1, [packages[1].name])
    admit = ("fork", "admit", fork["installation"], *lead, "--reason")
    expect_refusal(run(*admit, " "), "fork-needs-reason")
    assert run(*admit, "A spare laptop.").data["reason"] == "A spare laptop."
    expect_refusal(run(*admit, "Again."), "fork-unknown")
    merged = run("merge", packages[1], *lead)
    assert (merged.exit, merged.data["conflicts"]) == (0, 1)
    audit = run("audit", *lead)
    assert (audit.exit, audit.data["breaks"], audit.data["forks"]) == (0, [], [])
    assert audit.data["forks_admitted"]
    listed = run("fork", "list", *lead).data
    assert (listed["held"], [one["name"] for one in listed["admitted"]]) == ([], ["AI-01"])


def test_the_archive_of_the_escrow_key_signs_receipts(run: Run, office: Office, tmp_path: Path) -> None:
    expect_refusal(
        run("export", "--to", "escrow", "--out", tmp_path, "--store", office.store("LI-01")), "member-unknown"
    )
    archive, key = tmp_path / "archive", tmp_path / "escrow" / "escrow-private.txt"
    assert run("escrow", "create", "--out", tmp_path / "escrow").exit == 0
    team = make_team(tmp_path, escrow=tmp_path / "escrow" / "escrow.card")
    team.give_out()
    lead, inspector = team.lead.me, team.inspectors[0].me
    team.close()
    assert run("export", "--to", "escrow", "--out", archive, "--store", tmp_path / "LI-01").exit == 0
    receipt = ("escrow", "receipt", "--archive", archive, "--key", key, "--out", tmp_path / "receipts", "--lead")
    expect_refusal(run(*receipt, inspector), "escrow-archive-no-lead")
    said = run(*receipt, lead)
    assert (said.exit, said.data["files"], said.data["not_taken"]) == (0, 1, [])
    for one in said.data["receipts"]:
        merged = run("merge", one["file"], "--store", tmp_path / one["name"])
        assert (merged.exit, merged.data["packages"][0]["status"]) == (0, "new")
    (archive / "half.hmip").write_bytes(b"age-encryption.org/v1")
    partly = run(*receipt, lead)
    assert (partly.exit, [one["file"] for one in partly.data["not_taken"]]) == (3, ["half.hmip"])
