"""The XLSX template of a question pack: one row an element, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hmip_desktop.domain.values import LENSES, STAGES
from hmip_desktop.errors import Refused
from hmip_desktop.intake.published_outline import Remark
from hmip_desktop.intake.workbooks import WorkbookLimits, read_workbook

COLUMNS = ("standard", "standard_title", "ref", "kind", "text", "stage", "lens", "route", "na", "guidance")
REQUIRED = ("standard", "ref", "kind", "text")
KINDS = ("standard", "key_question", "prompt")
LIMITS = WorkbookLimits(unpacked=100 * 1024 * 1024, ratio=100, rows=20_001, area=1_000_000)
_YES, _NO = ("yes", "true", "1", "x"), ("no", "false", "0", "")

Row = dict[str, str]


def read_template(name: str, untrusted: bytes) -> tuple[list[dict[str, object]], list[Remark]]:
    """Standards as in a pack document, and remarks on rows or columns that found no place.

    Raises Refused: what ``read_workbook`` raises, ``template-columns`` for missing columns, ``template-cell``
    with ``row`` and ``column`` for a value that is not allowed.
    """
    rows = [[cell.strip() for cell in row] for row in read_workbook(untrusted, LIMITS)]
    header = [cell.casefold().replace(" ", "_") for cell in rows[0]] if rows else []
    missing = [column for column in REQUIRED if column not in header]
    if missing:
        raise Refused("template-columns", file=name, columns=", ".join(missing))
    remarks = [Remark("template-column-unused", {"column": c}) for c in header if c and c not in COLUMNS]
    sheet = _Sheet(name, remarks)
    for number, cells in enumerate(rows[1:], start=2):
        row = {column: cell for column, cell in zip(header, cells, strict=False) if column in COLUMNS}
        if any(row.values()):
            sheet.take(number, row)
    return list(sheet.standards.values()), remarks


class _Sheet:
    """Standards by reference as they come; a prompt belongs to the key question above it."""

    def __init__(self, file: str, remarks: list[Remark]) -> None:
        self.file = file
        self.remarks = remarks
        self.standards: dict[str, dict[str, object]] = {}
        self.prompts: list[dict[str, object]] | None = None

    def take(self, number: int, row: Row) -> None:
        """Put one row in its place; a row that has none is remarked upon."""
        kind = self._one_of(number, row, "kind", KINDS)
        reference = row.get("standard") or (row["ref"] if kind == "standard" else "")
        if not reference or not row["ref"] or not (row["text"] or kind == "standard"):
            self.remarks.append(Remark("template-row-unplaced", {"row": number}))
            return
        if kind == "prompt":
            self._prompt(number, row)
            return
        standard = self.standards.setdefault(reference, {"ref": reference, "title": reference, "questions": []})
        if title := row.get("standard_title"):
            standard["title"] = title
        if kind == "standard":
            self._standard(number, row, standard)
        else:
            self._question(number, row, standard)

    def _prompt(self, number: int, row: Row) -> None:
        if self.prompts is None:
            self.remarks.append(Remark("template-row-unplaced", {"row": number}))
        else:
            self.prompts.append({"ref": row["ref"], "text": row["text"], "na": self._yes(number, row)})

    def _standard(self, number: int, row: Row, standard: dict[str, object]) -> None:
        self.prompts = None
        standard["statement"] = row["text"]
        if stage := self._one_of(number, row, "stage", ("", *STAGES)):
            standard["stage"] = stage

    def _question(self, number: int, row: Row, standard: dict[str, object]) -> None:
        self.prompts = []
        question: dict[str, object] = {
            "ref": row["ref"],
            "text": row["text"],
            "stage": self._one_of(number, row, "stage", ("", *STAGES)),
            "lens": self._one_of(number, row, "lens", ("", *LENSES)),
            "route": row.get("route", "").casefold(),
            "na": self._yes(number, row),
            "prompts": self.prompts,
        }
        if guidance := row.get("guidance"):
            question["guidance"] = {"judge": guidance}
        questions = standard["questions"]
        assert isinstance(questions, list)
        questions.append(question)

    def _one_of(self, number: int, row: Row, column: str, allowed: Iterable[str]) -> str:
        value = row.get(column, "").casefold().replace(" ", "_")
        if value not in allowed:
            raise self._refused(number, column, allowed)
        return value

    def _yes(self, number: int, row: Row) -> bool:
        value = row.get("na", "").casefold()
        if value not in (*_YES, *_NO):
            raise self._refused(number, "na", ("yes", "no"))
        return value in _YES

    def _refused(self, number: int, column: str, allowed: Iterable[str]) -> Refused:
        choices = ", ".join(one for one in allowed if one)
        return Refused("template-cell", file=self.file, row=number, column=column, allowed=choices)


def routes_of(standards: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    """The routes that the rows name, in order of appearance, each under its own name."""
    names: dict[str, None] = {}
    for standard in standards:
        questions = standard["questions"]
        assert isinstance(questions, list)
        for question in questions:
            if question["route"]:
                names[question["route"]] = None
    return [{"id": name, "title": f"{name.replace('_', ' ').capitalize()} questions"} for name in names]
