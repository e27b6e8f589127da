"""To version 4: a case of which only what hands it out came back has not returned."""

from __future__ import annotations

from alembic.operations import Operations

_HANDING = ("allocation", "case", "decision", "query")
_NOT_HANDING = " AND ".join(f"""instr(r.header, CAST('"subject":"{kind}:' AS BLOB)) = 0""" for kind in _HANDING)


def upgrade(operations: Operations) -> None:
    """Take the mark of a return from cases that nobody worked on; no other data changes."""
    operations.get_bind().exec_driver_sql(
        "UPDATE case_file SET returned = 0 WHERE returned = 1 AND NOT EXISTS ("
        "SELECT 1 FROM stream s JOIN brought b ON b.stream = s.id JOIN package p ON p.id = b.package"
        " JOIN revision r ON r.stream = s.id AND r.counter BETWEEN b.first AND b.last"
        f" WHERE s.case_key = case_file.id AND p.kind = 'work' AND p.counts = 1 AND {_NOT_HANDING})"
    )
