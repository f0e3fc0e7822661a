"""Which documented answer a request gets."""

import json

import pytest

from mock_server.asgi.app import create_app
from mock_server.http.negotiation import ResponseChoice, concrete_status, negotiate
from mock_server.http.preferences import NO_PREFERENCES, read_preferences
from mock_server.http.problems import ProblemId, RequestRejected, ToolProblem
from mock_server.settings import Settings
from openapi.contract import Operation
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask

PATHS = """
paths:
  /a:
    get:
      operationId: a
      responses:
        '404':
          description: none
          content:
            application/json:
              examples: {gone: {value: 4}, shared: {value: 40}}
        '200':
          description: some
          content:
            application/json:
              x-default-example: second
              examples: {first: {value: 1}, second: {value: 2}, shared: {value: 3}}
            text/plain:
              examples: {plain: {value: text}}
        '204': {description: nothing}
        5XX:
          description: broken
          content: {application/json: {examples: {broken: {value: 5}}}}
"""
JSON = "application/json"


@pytest.fixture
def operation(contract_from):
    """An operation with many answers."""
    return contract_from(PATHS).operations[0]


def choose(operation, query="", accept=""):
    """Negotiate with preferences written as `name=value&...`."""
    pairs = [tuple(pair.split("=", 1)) for pair in query.split("&") if pair]
    return negotiate(operation, read_preferences(pairs, []), accept)


@cases(
    "query, accept, choice",
    {
        "default": ("", "", (200, "200", JSON, "second")),
        "code": ("__code=404", "", (404, "404", JSON, "gone")),
        "code-without-body": ("__code=204", "", (204, "204", "", "")),
        "range": ("__code=5XX", "", (500, "5XX", JSON, "broken")),
        "code-in-a-range": ("__code=503", "", (503, "5XX", JSON, "broken")),
        "example": ("__example=first", "", (200, "200", JSON, "first")),
        "example-of-an-error": ("__example=gone", "", (404, "404", JSON, "gone")),
        "example-in-a-range": ("__example=broken", "", (500, "5XX", JSON, "broken")),
        "success-first": ("__example=shared", "", (200, "200", JSON, "shared")),
        "code-and-example": ("__code=404&__example=shared", "", (404, "404", JSON, "shared")),
        "example-elsewhere": ("__example=plain", "", (200, "200", "text/plain", "plain")),
        "accept": ("", "text/plain", (200, "200", "text/plain", "plain")),
    },
)
def test_request_gets_its_answer(operation, query, accept, choice):
    """Status, representation and example are the preferred ones, else the default."""
    status, response, media_type, example = choice

    assert choose(operation, query, accept) == ResponseChoice(
        status=status,
        response=response,
        media_type=media_type,
        example=example,
        is_named="__example" in query,
    )


@cases(
    "query, id_, available",
    {
        "code": ("__code=403", ProblemId.UNKNOWN_CODE, ("404", "200", "204", "5XX")),
        "no-code": ("__code=abc", ProblemId.UNKNOWN_CODE, ("404", "200", "204", "5XX")),
        "informational": ("__code=100", ProblemId.UNKNOWN_CODE, ("404", "200", "204", "5XX")),
        "foreign-digits": ("__code=٤٠٤", ProblemId.UNKNOWN_CODE, ("404", "200", "204", "5XX")),
        "example": (
            "__example=frist",
            ProblemId.UNKNOWN_EXAMPLE,
            ("first", "second", "shared", "plain", "gone", "broken"),
        ),
        "example-under-code": (
            "__code=404&__example=first",
            ProblemId.UNKNOWN_EXAMPLE,
            ("gone", "shared"),
        ),
        "example-of-a-bodiless": ("__code=204&__example=x", ProblemId.UNKNOWN_EXAMPLE, ()),
        "empty-example": (
            "__example=",
            ProblemId.UNKNOWN_EXAMPLE,
            ("first", "second", "shared", "plain", "gone", "broken"),
        ),
    },
)
def test_unknown_preference_is_a_problem_with_the_list(operation, query, id_, available):
    """A preference that cannot be applied is a problem, with all allowed values."""
    with pytest.raises(ToolProblem) as raised:
        choose(operation, query)

    problem = raised.value
    assert (problem.id, problem.status, problem.available) == (id_, 422, available)


def test_advice_does_not_name_examples_if_there_are_none(operation):
    """Where no example has a name, the advice is another."""
    with pytest.raises(ToolProblem) as raised:
        choose(operation, "__code=204&__example=x")

    assert raised.value.advice == ("there are no named examples here; leave the preference out")


def test_near_match_is_offered(operation):
    """A misspelt name gets the nearest one."""
    with pytest.raises(ToolProblem, match="did you mean 'first'"):
        choose(operation, "__example=frist")


@cases("value", {"similar": "403", "one-more": "4040"})
def test_no_status_is_guessed(operation, value):
    """Statuses with similar digits mean different errors: they are listed, and none is guessed."""
    with pytest.raises(ToolProblem) as raised:
        choose(operation, f"__code={value}")

    assert "did you mean" not in raised.value.detail
    assert "nearest" not in json.loads(raised.value.response().body)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("500", "?__fault=server-error"),
        ("503", "?__fault=server-error;status=503"),
        ("429", "?__fault=rate-limit"),
        ("403", None),
        ("5000", None),
    ],
)
def test_undocumented_error_of_the_server_is_a_fault(contract_from, code, fault):
    """Who tests the handling of a 500 that is not documented learns how to get one."""
    contract = contract_from("paths: {/a: {get: {responses: {'200': {description: x}}}}}")

    with pytest.raises(ToolProblem) as raised:
        choose(contract.operations[0], f"__code={code}")

    named = raised.value.advice.partition("is not documented is a fault: ")[2]
    assert named == (fault or "")
    if fault:
        answer = ask(create_app([contract], Settings()), f"/a{named}")
        assert answer.status == int(code)


def test_range_in_small_letters_is_understood(operation):
    """A range is a word: `5xx` is close to the documented `5XX`."""
    with pytest.raises(ToolProblem, match="did you mean '5XX'"):
        choose(operation, "__code=5xx")


def test_undocumented_status_is_refused_alike_everywhere(contract_from):
    """It is 422, also where the operation answers 422 itself; the text lists what is documented."""
    contract = contract_from("paths: {/a: {get: {responses: {'422': {description: no}}}}}")

    with pytest.raises(ToolProblem, match="no status '404'; it documents 422") as raised:
        choose(contract.operations[0], "__code=404")

    assert raised.value.status == 422


def test_nothing_acceptable_is_refused(operation):
    """A request that accepts no documented representation is refused with 406."""
    with pytest.raises(RequestRejected, match="application/json, text/plain") as raised:
        choose(operation, accept="image/png")

    assert raised.value.status == 406


def test_accept_does_not_matter_without_a_body(operation):
    """An answer without a body suits every client."""
    assert choose(operation, "__code=204", "image/png").status == 204


def test_accept_does_not_matter_where_the_body_is_not_sent(contract_from):
    """A body that is documented for a 204 is not sent, so every client gets the 204."""
    contract = contract_from(
        "paths: {/a: {get: {responses:"
        " {'204': {description: x, content: {application/json: {example: 1}}}}}}}"
    )

    assert choose(contract.operations[0], accept="image/png").status == 204


def test_a_range_gives_way_to_the_type_that_is_sent_for_it(contract_from):
    """`*/*` without a schema is sent as JSON: as that which the document describes beside it."""
    content = "{'*/*': {}, application/json: {example: 1}, image/png: {}}"
    responses = f"{{'200': {{description: x, content: {content}}}}}"
    contract = contract_from(f"paths: {{/a: {{get: {{responses: {responses}}}}}}}")

    assert choose(contract.operations[0]).media_type == JSON


def test_accept_cannot_change_the_example(operation):
    """An example in one media type is refused if only another is accepted."""
    with pytest.raises(RequestRejected):
        choose(operation, "__example=plain", "application/json")


@cases(
    "responses, status",
    {
        "default-alone-is-success": ("default: {description: x}", 200),
        "range-of-success": ("2XX: {description: x}", 200),
        "error-range": ("4XX: {description: x}", 400),
        "redirect": ("'301': {description: x}", 301),
        "default-beside-success": ("default: {description: x}, '201': {description: y}", 500),
    },
)
def test_open_status_becomes_one(contract_from, responses, status):
    """Ranges and `default` are answered with one status."""
    contract = contract_from(f"paths: {{/a: {{get: {{responses: {{{responses}}}}}}}}}")
    operation = contract.operations[0]

    assert concrete_status(operation, operation.responses[0]) == status


def test_first_response_is_used_without_a_success(contract_from):
    """An operation that documents only errors gives its first one."""
    contract = contract_from(
        "paths: {/a: {get: {responses: {'410': {description: x}, '404': {description: y}}}}}"
    )

    assert negotiate(contract.operations[0], NO_PREFERENCES, "").status == 410


def test_operation_without_any_answer_gets_an_empty_success():
    """OpenAPI 3.1 need not document a response; a client may expect success."""
    operation = Operation(api="api", id="a", method="GET", path="/a")

    assert negotiate(operation, NO_PREFERENCES, "") == ResponseChoice(status=200, response="")


@pytest.mark.parametrize("preference", ["code=404", "example=x"])
def test_a_preference_of_an_operation_without_any_answer_is_a_problem(preference):
    """There is neither a status nor an example to choose."""
    operation = Operation(api="api", id="a", method="GET", path="/a")

    with pytest.raises(ToolProblem) as raised:
        negotiate(operation, read_preferences([], [preference]), "")

    assert raised.value.id in {ProblemId.UNKNOWN_CODE, ProblemId.UNKNOWN_EXAMPLE}


@pytest.mark.parametrize(
    ("header", "method"),
    [
        (("Accept", "x/" + "a" * 30_000), "GET"),
        (("Prefer", "code=" + "1" * 30_000), "GET"),
        (("Prefer", f'example="{"a" * 30_000}"'), "GET"),
        (("Accept", "*/*"), "Q" * 30_000),
    ],
)
def test_a_refusal_repeats_no_long_text(packaged, header, method):
    """The problem about a value of 30,000 bytes is short."""
    app = create_app(packaged, Settings())
    answer = ask(app, "/subscriptions/imports", header, method=method)

    assert answer.status in {405, 406, 422}
    assert len(answer.body) < 1500
