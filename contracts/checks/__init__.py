"""Checks: pure functions from evidence to results, one per file; the file is named after its id."""
