"""The contract of the commands on a store: identities, inspection, sample, packages, conflicts, audit, outputs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import pytest

from hmip_desktop.domain.alert import Alert
from hmip_desktop.domain.values import moment
from hmip_desktop.services import alerts
from hmip_desktop.store import projections
from tests.command_line import Run, Said, digests, expect_refusal, runner
from tests.office import Office, build_office
from tests.people import PASSPHRASE

SAMPLE = "case_ref,pdu,practitioner,grade,sentence_type,start_date,rosh,requirement,inspector\n"
ROWS = "".join(f"27-{i},North,P{i},PO,community_order,2026-05-04,low,rar,\n" for i in range(3))
ALLOCATION = "case_ref,inspector,interviewer,second_of\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return build_office(tmp_path_factory.mktemp("office"))


@pytest.fixture
def office(built: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A copy of its own for each test."""
    monkeypatch.setenv("HMIP_PASSPHRASE", PASSPHRASE)
    shutil.copytree(built.folder, tmp_path / "office")
    return Office(tmp_path / "office", built.prints, built.packages)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(capsys)


# stores and identities ------------------------------------------------------------------------------------------


def test_store_create_and_the_two_ways_to_give_a_passphrase(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMIP_PASSPHRASE", PASSPHRASE)
    store, sheet = tmp_path / "s", tmp_path / "sheets" / "r.txt"
    said = run("store", "create", store, "--name", "LI-01", "--role", "lead", "--recovery-file", sheet)
    assert said.exit == 0
    assert Path(said.data["identity_card"]).is_file()
    assert len(said.data["fingerprint"]) == 30
    recovery = sheet.read_text().split("Recovery key:\n")[1].split("\n")[0]
    assert recovery not in str(said.data)
    assert {file.stat().st_mode & 0o077 for file in (sheet, *store.iterdir())} == {0}
    shown = run("identity", "show", "--store", store)
    assert (shown.data["name"], shown.data["role"]) == ("LI-01", "lead")
    assert shown.data["fingerprint"] == said.data["fingerprint"]
    other = tmp_path / "other.txt"
    other.write_text("quite another passphrase 9\n")
    expect_refusal(run("identity", "show", "--store", store, "--passphrase-file", other), "wrong-passphrase")


def test_store_create_leaves_nothing_behind_when_refused(
    run: Run, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = office.file("plain", "x")
    store, sheet = office.folder / "new" / "store", office.folder / "sheets" / "new.txt"

    def create(store: Path = store, sheet: Path = sheet, name: str = "LI-01") -> Said:
        return run("store", "create", store, "--name", name, "--role", "lead", "--recovery-file", sheet)

    with office.untouched():
        expect_refusal(create(sheet=store / "r.txt"), "recovery-file-in-store")
        expect_refusal(create(sheet=store / "deep" / "r.txt"), "recovery-file-in-store")
        expect_refusal(create(sheet=plain), "recovery-file-exists")
        expect_refusal(create(sheet=plain / "r.txt"), "file-not-writable")
        expect_refusal(create(store=office.store("LI-01")), "store-exists")
        expect_refusal(create(store=plain / "s"), "folder-not-writable")
        expect_refusal(create(store=office.folder / "Dropbox" / "s"), "store-folder-synced")
        expect_refusal(create(name=" "), "name-empty")
        expect_refusal(create(name="two\nlines"), "identity-name-invalid")
        for weak in ("short", "password1234"):
            monkeypatch.setenv("HMIP_PASSPHRASE", weak)
            expect_refusal(create(), "passphrase-too-weak")
        monkeypatch.delenv("HMIP_PASSPHRASE")
        expect_refusal(create(), "passphrase-missing")
    assert not store.parent.exists()


def _locked(office: Office, store: Path) -> None:
    """Nothing to do to the files: the test holds the lock in another program."""


def _newer(office: Office, store: Path) -> None:
    with office.opened("AI-01") as ctx, ctx.store.quiet() as raw:
        raw.execute("PRAGMA user_version=99")


def _cut(office: Office, store: Path) -> None:
    file = store / "store.db"
    file.write_bytes(file.read_bytes()[:9000])


TROUBLE: dict[str, Callable[[Office, Path], object]] = {
    "store-missing": lambda office, store: shutil.rmtree(store),
    "store-empty": lambda office, store: (store / "store.db").write_bytes(b""),
    "store-newer": _newer,
    "store-in-use": _locked,
    "store-damaged": _cut,
    "key-file-missing": lambda office, store: (store / "store.key").unlink(),
    "key-file-damaged": lambda office, store: (store / "store.key").write_bytes(b"{}"),
    "wrong-passphrase": lambda office, store: None,
}
HOLD = """
import sys, pathlib
from hmip_desktop.store.instance import hold_lock
held = hold_lock(pathlib.Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_by_another_program(store: Path) -> Iterator[None]:
    command = [sys.executable, "-c", HOLD, str(store / "store.lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "held\n"
        yield
        other.stdin.close()


@pytest.mark.parametrize("code", TROUBLE)
def test_a_store_in_trouble_is_refused_and_not_touched(
    run: Run, office: Office, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    store = office.store("AI-01")
    TROUBLE[code](office, store)
    if code == "wrong-passphrase":
        monkeypatch.setenv("HMIP_PASSPHRASE", PASSPHRASE.upper())
    commands = (["audit"], ["export", "--to", office.prints["LI-01"], "--out", office.folder / "out"])
    with office.untouched():
        for command in commands:
            if code == "store-in-use":
                with held_by_another_program(store):
                    expect_refusal(run(*command, "--store", store), code)
            else:
                expect_refusal(run(*command, "--store", store), code)


def test_identity_trust_needs_all_the_digits(run: Run, office: Office) -> None:
    card, digits = office.folder / "AI-09.card", office.prints["AI-09"]
    store = ("--store", office.store("LI-09"))
    spoiled = office.file("spoiled.card", card.read_bytes().replace(b"AI-09", b"AI-08"))
    with office.untouched():
        expect_refusal(run("identity", "trust", card, *store), "fingerprint-needed")
        expect_refusal(run("identity", "trust", card, *store, "--fingerprint", digits[:10]), "fingerprint-differs")
        other = run("identity", "trust", card, *store, "--fingerprint", digits[1:] + digits[0])
        expect_refusal(other, "fingerprint-differs")
        expect_refusal(run("identity", "trust", spoiled, *store, "--fingerprint", digits), "card-signature-wrong")
        plain = run("identity", "trust", office.store("LI-09") / "store.key", *store, "--fingerprint", digits)
        expect_refusal(plain, "card-not-readable")
        none = run("identity", "trust", office.folder / "none", *store, "--fingerprint", digits)
        expect_refusal(none, "file-missing")
    said = run("identity", "trust", card, *store, "--fingerprint", " ".join((digits[:5], digits[5:])))
    assert (said.exit, said.data["name"], said.data["fingerprint"]) == (0, "AI-09", digits)


# the inspection, its sample and who has what --------------------------------------------------------------------


def inspection(store: Path, *options: object, pack: str = "dipp-2025") -> tuple[object, ...]:
    named = ("--name", "North 2026", "--region", "North", "--fieldwork-start", "2026-11-23", "--pack", pack)
    return ("inspection", "create", "--store", store, *named, *options)


def test_inspection_create_needs_an_escrow_card(run: Run, office: Office) -> None:
    lead, out = office.store("LI-09"), office.folder / "escrow"
    made = run("escrow", "create", "--out", out)
    assert (made.exit, made.data["role"]) == (0, "escrow")
    escrow = ("--escrow", out / "escrow.card")
    bad = office.file("population.csv", "pdu,rosh,commencements\nNorth,severe,10\n")
    with office.untouched():
        expect_refusal(run("escrow", "create", "--out", out), "escrow-exists")
        expect_refusal(run(*inspection(lead)), "escrow-needed")
        expect_refusal(run(*inspection(lead, "--escrow", office.folder / "AI-09.card")), "card-not-escrow")
        expect_refusal(run(*inspection(lead, *escrow, "--escrow-fingerprint", "0" * 30)), "fingerprint-differs")
        expect_refusal(run(*inspection(lead, *escrow, pack="nowhere")), "pack-unknown")
        expect_refusal(run(*inspection(lead, *escrow, "--variant", "nps")), "variant-unknown")
        expect_refusal(run(*inspection(lead, *escrow, "--population", bad)), "value-not-known")
        expect_refusal(run(*inspection(office.store("AI-09"), *escrow)), "role-not-allowed")
        expect_refusal(run("inspection", "show", "--store", lead), "inspection-missing")
    escrow += ("--escrow-fingerprint", made.data["fingerprint"])
    population = office.file("population.csv", "pdu,rosh,commencements\nNorth,low,10\n")
    said = run(*inspection(lead, *escrow, "--population", population))
    assert (said.exit, said.data["cases"]) == (0, 0)
    shown = run("inspection", "show", "--store", lead)
    assert shown.data["inspection_id"] == said.data["inspection_id"]
    with office.untouched():
        expect_refusal(run(*inspection(lead, *escrow)), "inspection-exists")


def test_a_self_assessment_needs_no_escrow(run: Run, office: Office) -> None:
    store = office.store("LA-09")
    said = run(*inspection(store, "--self-assessment", "--variant", "crc", pack="probation-2017"))
    assert (said.exit, said.data["self_assessment"]) == (0, True)
    imported = run("sample", "import", office.file("s.csv", SAMPLE + ROWS), "--store", store)
    assert (imported.exit, imported.data["imported"]) == (0, 3)


def test_sample_import_is_whole_or_nothing(run: Run, office: Office) -> None:
    lead = ("--store", office.store("LI-01"))
    good = office.file("good.csv", SAMPLE + ROWS)
    bad = office.file("bad.csv", SAMPLE + ROWS.replace("27-2,North,P2,PO,community_order", "27-2,North,P2,PO,prison"))
    nobody = office.file("nobody.csv", SAMPLE + ROWS.replace("rar,\n", "rar,AI-77\n"))
    named = office.file("named.csv", SAMPLE.replace("\n", ",surname\n") + ROWS.replace("rar,\n", "rar,,Smith\n"))
    fake = office.file("fake.xlsx", SAMPLE + ROWS)
    with office.untouched():
        expect_refusal(run("sample", "import", bad, *lead), "value-not-known")
        expect_refusal(run("sample", "import", nobody, *lead), "member-unknown")
        expect_refusal(run("sample", "import", named, *lead), "column-names-people")
        expect_refusal(run("sample", "import", fake, *lead), "xlsx-not-xlsx")
        expect_refusal(run("sample", "import", good, "--store", office.store("AI-01")), "role-not-allowed")
    before = run("inspection", "show", *lead).data["cases"]
    said = run("sample", "import", good, *lead)
    assert (said.exit, said.data["imported"], said.data["allocated"]) == (0, 3, 0)
    assert run("inspection", "show", *lead).data["cases"] == before + 3
    other = office.file("other.csv", SAMPLE + ROWS.replace("low", "high"))
    with office.untouched():
        again = run("sample", "import", good, *lead)
        assert (again.exit, again.data["imported"], again.data["known"]) == (0, 0, 3)
        expect_refusal(run("sample", "import", other, *lead), "sample-case-differs")


def test_allocate_is_whole_or_nothing(run: Run, office: Office) -> None:
    lead = ("--store", office.store("LI-01"))
    run("sample", "import", office.file("good.csv", SAMPLE + ROWS), *lead)

    def allocate(rows: str, store: tuple[object, ...] = lead) -> Said:
        file = office.folder / "allocation.csv"
        file.write_text(ALLOCATION + rows)
        return run("allocate", file, *store)

    allocate("")
    before = digests(office.store("LI-01"))
    expect_refusal(allocate("27-0,AI-01,,\n27-9,AI-01,,\n"), "case-not-on-list")
    expect_refusal(allocate("27-0,AI-01,,\n27-1,AI-77,,\n"), "member-unknown")
    expect_refusal(allocate("27-0,AI-01,,\n27-0,AI-02,,\n"), "allocated-twice")
    expect_refusal(allocate("27-0,AI-01,,\n", ("--store", office.store("AI-01"))), "role-not-allowed")
    assert digests(office.store("LI-01")) == before
    said = allocate(f"27-0,AI-01,,\n27-1,{office.prints['AI-02']},AI-01,\n27-2,AI-02,,27-0\n")
    assert (said.exit, said.data["allocated"]) == (0, 2)


# packages -------------------------------------------------------------------------------------------------------


def test_export_writes_one_sealed_file_for_one_addressee(run: Run, office: Office) -> None:
    out, inspector = office.folder / "out", ("--store", office.store("AI-01"))
    plain = office.file("plain", "x")
    with office.untouched():
        expect_refusal(run("export", *inspector, "--to", "1" * 30, "--out", out), "member-unknown")
        expect_refusal(run("export", *inspector, "--to", office.prints["AI-01"], "--out", out), "export-to-yourself")
        expect_refusal(run("export", *inspector, "--to", office.prints["LI-01"], "--out", plain), "folder-not-writable")
        no_alert = run("export", *inspector, "--to", office.prints["LI-01"], "--out", out, "--only-alerts")
        expect_refusal(no_alert, "nothing-to-export")
        none = run("export", "--store", office.store("LI-09"), "--to", office.prints["LI-01"], "--out", out)
        expect_refusal(none, "inspection-missing")
    said = run("export", *inspector, "--to", office.prints["LI-01"], "--out", out)
    package = Path(said.data["package"])
    assert said.exit == 0
    assert package.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert said.data["bytes"] == package.stat().st_size
    assert (said.data["sequence"], said.data["cases"]) == (3, 3)
    assert said.data["revisions"] > 50


def test_an_alert_travels_alone(run: Run, office: Office) -> None:
    with office.opened("AI-01") as ctx:
        mine = projections.case_list(ctx.store, inspector=ctx.me)
        alerts.raise_alert(ctx, mine[0].case_id, Alert("others", *["Seen"] * 5, moment(ctx.now())))
    to = ("--to", office.prints["LI-01"], "--out", office.folder / "out")
    said = run("export", "--store", office.store("AI-01"), *to, "--only-alerts")
    assert (said.exit, said.data["cases"], said.data["revisions"]) == (0, 1, 1)
    lead = ("--store", office.store("LI-01"))
    assert run("package", "inspect", said.data["package"], *lead).data["kind"] == "alert"
    merged = run("merge", said.data["package"], *lead)
    assert (merged.exit, merged.data["new"], merged.data["quarantined"]) == (0, 1, 0)


KEYS = {"kind", "format", "sender", "sequence", "signature", "readable"}


def test_package_inspect_says_what_it_is(run: Run, office: Office) -> None:
    lead, work = ("--store", office.store("LI-01")), office.package("work")
    with office.untouched():
        said = run("package", "inspect", work, *lead)
        assert (said.exit, said.data["kind"], said.data["sender"]) == (0, "work", "AI-01")
        assert (said.data["signature"], said.data["readable"], said.data["sequence"]) == ("good", True, 2)
        sealed = run("package", "inspect", work)
        expect_refusal(sealed, "package-needs-store")
        assert sealed.data.keys() >= KEYS
        other = run("package", "inspect", work, "--store", office.store("AI-02"))
        expect_refusal(other, "package-not-for-you")
        stranger = run("package", "inspect", office.package("stranger"), "--store", office.store("AI-09"))
        expect_refusal(stranger, "package-stranger")
        assert (stranger.data["sender"], stranger.data["readable"]) == ("LI-01", True)
        expect_refusal(run("package", "inspect", office.folder / "none", *lead), "package-missing")
    run("merge", work, *lead)
    assert run("package", "inspect", work, *lead).exit == 0
    assert run("package", "inspect", office.package("stale"), *lead).exit == 0


def spoiled(office: Office) -> dict[str, tuple[Path, str]]:
    good = office.package("work").read_bytes()
    middle = len(good) // 2
    flipped = good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1 :]
    header = b"age-encryption.org/v1\n"
    return {
        "text": (office.file("text.hmip", "hello\n" * 50), "package-not-age"),
        "empty": (office.file("empty.hmip", b""), "package-not-age"),
        "cut": (office.file("cut.hmip", good[:middle]), "package-damaged"),
        "flipped": (office.file("flipped.hmip", flipped), "package-damaged"),
        "header": (office.file("header.hmip", header + b"-> X25519 AA\nAA\n" * 9000), "package-header-too-long"),
        "else": (office.package("stranger"), "package-not-for-you"),
        "missing": (office.folder / "none.hmip", "package-missing"),
    }


def test_a_spoiled_package_is_refused_by_its_own_code_and_changes_nothing(run: Run, office: Office) -> None:
    lead = ("--store", office.store("LI-01"))
    files = spoiled(office)
    with office.untouched():
        for file, code in files.values():
            for dry in ((), ("--dry-run",)):
                said = run("merge", file, *lead, *dry)
                expect_refusal(said, code)
                assert [(p["status"], p["code"]) for p in said.data["packages"]] == [("refused", code)]
                assert (said.data["quarantined"], said.data["new"], said.data["applied"]) == (1, 0, False)
            expect_refusal(run("package", "inspect", file, *lead), code)
        stranger = run("merge", office.package("stranger"), "--store", office.store("AI-09"))
        expect_refusal(stranger, "package-stranger")


def test_any_file_is_inspected_within_five_seconds(run: Run, office: Office) -> None:
    good = office.package("work").read_bytes()
    big = office.file("big.hmip", good + bytes(50_000_000 - len(good)))
    started = perf_counter()
    expect_refusal(run("package", "inspect", big, "--store", office.store("LI-01")), "package-damaged")
    assert perf_counter() - started < 5


def test_merge_plans_applies_and_knows_a_package_again(run: Run, office: Office) -> None:
    lead, work = ("--store", office.store("LI-01")), office.package("work")
    with office.untouched():
        dry = run("merge", work, *lead, "--dry-run")
        twice = run("merge", work, work, *lead, "--dry-run")
    assert (dry.exit, dry.data["conflicts"], dry.data["applied"]) == (0, 1, False)
    assert (twice.exit, twice.data["packages"][1]["status"], twice.data["new"]) == (0, "known", dry.data["new"])
    said = run("merge", work, *lead)
    assert (said.exit, said.data["applied"]) == (0, True)
    assert [said.data[k] for k in ("new", "known", "conflicts", "quarantined")] == [
        dry.data[k] for k in ("new", "known", "conflicts", "quarantined")
    ]
    assert said.data["new"] > 40
    assert said.data["packages"][0].keys() >= {"file", "status", "code"}
    text = spoiled(office)["text"][0]
    with office.untouched():
        again = run("merge", work, *lead)
        assert (again.exit, again.data["new"], again.data["packages"][0]["status"]) == (0, 0, "known")
        stale = run("merge", office.package("stale"), *lead)
        expect_refusal(stale, "package-stale")
        assert stale.data["packages"][0]["status"] == "stale"
        expect_refusal(run("merge", work, text, *lead), "package-not-age")


def test_merge_does_the_good_part_and_says_3(run: Run, office: Office) -> None:
    lead, text = ("--store", office.store("LI-01")), spoiled(office)["text"][0]
    batch = (office.package("work"), text, office.package("held"))
    with office.untouched():
        dry = run("merge", *batch, *lead, "--dry-run")
    assert (dry.exit, dry.data["quarantined"]) == (3, 2)
    said = run("merge", *batch, *lead)
    assert (said.exit, said.code, said.data["quarantined"], said.data["applied"]) == (3, "", 2, True)
    assert [p["code"] for p in said.data["packages"]] == ["", "package-not-age", "question-not-in-pack"]
    assert [len(p["held"]) for p in said.data["packages"]] == [0, 0, 1]
    assert run("audit", *lead).exit == 0


def test_conflicts_are_listed_and_settled_once(run: Run, office: Office) -> None:
    lead = ("--store", office.store("LI-01"))
    run("merge", office.package("work"), *lead)
    (found,) = run("conflicts", *lead).data["conflicts"]
    assert found.keys() >= {"id", "case_ref", "question", "base", "heads"}
    assert (found["question"], found["base"]) == ("C1a", None)
    assert {head["value"] for head in found["heads"]} == {"Yes", "No"}
    with office.untouched():
        none = run("resolve", "nowhere", *lead, "--keep", "A", "--reason", "r")
        expect_refusal(none, "conflict-unknown")
        expect_refusal(run("resolve", found["id"], *lead, "--keep", "Z", "--reason", "r"), "side-unknown")
        expect_refusal(run("resolve", found["id"], *lead, "--keep", "A", "--reason", " "), "resolution-needs-reason")
    said = run("resolve", found["id"], *lead, "--keep", "B", "--reason", "Read again.")
    assert (said.exit, said.data["conflicts"]) == (0, 0)
    with office.untouched():
        again = run("resolve", found["id"], *lead, "--keep", "B", "--reason", "Read again.")
        expect_refusal(again, "conflict-unknown")
        run("merge", office.package("work"), *lead)
    assert run("conflicts", *lead).data["conflicts"] == []


# audit and outputs ----------------------------------------------------------------------------------------------


def test_audit_recomputes_and_finds_a_changed_row(run: Run, office: Office) -> None:
    lead = ("--store", office.store("LI-01"))
    run("merge", office.package("work"), *lead)
    sound = run("audit", *lead)
    assert (sound.exit, sound.data["breaks"], sound.data["projection_matches"]) == (0, [], True)
    assert sound.data["revisions"] > 50
    assert sound.data["devices"] == 2
    with office.opened("LI-01") as ctx, ctx.store.quiet() as raw:
        raw.execute("UPDATE revision SET value = cast(replace(value, '\"yes\"', '\"no\"') AS BLOB)")
    broken = run("audit", *lead)
    assert broken.exit == 1
    assert broken.data["breaks"]


def test_report_keeps_audiences_apart(run: Run, office: Office) -> None:
    lead, out = ("--store", office.store("LI-01")), office.folder / "out"
    run("merge", office.package("work"), *lead)
    with office.untouched():
        for audience, kind in (("public", "case"), ("public", "alert"), ("body", "data"), ("body", "workbook")):
            said = run("report", *lead, "--out", out, "--kind", kind, "--audience", audience)
            expect_refusal(said, "output-not-for-audience")
        expect_refusal(run("report", *lead, "--out", out, "--kind", "data", "--clear"), "clear-needs-reason")
        other = run("report", "--store", office.store("AI-01"), "--out", out, "--kind", "headline")
        expect_refusal(other, "role-not-allowed")
        none = run("report", "--store", office.store("LI-09"), "--out", out)
        expect_refusal(none, "inspection-missing")
    sealed = run("report", *lead, "--out", out / "sealed", "--kind", "data")
    assert sealed.exit == 0
    assert {Path(file).suffix for file in sealed.data["outputs"]} == {".age"}
    assert all(Path(file).read_bytes().startswith(b"age-encryption.org/v1\n") for file in sealed.data["outputs"])
    clear = run("report", *lead, "--out", out / "clear", "--kind", "data", "--clear", "--reason", "A test.")
    assert {"answers.csv", "results.csv"} <= {Path(file).name for file in clear.data["outputs"]}
    public = run("report", *lead, "--out", out / "public", "--kind", "data", "--audience", "public")
    assert "answers.csv" not in {Path(file).name for file in public.data["outputs"]}


def test_a_defect_is_exit_70_and_tells_nothing_of_the_work(run: Run, office: Office) -> None:
    with office.opened("LI-01") as ctx, ctx.store.quiet() as raw:
        raw.execute("ALTER TABLE case_file RENAME TO gone")
    said = run("inspection", "show", "--store", office.store("LI-01"))
    assert (said.exit, said.code) == (70, "defect")
    assert "case_file" not in said.data["error"]["message"]
