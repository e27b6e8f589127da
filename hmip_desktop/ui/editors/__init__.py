"""Editors of data questions: one class a kind, one line in the registry."""
