"""Texts that match a pattern."""

import re

import pytest

from openapi.schema.generation.bounds import MAX_TEXT
from openapi.schema.generation.patterns.texts import texts_like
from openapi.schema.generation.places import Place

RANDOM = Place(pointer="").random(0)


@pytest.mark.parametrize("pattern", ["^[a-z]+$", "^(ab|c){2,}$", "^x?y*$"])
@pytest.mark.parametrize("length", [2, 4, 9])
def test_texts_have_the_wanted_length(pattern, length):
    """The quantifiers share what is missing."""
    found = [*texts_like(pattern, length, length, RANDOM)]

    assert any(re.search(pattern, text) for text in found)
    assert {*map(len, found)} == {length}


@pytest.mark.parametrize("pattern", ["^(a{9999}){9999}$", "(){9999}{9999}", "^a{20000}$"])
def test_a_text_is_bounded(pattern):
    """No pattern asks for more characters or work than one text may take."""
    assert all(len(text) <= MAX_TEXT for text in texts_like(pattern, 0, MAX_TEXT, RANDOM))
