"""Question packs for people and programs: list, show, check and build."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.domain.pack import Element, Pack
from hmip_desktop.domain.values import Language
from hmip_desktop.errors import Refused
from hmip_desktop.intake import packs as pack_files
from hmip_desktop.intake.packs import Finding
from hmip_desktop.intake.published import Remark, build, pack_text
from hmip_desktop.progress import Progress
from hmip_desktop.services.files import write_private
from hmip_desktop.services.row_answers import Say


@dataclass(frozen=True, slots=True)
class ShownPack:
    """A pack with its elements; words in ``language``, in English where there is no translation."""

    pack: Pack
    language: Language

    def to_json(self) -> dict[str, object]:
        """The answer of ``pack show``."""
        return {
            **counts_json(self.pack),
            "title": self.pack.title,
            "source": self.pack.source,
            "adapted": self.pack.adapted,
            "adaptation": self.pack.adaptation,
            "guidance_version": self.pack.guidance_version,
            "digest": self.pack.digest,
            "language": self.language,
            "elements": [element_json(self.pack, element, self.language) for element in self.pack.elements],
        }


@dataclass(frozen=True, slots=True)
class PackList:
    """The packs that come with the program, by name."""

    packs: tuple[Pack, ...]

    def to_json(self) -> dict[str, object]:
        """The answer of ``pack list``."""
        return {"packs": [{**counts_json(pack), "title": pack.title} for pack in self.packs]}


@dataclass(frozen=True, slots=True)
class PackCheck:
    """What a check of a file found; ``pack`` is None when there are errors."""

    file: str
    pack: Pack | None
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]

    @property
    def is_refused(self) -> bool:
        """True when the file holds errors: exit 1, with the object printed all the same."""
        return self.pack is None

    def to_json(self, say: Say) -> dict[str, object]:
        """The answer of ``pack check``; the counts are null where the file is no valid pack."""
        names = ("id", "version", "rated", "standards", "key_questions", "prompts", "languages")
        return {
            "file": self.file,
            **(counts_json(self.pack) if self.pack else dict.fromkeys(names)),
            "errors": [_finding_json(finding, say) for finding in self.errors],
            "warnings": [_finding_json(finding, say) for finding in self.warnings],
        }


@dataclass(frozen=True, slots=True)
class PackBuilt:
    """A pack built from a published document and where it was written."""

    pack: Pack
    file: Path
    warnings: tuple[Remark, ...]

    def to_json(self, say: Say) -> dict[str, object]:
        """The answer of ``pack build``."""
        warnings = [{"code": w.code, **w.params, "message": say(w.code, w.params)} for w in self.warnings]
        return {**counts_json(self.pack), "file": str(self.file), "warnings": warnings}


def list_packs() -> PackList:
    """The packs that come with the program."""
    return PackList(pack_files.shipped())


def show_pack(name: str, language: Language = "en") -> ShownPack:
    """The pack of an id, or of a ``.toml`` or ``.json`` file. Refused as ``find_pack`` and for no translation."""
    pack = find_pack(name)
    if language not in pack.languages:
        raise Refused("pack-language-missing", id=pack.id, language=language, known=", ".join(pack.languages))
    return ShownPack(pack, language)


def find_pack(name: str) -> Pack:
    """The shipped pack of that id, or the pack in that file; Refused ``pack-unknown`` or what loading raises."""
    if Path(name).suffix.lower() in (".toml", ".json"):
        return pack_files.load(Path(name))
    return pack_files.shipped_pack(name)


def check_pack(file: Path, against: str = "") -> PackCheck:
    """Check a pack file strictly, its changes against the version before (id or file). Refused only where a file
    cannot be read at all, and where ``against`` is no pack."""
    checked = pack_files.check(file, (find_pack(against),) if against else ())
    return PackCheck(file.name, checked.pack, checked.errors, checked.warnings)


def build_pack(
    source: Path,
    *,
    pack_id: str,
    version: str,
    out: Path,
    like: str = "",
    progress: Progress | None = None,
) -> PackBuilt:
    """Build a pack with the official wording of ``source`` and write it to ``out`` (``.toml`` or ``.json``).

    ``like`` is an id or file of a pack with the same references. What was written is read back before it is
    called done. Raises Refused: what ``intake.published.build`` raises, ``pack-file-kind``, ``file-not-writable``,
    ``pack-not-written``.
    """
    if out.suffix.lower() not in (".toml", ".json"):
        raise Refused("pack-file-kind", file=out.name)
    token = progress or Progress()
    token.step(0, 3, "read")
    built = build(source, pack_id=pack_id, version=version, like=find_pack(like) if like else None)
    token.step(1, 3, "write")
    write_private(out, pack_text(built.pack, out.suffix.lower()).encode())
    token.step(2, 3, "check")
    if pack_files.load(out).digest != built.pack.digest:
        raise Refused("pack-not-written", file=out.name)
    return PackBuilt(built.pack, out, built.warnings)


def counts_json(pack: Pack) -> dict[str, object]:
    """``id``, ``version``, ``rated``, how many of what, and ``languages``."""
    counts = pack.counts
    return {
        "id": pack.id,
        "version": pack.version,
        "rated": pack.rated,
        "standards": counts.standards,
        "key_questions": counts.key_questions,
        "prompts": counts.prompts,
        "data_questions": counts.data,
        "topics": counts.topics,
        "languages": list(pack.languages),
    }


def element_json(pack: Pack, element: Element, language: str = "en") -> dict[str, object]:
    """One element as ``pack show`` prints it."""
    return {
        "ref": element.ref,
        "kind": element.kind,
        "text": pack.text(element.ref, language=language),
        "label": pack.text(element.ref, "label", language),
        "stage": element.stage,
        "lens": element.lens,
        "route": element.route,
        "na": element.na,
        "guidance": element.guidance,
        "organisational": element.organisational,
    }


def _finding_json(finding: Finding, say: Say) -> dict[str, object]:
    return {
        "code": finding.code,
        "line": finding.line,
        "field": finding.field,
        "message": say(finding.code, finding.params),
    }
