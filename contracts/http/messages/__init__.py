"""Exchanges as values, and how they are written, redacted and shown."""
