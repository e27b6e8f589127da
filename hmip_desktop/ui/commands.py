"""Everything the program can be told to do: one list for menu, shortcuts, command palette and key list."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.ui.text import t


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its id, its menu, its words with the menu's underlined letter, and its keys.

    ``keys`` holds several sequences parted by " | ". ``starts_group`` draws a line above it in its menu. Without a menu it
    is given by its keys alone. With a ``submenu`` it stands in that menu of its menu.
    """

    id: str
    menu: str
    words: str
    keys: str = ""
    starts_group: bool = False
    submenu: str = ""

    @property
    def plain(self) -> str:
        """The words without the mark of the underlined letter."""
        return self.words.replace("&", "")


def start_commands() -> list[Command]:
    """What can be done before unlocking, and always."""
    return [
        Command("quit", t("&File"), t("&Close HMIP Desktop"), "Ctrl+Q", True),
        Command("next-spelling", t("&Edit"), t("&Next word to check"), "F7", True),
        Command("spelling", t("&Edit"), t("&Suggestions for this word"), "Ctrl+."),
        Command("text-larger", t("&View"), t("&Larger text"), "Ctrl+= | Ctrl++"),
        Command("text-smaller", t("&View"), t("&Smaller text"), "Ctrl+-"),
        Command("text-normal", t("&View"), t("&Normal text"), "Ctrl+0"),
        Command("look-system", t("&View"), t("Look as the &computer does"), "", True),
        Command("look-light", t("&View"), t("Li&ght")),
        Command("look-dark", t("&View"), t("&Dark")),
        Command("look-contrast", t("&View"), t("&High contrast")),
        Command("rows-comfortable", t("&View"), t("Comfortable &rows"), "", True),
        Command("rows-compact", t("&View"), t("C&ompact rows")),
        Command("language-en", t("&View"), t("&English"), "", True, t("L&anguage")),
        Command("language-cy", t("&View"), t("&Cymraeg"), "", False, t("L&anguage")),
        Command("sharing", t("&View"), t("Sho&w or hide in screen sharing"), "", True),
        Command("safety", t("&Tools"), t("T&his computer and keys"), "Ctrl+Shift+K", True),
        Command("escrow-key", t("&Tools"), t("Escro&w key...")),
        Command("settings", t("&Tools"), t("Se&ttings..."), "Ctrl+,", True),
        Command("help", t("&Help"), t("&Help on this place"), "Shift+F1 | Ctrl+F1"),
        Command("help-contents", t("&Help"), t("&Contents of the help")),
        Command("help-trouble", t("&Help"), t("When something goes &wrong")),
        Command("keys", t("&Help"), t("&Keys"), "Ctrl+/", True),
        Command("accessibility", t("&Help"), t("&Accessibility")),
        Command("about", t("&Help"), t("A&bout HMIP Desktop"), "", True),
    ]


def inspector_commands() -> list[Command]:
    """What an inspector can do after unlocking."""
    return [
        Command("my-cases", t("&File"), t("&My cases"), "Ctrl+Home"),
        Command("open-package", t("&File"), t("&Open a package..."), "Ctrl+O"),
        Command("export", t("&File"), t("&Export..."), "Ctrl+Shift+E"),
        Command("lock", t("&File"), t("&Lock"), "Ctrl+L", True),
        Command("undo", t("&Edit"), t("&Undo"), "Ctrl+Z"),
        Command("redo", t("&Edit"), t("&Redo"), "Ctrl+Y"),
        Command("find", t("&Edit"), t("&Find"), "Ctrl+F", True),
        Command("find-guidance", t("&Edit"), t("Find in the &guidance"), "Ctrl+G"),
        Command("history", t("&Edit"), t("&History"), "Ctrl+H", True),
        Command("left-over", t("&Edit"), t("Unfinished &words and the bin")),
        Command("clear-answer", t("&Edit"), t("&Clear this answer")),
        Command("guidance", t("&View"), t("G&uidance panel"), "F1", True),
        Command("questions", t("&View"), t("&Questions"), "Ctrl+J"),
        Command("next-pane", t("&View"), t("Next &pane"), "F6"),
        Command("previous-pane", t("&View"), t("Pre&vious pane"), "Shift+F6"),
        Command("resume", t("&Case"), t("&Resume where you were"), "Ctrl+R"),
        Command("settle-conflicts", t("&Case"), t("&Settle conflicts")),
        Command("continue", t("&Case"), t("Co&ntinue"), "Ctrl+Return"),
        Command("back", t("&Case"), t("&Back"), "Alt+Left"),
        Command("add-evidence", t("&Case"), t("&Add evidence"), "Ctrl+E", True),
        Command("judge-yes", "", t("Judgement: yes"), "Alt+Y"),
        Command("judge-no", "", t("Judgement: no"), "Alt+N"),
        Command("judge-na", "", t("Judgement: not applicable"), "Alt+A"),
        Command("flag", t("&Case"), t("&Flag for review"), "Ctrl+Shift+F"),
        Command("case-details", t("&Case"), t("Case &details"), "", True),
        Command("evaluate", t("&Case"), t("E&valuate and sign off")),
        Command("next-open", t("&Case"), t("Next &open item"), "F8"),
        Command("interview", t("&Interview"), t("&Interview window"), "Ctrl+I"),
        Command("triage", t("&Interview"), t("&Place the notes")),
        *talk_commands(),
        Command("palette", t("&Tools"), t("&Find a command, question or guidance..."), "Ctrl+K | Ctrl+Shift+P"),
        Command("declare", t("&Tools"), t("&Declare a conflict of interest..."), "", True),
        Command("practice", t("&Tools"), t("&Practice case")),
        Command("practice-throw-away", t("&Tools"), t("Throw the practice case awa&y...")),
        Command("raise-alert", t("&Tools"), t("Raise an &alert..."), "Ctrl+Shift+A", True),
    ]


def talk_commands() -> list[Command]:
    """What the interview window can be told; it is a window of its own, so it stands in no menu of this one."""
    return [
        Command("talk-before", "", t("Interview: topic before"), "Alt+Up"),
        Command("talk-next", "", t("Interview: next topic"), "Alt+Down"),
        Command("talk-strength", "", t("Interview: tag as strength"), "Alt+1"),
        Command("talk-gap", "", t("Interview: tag as gap"), "Alt+2"),
        Command("talk-quote", "", t("Interview: tag as quote"), "Alt+3"),
        Command("talk-follow_up", "", t("Interview: tag to follow up"), "Alt+4"),
        Command("talk-people", "", t("Interview: who is there"), "Ctrl+D"),
        Command("talk-feedback", "", t("Interview: feedback"), "Ctrl+B"),
        Command("talk-pause", "", t("Interview: pause the clock or let it go on"), "Ctrl+P"),
    ]


def menu_order(commands: list[Command]) -> list[str]:
    """Menu titles from left to right: File first, Help last, the others as the list brings them."""
    seen = list(dict.fromkeys(command.menu for command in commands if command.menu))
    first = [menu for menu in (t("&File"), t("&Edit"), t("&View")) if menu in seen]
    last = [menu for menu in (t("&Tools"), t("&Help")) if menu in seen]
    return first + [menu for menu in seen if menu not in first and menu not in last] + last
