"""Explains checks, rules and discrepancies, each with its basis and an example that breaks it."""
