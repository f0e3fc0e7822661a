"""The type of a JSON value."""

from typing import Any

JSON = Any
"""A JSON value: None, bool, int, float, str, list or dict with text keys."""
