"""What the documents say is so: links lead somewhere, versions agree, the README's commands exist."""

from __future__ import annotations

import re

import pytest
from source import ROOT, load

from hmip_desktop import __version__

DOCUMENTS = [
    path
    for path in ROOT.rglob("*.md")
    # what tools keep for themselves, as pytest's own cache from the second run on, is none of ours
    if not any(part.startswith(".") or part in ("build", "dist", "resources") for part in path.relative_to(ROOT).parts)
]
dev = load("dev")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document) -> None:
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_the_changelog_knows_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_readme_names_every_verb_and_no_other() -> None:
    named = set(re.findall(r"dev\.py (\w+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named == {*dev.VERBS, "clean"}


def test_ci_runs_what_the_readme_says() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "packaging/dev.py check" in script
    assert "packaging/dev.py test" in script


def test_the_locked_requirements_carry_hashes_and_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / "packaging" / name).read_text(encoding="utf-8")
        pinned = re.findall(r"^[\w.-]+==.*\n(?:    --hash=sha256:[0-9a-f]{64}.*\n)+", text, re.M)
        assert len(pinned) == len(re.findall(r"^[\w.-]+==", text, re.M)) > 0
        assert "://" not in text


def test_tests_install_the_same_versions_as_the_program() -> None:
    locked = {}
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / "packaging" / name).read_text(encoding="utf-8")
        locked[name] = set(re.findall(r"^([\w.-]+==[^ ;\\]+)", text, re.M))
    assert locked["requirements.txt"] <= locked["requirements-dev.txt"]


def test_every_complaint_is_answered_by_a_test_that_exists() -> None:
    document = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = document.partition("## Complaints we answer")[2].partition("\n## ")[0]
    named = re.findall(r"\| `(test_\w+)` \|", section)
    there = {name for file in (ROOT / "tests").rglob("test_*.py")
             for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.M)}  # fmt: skip
    assert len(named) == len(set(named)) == 20
    assert set(named) - there == set()
