"""What is wrong with one row of an outside table, as a code with parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hmip_desktop.errors import Refused

LISTED = 200
"""Row errors that one refusal carries along, at most; the count is always the whole."""


@dataclass(frozen=True, slots=True)
class RowError:
    """One fault at one cell. ``row`` counts as a spreadsheet shows it, the header being row 1.

    ``column`` is empty when the whole row is meant. ``params`` fill the sentence of ``code``.
    """

    row: int
    column: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence_params(self) -> dict[str, object]:
        """Everything that the sentence of ``code`` may name."""
        return {**self.params, "row": self.row, "column": self.column}


@dataclass(frozen=True, slots=True)
class RowNote:
    """Something about a table that a person should know and that stops nothing. Row 0: the whole file."""

    row: int
    column: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence_params(self) -> dict[str, object]:
        """Everything that the sentence of ``code`` may name."""
        return {**self.params, "row": self.row, "column": self.column}


def refuse_rows(errors: Sequence[RowError]) -> None:
    """Raise ``Refused`` with the first error's code when there is any; ``errors`` lists them, ``count`` is all.

    For tables that are taken whole or not at all.
    """
    if not errors:
        return
    first = min(errors, key=lambda error: error.row)
    raise Refused(
        first.code, **{**first.sentence_params, "count": len(errors), "errors": list(_plain(errors[:LISTED]))}
    )


def _plain(errors: Iterable[RowError]) -> Iterable[dict[str, object]]:
    for error in errors:
        yield {"row": error.row, "column": error.column, "code": error.code}
