"""What is kept as it came: identity cards, rosters, packs, other people's signed heads, secrets, settings."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from sqlmodel import col, delete, select

from hmip_desktop.domain.pack import Pack, read_pack
from hmip_desktop.store import casebook
from hmip_desktop.store.connection import blob
from hmip_desktop.store.engine import Store, Transaction
from hmip_desktop.store.tables import CardRow, DocumentRow, HeadsRow, PackRow, SecretRow, SettingRow


@dataclass(frozen=True, slots=True)
class Signed:
    """A document exactly as it came, with its signature."""

    document: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class KeptHeads:
    """Signed stream heads of an installation, carried on unchanged. ``author`` signed them."""

    installation: str
    author: str
    signed: Signed


@dataclass(frozen=True, slots=True)
class Card:
    """An identity card that a person here trusts; ``trusted_at`` is a stored moment."""

    fingerprint: str
    document: bytes
    trusted_at: str


def keep_pack(store: Store, pack: Pack, signature: bytes = b"") -> None:
    """Keep a question pack by digest as canonical JSON; cases under it are counted anew."""
    with store.write() as db:
        if put_pack(db, Signed(pack.canonical, signature)):
            casebook.refresh_all(db, store.frame)


def put_pack(db: Transaction, signed: Signed) -> bool:
    """Keep a pack document inside a transaction; false when it was here. A signature is added where none was."""
    digest = hashlib.sha256(signed.document).hexdigest()
    held = db.session.get(PackRow, digest)
    if held is None:
        db.session.add(PackRow(digest=digest, document=signed.document, signature=signed.signature))
        db.session.flush()
        return True
    if signed.signature and not held.signature:
        held.signature = signed.signature
    return False


def pack(store: Store, digest: str) -> Pack | None:
    """The question pack of that digest, or None."""
    held = pack_document(store, digest)
    return read_pack(held.document) if held else None


def pack_document(store: Store, digest: str) -> Signed | None:
    """The pack as canonical JSON with its signature (empty when it came unsigned), or None."""
    with store.read() as db:
        row = db.session.get(PackRow, digest)
        return Signed(row.document, row.signature) if row else None


def pack_digests(store: Store) -> list[str]:
    """Digests of the packs held."""
    with store.read() as db:
        return sorted(db.session.exec(select(PackRow.digest)))


def keep_heads(store: Store, heads: KeptHeads) -> None:
    """Keep signed heads; every different document of an installation is kept, so that a fork shows."""
    with store.write() as db:
        put_heads(db, heads)


def put_heads(db: Transaction, heads: KeptHeads) -> None:
    """Keep signed heads inside a transaction; the same document again becomes the latest."""
    digest = hashlib.sha256(heads.signed.document).hexdigest()
    db.execute("DELETE FROM signed_heads WHERE installation = ? AND digest = ?", (heads.installation, digest))
    db.execute(
        "INSERT INTO signed_heads (installation, author, digest, document, signature) VALUES (?, ?, ?, ?, ?)",
        (heads.installation, heads.author, digest, blob(heads.signed.document), blob(heads.signed.signature)),
    )


def heads(store: Store, *, latest_only: bool = True) -> list[KeptHeads]:
    """Signed heads held in order of arrival: of each installation the last that came, or all."""
    with store.read() as db:
        rows = list(db.session.exec(select(HeadsRow).order_by(col(HeadsRow.id))))
        kept = list({row.installation: row for row in rows}.values()) if latest_only else rows
        return [KeptHeads(row.installation, row.author, Signed(row.document, row.signature)) for row in kept]


def keep_document(store: Store, kind: str, key: str, signed: Signed) -> None:
    """Keep a signed document (``roster``, ``guidance`` ...) under kind and key; the same key replaces."""
    with store.write() as db:
        put_document(db, kind, key, signed)


def put_document(db: Transaction, kind: str, key: str, signed: Signed) -> None:
    """Keep a signed document inside a transaction."""
    row = db.session.exec(select(DocumentRow).where(DocumentRow.kind == kind, DocumentRow.key == key)).first()
    if row is None:
        row = DocumentRow(kind=kind, key=key, document=b"", signature=b"")
        db.session.add(row)
    row.document, row.signature = signed.document, signed.signature


def document(store: Store, kind: str, key: str) -> Signed | None:
    """The document of that kind and key, or None."""
    return documents(store, kind).get(key)


def documents(store: Store, kind: str) -> dict[str, Signed]:
    """All documents of a kind by key, in the order they were first kept."""
    wanted = select(DocumentRow).where(DocumentRow.kind == kind).order_by(col(DocumentRow.id))
    with store.read() as db:
        return {row.key: Signed(row.document, row.signature) for row in db.session.exec(wanted)}


def trust_card(store: Store, card: Card) -> None:
    """Keep an identity card as trusted; the same fingerprint replaces."""
    with store.write() as db:
        db.session.merge(CardRow(fingerprint=card.fingerprint, document=card.document, trusted_at=card.trusted_at))


def cards(store: Store) -> dict[str, Card]:
    """Trusted cards by fingerprint."""
    with store.read() as db:
        rows = db.session.exec(select(CardRow))
        return {row.fingerprint: Card(row.fingerprint, row.document, row.trusted_at) for row in rows}


def set_secret(store: Store, name: str, value: bytes | None) -> None:
    """Keep a secret (inspection key, age identity ...) in the encrypted database; None destroys it."""
    with store.write() as db:
        if value is None:
            db.session.exec(delete(SecretRow).where(col(SecretRow.name) == name))
        else:
            db.session.merge(SecretRow(name=name, value=value))


def secret(store: Store, name: str) -> bytes | None:
    """The secret of that name, or None."""
    with store.read() as db:
        row = db.execute("SELECT value FROM secret WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None


def secrets(store: Store, prefix: str = "") -> dict[str, bytes]:
    """Secrets whose name begins with ``prefix``."""
    with store.read() as db:
        rows = db.session.exec(select(SecretRow).order_by(SecretRow.name))
        return {row.name: row.value for row in rows if row.name.startswith(prefix)}


def set_setting(store: Store, name: str, value: object) -> None:
    """Keep a JSON value under a name; None removes it."""
    with store.write() as db:
        if value is None:
            db.session.exec(delete(SettingRow).where(col(SettingRow.name) == f"user/{name}"))
        else:
            db.session.merge(SettingRow(name=f"user/{name}", value=json.dumps(value, sort_keys=True)))


def setting_line(store: Store, name: str) -> str:
    """The value of that name as kept, "" for none: without the session, for what every answer asks."""
    with store.read() as db:
        row = db.execute("SELECT value FROM setting WHERE name = ?", (f"user/{name}",)).fetchone()
    return row[0] if row else ""


def setting(store: Store, name: str, default: object = None) -> object:
    """The JSON value of that name, or ``default``."""
    with store.read() as db:
        row = db.session.get(SettingRow, f"user/{name}")
        return json.loads(row.value) if row else default
