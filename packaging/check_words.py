"""Checks the words people read: error sentences against the codes raised, translations against the source.

Prints one line a fault; exit 1 when there is one. Used by ``dev.py check`` and by the tests.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "hmip_desktop"
CATALOGUES = ROOT / "resources" / "i18n"
KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
DASHES = (" - ", " \u2013 ", " \u2014 ")


@dataclass
class Source:
    """What the code says: codes refused, words shown, and every string at all."""

    refused: dict[str, list[tuple[str, frozenset[str] | None]]] = field(default_factory=dict)
    words: dict[str, list[tuple[str, frozenset[str] | None]]] = field(default_factory=dict)
    strings: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def names_in(text: str) -> frozenset[str]:
    """The {names} in a text; raises ValueError for one that cannot be filled."""
    return frozenset(name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(text) if name)


def _constants(node: ast.expr) -> Iterator[str]:
    """The literal strings that an argument can be: a literal, or either side of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)


def _keywords(call: ast.Call) -> frozenset[str] | None:
    """Names of the keywords of a call; None when it passes on a mapping."""
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    return frozenset(keyword.arg for keyword in call.keywords if keyword.arg)


def _called(call: ast.Call) -> str:
    """The bare name of what is called."""
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _take(source: Source, call: ast.Call, where: str) -> None:
    """Note a call of Refused or t with the texts that it can be given."""
    kept = {"Refused": source.refused, "t": source.words}.get(_called(call))
    if kept is None or not call.args:
        return
    if isinstance(call.args[0], ast.JoinedStr | ast.BinOp):
        source.faults.append(f"{where}: {_called(call)}() takes a literal, so that its words can be found")
    for text in _constants(call.args[0]):
        kept.setdefault(text, []).append((where, _keywords(call)))


def read_source(folder: Path = SOURCE) -> Source:
    """Everything the Python files under ``folder`` say."""
    source = Source()
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                source.strings.add(node.value)
            elif isinstance(node, ast.Call):
                _take(source, node, f"{file.relative_to(folder.parent)}:{node.lineno}")
    return source


def read_catalogue(language: str) -> tuple[dict[str, dict[str, str]], list[str]]:
    """The message files of a language joined, and a fault for every key held twice."""
    joined: dict[str, dict[str, str]] = {}
    faults = []
    for file in sorted((CATALOGUES / language).glob("*.toml")):
        for section, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
            known = joined.setdefault(section, {})
            faults += [f"{file.name}: [{section}] {key} is held twice" for key in entries if key in known]
            known.update(entries)
    return joined, faults


def sentence_faults(source: Source, sentences: dict[str, str]) -> Iterator[str]:
    """Codes without a sentence, sentences without a code, and names that no caller fills."""
    for code, calls in sorted(source.refused.items()):
        if not KEBAB.fullmatch(code):
            yield f"{calls[0][0]}: {code} is not kebab-case"
        if code not in sentences:
            yield f"{calls[0][0]}: {code} has no English sentence"
            continue
        wanted = names_in(sentences[code])
        for where, given in calls:
            if given is not None and wanted - given:
                yield f"{where}: the sentence of {code} needs {', '.join(sorted(wanted - given))}"
    for code, text in sorted(sentences.items()):
        if code not in source.strings:
            yield f"the sentence of {code} is for a code that nothing raises"
        if not text.rstrip().endswith((".", "?")):
            yield f"the sentence of {code} does not end as a sentence"


def word_faults(source: Source) -> Iterator[str]:
    """Words whose {names} are not exactly what the call fills, and dashes where a comma belongs."""
    for text, calls in sorted(source.words.items()):
        for where, given in calls:
            if given is not None and names_in(text) != given:
                yield f"{where}: {text!r} names {sorted(names_in(text))} and is given {sorted(given)}"
        if any(dash in text for dash in DASHES):
            yield f"{calls[0][0]}: {text!r} has a dash where a comma belongs"


def translation_faults(source: Source, english: dict[str, str], other: dict[str, dict[str, str]]) -> Iterator[str]:
    """Translations of nothing, and translations whose {names} differ from the English."""
    for text, translated in sorted(other.get("words", {}).items()):
        if text not in source.strings:
            yield f"a translation of words that are nowhere: {text!r}"
        elif names_in(text) != names_in(translated):
            yield f"the translation of {text!r} has other names in it"
    for code, translated in sorted(other.get("errors", {}).items()):
        if code not in english:
            yield f"a translated sentence for {code}, which has no English one"
        elif names_in(english[code]) != names_in(translated):
            yield f"the translated sentence of {code} has other names in it"


def check() -> tuple[list[str], str]:
    """All faults, and one line that says how much was looked at."""
    source = read_source()
    english, faults = read_catalogue("en")
    welsh, more = read_catalogue("cy")
    sentences = english.get("errors", {})
    faults += [*more, *source.faults, *sentence_faults(source, sentences), *word_faults(source)]
    faults += translation_faults(source, sentences, welsh)
    said = f"{len(source.words)} texts and {len(sentences)} sentences"
    done = f"{len(welsh.get('words', {}))} and {len(welsh.get('errors', {}))} in Welsh"
    return faults, f"{said}, {done}"


def main() -> int:
    """Print the faults, or what was found in order."""
    faults, said = check()
    print("\n".join(faults) if faults else said)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
