"""Tests of the store, each on real encrypted databases."""
