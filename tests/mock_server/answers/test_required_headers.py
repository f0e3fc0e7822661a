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
    [
        ("401", b"www-authenticate", b"Bearer"),
        ("405", b"allow", b"HEAD, OPTIONS, POST"),
        ("407", b"proxy-authenticate", b'Basic realm="api"'),
        ("416", b"content-range", b"bytes */0"),
        ("426", b"upgrade", b"HTTP/2.0"),
        ("426", b"connection", b"upgrade"),
    ],
)
def test_a_documented_refusal_is_http(contract_from, status, name, value):
    """A documented 401 has a challenge, a 405 the methods of its path, a 426 a protocol."""
    answers = f"{{responses: {{'{status}': {{description: x}}}}}}"

    contract = contract_from(f"paths: {{/a: {{get: {answers}, post: {answers}}}}}")

    assert headers_of(contract)[name] == value


@pytest.mark.parametrize(
    ("pattern", "is_number"), [('^"[0-9]+"$', True), ("^[a-z]$", False), (".", False)]
)
def test_an_entity_tag_has_digits_where_the_document_asks_for_them(
    contract_from, pattern, is_number
):
    """A client that reads a time in it can; another body has another tag."""
    media = "{schema: {type: string}, example: %s}"
    answer = "{'200': {description: x, headers: {ETag: {schema: {type: string, pattern: '%s'}}},"
    answer += "content: {text/plain: %s}}}"
    operations = ", ".join(
        f"/{body}: {{get: {{responses: {answer % (pattern, media % body)}}}}}" for body in "ab"
    )
    contract = contract_from(f"paths: {{{operations}}}")
    known = DocumentedResponses([contract])

    answers = [
        known.get(
            each,
            ResponseChoice(status=200, response="200", media_type="text/plain", example="example"),
        )
        for each in contract.operations
    ]
    answers.append(answers[0].with_body(b"c"))
    tags = [dict(each.headers)[b"etag"] for each in answers]

    assert len({*tags}) == len(tags)
    assert {tag.strip(b'"').isdigit() for tag in tags} == {is_number}


def test_the_challenge_is_that_of_the_operation(contract_from):
    """A documented 401 asks for the credentials that the operation takes."""
    operation = "{security: [{key: []}], responses: {'401': {description: x}}}"

    contract = contract_from(f"paths: {{/a: {{get: {operation}}}}}\n{SCHEME}")

    assert headers_of(contract)[b"www-authenticate"].startswith(b"Basic")


@pytest.mark.parametrize(
    ("status", "header", "value"),
    [
        ("401", "WWW-Authenticate", "Digest x"),
        ("405", "Allow", "PUT"),
        ("407", "Proxy-Authenticate", "Digest x"),
        ("416", "Content-Range", "bytes */7"),
        ("426", "Upgrade", "TLS/1.3"),
    ],
)
def test_a_documented_header_is_kept(contract_from, status, header, value):
    """The document's own Allow is not contradicted."""
    headers = f"headers: {{{header}: {{example: {value}, schema: {{type: string}}}}}}"
    answers = f"{{'{status}': {{description: x, {headers}}}}}"
    contract = contract_from(f"paths: {{/a: {{get: {{responses: {answers}}}}}}}")

    ((_, answer),) = prepare_responses(contract, contract.operations[0])

    found = [text for name, text in answer.headers if name == header.lower().encode()]
    assert found == [value.encode()]


@pytest.mark.parametrize("is_required", ["true", "false"])
def test_a_header_that_is_only_described_has_what_http_requires(contract_from, is_required):
    """A document that says that there is a challenge, and not which, gets that of the mock."""
    header = f"WWW-Authenticate: {{required: {is_required}, schema: {{type: string}}}}"
    answers = f"{{'401': {{description: x, headers: {{{header}}}}}}}"

    contract = contract_from(f"paths: {{/a: {{get: {{responses: {answers}}}}}}}")

    assert headers_of(contract)[b"www-authenticate"] == b"Bearer"


@pytest.mark.parametrize("documented", ["4XX", "default"])
def test_a_status_of_a_range_has_its_header(contract_from, documented):
    """A client that asks for 401 gets a challenge, though the document has only the range."""
    answers = f"{{'{documented}': {{description: x}}, '200': {{description: x}}}}"
    contract = contract_from(f"paths: {{/a: {{get: {{responses: {answers}}}}}}}")
    choice = ResponseChoice(status=401, response=documented)

    answer = DocumentedResponses([contract]).get(contract.operations[0], choice)

    assert dict(answer.headers)[b"www-authenticate"] == b"Bearer"


@pytest.mark.parametrize(
    ("media_type", "headers", "ranges"),
    [
        ("text/plain", "", [b"bytes 0-3/4"]),
        ("text/plain", "Content-Range: {required: true, schema: {type: string}}", [b"bytes 0-3/4"]),
        ("text/plain", "Content-Range: {example: bytes 5-8/9}", [b"bytes 5-8/9"]),
        ("multipart/byteranges", "", []),
    ],
)
def test_a_part_says_which_one_it_is(contract_from, media_type, headers, ranges):
    """A client that asked for a range knows where the part belongs (RFC 9110, 15.3.7)."""
    content = f"content: {{{media_type}: {{example: text}}}}"
    answers = f"{{'206': {{description: x, headers: {{{headers}}}, {content}}}}}"
    contract = contract_from(f"paths: {{/a: {{get: {{responses: {answers}}}}}}}")
    choice = ResponseChoice(
        status=206, response="206", media_type=media_type, example="example", is_named=False
    )

    answer = DocumentedResponses([contract]).get(contract.operations[0], choice)

    assert [value for name, value in answer.headers if name == b"content-range"] == ranges


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
