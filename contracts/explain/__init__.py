"""Explains a check or a rule: its source and what would break it; sends nothing."""
