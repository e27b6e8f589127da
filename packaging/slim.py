"""What the built program can do without: plugins of Qt nobody sees, and the libraries that only they needed.

Used by ``hmip_desktop.spec``. A library stays when anything that stays still asks for it, so nothing is dropped
by its name that the program could miss.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path

from notices import shipped
from PyInstaller.depend.bindepend import get_imports

Entry = tuple[str, str, str]  # name in the program's folder, file it comes from, kind

# Modules that are found by the analysis and never run here.
EXCLUDED = [
    "tkinter", "pydoc", "doctest", "unittest", "pytest", "_pytest", "setuptools", "pip", "pkg_resources",
    "distutils", "lib2to3", "xmlrpc", "idlelib", "ensurepip", "turtle", "turtledemo", "curses",
    "numpy", "pandas", "pyarrow", "pyreadstat", "narwhals", "duckdb", "pikepdf", "pdfua", "scipy", "matplotlib",
    "openpyxl", "statsmodels", "hypothesis", "mypy", "IPython",
    "sqlite3", "_sqlite3",
    "PySide6.QtNetwork", "PySide6.QtDBus", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets", "PySide6.QtTest", "PySide6.QtSql", "PySide6.QtXml",
    "pydantic.v1", "pydantic.mypy", "sqlalchemy.testing", "sqlalchemy.ext.mypy", "alembic.testing",
    "MySQLdb", "psycopg2", "pysqlite2", "PIL.ImageQt", "PIL.ImageTk", "PIL.AvifImagePlugin", "PIL._avif",
    "PIL.WebPImagePlugin", "PIL._webp", "PIL.FitsImagePlugin", "PIL.ImageCms", "PIL._imagingcms",
    "PIL._imagingft",
    "reportlab.graphics.testshapes", "lxml.html", "lxml.isoschematron", "lxml.objectify",
]  # fmt: skip

# Qt's own: other ways to a screen, other pictures than PNG and SVG, other languages, drawing by software OpenGL.
UNSEEN = re.compile(
    r"platformthemes/\w*gtk3|egldeviceintegrations|xcbglintegrations|wayland|platforms/\w*(eglfs|linuxfb|vnc|vkkhr)"
    r"|platforms/\w*(minimal|direct2d)|networkinformation|plugins/tls|plugins/generic|plugins/sqldrivers"
    r"|imageformats/\w*(wbmp|tga|tiff|icns|gif|webp|jpeg|pdf)|opengl32sw|d3dcompiler|plugins/qmltooling"
)
UNREAD = re.compile(
    r"translations/(?!qtbase_(en|cy))|reportlab/fonts/|\.dist-info/|docx/templates/default-docx-template"
    r"|lxml/isoschematron|\.pyi$|\.pxd$|lxml/includes"
)
# The system's own where it prints: bundling it would bundle a second TLS library with it.
OF_THE_SYSTEM = re.compile(r"libcups\.so")
# They teach looking for source files, walking packages and starting processes of one's own; each costs the start the
# modules it brings in: zipfile, inspect, pickle, socket and what these need.
UNUSED_AT_START = frozenset({"pyi_rth_inspect", "pyi_rth_pkgutil", "pyi_rth_multiprocessing"})


def _plain(name: str) -> str:
    return name.replace("\\", "/")


def _is_root(entry: Entry) -> bool:
    """True for what is asked for by Python or by Qt itself and not by another library."""
    name, _, kind = entry
    if kind != "BINARY" or "/plugins/" in _plain(name) or Path(name).name.startswith(("libpython", "python3")):
        return True
    # A library inside a package is opened by the package; those beside it are opened by the linker.
    return "/" in _plain(name) and not re.search(r"^PySide6/(Qt/lib/|[^/]*\.dll)|\.libs/|^shiboken6/", _plain(name))


def _asks_for(file: str) -> list[str]:
    """Names of the libraries that ``file`` itself asks for."""
    if sys.platform != "linux":
        return [Path(name).name for name, _ in get_imports(file)]
    # On Linux get_imports answers with everything further down too, so nothing could ever be dropped.
    said = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=False).stdout
    return re.findall(r"NEEDED\s+(\S+)", said)


def binaries(found: Iterable[Entry]) -> list[Entry]:
    """The binaries that stay: extensions, the plugins that are seen, and every library they lead to."""
    seen = [entry for entry in found if not UNSEEN.search(_plain(entry[0]))]
    by_file = {Path(entry[0]).name: entry for entry in seen if not OF_THE_SYSTEM.search(entry[0])}
    waiting = [entry for entry in seen if _is_root(entry)]
    staying = {entry[0] for entry in waiting}
    while waiting:
        for wanted in _asks_for(waiting.pop()[1]):
            needed = by_file.get(wanted)
            if needed is not None and needed[0] not in staying:
                staying.add(needed[0])
                waiting.append(needed)
    return [entry for entry in seen if entry[0] in staying]


def data(found: Iterable[Entry]) -> list[Entry]:
    """The data files that the program reads."""
    return [entry for entry in found if not UNREAD.search(_plain(entry[0]))]


def scripts(found: Iterable[Entry]) -> list[Entry]:
    """What runs at the start, without what only prepares for what nothing here does."""
    return [entry for entry in found if entry[0] not in UNUSED_AT_START]


def licences(root: Path) -> list[tuple[str, str]]:
    """Licence files of everything shipped, for the folder ``licences`` of the program: (file, folder)."""
    packaging = root / "packaging"
    own = [root / "LICENCE.md", packaging / "NOTICES.md", *sorted((packaging / "licences").iterdir())]
    files = [(str(file), "licences") for file in own]
    for name, _ in shipped():
        for file in distribution(name).files or []:
            if re.search(r"licen[cs]e|copying|notice", file.name, re.I) and ".dist-info" in str(file):
                files.append((str(file.locate()), f"licences/{name}"))
    return files
