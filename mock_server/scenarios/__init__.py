"""Worlds over time: which jobs exist and how each one changes, computed and never stored."""
