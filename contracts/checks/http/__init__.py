"""Checks of HTTP semantics: methods, conditions, framing, equal requests."""
