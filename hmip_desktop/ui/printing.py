"""Plain words on paper, by the system's own dialog."""

from __future__ import annotations

from PySide6.QtGui import QFont, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget


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
