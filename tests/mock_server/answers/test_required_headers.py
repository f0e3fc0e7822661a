"""Tests of the headers that a status needs, whether or not the document has them."""

import pytest

from mock_server.answers.documented import DocumentedResponses, prepare_responses
from mock_server.http.negotiation import ResponseChoice

SCHEME = "components: {securitySchemes: {key: {type: http, scheme: basic}}}"


def headers_of(contract):
    """Return the headers of the only answer of a contract's first operation."""
    ((_, answer),) = prepare_responses(contract, contract.operations[0])
    return dict(answer.headers)


@pytest.mark.parametrize(
    ("status", "name", "value"),
    [("401", b"www-authenticate", b"Bearer"), ("405", b"allow", b"HEAD, OPTIONS, POST")],
)
def test_a_documented_refusal_is_http(contract_from, status, name, value):
    """A documented 401 has a challenge, a 405 the methods of its path."""
    answers = f"{{responses: {{'{status}': {{description: x}}}}}}"

    contract = contract_from(f"paths: {{/a: {{get: {answers}, post: {answers}}}}}")

    assert headers_of(contract)[name] == value


def test_the_challenge_is_that_of_the_operation(contract_from):
    """A documented 401 asks for the credentials that the operation takes."""
    operation = "{security: [{key: []}], responses: {'401': {description: x}}}"

    contract = contract_from(f"paths: {{/a: {{get: {operation}}}}}\n{SCHEME}")

    assert headers_of(contract)[b"www-authenticate"].startswith(b"Basic")


def test_a_documented_header_is_kept(contract_from):
    """The document's own Allow is not contradicted."""
    header = "headers: {Allow: {example: PUT, schema: {type: string}}}"

    contract = contract_from(
        f"paths: {{/a: {{get: {{responses: {{'405': {{description: x, {header}}}}}}}}}}}"
    )

    assert headers_of(contract)[b"allow"] == b"PUT"


def test_a_documented_head_does_not_contradict_get(contract_from):
    """HEAD beside GET says nothing of a body's length and tag, rather than something wrong."""
    head = "head: {responses: {'200': {description: x}}}"
    get = "get: {responses: {'200': {description: x, content: {text/plain: {example: long}}}}}"
    contract = contract_from(f"paths: {{/a: {{{head}, {get}}}}}")
    operation = next(each for each in contract.operations if each.method == "HEAD")

    answer = DocumentedResponses([contract]).get(
        operation, ResponseChoice(status=200, response="200")
    )

    assert answer.headers == ()


def test_a_documented_tag_is_quoted(contract_from):
    """Clients and caches get an entity tag although the document forgot the quotes."""
    header = "headers: {ETag: {example: abc, schema: {type: string}}}"
    contract = contract_from(
        f"paths: {{/a: {{get: {{responses: {{'200': {{description: x, {header}}}}}}}}}}}"
    )

    assert headers_of(contract)[b"etag"] == b'"abc"'


def test_a_derived_answer_has_one_tag(contract_from):
    """A documented ETag replaces the body's own."""
    header = "headers: {ETag: {example: '\"abc\"', schema: {type: string}}}"
    content = "content: {application/json: {schema: {type: integer}}}"
    answers = f"{{'200': {{description: x, {header}, {content}}}}}"
    contract = contract_from(f"paths: {{/a: {{get: {{responses: {answers}}}}}}}")
    choice = ResponseChoice(status=200, response="200", media_type="application/json")

    answer = DocumentedResponses([contract]).get(contract.operations[0], choice)

    assert [value for name, value in answer.headers if name == b"etag"] == [b'"abc"']


def test_an_interim_status_is_no_answer(contract_from):
    """A client that waits for an answer gets one, although the document has only a 100."""
    contract = contract_from("paths: {/a: {get: {responses: {'100': {description: x}}}}}")
    choice = ResponseChoice(status=100, response="100")

    answer = DocumentedResponses([contract]).get(contract.operations[0], choice)

    assert answer.status == 422
    assert b"no final answer" in answer.body
