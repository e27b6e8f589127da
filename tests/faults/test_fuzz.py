"""Files from outside, changed at any place and in any value: read, or refused with a code. Never anything else.

What such a run once found lies in ``tests/data/hostile/`` and is tried at every run.
"""

from __future__ import annotations

import copy
import gzip
import json
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from exchange.people import (
    ANNE,
    CASE,
    INSPECTION,
    LEAD,
    NOW,
    ROSTER,
    anne_journal,
    forge,
    keys_of,
    lead_standing,
    members_of,
    packed,
    send,
    work_content,
)  # fmt: skip
from hypothesis import assume, given
from hypothesis import strategies as st
from source import ROOT

from hmip_desktop.domain.revisions import read, sha256_hex
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import identity, seal
from hmip_desktop.exchange.manifest import read_manifest
from hmip_desktop.exchange.reader import cases, check_standing, describe, open_package
from hmip_desktop.exchange.receipts import read_receipt
from hmip_desktop.exchange.roster import read_roster, write_roster
from hmip_desktop.intake import allocation, packs, population
from hmip_desktop.intake import sample as samples
from hmip_desktop.store import keys
from hmip_desktop.store.anchor import SIZE, Anchor, Extent
from tests.made_up_packs import small
from tests.people import LIGHT, sample_text

HOSTILE = ROOT / "tests" / "data" / "hostile"
ODD: list[Any] = [
    None, True, False, 0, -1, 1, 2**53, -(2**63), 10**30, 1.5, "", " ", "\x00", "\u202e", "\ud800", "\ufeff", "=1+1",
    "../../etc/passwd", "<img src=file:///etc/passwd>", "'; DROP TABLE revision; --", "x" * 5000, "9" * 400,
    "2026-02-30", "C1", [], {}, [[]], {"a": {"b": []}},
]  # fmt: skip
ODD_VALUES = st.one_of(
    st.sampled_from(ODD).map(copy.deepcopy), st.text(max_size=20), st.integers(), st.floats(allow_nan=False)
)


def survived(work: Callable[[], object]) -> str:
    """The code of a refusal, empty when it was read; anything else fails the test by itself."""
    try:
        work()
    except Refused as refused:
        return refused.code
    return ""


def nodes(document: Any) -> list[tuple[Any, Any]]:
    """Every place of a JSON document that can hold something else: container and key."""
    found: list[tuple[Any, Any]] = []
    pairs = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in list(pairs):
        found.append((document, key))
        if isinstance(value, dict | list):
            found += nodes(value)
    return found


def twisted(data: st.DataObject, original: Any, most: int = 3) -> Any:
    """The document with values replaced, taken out, doubled, nested, or put in under other names."""
    document = copy.deepcopy(original)
    for _ in range(data.draw(st.integers(1, most))):
        places = nodes(document)
        if not places:
            break
        holder, key = places[data.draw(st.integers(0, 100_000)) % len(places)]
        kind = data.draw(st.sampled_from(["odd", "odd", "out", "double", "nest", "new"]))
        if kind == "odd":
            holder[key] = data.draw(ODD_VALUES)
        elif kind == "out":
            del holder[key]
        elif kind == "double" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        elif kind == "nest":
            holder[key] = [holder[key]]
        elif isinstance(holder, dict):
            holder[data.draw(st.text(max_size=8))] = data.draw(ODD_VALUES)
    return document


def encoded(document: Any) -> bytes:
    """In the one canonical form where that exists, else as JSON writes it."""
    try:
        return msgspec.json.encode(document, order="sorted")
    except (UnicodeEncodeError, TypeError, ValueError, OverflowError):
        return json.dumps(document).encode()


def scratched(data: st.DataObject, original: bytes) -> bytes:
    """The bytes with pieces flipped, cut out, doubled or put in."""
    out = bytearray(original)
    for _ in range(data.draw(st.integers(1, 4))):
        place, size = data.draw(st.integers(0, 100_000)) % (len(out) + 1), data.draw(st.integers(1, 60))
        kind = data.draw(st.sampled_from(["flip", "cut", "double", "insert", "end"]))
        if kind == "flip" and place < len(out):
            out[place] ^= data.draw(st.integers(1, 255))
        elif kind == "cut":
            del out[place : place + size]
        elif kind == "double":
            out[place:place] = out[place : place + size]
        elif kind == "insert":
            out[place:place] = data.draw(st.binary(min_size=1, max_size=30))
        else:
            del out[place:]
    return bytes(out)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@pytest.fixture(scope="module")
def package(folder: Path) -> Path:
    return send(work_content(anne_journal(4)), folder).path


@pytest.fixture(scope="module")
def members(package: Path) -> dict[str, bytes]:
    return members_of(package, LEAD)


@given(data=st.data())
def test_any_value_of_a_manifest_may_be_anything(data: st.DataObject, members: dict[str, bytes]) -> None:
    document = twisted(data, json.loads(members["manifest.json"]))
    code = survived(lambda: read_manifest(encoded(document)))
    assert code in ("", "package-manifest-invalid", "package-too-new")


@given(data=st.data())
def test_any_value_of_a_row_may_be_anything(data: st.DataObject, members: dict[str, bytes], folder: Path) -> None:
    """Signed by a member of the team, each line canonical, each commitment right: only the values are odd."""
    lines = gzip.decompress(members[f"cases/{CASE}.jsonl.gz"]).split(b"\n")[:-1]
    rows = list(zip(lines[0::2], lines[1::2], strict=True))
    place = data.draw(st.integers(0, len(rows) - 1))
    header, value = (json.loads(line) for line in rows[place])
    if data.draw(st.booleans()):
        value = twisted(data, value)
    else:
        header = twisted(data, header)
    value_line = encoded(value)
    if isinstance(header, dict) and data.draw(st.booleans()):
        header["commit"] = sha256_hex(value_line)
    rows[place] = (encoded(header), value_line)
    code = survived(lambda: read(*rows[place]))
    assert code == "" or code.startswith(("row-", "chain-"))
    path = forge(folder / "row.hmip", {**members, f"cases/{CASE}.jsonl.gz": packed(rows)})
    if survived(lambda: open_package(path, keys_of(LEAD))) == "":
        accepted = check_standing(open_package(path, keys_of(LEAD)), lead_standing())
        found = {one.case_id: one.refused for one in cases(accepted, lead_standing())}
        assert found["b" * 16] is None, "the other case stands alone"


@cache
def documents() -> dict[str, tuple[Any, Callable[[bytes], object]]]:
    """Signed documents and cards: what is in them, and who reads them."""
    roster = write_roster(INSPECTION, ROSTER, signer=LEAD, now=NOW)
    receipt = {
        "format": "hmip-receipt@1",
        "receipt": {
            "inspection": INSPECTION, "issuer": LEAD.fingerprint, "addressee": ANNE.fingerprint, "number": 1,
            "issued_at": "2026-11-21T09:05:00.000Z", "packages": ["d" * 16], "withdrawn": [], "stores": 1,
            "cases": [{"case": CASE, "heads": ["b" * 64]}],
            "covers": [{"stream": f"{'c' * 16}/{CASE}", "counter": 3, "digest": "b" * 64}],
        },
    }  # fmt: skip
    return {
        "roster": (json.loads(roster.data), lambda raw: read_roster(_signed(raw, seal.ROSTER))),
        "receipt": (receipt, lambda raw: read_receipt(_signed(raw, seal.RECEIPT))),
        "card": (json.loads(identity.write_card(ANNE)), identity.read_card),
    }


def _signed(data: bytes, namespace: str) -> seal.SignedDocument:
    return seal.sign_document(data, LEAD.signing_seed, namespace)


@pytest.mark.parametrize("kind", ["roster", "receipt", "card"])
@given(data=st.data())
def test_any_value_of_a_signed_document_may_be_anything(data: st.DataObject, kind: str) -> None:
    document, reader = documents()[kind]
    code = survived(lambda: reader(encoded(twisted(data, document))))
    assert code == "" or code.split("-")[0] in ("roster", "receipt", "card", "identity")


@given(data=st.data())
def test_any_value_of_a_pack_may_be_anything(data: st.DataObject, folder: Path) -> None:
    path = folder / "pack.json"
    path.write_bytes(encoded(twisted(data, small())))
    checked = packs.check(path)
    assert (checked.pack is None) == bool(checked.errors)
    assert all(error.code.startswith("pack-") for error in checked.errors)


TABLES: dict[str, Callable[[Path], object]] = {
    "sample": samples.read_sample,
    "population": population.read_population,
    "allocation": allocation.read_allocation,
}
TEXTS = {
    "sample": sample_text(6, ["AI-01"]),
    "population": "pdu,rosh,commencements,sex\r\nAldermere,low,12,female\r\nKingsreach,high,3,male\r\n",
    "allocation": "case_ref,inspector,interviewer,second_of\r\n26-401,AI-01,IV-01,\r\n26-402,AI-02,,26-401\r\n",
}


@pytest.mark.parametrize("kind", TABLES)
@given(data=st.data())
def test_any_bytes_of_a_table_may_be_others(data: st.DataObject, kind: str, folder: Path) -> None:
    path = folder / f"{kind}.csv"
    path.write_text(TEXTS[kind], newline="")
    assert survived(lambda: TABLES[kind](path)) == ""
    path.write_bytes(scratched(data, TEXTS[kind].encode()))
    code = survived(lambda: TABLES[kind](path))
    assert code == code.lower()


@pytest.fixture(scope="module")
def key_file(folder: Path) -> tuple[Path, dict[str, Any]]:
    place = folder / "key"
    place.mkdir()
    keys.create(place, "violet anchor puzzle", entropy=random.Random(3).randbytes, kdf=LIGHT)
    return place, json.loads((place / "store.key").read_text())


@given(data=st.data())
def test_any_value_of_a_key_file_may_be_anything(data: st.DataObject, key_file: tuple[Path, dict[str, Any]]) -> None:
    """Its sum made right again: a hostile file, not a damaged one. No cost out of bounds is ever run."""
    place, original = key_file
    document = twisted(data, original, most=2)
    assume(not _is_dear(document.get("slots")))
    if data.draw(st.booleans()):
        rest = {name: value for name, value in document.items() if name != "sum"}
        document["sum"] = sha256_hex(json.dumps(rest, sort_keys=True).encode())
    (place / "store.key").write_text(json.dumps(document))
    assert survived(lambda: keys.unlock(place, "violet anchor puzzle")) in (
        "", "key-file-damaged", "wrong-passphrase", "store-newer",
    )  # fmt: skip


def _is_dear(slots: Any) -> bool:
    """A cost within bounds that only takes long."""
    try:
        cost = slots["passphrase"]["kdf"]
        return bool(1 < cost["t"] <= 20)
    except (TypeError, KeyError, IndexError):
        return False


@given(st.binary(max_size=2 * SIZE))
def test_an_anchor_may_hold_anything(raw: bytes) -> None:
    class Held:
        def read_bytes(self) -> bytes:
            return raw

    found = Anchor(Held(), "ab" * 8, bytes(32)).check(Extent(3, 0))  # type: ignore[arg-type]
    assert found.standing == "unreadable"


READERS: dict[str, Callable[[Path], object]] = {
    ".hmip": lambda path: describe(path, keys_of(LEAD)),
    ".toml": packs.check,
    ".json": packs.check,
    ".yaml": packs.check,
    ".csv": samples.read_sample,
    ".xlsx": samples.read_sample,
    ".card": lambda path: identity.read_card(path.read_bytes()),
    ".row": lambda path: read(*path.read_bytes().split(b"\n")[:2]),
}


@pytest.mark.parametrize("path", sorted(HOSTILE.iterdir()), ids=lambda path: path.name)
def test_what_was_hostile_once_is_refused_or_read_and_nothing_else(path: Path) -> None:
    said: list[object] = []
    code = survived(lambda: said.append(READERS[path.suffix](path)))
    refused = getattr(said[0], "refused", None) or getattr(said[0], "errors", None) if said else code
    assert refused, "each of them has something that may not come in"
