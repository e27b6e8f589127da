"""Before unlocking: unlock, and the first run."""
