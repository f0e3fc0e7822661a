"""The type of a JSON value."""

from typing import Any

JSON = Any  # a JSON value: None, bool, int, float, str, list or dict with text keys
