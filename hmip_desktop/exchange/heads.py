"""Signed stream heads: what an author says was written, so that no forwarder can add or change a revision.

A package names, for every run of consecutive revisions that it holds, the last one. Each revision names the one
before it, so the author's signature under the last covers the run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal

from hmip_desktop.domain.revisions import SignedHeads
from hmip_desktop.domain.values import Value
from hmip_desktop.exchange import seal
from hmip_desktop.exchange.documents import read_document, write_document
from hmip_desktop.exchange.identity import Identity
from hmip_desktop.exchange.seal import SignedDocument

HEADS_LIMIT = 64 * 1024 * 1024


class _HeadsFile(Value, frozen=True):
    format: Literal["hmip-heads@1"]
    heads: SignedHeads


def write_heads(heads: SignedHeads, *, author: Identity) -> SignedDocument:
    """Sign stream heads; ValueError when ``author`` is not theirs. A stream may be named at several counters."""
    if heads.author != author.fingerprint:
        raise ValueError("stream heads are signed by their author")
    data = write_document(_HeadsFile("hmip-heads@1", heads))
    return seal.sign_document(data, author.signing_seed, seal.HEADS)


def read_heads(untrusted: SignedDocument) -> SignedHeads | None:
    """What a heads document says, its signature not looked at; None when it is no such document."""
    file = read_document(untrusted.data, _HeadsFile, limit=HEADS_LIMIT)
    return file.heads if file else None


def proven_digests(untrusted: Iterable[SignedDocument], signing: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    """Author to the digests that the author signed. ``signing`` gives each member's key line by fingerprint.

    A document of a stranger, or not signed by its author, proves nothing and is passed over.
    """
    proven: dict[str, set[str]] = defaultdict(set)
    for document in untrusted:
        heads = read_heads(document)
        if heads and heads.author in signing and seal.signer(document, seal.HEADS) == signing[heads.author]:
            proven[heads.author].update(head.digest for head in heads.heads)
    return {author: frozenset(digests) for author, digests in proven.items()}
