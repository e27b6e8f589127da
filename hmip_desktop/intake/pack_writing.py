"""Writing a pack as TOML or JSON. Reading it back gives the same pack, to the digest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from hmip_desktop.domain.pack import Pack
from hmip_desktop.errors import Refused

_BARE_KEY = re.compile(r"^[A-Za-z0-9_-]+$")


def pack_text(pack: Pack, suffix: str) -> str:
    """The pack as text of a file with that suffix, ``.toml`` or ``.json``; Refused ``pack-file-kind`` otherwise.

    Fields at their default are left out, except ``rated``, which is always said.
    """
    document = pack.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    scalars = {name: value for name, value in document.items() if not isinstance(value, dict | list)}
    document = {**scalars, "rated": pack.rated, **document}
    if suffix == ".json":
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    if suffix == ".toml":
        return "\n".join(_table(document, "")) + "\n"
    raise Refused("pack-file-kind", file=f"*{suffix}")


def _table(table: Mapping[str, object], name: str) -> Iterator[str]:
    """Lines of one table: its plain fields, then tables and lists of tables under their full names."""
    for key, value in table.items():
        if not isinstance(value, dict) and not _is_tables(value):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in table.items():
        full = f"{name}.{_key(key)}" if name else _key(key)
        if isinstance(value, dict):
            yield from ("", f"[{full}]")
            yield from _table(value, full)
        elif isinstance(value, list) and _is_tables(value):
            for one in value:
                yield from ("", f"[[{full}]]")
                yield from _table(one, full)


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _key(key: str) -> str:
    return key if _BARE_KEY.match(key) else _value(key)


def _value(value: object) -> str:
    if isinstance(value, list):
        if not any(isinstance(one, str) and len(one) > 30 for one in value):
            return f"[{', '.join(_value(one) for one in value)}]"
        return "[\n" + "".join(f"  {_value(one)},\n" for one in value) + "]"
    if isinstance(value, bool | int):
        return json.dumps(value)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
