"""Identity cards, fingerprints and the escrow key."""

from __future__ import annotations

import json
import shutil

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.people import ANNE, LEAD, entropy
from hmip_desktop.domain.values import ROLES
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import escrow, identity, seal

CARD_FILE = identity.write_card(ANNE)


def test_a_card_reads_back_as_its_person() -> None:
    card = identity.read_card(CARD_FILE)
    assert card == ANNE.card
    assert card.fingerprint == ANNE.fingerprint
    assert len(ANNE.fingerprint) == 30
    assert ANNE.fingerprint.isdigit()


def test_secrets_are_not_shown() -> None:
    assert ANNE.age_secret not in repr(ANNE)
    assert repr(ANNE.signing_seed) not in repr(ANNE)
    assert seal.new_secret(entropy(1)) not in repr(identity.RecipientKey("a", seal.new_secret(entropy(1))))


@pytest.mark.parametrize("field", ["name", "role", "signing", "recipient"])
def test_the_fingerprint_covers_every_field(field: str) -> None:
    other = {"name": "Anne Other", "role": "lead", "signing": LEAD.card.signing, "recipient": LEAD.card.recipient}
    assert msgspec.structs.replace(ANNE.card, **{field: other[field]}).fingerprint != ANNE.fingerprint


@pytest.mark.parametrize("field", ["name", "role"])
def test_a_changed_card_is_refused(field: str) -> None:
    file = json.loads(CARD_FILE)
    file["card"][field] = {"name": "Anne Other", "role": "lead"}[field]
    with pytest.raises(Refused, match="card-signature-wrong"):
        identity.read_card(msgspec.json.encode(file, order="sorted"))


def test_a_card_with_another_signing_key_is_refused() -> None:
    file = json.loads(CARD_FILE)
    file["card"]["signing"] = LEAD.card.signing
    with pytest.raises(Refused, match="card-signature-wrong"):
        identity.read_card(msgspec.json.encode(file, order="sorted"))


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        b"{}",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        CARD_FILE[:-2],
        CARD_FILE.replace(b"{", b"{ ", 1),
        CARD_FILE.replace(b'"name":', b'"name":"x","name":'),
        b" " * 100_000 + CARD_FILE,
        CARD_FILE.replace(b"Anne", b"An\\u006ee"),
        CARD_FILE.replace(b"inspector", b"emperor"),
        "\ufeff".encode() + CARD_FILE,
    ],
)
def test_what_is_no_card_is_refused(untrusted: bytes) -> None:
    with pytest.raises(Refused, match="card-not-readable"):
        identity.read_card(untrusted)


@given(st.integers(0, len(CARD_FILE) - 2), st.integers(1, 255))
def test_any_changed_byte_of_a_card_is_refused(place: int, flip: int) -> None:
    changed = bytearray(CARD_FILE)
    changed[place] ^= flip
    with pytest.raises(Refused, match="card-"):
        identity.read_card(bytes(changed))


def test_a_card_with_a_low_order_key_is_refused() -> None:
    card = msgspec.structs.replace(ANNE.card, recipient=seal.bech32.encode("age", bytes(32)))
    signature = seal.sign(msgspec.json.encode(card, order="sorted"), ANNE.signing_seed, seal.CARD).decode()
    file = {"card": card, "format": "hmip-identity@1", "signature": signature}
    with pytest.raises(Refused, match="card-not-readable"):
        identity.read_card(msgspec.json.encode(file, order="sorted"))


@pytest.mark.parametrize("name", ["", " Anne", "Anne\n", "A\u202enne", "x" * 101, "A\x00", "\ud800"])
def test_names_that_do_not_show_plainly_are_refused(name: str) -> None:
    with pytest.raises(Refused, match="identity-name-invalid"):
        identity.new_identity(name, "lead", entropy())


@pytest.mark.parametrize("name", ["Siân Llŷr", "O'Neill-Smith", "张伟"])
def test_names_of_people_are_taken(name: str) -> None:
    person = identity.new_identity(name, "inspector", entropy())
    assert identity.read_card(identity.write_card(person)).name == name


def test_roles_are_those_of_the_product() -> None:
    assert {identity.new_identity("A", role, entropy()).role for role in ROLES} == set(ROLES)
    with pytest.raises(Refused, match="identity-role-unknown"):
        identity.new_identity("A", "escrow", entropy())


def test_the_private_text_of_an_escrow_key_is_the_whole_key() -> None:
    made = escrow.new_escrow(entropy(8), name="Head of Programme")
    person = escrow.read_escrow(made.private_text)
    card = identity.read_card(made.card)
    assert person.card == card
    assert (card.role, card.name, card.fingerprint) == ("escrow", "Head of Programme", made.fingerprint)
    assert seal.decrypt(seal.encrypt(b"x", [card.recipient]), (person.age_secret,)) == b"x"
    assert made.private_text not in repr(made)


def test_the_private_text_may_be_typed_from_paper() -> None:
    made = escrow.new_escrow(entropy(8))
    assert (
        escrow.read_escrow(made.private_text.lower().replace("# name: escrow", "# name: Escrow")).card.role == "escrow"
    )
    secret = made.private_text.splitlines()[-1]
    assert escrow.read_escrow(f"  {secret}  \n").fingerprint == made.fingerprint


@pytest.mark.parametrize("text", ["", "# only a comment", "AGE-SECRET-KEY-1QQQ", "a\nb", "é" * 10_000])
def test_what_is_no_escrow_key_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="escrow-key-not-readable"):
        escrow.read_escrow(text)


@pytest.mark.skipif(shutil.which("age") is None, reason="age is not on this machine")
def test_age_itself_takes_the_private_text(tmp_path) -> None:
    import subprocess

    made = escrow.new_escrow(entropy(8))
    (tmp_path / "key.txt").write_text(made.private_text)
    sealed = seal.encrypt(b"words", [identity.read_card(made.card).recipient])
    done = subprocess.run(["age", "-d", "-i", tmp_path / "key.txt"], input=sealed, capture_output=True, check=True)
    assert done.stdout == b"words"
