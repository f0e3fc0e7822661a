"""The two JSON Schema validators agree."""

import pytest

from openapi.schema.validators import Explainer, has_given_up, judge_of, unknown_keys


def test_an_invalid_schema_is_refused_with_its_keyword():
    """The error names the keyword that is wrong."""
    with pytest.raises(ValueError, match=r"not a schema: .* at type"):
        judge_of({"type": "strange"})


def test_both_validators_agree_on_duplicates():
    """1 and 1.0 are one number, and a duplicate for both validators."""
    schema = {"type": "array", "uniqueItems": True}

    assert not judge_of(schema).is_valid([1, 1.0])
    assert [error.validator for error in Explainer(schema).iter_errors([1, 1.0])] == ["uniqueItems"]


def test_unknown_keys():
    """A key is unknown if neither `properties` nor a pattern names it."""
    schema = {"properties": {"id": True}, "patternProperties": {"^x-": True}}

    assert list(unknown_keys({"id": 1, "x-a": 2, "more": 3, "other": 4}, schema)) == [
        "more",
        "other",
    ]


def test_a_backtracking_limit_is_no_violation():
    """A reached limit is no statement about the value; a short text that fails is one."""
    judge = judge_of({"pattern": r"^(a|aa)+(?=b)\1$"})

    assert has_given_up(judge, "a" * 60 + "!")
    assert not has_given_up(judge, "!")
