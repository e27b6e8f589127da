"""What only one operating system knows."""
