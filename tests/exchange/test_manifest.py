"""The manifest: strict in type, form, version, and in what a kind may hold."""

from __future__ import annotations

import json
from collections.abc import Callable

import msgspec
import pytest

from exchange.people import ANNE, BEN, LEAD, anne_journal, forge, keys_of, members_of, send, work_content
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.manifest import CASES_LIMIT, SENDERS, read_manifest
from hmip_desktop.exchange.reader import open_package


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a good package holds."""
    return members_of(send(work_content(anne_journal()), tmp_path_factory.mktemp("out")).path, LEAD)


def code_of(untrusted: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_manifest(untrusted)
    return refused.value.code


def changed(members: dict[str, bytes], change: Callable[[dict[str, object]], object]) -> bytes:
    """The manifest after a change, in canonical form."""
    document = json.loads(members["manifest.json"])
    change(document)
    return msgspec.json.encode(document, order="sorted")


def put(**fields: object) -> Callable[[dict[str, object]], object]:
    return lambda document: document.update(fields)


def test_a_good_manifest_is_read(members: dict[str, bytes]) -> None:
    manifest = read_manifest(members["manifest.json"])
    assert (manifest.kind, manifest.sequence, manifest.revisions) == ("work", 1, 24)
    assert manifest.cases == ("a" * 16, "b" * 16)
    assert manifest.sender == ANNE.card


@pytest.mark.parametrize(
    "change",
    [
        put(extra=1),
        put(kind="letter"),
        put(format="other"),
        put(sequence=0),
        put(sequence=2**53),
        put(sequence="1"),
        put(sequence=True),
        put(sequence=2),
        put(previous="0" * 64),
        put(recipients=[]),
        put(recipients=[BEN.fingerprint]),
        put(recipients=[LEAD.fingerprint, LEAD.fingerprint]),
        put(addressee="12345"),
        put(inspection="../x"),
        put(package="A" * 16),
        put(made_at="yesterday"),
        put(major=0),
        put(major=-1),
        put(minor=-1),
        put(business=[{"case": "a" * 16, "state": "open"}] * 2),
        put(business=[{"case": "a" * 16, "state": "Open it!"}]),
        lambda m: m["sender"].update(name="A\u202e"),
        lambda m: m["sender"].update(role="emperor"),
        lambda m: m["sender"].update(signing="ssh-rsa AAAA"),
        lambda m: m["sender"].update(recipient="age1qqqq"),
        lambda m: m["sender"].update(age=40),
        lambda m: m["members"].append(m["members"][0]),
        lambda m: m["members"].reverse(),
        lambda m: m["members"][0].update(unpacked=2**40),
        lambda m: m["members"][0].update(unpacked=2**25),
        lambda m: m["members"][0].update(rows=2**40),
        lambda m: m["members"][0].update(size=-1),
        lambda m: m["members"][-1].update(unpacked=1),
        lambda m: m.pop("roster"),
    ],
)
def test_what_is_not_quite_a_manifest_is_refused(
    members: dict[str, bytes], change: Callable[[dict[str, object]], object]
) -> None:
    assert code_of(changed(members, change)) == "package-manifest-invalid"


def test_odd_encodings_are_refused(members: dict[str, bytes]) -> None:
    good = members["manifest.json"]
    for untrusted in (
        b"",
        b"null",
        b"[]",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"major":' + b"9" * 5000 + b"}",
        good.replace(b'"sequence":1', b'"sequence":1.0'),
        good.replace(b'"sequence":1', b'"sequence":1e400'),
        good.replace(b'"sequence":1', b'"sequence":NaN'),
        good.replace(b'"sequence":1', b'"sequence":' + b"1" * 5000),
        good.replace(b'"sequence":1', b'"sequence":1,"sequence":1'),
        good.replace(b"Anne", b"An\\u006ee"),
        good.replace(b"Anne", b"An\\u0000e"),
        good.replace(b"Anne", b"An\\ud800e"),
        good.replace(b"Anne", b"An\xffe"),
        good + b"\n",
        b" " + good,
        "\ufeff".encode() + good,
        good.replace(b'"kind"', b'\r\n"kind"'),
        b" " * (17 * 1024 * 1024),
    ):
        assert code_of(untrusted) == "package-manifest-invalid"


@pytest.mark.parametrize(("major", "minor"), [(1, 1), (2, 0), (99, 3)])
def test_a_newer_format_is_named(members: dict[str, bytes], major: int, minor: int) -> None:
    with pytest.raises(Refused) as refused:
        read_manifest(changed(members, put(major=major, minor=minor, something_new=[1])))
    assert (refused.value.code, refused.value.params) == ("package-too-new", {"needed": f"{major}.{minor}"})


@pytest.mark.parametrize(
    "name",
    [
        "roster.json",
        "receipt.json",
        "cases/" + "c" * 16 + ".json",
        "guidance/" + "c" * 64 + ".json",
        "heads/" + "d" * 16 + ".json.sig",
        "script",
    ],
)
def test_members_that_work_may_not_hold_are_refused(members: dict[str, bytes], tmp_path, name: str) -> None:
    path = forge(tmp_path / "x.hmip", {**members, name: b"{}"})
    with pytest.raises(Refused, match="package-member-unexpected"):
        open_package(path, keys_of(LEAD))


def test_a_document_needs_its_signature(members: dict[str, bytes], tmp_path) -> None:
    short = {name: data for name, data in members.items() if name != "heads/" + "c" * 16 + ".json.sig"}
    with pytest.raises(Refused, match="package-member-unexpected"):
        open_package(forge(tmp_path / "x.hmip", short), keys_of(LEAD))


def test_members_are_those_listed(members: dict[str, bytes], tmp_path) -> None:
    case = "cases/" + "a" * 16 + ".jsonl.gz"
    fewer = {name: data for name, data in members.items() if name != case}
    more = {**members, "cases/" + "e" * 16 + ".jsonl.gz": members[case]}
    longer = {**members, case: members[case] + b"x"}
    for other in (fewer, more, longer):
        with pytest.raises(Refused, match="package-member-unexpected"):
            open_package(forge(tmp_path / "x.hmip", other, relist=False), keys_of(LEAD))


def test_every_kind_has_its_senders() -> None:
    assert SENDERS["allocation"] == {"lead", "deputy", "local_assessor"}
    assert "interviewer" in SENDERS["alert"]
    assert "inspector" not in SENDERS["receipt"] | SENDERS["guidance"]
    assert CASES_LIMIT >= 10_000
