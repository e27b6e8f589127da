"""What those who lead can do, for menu, shortcuts, palette and key list."""

from __future__ import annotations

from hmip_desktop.ui.commands import Command
from hmip_desktop.ui.text import t
from hmip_desktop.ui.views.lead.learned_places import LEARNED, learned_commands

PLACES = (
    "sample", "inbox", "conflicts", "alerts", "cases", "results", "ratings", "outputs", "queries", "quality",
    "release", "keeping", *LEARNED,
)  # fmt: skip


def lead_commands() -> list[Command]:
    """The lead inspector's commands; place commands are ``place-`` and the key of the place."""
    return [
        Command("add-packages", t("&File"), t("&Add packages..."), "Ctrl+O"),
        Command("import-sample", t("&File"), t("&Import a sample...")),
        Command("save-card", t("&File"), t("Sa&ve your identity card..."), "", True),
        Command("lock", t("&File"), t("&Lock"), "Ctrl+L", True),
        Command("find", t("&Edit"), t("&Find"), "Ctrl+F"),
        Command("clear-filters", t("&Edit"), t("Clear all fi&lters"), "Ctrl+Shift+L"),
        Command("back", t("&View"), t("&Back"), "Alt+Left"),
        Command("questions", t("&View"), t("Plac&es"), "Ctrl+J", True),
        Command("next-pane", t("&View"), t("Next &pane"), "F6"),
        Command("previous-pane", t("&View"), t("Pre&vious pane"), "Shift+F6"),
        Command("place-sample", t("&Inspection"), t("&Sample and team"), "Alt+1"),
        Command("place-inbox", t("&Inspection"), t("&Inbox and merge"), "Alt+2"),
        Command("place-conflicts", t("&Inspection"), t("&Conflicts"), "Alt+3"),
        Command("place-alerts", t("&Inspection"), t("&Alerts"), "Alt+4"),
        Command("place-cases", t("&Inspection"), t("A&ll cases"), "Alt+5"),
        Command("place-results", t("&Inspection"), t("&Results"), "Alt+6"),
        Command("place-ratings", t("&Inspection"), t("Ra&tings"), "Alt+7"),
        Command("place-outputs", t("&Inspection"), t("&Outputs"), "Alt+8"),
        Command("place-queries", t("&Inspection"), t("&Queries and guidance"), "Alt+9"),
        Command("place-quality", t("&Inspection"), t("Qualit&y"), "Alt+0"),
        Command("place-release", t("&Inspection"), t("R&elease")),
        Command("place-keeping", t("&Inspection"), t("Keepin&g and erasing")),
        *learned_commands(),
        Command("trust-key", t("&Inspection"), t("Trust a &key..."), "", True),
        Command("new-version", t("&Inspection"), t("New &version of the questions...")),
        Command("exclude-case", t("&Inspection"), t("E&xclude or swap a case...")),
        Command("palette", t("&Tools"), t("&Find a command, question or guidance..."), "Ctrl+K | Ctrl+Shift+P"),
        Command("raise-alert", t("&Tools"), t("Raise an &alert..."), "Ctrl+Shift+A", True),
    ]
