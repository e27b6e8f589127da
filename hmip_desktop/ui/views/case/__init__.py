"""One case: its questions, its details, its close."""
