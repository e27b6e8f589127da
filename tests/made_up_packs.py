"""Small made-up packs for tests; no question of them was ever published."""

from __future__ import annotations

import copy
from typing import Any

import msgspec

from hmip_desktop.domain.pack import Pack

SMALL: dict[str, Any] = {
    "format": 1,
    "id": "made-up",
    "version": "1.2.0",
    "title": "Made-up questions",
    "source": "written for tests",
    "languages": ["en", "cy"],
    "routes": [{"id": "core", "title": "Core"}, {"id": "adjusted", "title": "Adjusted"}],
    "variants": [{"id": "north", "title": "North"}, {"id": "south", "title": "South"}],
    "standards": [
        {
            "ref": "S4",
            "title": "Looking again",
            "stage": "reviewing",
            "questions": [{"ref": "R1", "text": "Was it looked at again?"}],
        },
        {
            "ref": "S1",
            "title": "Finding out",
            "statement": "Somebody finds out.",
            "stage": "assessment",
            "questions": [
                {
                    "ref": "C1",
                    "short": "Finding out enough",
                    "text": "Was enough found out?",
                    "lens": "people_safe",
                    "route": "core",
                    "guidance": {
                        "judge": "Look at what was asked.",
                        "look_for": ["questions asked"],
                        "for_case": [{"when": 'answer.D1 == "ring"', "text": "They were rung."}],
                        "routes": {"adjusted": {"judge": "Look at less."}},
                    },
                    "prompts": [
                        {"ref": "C1a", "text": "Was anybody asked?"},
                        {"ref": "C1b", "text": "Did they answer?", "na": True, "when": 'answer.C1a == "yes"'},
                        {"ref": "C1c", "text": "Was it kept?", "when": 'answer.C1b == "yes"'},
                    ],
                },
                {"ref": "A1", "text": "Was the least found out?", "route": "adjusted", "na": True},
            ],
        },
        {
            "ref": "S9",
            "title": "Northern matters",
            "variants": ["north"],
            "questions": [{"ref": "N1", "text": "Was the north thought of?", "when": "fact.days > 10"}],
        },
        {
            "ref": "O1",
            "title": "The house",
            "organisational": True,
            "questions": [
                {"ref": "O1.1", "text": "Is the house in order?", "prompts": [{"ref": "O1.1a", "text": "?"}]}
            ],
        },
    ],
    "data_questions": [
        {
            "ref": "D1",
            "kind": "single",
            "text": "How were they reached?",
            "stage": "assessment",
            "required": True,
            "options": [{"id": "ring", "text": "Rung"}, {"id": "letter", "text": "Letter"}],
        },
        {"ref": "D2", "kind": "number", "text": "How often?", "stage": "assessment", "when": 'answer.D1 == "ring"'},
    ],
    "topics": [{"ref": "T1", "title": "Workload", "minutes": 10, "ask": ["How is it?"]}],
    "introduction": [{"ref": "I1", "text": "Say who you are."}],
    "translations": {"cy": {"C1.text": "A gafwyd digon?", "C1.yes": "Do", "S1.title": "Darganfod"}},
}


def small() -> dict[str, Any]:
    """A fresh copy to change."""
    return copy.deepcopy(SMALL)


def pack_of(document: dict[str, Any]) -> Pack:
    """The pack of a document, form checked."""
    return Pack.model_validate_json(msgspec.json.encode(document))
