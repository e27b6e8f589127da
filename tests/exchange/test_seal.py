"""Signatures that OpenSSH checks, and sealing that survives hostile headers."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import time
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.people import ANNE, BEN, entropy
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import bech32, seal

AGE = b"age-encryption.org/v1\n"
SEALED = seal.encrypt(bytes(range(256)) * 300, [ANNE.card.recipient])
MAC = b"--- " + b"A" * 43 + b"\n"


def code_of(untrusted: bytes) -> str:
    """How a file is refused."""
    with pytest.raises(Refused) as refused:
        seal.decrypt(untrusted, (ANNE.age_secret,))
    return refused.value.code


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not on this machine")
@pytest.mark.parametrize("namespace", seal.NAMESPACES)
def test_openssh_accepts_the_signature_under_its_namespace_only(tmp_path: Path, namespace: str) -> None:
    (tmp_path / "allowed").write_text(f"anne {ANNE.card.signing}\n")
    (tmp_path / "doc.sig").write_bytes(seal.sign(b"a document", ANNE.signing_seed, namespace))
    verify = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "anne", "-s", "doc.sig", "-n"]

    def outcome(used: str, message: bytes) -> int:
        return subprocess.run([*verify, used], input=message, cwd=tmp_path, capture_output=True, check=False).returncode

    assert outcome(namespace, b"a document") == 0
    assert outcome(namespace + "0", b"a document") != 0
    assert outcome(namespace, b"another document") != 0


def test_a_signature_names_its_signer_and_fits_one_document_and_namespace() -> None:
    signed = seal.sign_document(b"x", ANNE.signing_seed, seal.ROSTER)
    assert seal.signer(signed, seal.ROSTER) == ANNE.card.signing
    assert seal.signer(signed, seal.RECEIPT) is None
    assert seal.signer(seal.SignedDocument(b"y", signed.signature), seal.ROSTER) is None


@given(st.integers(0, 400), st.integers(1, 255))
def test_any_changed_byte_of_a_signature_spoils_it(place: int, flip: int) -> None:
    signed = seal.sign_document(b"x", ANNE.signing_seed, seal.ROSTER)
    changed = bytearray(signed.signature)
    changed[place % len(changed)] ^= flip
    assert seal.signer(seal.SignedDocument(b"x", bytes(changed)), seal.ROSTER) is None


@given(st.binary(max_size=600))
def test_no_text_makes_the_signature_reader_fail(text: bytes) -> None:
    assert seal.signer(seal.SignedDocument(b"x", text), seal.ROSTER) is None


def test_keys_are_those_of_age() -> None:
    secret = seal.new_secret(os.urandom)
    identity = pyrage.x25519.Identity.from_str(secret)
    assert str(identity.to_public()) == seal.recipient_of(secret)
    assert pyrage.decrypt(seal.encrypt(b"text", [seal.recipient_of(secret)]), [identity]) == b"text"


@given(st.binary(min_size=32, max_size=32), st.integers(0, 60), st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l"))
def test_a_mistyped_key_is_noticed(data: bytes, place: int, letter: str) -> None:
    text = bech32.encode("age", data)
    assert bech32.decode("age", text) == data
    changed = text[: 4 + place % 58] + letter + text[5 + place % 58 :]
    if changed != text:
        with pytest.raises(ValueError, match="age"):
            bech32.decode("age", changed)


@pytest.mark.parametrize("point", [bytes(32), bytes([1]) + bytes(31), bytes.fromhex("ec" + "ff" * 30 + "7f")])
def test_low_order_points_are_no_recipients(point: bytes) -> None:
    text = bech32.encode("age", point)
    assert not seal.is_recipient(text)
    with pytest.raises(Refused, match="recipient-key-invalid"):
        seal.encrypt(b"x", [text])


@pytest.mark.parametrize("text", ["", "age1", "age1qqqq", "AGE1" + "Q" * 58, "ssh-ed25519 AAAA", "é"])
def test_other_texts_are_no_recipients(text: str) -> None:
    assert not seal.is_recipient(text)


def test_hostile_headers_are_refused_at_once() -> None:
    share = base64.b64encode(bytes(32)).rstrip(b"=")
    good = base64.b64encode(bytes(range(32))).rstrip(b"=")
    body = b"\n" + b"B" * 43 + b"\n"
    began = time.perf_counter()
    assert code_of(b"") == "package-not-age"
    assert code_of(b"PK\x03\x04 something else") == "package-not-age"
    assert code_of(AGE) == "package-damaged"
    assert code_of(AGE + b"x" * 50_000_000) == "package-header-too-long"
    assert code_of(AGE + (b"-> X25519 " + good + body) * 100 + MAC) == "package-header-too-long"
    assert code_of(AGE + b"-> X25519 " + b"A" * 5000 + body + MAC) == "package-header-too-long"
    assert code_of(AGE + b"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 22" + body + MAC) == "package-not-for-you"
    assert code_of(AGE + b"-> X25519 " + share + body + MAC) == "package-damaged"
    assert code_of(AGE + b"-> X25519" + body + MAC) == "package-damaged"
    assert code_of(AGE + b"-> X25519 " + good + b" more" + body + MAC) == "package-damaged"
    assert code_of(AGE + b"nothing here" + b"\n" + MAC) == "package-damaged"
    assert time.perf_counter() - began < 2


def test_who_is_not_addressed_is_told_so() -> None:
    sealed = seal.encrypt(b"x" * 200_000, [BEN.card.recipient])
    assert code_of(sealed) == "package-not-for-you"
    with pytest.raises(Refused, match="package-not-for-you"):
        seal.decrypt(sealed, ())


@given(st.data())
def test_any_damage_to_a_sealed_file_is_refused(data: st.DataObject) -> None:
    place = data.draw(st.one_of(st.integers(0, 300), st.integers(0, 76_000)))
    kind = data.draw(st.sampled_from(["flip", "cut", "insert", "end"]))
    changed = bytearray(SEALED)
    if kind == "flip":
        changed[place] ^= data.draw(st.integers(1, 255))
    elif kind == "cut":
        del changed[place : place + data.draw(st.integers(1, 70_000))]
    elif kind == "insert":
        changed[place:place] = data.draw(st.binary(min_size=1, max_size=100))
    else:
        changed += b"more"
    assert code_of(bytes(changed)).startswith("package-")


def test_entropy_decides_the_key() -> None:
    assert seal.new_secret(entropy(5)) == seal.new_secret(entropy(5)) != seal.new_secret(entropy(6))
