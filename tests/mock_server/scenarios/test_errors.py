"""What is wrong with a scenario is said with its facts."""

import pytest

from mock_server.scenarios.errors import ScenarioError, TemplateError
from openapi.errors import ContractError


def test_scenario_error_is_reported_as_an_error_in_a_document():
    """A scenario file is the user's own file: the commands report it in the same four parts."""
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
    """The place inside the template is kept apart, so that the loader can name file and line."""
    error = TemplateError("no operator", at="/body/a", found="$tim", allowed="$time")

    assert (error.what, error.at, error.found, error.allowed) == (
        "no operator", "/body/a", "$tim", "$time",
    )  # fmt: skip
    assert str(error) == "no operator"


def test_template_error_must_say_where():
    """A template error without a place could not be found in a long file."""
    with pytest.raises(TypeError, match="at"):
        TemplateError("no operator")
