"""Texts: by name, format, pattern and length; and the numbers that names suggest."""
