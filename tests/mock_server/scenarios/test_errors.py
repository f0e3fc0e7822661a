"""Errors in scenario files have a location, a value, the allowed values and a hint."""

import pytest

from mock_server.scenarios.errors import ScenarioError, TemplateError
from openapi.errors import ContractError


def test_scenario_error_is_reported_as_an_error_in_a_document():
    """The commands report an error in a scenario file in the same parts as one in a document."""
    error = ScenarioError(
        "there is no key 'ramp'", where="a.yaml:2", found="ramp", allowed="ramps", hint="rename"
    )

    assert isinstance(error, ContractError)
    assert str(error).splitlines() == [
        "there is no key 'ramp'",
        "  where    a.yaml:2",
        "  found    ramp",
        "  allowed  ramps",
        "  hint     rename",
    ]


def test_template_error_keeps_its_facts_until_the_file_is_known():
    """The loader gets the pointer into the template, and finds the line in the file by it."""
    error = TemplateError("no operator", at="/body/a", found="$tim", allowed="$time")

    assert (error.what, error.at, error.found, error.allowed) == (
        "no operator", "/body/a", "$tim", "$time",
    )  # fmt: skip
    assert str(error).splitlines()[:2] == ["no operator", "  where    /body/a"]


def test_template_error_requires_a_place():
    """A template error without a place could not be found in a long file."""
    with pytest.raises(TypeError, match="at"):
        TemplateError("no operator")
