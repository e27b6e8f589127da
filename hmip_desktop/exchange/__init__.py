"""Packages in and out, and their cryptography. Knows no store: keys and known facts come as arguments."""
