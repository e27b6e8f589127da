"""English or Welsh, at once: every screen is built anew, and the person finds place and words again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QLocale, QObject, QRect, Qt, QTimer, Signal

from hmip_desktop.ui.carried import Carried
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.qt_words import speak_qt
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.settings import Settings
from hmip_desktop.ui.text import LANGUAGES, choose_language, language
from hmip_desktop.ui.window import MainWindow

CASE_SCREENS = ("assessment", "details", "evaluation", "triage", "alert")


class SpeakingProgram(Protocol):
    """What the switch needs of the program."""

    window: MainWindow
    jobs: JobRunner
    settings: Settings
    places: Any

    def build_again(self) -> None:
        """Make the start screen or the places behind the passphrase anew."""


@dataclass(frozen=True, slots=True)
class _Talk:
    """The interview window as it stood."""

    where: QRect
    topic: int
    tag: str
    carried: Carried


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the person was: a place of the program, a case and its screen and question, what the screen itself keeps."""

    place: str = ""
    case_id: str = ""
    practice: bool = False
    screen: str = ""
    ref: str = ""
    own: object = None
    carried: Carried | None = None
    talk: _Talk | None = None
    steps: Any = None  # of the desk: its class would bring the store before the first window


class LanguageSwitch(QObject):
    """``changed`` is emitted when the program speaks another language and the person is back where they were."""

    changed = Signal()

    def __init__(self, program: SpeakingProgram, parent: QObject) -> None:
        super().__init__(parent)
        self._program = program
        choose_language(self._first())
        speak_qt()

    def _first(self) -> str:
        """The language chosen before on this computer, else Welsh where the computer itself is Welsh."""
        own = "cy" if QLocale.system().language() == QLocale.Language.Welsh else "en"
        kept = self._program.settings.text("language", own)
        return kept if kept in LANGUAGES else own

    def handlers(self) -> dict[str, Callable[[], None]]:
        """The commands that change the language."""
        return {f"language-{code}": partial(self.speak, code) for code in LANGUAGES}

    def speak(self, wanted: str) -> None:
        """Show everything in ``wanted`` from now on; kept for the next start."""
        self._program.settings.keep("language", wanted)
        if wanted == language():
            return
        spot = self._spot()
        before = self._program.window.screens_held()
        choose_language(wanted)
        speak_qt()
        self._program.build_again()
        for screen in before:
            self._program.window.forget_screen(screen)
        self._when_quiet(lambda: self._go_to(spot))

    def _when_quiet(self, act: Callable[[], None]) -> None:
        """As soon as nothing runs in the background."""
        jobs = self._program.jobs
        if jobs.is_busy:
            jobs.idle.connect(lambda: self._when_quiet(act), Qt.ConnectionType.SingleShotConnection)
        else:
            QTimer.singleShot(0, self, act)

    # where the person was -----------------------------------------------------------------------------------

    def _spot(self) -> _Spot:
        shown, places = self._program.window.screen_shown, self._program.places
        carried = Carried(_parts(shown)) if shown is not None else None
        own = shown.carry() if shown is not None else None
        case = getattr(places, "case", None)
        if case is None:
            held = getattr(places, "screens", {})
            key = next((key for key, screen in held.items() if screen is shown), "")
            return _Spot(key, own=own, carried=carried)
        name = next((name for name in CASE_SCREENS if _screen_of(case, name) is shown), "")
        return _Spot(
            "", case.book.case_id, case.ctx is not places.ctx, name, case.space.assessment.shown_ref(), own, carried,
            _talk_of(case), case.desk.steps(),
        )  # fmt: skip

    def _go_to(self, spot: _Spot) -> None:
        places = self._program.places
        if spot.place and hasattr(places, "open_place"):
            places.open_place(spot.place)
        if not spot.case_id:
            self._when_quiet(lambda: self._put_back(spot))
            return
        if spot.practice:
            self._program.window.perform("practice")
        else:
            (getattr(places, "work_on_case", None) or places.open_case)(spot.case_id)
        self._when_quiet(lambda: self._into_case(spot))

    def _into_case(self, spot: _Spot) -> None:
        case = self._program.places.case
        if case is not None:
            if spot.steps is not None:
                case.desk.go_on_from(spot.steps)
            self._show_case_screen(case, spot)
            if spot.talk is not None:
                case.open_interview()
        self._when_quiet(lambda: self._put_back(spot))

    def _show_case_screen(self, case: Any, spot: _Spot) -> None:
        case.open_ref(spot.ref)
        if spot.screen in ("details", "evaluation"):
            case.window.perform({"details": "case-details", "evaluation": "evaluate"}[spot.screen])
        elif spot.screen == "triage":
            case.open_triage()
        elif spot.screen == "alert":
            case.raise_alert()
        elif not spot.screen and hasattr(self._program.places, "show_cases"):
            self._program.places.show_cases()

    def _put_back(self, spot: _Spot) -> None:
        shown, case = self._program.window.screen_shown, getattr(self._program.places, "case", None)
        if shown is not None:
            shown.take_up(spot.own)
            if spot.carried is not None:
                spot.carried.put_back(_parts(shown))
        talk = getattr(case, "talk", None)
        if spot.talk is not None and talk is not None:
            talk.setGeometry(spot.talk.where)
            talk.session.go_to_topic(spot.talk.topic)
            spot.talk.carried.put_back([talk])
            talk.talk.box.set_tag(spot.talk.tag)
            talk.refresh()
        self.changed.emit()


def _parts(screen: Screen) -> list:
    return [screen, screen.rail, screen.panel, screen.footer]


def _screen_of(case: Any, name: str) -> Any:
    return getattr(case.space, name, None) or getattr(case, name, None)


def _talk_of(case: Any) -> _Talk | None:
    """The interview window if it is in view; what is typed there is taken out, so that closing it saves no note."""
    talk = case.talk
    if talk is None or not talk.isVisible():
        return None
    box = talk.talk.box
    kept = _Talk(talk.geometry(), talk.session.topic_place, box.tag, Carried([talk]))
    box.clear()
    return kept
