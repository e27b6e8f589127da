"""Settings of the window: kept in a file, or forgotten when there is none."""

from __future__ import annotations

from pathlib import Path

from hmip_desktop.ui.settings import Settings


def test_what_is_kept_is_there_at_the_next_start(tmp_path: Path, qapp) -> None:
    first = Settings(tmp_path / "window.ini")
    first.keep("look", "dark")
    first.keep("text-scale", 1.2)
    del first
    again = Settings(tmp_path / "window.ini")
    assert again.text("look") == "dark"
    assert again.number("text-scale", 1.0) == 1.2


def test_without_a_file_everything_is_forgotten_and_nothing_written(tmp_path: Path, qapp, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(None)
    settings.keep("look", "dark")
    assert settings.text("look") == "dark"
    assert Settings(None).text("look", "system") == "system"
    assert list(tmp_path.iterdir()) == []


def test_an_unreadable_number_counts_as_absent(tmp_path: Path, qapp) -> None:
    settings = Settings(tmp_path / "window.ini")
    settings.keep("text-scale", "large")
    assert settings.number("text-scale", 1.0) == 1.0
