"""The shape of the house: sizes, names, layers, and what each layer may reach for.

A rule here fails the build, because no project keeps such rules by goodwill alone.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure
from source import ROOT, PythonFile, code_lines, definitions, python_files, text_files

PRODUCT = python_files("hmip_desktop")
PACKAGING = python_files("packaging")
TESTS = python_files("tests")

FILE_LINES = {"hmip_desktop": 350, "packaging": 350, "tests": 500}
FUNCTION_LINES = {"hmip_desktop": 40, "packaging": 40, "tests": 60}

# Top-level package outside ours: where it may be imported. A package that stands nowhere here is free below.
HOMES: dict[str, tuple[str, ...]] = {
    "sqlalchemy": ("store",),
    "sqlmodel": ("store",),
    "sqlcipher3": ("store",),
    "sqlite3": ("store",),
    "alembic": ("store",),
    "PySide6": ("ui", "app"),
    "shiboken6": ("ui", "app"),
    "reportlab": ("outputs",),
    "xlsxwriter": ("outputs",),
    "odf": ("outputs",),
    "python_calamine": ("intake",),
    "markdown_it": ("intake",),
    "docx": ("intake", "outputs"),
    "lxml": ("intake", "outputs"),
    "zipfile": ("exchange", "intake", "outputs"),
    "cryptography": ("exchange", "store/keys"),
    "pyrage": ("exchange", "store/keys"),
    "isal": ("exchange/writer",),
    "argon2": ("store/keys",),
    "hunspell": ("services/word_lists",),
}
PURE = {"pydantic", "pydantic_core", "annotated_types", "msgspec", "typing_extensions", "hmip_desktop"}
BANNED_MODULES = re.compile(r"(^|_)(util|utils|helper|helpers|manager|managers|common|misc|stuff)(_|$)")
BANNED_CLASSES = re.compile(r"(Manager|Helper|Helpers|Util|Utils)$")
# Joined here, so that this file does not hold what it forbids.
HOSTS = (
    ".".join(("pypi", "org")),
    ".".join(("pythonhosted", "org")),
    ".".join(("npmjs", "org")),
    "deb.debian" + ".org",
)
OUTSIDE = ("../" + "shared", "/work/" + "shared")


def every(*parts: tuple[PythonFile, ...]) -> list[PythonFile]:
    """The files of some parts in one list."""
    return [file for part in parts for file in part]


def test_files_stay_short() -> None:
    long = []
    for file in every(PRODUCT, PACKAGING, TESTS):
        lines = file.text.count("\n")
        if lines > FILE_LINES[file.name.split("/")[0]]:
            long.append(f"{file.name}: {lines} lines")
    assert not long


def test_functions_stay_short() -> None:
    long = []
    for file in every(PRODUCT, PACKAGING, TESTS):
        limit = FUNCTION_LINES[file.name.split("/")[0]]
        for node in definitions(file.tree):
            if not isinstance(node, ast.ClassDef) and code_lines(node) > limit:
                long.append(f"{file.name}:{node.lineno} {node.name}: {code_lines(node)} lines")
    assert not long


def test_the_package_holds_its_layers_and_nothing_else() -> None:
    rooms = {"app", "cli", "ui", "services", "exchange", "intake", "outputs", "store", "domain"}
    known = rooms | {"errors", "progress", "paths", "logs", "__init__", "__main__"}
    assert {file.layer for file in PRODUCT} <= known


def test_nothing_is_named_for_nothing() -> None:
    names = [file.name for file in PRODUCT if any(BANNED_MODULES.search(part) for part in _stems(file))]
    for file in PRODUCT:
        names += [f"{file.name}: {node.name}" for node in definitions(file.tree) if BANNED_CLASSES.search(node.name)]
    assert not names


def _stems(file: PythonFile) -> list[str]:
    return [part.removesuffix(".py") for part in file.path.relative_to(ROOT).parts]


def test_there_are_no_globals() -> None:
    found = [
        f"{file.name}:{node.lineno}" for file in PRODUCT for node in ast.walk(file.tree) if isinstance(node, ast.Global)
    ]
    assert not found


def test_import_contracts_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    monkeypatch.chdir(ROOT)
    kept = lint_imports("pyproject.toml", cache_dir=None, no_logo=True)
    assert kept, capsys.readouterr().out


def test_each_package_is_imported_only_where_it_lives() -> None:
    strays = []
    for file in PRODUCT:
        for line, module in file.imports():
            homes = HOMES.get(module.split(".")[0])
            place = file.name.removeprefix("hmip_desktop/").removesuffix(".py")
            if homes is not None and not any(place == home or place.startswith(f"{home}/") for home in homes):
                strays.append(f"{file.name}:{line} imports {module}")
    assert not strays


def test_the_domain_is_pure() -> None:
    allowed = PURE | set(sys.stdlib_module_names)
    strays = [
        f"{file.name}:{line} imports {module}"
        for file in PRODUCT
        if file.layer == "domain"
        for line, module in file.imports()
        if module.split(".")[0] not in allowed
    ]
    assert not strays


def test_sql_is_written_in_the_store_alone() -> None:
    statement = re.compile(
        r"^\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|pragma\s)", re.I | re.S
    )
    strays = []
    for file in PRODUCT:
        for node in ast.walk(file.tree):
            text = node.value if isinstance(node, ast.Constant) else None
            if file.layer != "store" and isinstance(text, str) and statement.match(text):
                strays.append(f"{file.name}:{node.lineno}")
    assert not strays


def test_nothing_prints_below_the_command_line() -> None:
    found = [
        f"{file.name}:{call.lineno}"
        for file in PRODUCT
        if not file.layer.startswith("cli")
        for call, name in file.calls()
        if name in ("print", "sys.stdout.write", "sys.stderr.write")
    ]
    assert not found


def _undocumented(file: PythonFile) -> Iterator[str]:
    if not ast.get_docstring(file.tree) and file.text.strip():
        yield f"{file.name}: the module"
    for node in file.tree.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            yield f"{file.name}:{node.lineno} {node.name}"
        if isinstance(node, ast.ClassDef) and file.layer not in ("ui", ""):  # there the names are Qt's
            yield from _undocumented_methods(file, node)


def _undocumented_methods(file: PythonFile, owner: ast.ClassDef) -> Iterator[str]:
    for node in owner.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or ast.get_docstring(node):
            continue
        if not _speaks_for_itself(node):
            yield f"{file.name}:{node.lineno} {owner.name}.{node.name}"


def test_everything_public_says_what_it_promises() -> None:
    assert not [line for file in every(PRODUCT, PACKAGING) for line in _undocumented(file)]


def _speaks_for_itself(node: ast.FunctionDef) -> bool:
    """True for a property of one line, and for a method that completes a base class under its name."""
    kinds = {ast.unparse(decorator) for decorator in node.decorator_list}
    return ("property" in kinds and len(node.body) == 1) or any("validator" in kind for kind in kinds)


def test_tests_neither_sleep_nor_mock() -> None:
    found = []
    for file in TESTS:
        found += [f"{file.name}:{line} imports {name}" for line, name in file.imports() if "mock" in name]
        for call, name in file.calls():
            if name in ("time.sleep", "sleep", "qtbot.wait", "QTest.qWait", "QTest.qSleep"):
                found.append(f"{file.name}:{call.lineno} calls {name}")
    assert not found


def _proves(node: ast.AST) -> bool:
    """True for what can fail on purpose: assert, raises, a wait for something, or a check with such a name."""
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Call):
        return False
    name = ast.unparse(node.func).split(".")[-1].lstrip("_")
    return name in ("raises", "fail", "waitUntil", "waitSignal") or name.startswith(
        ("assert", "check", "expect", "refuse", "run_state")
    )


def test_every_test_asserts_something() -> None:
    idle = [
        f"{file.name}:{node.lineno} {node.name}"
        for file in TESTS
        for node in definitions(file.tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if not any(_proves(inner) for inner in ast.walk(node))
    ]
    assert not idle


@pytest.mark.parametrize("forbidden", [*HOSTS, *OUTSIDE])
def test_the_tree_names_no_registry_and_leans_on_nothing_outside(forbidden: str) -> None:
    found = [str(path.relative_to(ROOT)) for path in text_files() if forbidden.encode() in path.read_bytes()]
    assert not found


def test_the_window_comes_before_everything_heavy() -> None:
    heavy = ("sqlalchemy", "sqlmodel", "pydantic", "reportlab", "xlsxwriter", "alembic", "python_calamine", "docx")
    start = "hmip_desktop.cli, hmip_desktop.app, hmip_desktop.ui.program"
    code = f"import sys, {start}; print(*[name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
