"""To version 3: where a store was used twice, which package brought which of the branches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(operations: Operations) -> None:
    """Lay out the table of twins; no fork was ever taken in before, so there is nothing to fill it with."""
    operations.create_table(
        "twin",
        sa.Column("revision", sa.Integer, sa.ForeignKey("revision.id"), primary_key=True),
        sa.Column("package", sa.Integer, sa.ForeignKey("package.id"), primary_key=True),
        sqlite_with_rowid=False,
    )
