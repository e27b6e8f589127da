"""The project's own files, read once, for the tests that hold it to its shape."""

from __future__ import annotations

import ast
import importlib.util
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
SKIPPED = {".git", ".venv", "build", "dist", "out", "__pycache__", ".hypothesis"}
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class PythonFile:
    """One Python file with its syntax tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Path from the root of the project, with forward slashes."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def layer(self) -> str:
        """First name below the package: ``store``, ``ui``, ``cli``; empty outside the package."""
        parts = self.path.relative_to(ROOT).parts
        return parts[1].removesuffix(".py") if parts[0] == "hmip_desktop" else ""

    def imports(self) -> Iterator[tuple[int, str]]:
        """Line and full name of every module imported anywhere in the file, also inside functions."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.lineno, node.module

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Every call with its dotted name: ``time.sleep``, ``print``."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node, ast.unparse(node.func)


def text_files() -> list[Path]:
    """Every file of the tree that reads as text, but for what git and builds keep."""
    return [path for path in _files() if b"\0" not in path.read_bytes()[:4096]]


@cache
def _files() -> tuple[Path, ...]:
    found: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in SKIPPED and not name.endswith("_cache")]
        found += [Path(folder) / name for name in names]
    return tuple(sorted(found))


@cache
def python_files(part: str) -> tuple[PythonFile, ...]:
    """The Python files below ``part`` of the project: ``hmip_desktop``, ``tests``, ``packaging``."""
    read = []
    for path in sorted((ROOT / part).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        read.append(PythonFile(path, text, ast.parse(text)))
    return tuple(read)


def definitions(tree: ast.AST) -> Iterator[Definition]:
    """Functions and classes at any depth."""
    for node in ast.walk(tree):
        if isinstance(node, Definition):
            yield node


def code_lines(node: ast.AST) -> int:
    """Lines of a definition without its docstring."""
    assert isinstance(node, Definition)
    words = node.body[0] if ast.get_docstring(node, clean=False) else None
    documented = words.end_lineno - words.lineno + 1 if words and words.end_lineno else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - documented


def load(name: str) -> ModuleType:
    """A module of ``packaging/`` (``dev``, ``bench/measure``), which is no package on purpose."""
    spec = importlib.util.spec_from_file_location(name.replace("/", "_"), ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
