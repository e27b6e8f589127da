"""Route cases of a file: core or adjusted, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.row_errors import RowError, RowNote, refuse_rows
from hmip_desktop.errors import Refused
from hmip_desktop.intake.routing_cases import RoutedCase, read_routing_cases
from hmip_desktop.progress import Progress
from hmip_desktop.services.row_answers import Say, errors_json, notes_json


@dataclass(frozen=True, slots=True)
class RoutedCases:
    """Every case with its question set; ``errors`` are the rows that could not be routed."""

    cases: tuple[RoutedCase, ...]
    errors: tuple[RowError, ...]
    notes: tuple[RowNote, ...]

    @property
    def is_partial(self) -> bool:
        """True when some rows were refused: exit 3 on the command line."""
        return bool(self.errors)

    def to_json(self, say: Say) -> dict[str, object]:
        """The answer of ``route``."""
        cases = [
            {
                "case_ref": case.case_ref,
                "route": case.routing.route,
                "reason_code": case.routing.reason_code,
                "reason": say(case.routing.reason_code, case.routing.params),
                "day": case.routing.day,
            }
            for case in self.cases
        ]
        return {"cases": cases, "errors": errors_json(self.errors, say), "notes": notes_json(self.notes, say)}


def route_cases(path: Path, pack: Pack | None = None, progress: Progress | None = None) -> RoutedCases:
    """Route every case of a CSV. When not a single one can be routed the first fault is refused.

    ``pack`` may be given to make sure that it has the two question sets: ``Refused("pack-without-routes")``.
    """
    if pack is not None and {route.id for route in pack.routes} != {"core", "adjusted"}:
        raise Refused("pack-without-routes", pack=pack.id)
    if progress:
        progress.step(0, 1, "route")
    file = read_routing_cases(path)
    if not file.cases:
        refuse_rows(file.errors)
    return RoutedCases(file.cases, file.errors, file.notes)
