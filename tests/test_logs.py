"""The log opens once, closes, and never stops the work."""

from __future__ import annotations

from pathlib import Path

from hmip_desktop.logs import close_log, open_log


def test_lines_reach_the_file_once(tmp_path: Path) -> None:
    open_log(tmp_path / "logs").info("merge new=3 known=5 ms=12")
    open_log(tmp_path / "logs").info("export cases=2")
    close_log()
    lines = (tmp_path / "logs" / "hmip-desktop.log").read_text("utf-8").splitlines()
    assert [line.split(" INFO ")[1] for line in lines] == ["merge new=3 known=5 ms=12", "export cases=2"]


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    open_log(blocked / "logs").info("start")
    close_log()
    assert blocked.read_text() == "in the way"
