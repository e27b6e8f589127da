"""Settings: what a person may have their own way on this computer. One dialog, one section a subject."""
