"""Packages out and in."""
