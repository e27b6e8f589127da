"""HMIP Desktop: offline case assessment for HM Inspectorate of Probation."""

__version__ = "0.1.0"
