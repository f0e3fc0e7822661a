"""Texts and numbers: by name, format, pattern and bounds."""
