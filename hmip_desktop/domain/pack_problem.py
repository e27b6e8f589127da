"""What a check of a pack finds: a stable code, the place in the document, and what its sentence names."""

from __future__ import annotations

from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Where in the document: ("standards", 0, "questions", 2, "when")."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with (or worth knowing about) a pack: a code, where, and what its sentence names."""

    code: str
    path: Path
    params: dict[str, object]

    @property
    def field(self) -> str:
        """The place as people read it: ``standards.0.questions.2.when``."""
        return ".".join(str(part) for part in self.path)
