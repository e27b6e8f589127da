"""What a package file says it is, and whether it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.errors import Refused
from hmip_desktop.exchange import reader
from hmip_desktop.exchange.reader import Description
from hmip_desktop.services.context import Context
from hmip_desktop.services.merge_knowledge import keys_of
from hmip_desktop.services.merge_plan import plan


@dataclass(frozen=True, slots=True)
class Inspected:
    """A description, with the standing of the package in this store when one was given."""

    description: Description
    status: str
    refused: Refused | None

    def to_json(self) -> dict[str, object]:
        """As the command line prints it."""
        found = self.description
        manifest = found.manifest
        return {
            "kind": manifest.kind if manifest else None,
            "format": f"{manifest.major}.{manifest.minor}" if manifest else None,
            "sender": manifest.sender.name if manifest else None,
            "sender_fingerprint": found.sender_fingerprint,
            "sequence": manifest.sequence if manifest else None,
            "signature": found.signature,
            "readable": found.readable,
            "package_id": manifest.package if manifest else None,
            "cases": len(manifest.cases) if manifest else None,
            "revisions": manifest.revisions if manifest else None,
            "bytes": found.size,
            "status": self.status,
        }


def inspect_package(file: Path, ctx: Context | None) -> Inspected:
    """Look at any file; nothing is written. Without a store only what is in clear can be told."""
    described = reader.describe(file, keys_of(ctx) if ctx else None)
    if described.refused is not None or ctx is None:
        return Inspected(described, "unreadable" if described.refused else "described", described.refused)
    planned = plan(ctx, [file]).packages[0]
    return Inspected(described, planned.status, None if planned.status == "stale" else planned.refused)
