"""Wishes that cannot be what was meant."""

import pytest

from mock_server.http.errors import ToolProblem
from mock_server.http.problems import ProblemId
from mock_server.http.validation.preferences import validate_preferences
from tests.acceptance.cases import cases


@pytest.fixture
def operation(contract_from):
    """An operation with a query parameter whose name resembles a wish."""
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
def test_unclear_wish_is_refused(operation, query, detail):
    """A slip that would go unnoticed is told, with what was probably meant."""
    with pytest.raises(ToolProblem) as caught:
        validate_preferences(operation, query)

    assert caught.value.problem.id is ProblemId.INVALID_PREFERENCE
    assert caught.value.problem.status == 422
    assert detail in caught.value.problem.detail


@cases(
    "query",
    {
        "none": [],
        "clear": [("__code", "404"), ("__example", "x"), ("__session", "a")],
        "said-twice-alike": [("__code", "404"), ("__code", "404")],
        "several-commands": [("__clock", "freeze"), ("__clock", "+5s"), ("__restart", "")],
        "the-operations-own": [("__codes", "1")],
        "somebody-elses": [("__cb", "1"), ("__hstc", "2"), ("__a", "3"), ("__", "4")],
        "no-prefix": [("codes", "1"), ("_code", "2")],
        "hostile": [("__" + "x" * 4000, "1")],
    },
)
def test_other_queries_pass(operation, query):
    """What is clear, the API's own, or somebody else's is left alone."""
    assert validate_preferences(operation, query) is None
