"""Preferences in a query that are misspelt or contradictory."""

import pytest

from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.validation.preferences import validate_preferences
from tests.acceptance.cases import cases


@pytest.fixture
def operation(contract_from):
    """An operation with a query parameter whose name is similar to a preference."""
    contract = contract_from(
        "paths: {/a: {get: {parameters: [{name: __codes, in: query, schema: {type: string}}],"
        " responses: {'200': {description: x}}}}}"
    )
    return contract.operations[0]


@cases(
    "query, detail",
    {
        "misspelt": ([("__exmaple", "x")], "'__example'"),
        "misspelt-session": ([("__sesion", "x")], "'__session'"),
        "plural": ([("__scenarios", "x")], "'__scenario'"),
        "two-codes": ([("__code", "404"), ("__code", "500")], "asks for '404' and for '500'"),
        "two-sessions": ([("__session", "a"), ("__session", "b")], "asks for 'a' and for 'b'"),
        "two-faults": ([("__fault", "close"), ("a", "b"), ("__fault", "reset")], "'reset'"),
    },
)
def test_invalid_preference_is_refused(operation, query, detail):
    """A typo that would be ignored is reported, with the most similar name."""
    with pytest.raises(ToolProblem) as caught:
        validate_preferences(operation, query)

    assert caught.value.id is ProblemId.INVALID_PREFERENCE
    assert caught.value.status == 422
    assert detail in caught.value.detail


@cases(
    "query",
    {
        "none": [],
        "clear": [("__code", "404"), ("__example", "x"), ("__session", "a")],
        "said-twice-alike": [("__code", "404"), ("__code", "404")],
        "several-commands": [("__clock", "freeze"), ("__clock", "+5s"), ("__restart", "")],
        "the-operations-own": [("__codes", "1")],
        "of-other-programs": [("__cb", "1"), ("__hstc", "2"), ("__a", "3"), ("__", "4")],
        "no-prefix": [("codes", "1"), ("_code", "2")],
        "hostile": [("__" + "x" * 4000, "1")],
    },
)
def test_other_queries_pass(operation, query):
    """Valid preferences, and parameters of the API or of other programs, are accepted."""
    assert validate_preferences(operation, query) is None
