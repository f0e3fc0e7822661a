"""Recorded exchanges, and what is computed from them: coverage, metrics, verification."""
