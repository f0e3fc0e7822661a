"""The text of a scalar has one spelling per value."""

import pytest

from openapi.parameters.scalars import parse_scalar
from tests.openapi.schemas import schema


def test_a_text_has_the_type_of_its_schema():
    """A header of an answer is parsed like one of a request, with one spelling per number."""
    assert parse_scalar("5", schema({"type": "integer"})) == 5
    with pytest.raises(ValueError, match="plain decimal digits"):
        parse_scalar("05", schema({"type": "integer"}))
