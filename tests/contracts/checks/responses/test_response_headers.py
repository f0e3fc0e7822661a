"""Tests of: required headers are present, and documented headers are valid."""

import pytest

from contracts.checks.responses.response_headers import check
from tests.contracts.shop import JSON_TYPE, evidence, exchange, said


def test_a_valid_header_passes():
    """A documented header with a valid value passes."""
    assert said(check(evidence(exchange()))) == ["pass"]


def test_a_missing_required_header_is_found():
    """A required header must be present."""
    assert said(check(evidence(exchange(headers=JSON_TYPE)))) == [
        "error: The header X-Count is missing."
    ]


@pytest.mark.parametrize("value", ["three", "-1", ""])
def test_an_invalid_value_is_found(value):
    """A header's value is judged by its schema."""
    found = said(check(evidence(exchange(headers=(*JSON_TYPE, ("X-Count", value))))))

    assert found[0].startswith("error: The header X-Count is ")


def test_other_headers_are_free():
    """An undocumented header may be sent."""
    headers = (*JSON_TYPE, ("X-Count", "0"), ("X-Other", "any value"))

    assert said(check(evidence(exchange(headers=headers)))) == ["pass"]
