"""Row errors and notes in the shape in which the command line prints them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from hmip_desktop.domain.row_errors import RowError, RowNote

Say = Callable[[str, Mapping[str, object]], str]
"""From a code and its parameters to one sentence, in the language of whoever asked."""

LISTED_ROWS = 20


def errors_json(errors: Sequence[RowError], say: Say) -> list[dict[str, object]]:
    """``row``, ``column``, ``code``, ``message`` of each error, in row order."""
    return [
        {"row": e.row, "column": e.column, "code": e.code, "message": say(e.code, e.sentence_params)}
        for e in sorted(errors, key=lambda error: error.row)
    ]


def notes_json(notes: Sequence[RowNote], say: Say) -> list[dict[str, object]]:
    """Notes joined by code, column and question: ``count``, the first ``rows`` and one ``message``."""
    groups: dict[tuple[str, str, str], list[RowNote]] = {}
    for note in notes:
        groups.setdefault((note.code, note.column, str(note.params.get("question", ""))), []).append(note)
    return [
        {
            "code": code,
            "column": column,
            "count": len(members),
            "rows": [note.row for note in members[:LISTED_ROWS]],
            "message": say(code, {**members[0].sentence_params, "count": len(members)}),
        }
        for (code, column, _question), members in groups.items()
    ]
