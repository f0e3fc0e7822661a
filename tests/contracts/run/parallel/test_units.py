"""Tests of the values that pass between processes."""

import json

import pytest

from contracts.errors import OptionError
from contracts.run.parallel.units import (
    Partial,
    Share,
    Unit,
    partial_from_json,
    partial_to_json,
    unit_from_json,
    unit_to_json,
)
from tests.contracts.example_report import report

UNIT = Unit(number=3, api="shop", operations=("a", "b"), asks_each=True)
SHARE = Share(requests=40, received_bytes=1000, elapsed=1.5)


def test_a_unit_survives_the_way_to_another_machine():
    """A unit with its share is read as it was written, as JSON."""
    sent = json.loads(json.dumps(unit_to_json(UNIT, SHARE)))

    assert unit_from_json(sent) == (UNIT, SHARE)


def test_a_result_survives_the_way_back():
    """What a report shows is the same after JSON."""
    sent = partial_to_json(Partial(number=3, report=report(), stop="gone", kept_bytes=7))
    back = partial_from_json(json.loads(json.dumps(sent)))

    assert partial_to_json(back) == {**sent, "report": {**sent["report"], "documents": {}}}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"version": 2}, "version 2"),
        ({"unit": []}, "[]"),
        ({"unit": {"operations": [1]}}, "[1]"),
        ({"unit": {"operations": []}}, "0 operations"),
    ],
)
def test_another_version_or_shape_is_refused_by_name(changes, problem):
    """What a worker cannot read is an error that says what was found."""
    with pytest.raises(OptionError) as refused:
        unit_from_json({**unit_to_json(UNIT, SHARE), **changes})

    assert problem in str(refused.value)


def test_the_result_of_another_version_is_refused():
    """Two releases do not mix their results."""
    with pytest.raises(OptionError, match="version 2"):
        partial_from_json({"version": 2})
