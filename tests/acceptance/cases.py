"""Tables of cases, with a name for each case."""

from collections.abc import Mapping
from typing import Any

import pytest


def cases(names: str, table: Mapping[str, Any]) -> pytest.MarkDecorator:
    """Parametrize a test by a table from id to value, or to a tuple of values."""
    return pytest.mark.parametrize(names, list(table.values()), ids=list(table))
