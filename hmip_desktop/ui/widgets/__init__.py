"""The kit: widgets that know how things look here, and nothing about cases."""
