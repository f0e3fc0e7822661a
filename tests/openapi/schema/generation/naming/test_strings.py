"""Texts by format and length."""

import pytest

from openapi.json.formats import FORMATS
from openapi.schema.generation.naming.strings import texts
from openapi.schema.generation.places import Place


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_has_different_texts(name):
    """All of them are valid."""
    found = [*texts({"format": name}, (), Place(pointer="", variety=40), 0)]

    assert len({each for each in found if FORMATS[name](each)}) >= 28


@pytest.mark.parametrize("length", [0, 1, 3, 9])
def test_a_text_is_as_long_as_it_must_be(length):
    """Short texts differ by their number."""
    schema = {"minLength": length, "maxLength": length}
    found = [*texts(schema, (), Place(pointer="", variety=3), 0)]

    assert {*map(len, found)} == {length}
