"""To version 2: drafts that were let go are kept for thirty days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(operations: Operations) -> None:
    """Lay out the table of binned drafts; nothing that is there changes."""
    operations.create_table(
        "binned_draft",
        sa.Column("id", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in _WORDS),
    )
    operations.create_index("ix_binned_draft_case_id", "binned_draft", ["case_id"])


_WORDS = ("subject", "case_id", "content", "heads", "at", "binned_at")
