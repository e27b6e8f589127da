"""The audit itself finds what it is there to find."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from tests.ui.audit import audit, tab_ring


def test_the_audit_finds_planted_faults(shown) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    nameless = QPushButton()
    small = QPushButton("small")
    small.setFixedSize(14, 14)
    faint = QLabel("words that are far too faint")
    faint.setStyleSheet("color: #cccccc; background: #ffffff")
    clipped = QLabel("words that do not fit into their label at all")
    clipped.setFixedWidth(40)
    for part in (nameless, small, faint, clipped):
        column.addWidget(part)
    shown(page)
    assert {finding.rule for finding in audit(page)} >= {
        "no name", "target too small", "words too faint", "words clipped",
    }  # fmt: skip


def test_the_tab_ring_notices_when_it_does_not_close(shown) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    for number in range(6):
        column.addWidget(QPushButton(f"button {number}"))
    shown(page)
    order, closed = tab_ring(page, most=3)
    assert len(order) == 3
    assert not closed
