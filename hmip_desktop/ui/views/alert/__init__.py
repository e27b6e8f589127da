"""Raising an alert."""
