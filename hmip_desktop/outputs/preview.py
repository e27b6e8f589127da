"""Pages of a PDF as pictures, for the preview in the window and for looking at pages in tests.

PDFium is not safe for use by several threads at once: call these from one thread at a time.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium

from hmip_desktop.errors import Refused


def page_count(document: bytes | Path) -> int:
    """Pages of ``document``. Raises ``Refused('not-a-pdf')``."""
    opened = _open(document)
    try:
        return len(opened)
    finally:
        opened.close()


def page_picture(document: bytes | Path, page: int, scale: float = 1.5) -> bytes:
    """Page ``page`` (from 1) as PNG; ``scale`` 1 is 72 dots an inch.

    Raises ``Refused('not-a-pdf')`` and ``Refused('page-not-there')``.
    """
    opened = _open(document)
    try:
        if not 1 <= page <= len(opened):
            raise Refused("page-not-there", page=page, pages=len(opened))
        picture = opened[page - 1].render(scale=scale).to_pil()
        stream = BytesIO()
        picture.save(stream, "PNG")
        return stream.getvalue()
    finally:
        opened.close()


def _open(document: bytes | Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(str(document) if isinstance(document, Path) else document)
    except (pdfium.PdfiumError, FileNotFoundError) as error:
        raise Refused("not-a-pdf") from error
