"""Checks of HTTP semantics: methods, conditional requests, framing, equivalent requests."""
