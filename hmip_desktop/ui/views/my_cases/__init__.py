"""The list of an inspector's cases."""
