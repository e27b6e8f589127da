"""The page that says which test proves which measure names tests that exist, and leaves no fault case out."""

from __future__ import annotations

import re

from source import ROOT, definitions, python_files

PAGE = (ROOT / "packaging" / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


def existing() -> set[tuple[str, str]]:
    """Every test by its file below ``tests`` and its name."""
    return {
        (file.name.removeprefix("tests/"), one.name)
        for file in python_files("tests")
        for one in definitions(file.tree)
        if one.name.startswith("test_")
    }


def rows(heading: str) -> list[list[str]]:
    """The rows of the table below a heading, by cell."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def test_every_test_that_is_named_exists() -> None:
    named = set(NAMED.findall(PAGE))
    assert len(named) > 90
    assert named - existing() == set()


def test_every_fault_case_has_its_tests() -> None:
    found = rows("Fault cases")
    assert [int(number) for number, *_ in found] == list(range(1, 76))
    assert all(NAMED.search(tests) for *_, tests in found)


def test_every_threat_has_a_measure_and_a_test() -> None:
    found = rows("Threats")
    assert len(found) >= 15
    for threat, measure, _, tests in found:
        assert measure, threat
        assert len(NAMED.findall(tests)) >= 2, threat
