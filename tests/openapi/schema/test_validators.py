"""Tests of the two JSON Schema validators behind their one door."""

import pytest

from openapi.schema.validators import Explainer, has_given_up, judge_of, unknown_keys


def test_what_is_no_schema_is_refused_with_its_place():
    """A document's author learns which keyword is wrong."""
    with pytest.raises(ValueError, match=r"not a schema: .* at type"):
        judge_of({"type": "strange"})


def test_both_validators_agree_on_duplicates():
    """1 and 1.0 are one number: both see the second as a duplicate."""
    schema = {"type": "array", "uniqueItems": True}

    assert not judge_of(schema).is_valid([1, 1.0])
    assert [error.validator for error in Explainer(schema).iter_errors([1, 1.0])] == ["uniqueItems"]


def test_unknown_keys_are_those_that_nothing_names():
    """Neither `properties` nor a pattern names them."""
    schema = {"properties": {"id": True}, "patternProperties": {"^x-": True}}

    assert list(unknown_keys({"id": 1, "x-a": 2, "more": 3, "other": 4}, schema)) == [
        "more",
        "other",
    ]


def test_a_pattern_that_was_given_up_is_told_from_a_violation():
    """A limit that was reached says nothing about the value; a short text that fails does."""
    judge = judge_of({"pattern": r"^(a|aa)+(?=b)\1$"})

    assert has_given_up(judge, "a" * 60 + "!")
    assert not has_given_up(judge, "!")
