"""Escapes are decoded layer by layer."""

import pytest

from openapi.text.escapes import layers_of


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        (r"a\u002fb", "a/b"),
        ("a%2Fb", "a/b"),
        ("a&#47;b", "a/b"),
        ("a%252Fb", "a/b"),
        (r"a%5Cu002fb", "a/b"),
        ("a+b", "a b"),
    ],
)
def test_nested_escapes_are_decoded(text, decoded):
    """The escapes of JSON, URLs and HTML are decoded, one inside the other too."""
    assert decoded in {layer.text for layer in layers_of(text)}


def test_a_decoded_place_is_traced_to_the_original():
    """A range of a layer is the range of its escapes in the original text."""
    [layer] = [layer for layer in layers_of("x a%252Fb y") if layer.text == "x a/b y"]

    assert layer.traced(2, 5) == (2, 9)
