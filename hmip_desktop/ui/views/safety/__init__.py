"""This computer and keys: identity, ways in, backups, soundness, and where things lie."""
