"""Stores and packages written by earlier versions of the program open with this one, and hold what they held."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from source import ROOT

from hmip_desktop.exchange.reader import describe
from hmip_desktop.services import assess, exporting, merge_apply, merge_knowledge, merge_plan, stores
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context
from hmip_desktop.store import engine, projections
from hmip_desktop.store import revisions as journal
from tests.people import Clock

FORMATS = sorted((ROOT / "tests" / "data" / "formats").iterdir())
KINDS = ("allocation", "work", "alert", "receipt", "query", "guidance")
Opener = Callable[[str], Context]


@pytest.fixture(params=FORMATS, ids=lambda folder: folder.name)
def kept(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture
def facts(kept: Path) -> dict[str, Any]:
    return json.loads((kept / "facts.json").read_text(encoding="utf-8"))


@pytest.fixture
def opened(kept: Path, facts: dict[str, Any], tmp_path: Path):
    """Opens a copy of a kept store; what was kept is never written to."""
    made: list[Context] = []

    def open_copy(name: str) -> Context:
        folder = shutil.copytree(kept / name, tmp_path / name)
        made.append(stores.unlock(folder, facts["passphrase"], now=Clock()))
        return made[-1]

    yield open_copy
    for ctx in made:
        ctx.store.close()


def held(ctx: Context) -> list[str]:
    """Digests of everything, sorted."""
    cases = ["-", "lead", *(item.case_id for item in projections.case_list(ctx.store))]
    return sorted(one.digest for case_id in cases for one in journal.case_history(ctx.store, case_id))


def test_the_first_format_is_kept() -> None:
    assert "0.1.0-schema-1" in [folder.name for folder in FORMATS]


@pytest.mark.parametrize("name", ["lead", "inspector"])
def test_an_old_store_opens_with_every_revision_and_can_be_worked_in(
    opened: Opener, facts: dict[str, Any], name: str
) -> None:
    ctx, expected = opened(name), facts["stores"][name]
    assert (ctx.identity.name, ctx.me) == (expected["name"], expected["fingerprint"])
    found = held(ctx)
    assert len(found) == expected["revisions"]
    assert hashlib.sha256("".join(found).encode()).hexdigest() == expected["digest"]
    for place, answer in expected["answers"].items():
        case_id, _, ref = place.partition("/")
        assert ctx.case(case_id).answers[ref].value.answer == answer
    assert audit(ctx).sound
    case_id = projections.case_list(ctx.store)[0].case_id
    assess.record_answer(ctx, case_id, "C1b", "yes")
    assert ctx.case(case_id).answers["C1b"].value.answer == "yes"
    assert projections.matches_rebuild(ctx.store)


@pytest.mark.parametrize("name", ["lead", "inspector"])
def test_an_old_recovery_sheet_opens_an_old_store(kept: Path, facts: dict[str, Any], tmp_path: Path, name: str) -> None:
    sheet = facts["recovery"][facts["stores"][name]["name"]]
    with engine.open_store(shutil.copytree(kept / name, tmp_path / "copy"), recovery=sheet) as store:
        assert len(projections.case_list(store)) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_an_old_package_of_each_kind_is_read_proven_and_merged(
    kept: Path, opened: Opener, facts: dict[str, Any], kind: str
) -> None:
    file, expected = kept / "packages" / f"{kind}.hmip", facts["packages"][kind]
    assert hashlib.sha256(file.read_bytes()).hexdigest() == expected["sha256"], "kept files are never made again"
    ctx = opened(expected["to"])
    said = describe(file, merge_knowledge.keys_of(ctx))
    assert said.refused is None
    assert (said.readable, said.signature) == (True, "good")
    assert said.manifest is not None
    assert said.manifest.kind == kind
    before = len(held(ctx))
    merged = merge_apply.apply(ctx, merge_plan.plan(ctx, [file]))
    assert merged.plan.reasons == ()
    assert len(held(ctx)) == before + merged.new
    assert audit(ctx).sound
    assert {"work", "alert"} >= {kind} or merged.new == 0, "the inspector had it all"


def test_work_done_in_an_old_store_goes_on_travelling(
    kept: Path, opened: Opener, facts: dict[str, Any], tmp_path: Path
) -> None:
    ai, lead = opened("inspector"), opened("lead")
    case_id = projections.case_list(ai.store)[0].case_id
    assess.record_answer(ai, case_id, "C2a", "no")
    package = exporting.export(ai, lead.me, tmp_path / "out").package
    assert merge_apply.apply(lead, merge_plan.plan(lead, [package])).plan.reasons == ()
    assert lead.case(case_id).answers["C2a"].value.answer == "no"
    back = exporting.export(lead, ai.me, tmp_path / "out").package
    assert merge_apply.apply(ai, merge_plan.plan(ai, [back])).plan.reasons == ()
