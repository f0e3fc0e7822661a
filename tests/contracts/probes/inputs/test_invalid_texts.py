"""Tests of texts that lenient parsers take for other values."""

from urllib.parse import unquote

import pytest

from contracts.probes.inputs.invalid_texts import (
    UNUSUAL_NUMBERS,
    other_numbers,
    spellings_of,
    unrelated_texts,
)


@pytest.mark.parametrize("number", [0, 7, -7, 1001, 2**53 + 1])
def test_no_text_is_the_canonical_decimal(number):
    """Every text is another one than the number's own, and each comes once."""
    texts = [
        raw for _, raw in (*spellings_of(number), *other_numbers(number), *unrelated_texts(number))
    ]

    assert str(number) not in map(unquote, texts)
    assert len(texts) == len(set(texts))


def test_many_ways_to_read_one_number_are_tried():
    """Prefixes, fractions, other digits, other bases and overflows are among them."""
    texts = {raw for _, raw in spellings_of(12)}

    assert {"12abc", "012", "12.0", "12.9", "12e0", "%2012", "12%0A", "1_2", "0xc"} <= texts
    assert {"%D9%A1%D9%A2", "12%00x", str(2**64 + 12)} <= texts


def test_every_raw_text_can_be_sent():
    """No text has bytes that would break the request line."""
    assert all(raw.isascii() and raw.isprintable() and " " not in raw for _, raw in UNUSUAL_NUMBERS)
