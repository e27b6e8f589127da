"""One page that shows all pictures of a run."""

from __future__ import annotations

import html
from pathlib import Path


def contact_sheet(out: Path, taken: list[tuple[str, str, str]]) -> Path:
    """One page with all pictures, a row a screen."""
    names = list(dict.fromkeys(name for name, _, _ in taken))
    rows = []
    for name in names:
        cells = "".join(
            f'<figure><a href="{file}"><img src="{file}" alt="{html.escape(name)} {look}" loading="lazy"></a>'
            f"<figcaption>{look}</figcaption></figure>"
            for wanted, look, file in taken
            if wanted == name
        )
        rows.append(f"<h2>{html.escape(name)}</h2><div>{cells}</div>")
    style = (
        "body{font:14px sans-serif;margin:20px}div{display:flex;gap:12px;flex-wrap:wrap}"
        "img{width:440px;border:1px solid #999}figure{margin:0}"
    )
    head = f"<!doctype html><html lang=en><meta charset=utf-8><title>HMIP Desktop</title><style>{style}</style>"
    page = out / "index.html"
    page.write_text(head + "".join(rows), encoding="utf-8")
    return page
