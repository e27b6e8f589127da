"""A next version of the shipped pack for tests: every way in which an element can change, in words of our own.

C1a is reworded and means the same, C1b ends in a reworded one that means something else, C2a is split in two, C2b and
C2c are merged, C3a is retired, and C4 has a new prompt. All else is kept.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from hmip_desktop.domain.pack import Pack
from hmip_desktop.intake.pack_writing import pack_text
from hmip_desktop.intake.packs import shipped_pack
from hmip_desktop.services import exporting, merge_apply, merge_plan
from hmip_desktop.services.context import Context
from hmip_desktop.services.pack_change import bring_in

ENDED = {"C1b": "C1x", "C2a": "C2y", "C2b": "C2m", "C2c": "C2m", "C3a": ""}
OPENED = ("C1x", "C2y", "C2z", "C2m", "C4n")


def document(old: Pack, version: str = "2.0.0") -> dict[str, Any]:
    """The next version as a plain document, to be spoilt by tests that need a bad one."""
    made: dict[str, Any] = msgspec.json.decode(old.canonical)
    made["version"] = version
    for question in (q for standard in made["standards"] for q in standard["questions"]):
        question["prompts"] = [one for prompt in question.get("prompts", ()) for one in _became(prompt)]
        if question["ref"] == "C4":
            question["prompts"].append({"ref": "C4n", "text": "Was the review shared with the practitioner?"})
    made["translations"] = {}
    made["languages"] = ["en"]
    ended = set(ENDED) | {"C1a"}
    made["changes"] = {
        "succeeds": {"id": old.id, "version": old.version, "digest": old.digest},
        "why": "Planning is asked in smaller steps.",
        "kept": [element.ref for element in old.elements if element.ref not in ended],
        "elements": [
            {"ref": "C1a", "what": "reworded", "same_meaning": True},
            {"ref": "C1b", "what": "reworded", "same_meaning": False, "into": ["C1x"], "why": "It asked too little."},
            {"ref": "C2a", "what": "split", "into": ["C2y", "C2z"]},
            {"ref": "C2b", "what": "merged", "into": ["C2m"]},
            {"ref": "C2c", "what": "merged", "into": ["C2m"]},
            {"ref": "C3a", "what": "retired"},
        ],
        "new": ["C4n"],
    }
    return made


def _became(prompt: dict[str, Any]) -> list[dict[str, Any]]:
    ref = prompt["ref"]
    if ref == "C1a":
        return [{**prompt, "text": "Reworded: " + prompt["text"]}]
    if ref == "C2a":
        return [{"ref": "C2y", "text": "Was the first half planned?"}, {"ref": "C2z", "text": "Was the second?"}]
    if ref == "C2b":
        return [{"ref": "C2m", "text": "Were both planned together?"}]
    if ref == "C1b":
        return [{"ref": "C1x", "text": "Was everything that could be known asked for?"}]
    return [] if ref in ENDED else [prompt]


def one_more(old: Pack, version: str, ref: str) -> Pack:
    """A version that keeps everything and has one new prompt of C4."""
    made: dict[str, Any] = msgspec.json.decode(old.canonical)
    made["version"] = version
    review = next(q for standard in made["standards"] for q in standard["questions"] if q["ref"] == "C4")
    review["prompts"].append({"ref": ref, "text": "Was one thing more asked?"})
    before = {"id": old.id, "version": old.version, "digest": old.digest}
    made["changes"] = {"succeeds": before, "kept": [element.ref for element in old.elements], "new": [ref]}
    return Pack.model_validate_json(json.dumps(made))


def without_question(old: Pack, version: str, ref: str) -> Pack:
    """A version that asks a key question no longer, and nothing below it; all else is kept."""
    made: dict[str, Any] = msgspec.json.decode(old.canonical)
    made["version"] = version
    for standard in made["standards"]:
        standard["questions"] = [one for one in standard["questions"] if one["ref"] != ref]
    gone = [element.ref for element in old.elements if ref in (element.ref, element.question)]
    made["translations"] = {}
    made["languages"] = ["en"]
    made["changes"] = {
        "succeeds": {"id": old.id, "version": old.version, "digest": old.digest},
        "kept": [element.ref for element in old.elements if element.ref not in gone],
        "elements": [{"ref": one, "what": "retired"} for one in gone],
    }
    return Pack.model_validate_json(json.dumps(made))


def next_version(old: Pack, version: str = "2.0.0") -> Pack:
    """The next version as a pack."""
    return Pack.model_validate_json(json.dumps(document(old, version)))


def bring_next(folder: Path, lead: Context, *others: Context) -> None:
    """The next version brought in by the lead inspector and merged by everybody else."""
    bring_in(lead, write_next(folder))
    for ctx in others:
        made = exporting.export(lead, ctx.me, folder / "post")
        merge_apply.apply(ctx, merge_plan.plan(ctx, [made.package]))


def write_next(folder: Path, pack: Pack | None = None) -> Path:
    """The next version of the shipped pack (or ``pack``) as a file."""
    made = pack or next_version(shipped_pack("dipp-2025"))
    file = folder / f"next-{made.version}.toml"
    file.write_text(pack_text(made, ".toml"), encoding="utf-8")
    return file
