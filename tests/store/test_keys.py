"""The key file: what opens it, what does not, and what it says when it is damaged."""

from __future__ import annotations

import json
import random
import unicodedata
from pathlib import Path

import pytest

from hmip_desktop.errors import Refused
from hmip_desktop.store import keys
from hmip_desktop.store.keys import Kdf
from tests.store.desk import LIGHT, PASSPHRASE

SEED = bytes(range(32))


@pytest.fixture
def entropy() -> keys.Entropy:
    return random.Random(7).randbytes


@pytest.fixture
def opened(tmp_path: Path, entropy: keys.Entropy) -> tuple[Path, keys.Unlocked, str]:
    unlocked, recovery = keys.create(tmp_path, PASSPHRASE, entropy=entropy, kdf=LIGHT)
    return tmp_path, unlocked, recovery


def test_passphrase_and_recovery_give_the_same_data_key(opened: tuple[Path, keys.Unlocked, str]) -> None:
    folder, unlocked, recovery = opened
    assert keys.unlock(folder, PASSPHRASE).data_key == unlocked.data_key
    assert keys.recover(folder, recovery).data_key == unlocked.data_key
    assert len(unlocked.data_key) == 32
    assert len(unlocked.salt) == 16


def test_recovery_text_is_read_as_people_type_it(opened: tuple[Path, keys.Unlocked, str]) -> None:
    folder, unlocked, recovery = opened
    assert [len(group) for group in recovery.split("-")] == [4] * 14
    sloppy = f"  {recovery.lower().replace('-', ' ').replace('o', '0').replace('i', '1')}\n"
    assert keys.recover(folder, sloppy).salt == unlocked.salt


def test_composed_and_decomposed_letters_are_one_passphrase(tmp_path: Path, entropy: keys.Entropy) -> None:
    keys.create(tmp_path, unicodedata.normalize("NFC", "tŷ gwêr"), entropy=entropy, kdf=LIGHT)
    assert keys.unlock(tmp_path, unicodedata.normalize("NFD", "tŷ gwêr")).store_id


@pytest.mark.parametrize(
    ("text", "code"),
    [("not the sheet", "recovery-text-mistyped"), (keys.recovery_text(bytes(32)), "wrong-recovery-text")],
)
def test_recovery_tells_a_slip_from_another_sheet(
    opened: tuple[Path, keys.Unlocked, str], text: str, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        keys.recover(opened[0], text)


def test_one_wrong_letter_is_a_slip(opened: tuple[Path, keys.Unlocked, str]) -> None:
    folder, _, recovery = opened
    wrong = ("A" if recovery[0] != "A" else "B") + recovery[1:]
    with pytest.raises(Refused, match="recovery-text-mistyped"):
        keys.recover(folder, wrong)


def test_wrong_passphrase_is_told_apart_from_damage(opened: tuple[Path, keys.Unlocked, str]) -> None:
    folder = opened[0]
    with pytest.raises(Refused, match="wrong-passphrase"):
        keys.unlock(folder, "another one")
    path = folder / "store.key"
    path.write_bytes(path.read_bytes().replace(b'"wrapped": "', b'"wrapped": "A', 1))
    with pytest.raises(Refused, match="key-file-damaged"):
        keys.unlock(folder, PASSPHRASE)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"format": "hmip-store-key"}', b"\xff" * 100, b"[" * 50_000])
def test_what_is_no_key_file_is_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "store.key").write_bytes(content)
    with pytest.raises(Refused, match="key-file-damaged"):
        keys.unlock(tmp_path, PASSPHRASE)


def test_a_missing_key_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="key-file-missing"):
        keys.unlock(tmp_path, PASSPHRASE)


@pytest.mark.parametrize(("field", "value"), [("m", 8), ("m", 2**40), ("t", 0), ("p", 99)])
def test_a_cost_out_of_bounds_is_never_run(opened: tuple[Path, keys.Unlocked, str], field: str, value: int) -> None:
    folder = opened[0]
    _change(folder, lambda document: document["slots"]["passphrase"]["kdf"].update({field: value}))
    with pytest.raises(Refused, match="key-file-damaged"):
        keys.unlock(folder, PASSPHRASE)


def test_a_cost_weakened_within_bounds_opens_nothing(tmp_path: Path, entropy: keys.Entropy) -> None:
    keys.create(tmp_path, PASSPHRASE, entropy=entropy, kdf=Kdf(2, 64 * 1024, 1))
    _change(tmp_path, lambda document: document["slots"]["passphrase"]["kdf"].update({"t": 1}))
    with pytest.raises(Refused, match="wrong-passphrase"):
        keys.unlock(tmp_path, PASSPHRASE)


def test_a_newer_key_file_names_its_version(opened: tuple[Path, keys.Unlocked, str]) -> None:
    _change(opened[0], lambda document: document.update({"version": 9}))
    with pytest.raises(Refused, match="store-newer") as refused:
        keys.unlock(opened[0], PASSPHRASE)
    assert refused.value.params == {"version": "9"}


def test_the_seed_is_opened_by_the_passphrase_alone(
    opened: tuple[Path, keys.Unlocked, str], entropy: keys.Entropy
) -> None:
    folder, unlocked, recovery = opened
    keys.keep_seed(folder, unlocked, SEED, entropy=entropy)
    assert keys.unlock(folder, PASSPHRASE).seed == SEED
    recovered = keys.recover(folder, recovery)
    assert recovered.seed is None
    with pytest.raises(Refused, match="passphrase-needed"):
        keys.keep_seed(folder, recovered, SEED, entropy=entropy)


def test_a_changed_passphrase_keeps_data_key_seed_and_sheet(
    opened: tuple[Path, keys.Unlocked, str], entropy: keys.Entropy
) -> None:
    folder, unlocked, recovery = opened
    unlocked = keys.keep_seed(folder, unlocked, SEED, entropy=entropy)
    keys.change_passphrase(folder, unlocked, "quiet harbour lemon", entropy=entropy, kdf=LIGHT)
    again = keys.unlock(folder, "quiet harbour lemon")
    assert (again.data_key, again.seed) == (unlocked.data_key, SEED)
    assert keys.recover(folder, recovery).data_key == unlocked.data_key
    with pytest.raises(Refused, match="wrong-passphrase"):
        keys.unlock(folder, PASSPHRASE)


def test_a_passphrase_set_after_recovery_has_no_seed(
    opened: tuple[Path, keys.Unlocked, str], entropy: keys.Entropy
) -> None:
    folder, unlocked, recovery = opened
    keys.keep_seed(folder, unlocked, SEED, entropy=entropy)
    keys.change_passphrase(folder, keys.recover(folder, recovery), "quiet harbour lemon", entropy=entropy, kdf=LIGHT)
    assert keys.unlock(folder, "quiet harbour lemon").seed is None


def test_the_escrow_slot_opens_the_data_and_not_the_identity(
    opened: tuple[Path, keys.Unlocked, str], entropy: keys.Entropy
) -> None:
    folder, unlocked, recovery = opened
    assert keys.escrow(folder) is None
    with pytest.raises(Refused, match="escrow-key-not-here"):
        keys.recover_escrow(folder, bytes(32))
    slot = keys.EscrowSlot("1" * 30, b"sealed")
    keys.keep_escrow(folder, unlocked, slot, bytes(range(32)), entropy=entropy)
    assert keys.escrow(folder) == slot
    found = keys.recover_escrow(folder, bytes(range(32)))
    assert (found.data_key, found.salt, found.seed) == (unlocked.data_key, unlocked.salt, None)
    with pytest.raises(Refused, match="escrow-key-not-here"):
        keys.recover_escrow(folder, bytes(32))
    assert keys.unlock(folder, PASSPHRASE).data_key == keys.recover(folder, recovery).data_key


def test_a_new_recovery_sheet_ends_the_old_one(opened: tuple[Path, keys.Unlocked, str], entropy: keys.Entropy) -> None:
    folder, unlocked, recovery = opened
    fresh = keys.new_recovery(entropy)
    assert keys.recover(folder, recovery).data_key == unlocked.data_key
    keys.keep_recovery(folder, unlocked, fresh, entropy=entropy)
    assert keys.recover(folder, fresh).data_key == unlocked.data_key
    with pytest.raises(Refused, match="wrong-recovery-text"):
        keys.recover(folder, recovery)
    assert keys.unlock(folder, PASSPHRASE).data_key == unlocked.data_key


def _change(folder: Path, change: object) -> None:
    """Alter the key file as somebody would who also sets its sum right."""
    path = folder / "store.key"
    document = json.loads(path.read_bytes())
    change(document)  # type: ignore[operator]
    keys._write(folder, document)
