"""A pack with the official wording, built from the published document that the user supplies.

Text, Markdown, HTML and Word are read for standards, key questions and prompts; XLSX is the template with one
row an element. What a document cannot say (rated, stage, lens, guidance, Welsh) comes from a pack that is like
it and has the same references.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
from pydantic import TypeAdapter, ValidationError

from hmip_desktop.domain import pack_checks
from hmip_desktop.domain.pack import FORMAT, Pack
from hmip_desktop.domain.pack_parts import Code, Version
from hmip_desktop.errors import Refused
from hmip_desktop.intake.pack_likeness import dress
from hmip_desktop.intake.pack_template import read_template, routes_of
from hmip_desktop.intake.pack_writing import pack_text
from hmip_desktop.intake.published_lines import MAX_BYTES, read_lines
from hmip_desktop.intake.published_outline import Found, Remark, outline

__all__ = ["BuiltPack", "Remark", "build", "pack_text"]


@dataclass(frozen=True, slots=True)
class BuiltPack:
    """The pack, checked as a whole, and warnings about all that could not be placed or looks wrong."""

    pack: Pack
    warnings: tuple[Remark, ...]


def build(path: Path, *, pack_id: str, version: str, like: Pack | None = None) -> BuiltPack:
    """Build a pack from the document at ``path``; without ``like`` it is unrated and has no guidance.

    Raises Refused: ``pack-name-malformed`` for an id or version of another form, ``published-missing``,
    ``published-kind``, ``published-too-large``, ``published-no-standards``, ``published-unusable`` with ``field``
    and ``problem``, and what the readers raise.
    """
    try:
        TypeAdapter(Code).validate_python(pack_id)
        TypeAdapter(Version).validate_python(version)
    except ValidationError as error:
        raise Refused("pack-name-malformed", id=pack_id, version=version) from error
    content = _content(path)
    if path.suffix.lower() == ".xlsx":
        standards, remarks = read_template(path.name, content)
        title = ""
    else:
        standards, title, remarks = _from_document(path.name, content)
    if not any(standard["questions"] for standard in standards):
        raise Refused("published-no-standards", file=path.name)
    document: dict[str, object] = {
        "format": FORMAT,
        "id": pack_id,
        "version": version,
        "title": title or (like.title if like else pack_id),
        "source": path.name,
        "standards": standards,
    }
    if path.suffix.lower() == ".xlsx" and (routes := routes_of(standards)):
        document["routes"] = routes
    if like is not None:
        remarks += dress(document, like)
    else:
        remarks.append(Remark("published-not-like", {"file": path.name}))
    return BuiltPack(_checked(path.name, document), tuple(remarks))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            untrusted = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise Refused("published-missing", file=path.name) from error
    if len(untrusted) > MAX_BYTES:
        raise Refused("published-too-large", file=path.name, limit=MAX_BYTES // 1_000_000)
    return untrusted


def _from_document(name: str, untrusted: bytes) -> tuple[list[dict[str, object]], str, list[Remark]]:
    reading = read_lines(name, untrusted)
    found = outline(reading.lines)
    remarks = list(found.remarks)
    if reading.guessed_encoding:
        remarks.insert(0, Remark("published-encoding", {"file": name}))
    return [_standard(standard) for standard in found.standards], reading.title, remarks


def _standard(standard: Found) -> dict[str, object]:
    questions = [
        {
            "ref": question.ref,
            "text": question.text,
            "prompts": [{"ref": prompt.ref, "text": prompt.text} for prompt in question.inside],
        }
        for question in standard.inside
    ]
    return {
        "ref": standard.ref,
        "title": standard.text,
        "statement": standard.statement,
        "questions": questions,
    }


def _checked(name: str, document: dict[str, object]) -> Pack:
    try:
        pack = Pack.model_validate_json(msgspec.json.encode(document))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise Refused("published-unusable", file=name, field=place, problem=first["msg"]) from error
    for problem in pack_checks.problems(pack):
        where = problem.params.get("ref", problem.field)
        raise Refused("published-unusable", file=name, field=where, problem=problem.code)
    return pack
