"""What every test stands on: no screen, no network, a home of its own, and nothing left behind."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("LANG", "C.UTF-8")

settings.register_profile(
    "ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("search", parent=settings.get_profile("ci"), derandomize=False, max_examples=1000)
settings.register_profile("thorough", parent=settings.get_profile("ci"), derandomize=False, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

THOROUGH = "HMIP_THOROUGH"
HEAVY, HEAVY_TIMES = 20, 40
"""A law that has fewer quick examples than this runs whole stores, and gets so many times as many instead of 2,000."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--thorough``: at least 2,000 examples of every law, 500 kills, 1,000 cuts of the write log."""
    parser.addoption("--thorough", action="store_true", help="far more examples, kills and cuts: an hour and more")


def pytest_configure(config: pytest.Config) -> None:
    """The flag reaches test files and the processes that they start as a variable of the environment."""
    if config.getoption("--thorough"):
        os.environ[THOROUGH] = "1"
    if os.environ.get(THOROUGH):
        settings.load_profile("thorough")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files come first. In the thorough run a law that names its own number of examples gets more as well."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    if not os.environ.get(THOROUGH):
        return
    for item in items:
        law = getattr(item, "obj", None)
        own = getattr(law, "_hypothesis_internal_use_settings", None)
        if own is not None:
            most = own.max_examples * HEAVY_TIMES if own.max_examples < HEAVY else max(2000, own.max_examples)
            law._hypothesis_internal_use_settings = settings(own, max_examples=most)


def _no_network(event: str, arguments: tuple[object, ...]) -> None:
    """The product is offline, and so is whoever tests it."""
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind") and os.name == "posix":
        address = arguments[1] if event != "socket.getaddrinfo" else arguments[0]
        if isinstance(address, tuple | str) and not str(address).startswith("/"):
            raise RuntimeError(f"a test reached for the network: {event}")


sys.addaudithook(_no_network)


@pytest.fixture(scope="session", autouse=True)
def own_home() -> Iterator[None]:
    """Settings, caches and stores of this run go to a folder that is thrown away."""
    names = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "LOCALAPPDATA")
    before = {name: os.environ.get(name) for name in names}
    with tempfile.TemporaryDirectory(prefix="hmip-tests-") as home:
        os.environ.update(dict.fromkeys(names, home))
        yield
        # A program that may write anywhere once put a settings file in its place.
        assert os.name != "posix" or stat.S_ISCHR(os.stat(os.devnull).st_mode)
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """A test ends with the threads, the folder and the visible windows that it began with."""
    threads = set(threading.enumerate())
    folder = os.getcwd()
    yield
    left = [thread.name for thread in threading.enumerate() if thread not in threads and not thread.daemon]
    assert not left, f"threads left running: {left}"
    assert os.getcwd() == folder, "the test left the working folder changed"
    windows = _visible_windows()
    assert not windows, f"windows left open: {windows}"


def _visible_windows() -> list[str]:
    """Windows still shown; none where no test has loaded Qt."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    application = widgets.QApplication.instance() if widgets else None
    if application is None:
        return []
    return [type(widget).__name__ for widget in application.topLevelWidgets() if widget.isVisible()]
