"""The places in the program: one folder each."""
