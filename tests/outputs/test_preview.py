"""Pages as pictures."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from outputs import factories_sheets
from outputs.reading import written
from PIL import Image

from hmip_desktop.errors import Refused
from hmip_desktop.outputs.alert_sheet import write_alert
from hmip_desktop.outputs.preview import page_count, page_picture


def test_a_page_becomes_a_picture_with_its_marking(tmp_path: Path) -> None:
    file = tmp_path / "alert.pdf"
    write_alert(factories_sheets.alert(), file)
    assert page_count(file) == 1
    picture = Image.open(BytesIO(page_picture(file, 1, scale=1)))
    assert picture.size == (596, 842)
    marking = picture.convert("L").crop((200, 15, 400, 35))
    assert marking.getextrema()[0] < 60


def test_known_trouble_is_refused() -> None:
    content = written(write_alert, factories_sheets.alert())
    with pytest.raises(Refused) as caught:
        page_picture(content, 2)
    assert caught.value.code == "page-not-there"
    with pytest.raises(Refused) as caught:
        page_count(b"no PDF at all")
    assert caught.value.code == "not-a-pdf"
