"""Mistakes in schemas are read as what was meant, and nothing else is changed."""

import json

import pytest

from openapi.loading.document import load_contract
from openapi.loading.upgrading.schema_slips import inner_slips, schema_may_have_slips, schema_slips

STRING = {"type": "string"}


@pytest.mark.parametrize("beside", [{"maxItems": 2}, {"additionalItems": False}])
def test_a_tuple_is_no_list_of_kinds(beside):
    """A list of schemas for an array of just so many items gives each its own."""
    value = {"type": "array", "items": [STRING, {"type": "number"}], **beside}

    assert not [slip for slip in schema_slips(value) if slip.change]


@pytest.mark.parametrize("branch", [{"type": ["string", "null"]}, {"type": "null"}, {"enum": [1]}])
def test_a_choice_that_null_may_fit_is_left_alone(branch):
    """Null has a meaning there, or may have one."""
    value = {"type": "null", "anyOf": [{"type": "string"}, branch]}

    assert not schema_may_have_slips(value)
    assert [*inner_slips(value)] == []


def test_null_beside_a_choice_is_one_more_alternative(tmp_path):
    """As converters write what was a nullable choice; else no value is valid."""
    path = tmp_path / "d.json"
    schema = {"type": "null", "oneOf": [{"type": "string"}, {"type": "number"}], "title": "x"}
    answer = {"description": "", "content": {"application/json": {"schema": schema}}}
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}}
    document["paths"] = {"/a": {"get": {"responses": {"200": answer}}}}
    path.write_text(json.dumps(document))

    contract = load_contract(path)

    [media] = contract.operations[0].responses[0].media_types
    assert media.schema.definition == {
        "oneOf": [{"type": "string"}, {"type": "number"}, {"type": "null"}],
        "title": "x",
    }
    assert [each.rule for each in contract.complaints] == ["null-and-choice"]


@pytest.mark.parametrize("keyword", ["pattern", "patternProperties"])
def test_a_count_that_is_too_large_for_the_engine_is_named_with_its_reading(keyword):
    """Otherwise the start compiles it again and again, and no report says what is not judged."""
    large = "^[a-z]{1,2097152}$"
    value = {keyword: large if keyword == "pattern" else {large: STRING}}

    assert schema_may_have_slips(value)
    [slip] = schema_slips({"pattern": large})
    assert slip.hint == "read as ^[a-z]{1,}$"
