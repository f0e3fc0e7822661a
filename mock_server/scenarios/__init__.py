"""Scenarios: which resources exist and how each one changes over time; computed, never stored."""
