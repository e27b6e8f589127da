"""Plain words on paper, by the system's own dialog."""

from __future__ import annotations

from PySide6.QtGui import QFont, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from hmip_desktop.ui.text import t


def print_recovery(parent: QWidget, key: str, name: str) -> bool:
    """A recovery key on a page of its own; its groups are parted by hyphens."""
    lines = [t("HMIP Desktop recovery key"), name, "", *key.split("-"), "", t("Keep this away from the laptop.")]
    return print_text(parent, "\n".join(lines), t("Recovery key"))


def print_text(parent: QWidget, words: str, title: str) -> bool:
    """Ask for a printer and print plain words in large letters; False when the person changed their mind."""
    printer = QPrinter()
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return False
    document = QTextDocument()
    document.setDefaultFont(QFont("DejaVu Sans Mono", 14))
    document.setPlainText(words)
    document.print_(printer)
    return True
