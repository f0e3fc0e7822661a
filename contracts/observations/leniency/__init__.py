"""Texts, values and bodies that lenient servers read as valid ones."""
