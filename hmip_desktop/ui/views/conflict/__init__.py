"""Settling what two people wrote about the same thing without seeing each other's work."""
