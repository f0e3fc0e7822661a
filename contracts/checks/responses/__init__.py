"""Checks of a single response: status, headers, media type, body."""
