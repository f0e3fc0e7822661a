"""Texts: escaped for display, searched for secrets in every spelling; durations."""
