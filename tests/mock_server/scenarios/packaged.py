"""The packaged scenarios, read once in a process, like the documents in `tests/packaged.py`."""

from functools import cache

from mock_server.scenarios.library import Library
from tests.packaged import packaged_contracts


@cache
def packaged_library() -> Library:
    """Return every packaged scenario."""
    return Library.load(packaged_contracts())
