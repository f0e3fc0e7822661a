"""A request that works, for every operation."""

import pytest

from mock_server.admin.contract_view.example_requests import ExampleRequest, example_request
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask

URL = "http://127.0.0.1:4010"
GET = "paths: {'/a/{id}': {get: {%s parameters: [%s], responses: {'200': {description: x}}}}}"
ID = "{name: id, in: path, required: true, schema: {type: string}, example: a/b c}"


def request_for(contract, **options):
    """Return the request of a contract's first operation."""
    return example_request(contract, contract.operations[0], **options)


@cases(
    "parameter, target, headers",
    {
        "path": ("", "/a/a%2Fb%20c", ()),
        "query": (
            "{name: 'p[x]', in: query, required: true, schema: {type: integer}, example: 3}",
            "/a/a%2Fb%20c?p%5Bx%5D=3",
            (),
        ),
        "array": (
            "{name: c, in: query, required: true, schema: {type: array, items: {}}, example: [1]}",
            "/a/a%2Fb%20c?c=1",
            (),
        ),
        "header": (
            "{name: X-Key, in: header, required: true, schema: {type: string}, example: k}",
            "/a/a%2Fb%20c",
            (("X-Key", "k"),),
        ),
        "cookie": (
            "{name: sid, in: cookie, required: true, schema: {type: string}, example: k}",
            "/a/a%2Fb%20c",
            (("Cookie", "sid=k"),),
        ),
        "no-example": (
            "{name: n, in: query, required: true, schema: {type: integer, minimum: 7}}",
            "/a/a%2Fb%20c?n=7",
            (),
        ),
        "optional": (
            "{name: n, in: query, schema: {type: integer}, example: 3}",
            "/a/a%2Fb%20c",
            (),
        ),
    },
)
def test_request_has_what_is_required(contract_from, parameter, target, headers):
    """Required parameters carry their example, encoded; optional ones are left out."""
    contract = contract_from(GET % ("", f"{ID}{', ' if parameter else ''}{parameter}"))

    assert request_for(contract) == ExampleRequest(method="GET", target=target, headers=headers)


@pytest.mark.parametrize("schema", ["{}", "{type: string, nullable: true, enum: [null]}"])
def test_a_path_value_is_never_empty(contract_from, schema):
    """An empty segment would be another path, so a schema without a text gets one all the same."""
    parameter = f"{{name: id, in: path, required: true, schema: {schema}}}"

    assert request_for(contract_from(GET % ("", parameter))).target == "/a/string"


def test_preferences_are_added_to_the_query(contract_from):
    """A request can ask the mock for an example."""
    contract = contract_from(GET % ("", ID))

    assert request_for(contract, preferences=(("__example", "a b"),)).target.endswith(
        "?__example=a+b"
    )


@cases(
    "scheme, target, headers",
    {
        "query": ("{type: apiKey, in: query, name: key}", "/a/a%2Fb%20c?key=t", ()),
        "header": ("{type: apiKey, in: header, name: X-Key}", "/a/a%2Fb%20c", (("X-Key", "t"),)),
        "bearer": (
            "{type: http, scheme: bearer}",
            "/a/a%2Fb%20c",
            (("Authorization", "Bearer t"),),
        ),
        "basic": (
            "{type: http, scheme: basic}",
            "/a/a%2Fb%20c",
            (("Authorization", "Basic bW9jazp0"),),
        ),
        "digest": (
            "{type: http, scheme: digest}",
            "/a/a%2Fb%20c",
            (("Authorization", "Digest t"),),
        ),
        "oauth": (
            "{type: oauth2, flows: {implicit: {authorizationUrl: https://a, scopes: {}}}}",
            "/a/a%2Fb%20c",
            (("Authorization", "Bearer t"),),
        ),
    },
)
def test_token_travels_where_the_scheme_wants_it(contract_from, scheme, target, headers):
    """With a token, the request carries it for the first scheme that the operation names."""
    contract = contract_from(
        f"components: {{securitySchemes: {{s: {scheme}}}}}\n" + GET % ("security: [{}, s: []],", ID)
    )

    assert request_for(contract, token="t") == ExampleRequest(  # noqa: S106 - a made-up word
        method="GET", target=target, headers=headers
    )
    assert request_for(contract).headers == ()


@cases(
    "media, body",
    {
        "example": ("application/json: {example: {a: 1}}", ("application/json", b'{"a":1}')),
        "derived": ("application/json: {schema: {type: boolean}}", ("application/json", b"true")),
        "text": ("text/plain: {example: hello}", ("text/plain", b"hello")),
        "range": ("'*/*': {example: 1}", ("application/json", b"1")),
        "csv": ("text/csv: {example: [[1, 2]]}", ("text/csv", b"1,2\r\n")),
        "nothing-known": ("application/json: {}", ("application/json", b"null")),
    },
)
def test_body_is_the_documented_example(contract_from, media, body):
    """A request with a body has its example, or one that follows from the schema."""
    contract = contract_from(
        f"paths: {{/a: {{post: {{requestBody: {{content: {{{media}}}}},"
        " responses: {'200': {description: x}}}}}"
    )
    found = request_for(contract)

    assert (found.headers, found.body) == ((("Content-Type", body[0]),), body[1])


@cases(
    "request_, line",
    {
        "click": (ExampleRequest(method="GET", target="/a?b=1"), f"{URL}/a?b=1"),
        "header": (
            ExampleRequest(method="GET", target="/a?b=1", headers=(("X", "it's"),)),
            f"""curl -H 'X: it'"'"'s' '{URL}/a?b=1'""",
        ),
        "empty-header": (
            ExampleRequest(method="GET", target="/a", headers=(("X", ""),)),
            f"curl -H 'X;' {URL}/a",
        ),
        "body": (
            ExampleRequest(method="PUT", target="/a", body=b"{}"),
            f"curl -X PUT --data-raw '{{}}' {URL}/a",
        ),
        "lines": (
            ExampleRequest(method="PUT", target="/a", body="a\né".encode()),
            rf"curl -X PUT --data-raw $'a\x0aé' {URL}/a",
        ),
        "upload": (
            ExampleRequest(
                method="POST",
                target="/a",
                body=b"x",
                fields=(("i", "1"), ("photo", 'a;"b"')),
                files=frozenset({"photo"}),
            ),
            f"""curl -X POST --form-string i=1 --form 'photo="a;\\"b\\"";filename=photo' {URL}/a""",
        ),
        "head": (ExampleRequest(method="HEAD", target="/a"), f"curl -I {URL}/a"),
        "delete": (ExampleRequest(method="DELETE", target="/a"), f"curl -X DELETE {URL}/a"),
    },
)
def test_line_can_be_clicked_or_pasted(request_, line):
    """A plain GET is an address; anything else is a curl line."""
    assert request_.shell_line(URL) == line


@cases(
    "schema, files",
    {
        "text": ("{type: string}", set()),
        "file": ("{type: string, format: binary}", {"a"}),
        "files": ("{type: array, items: {type: string, format: binary}}", {"a"}),
        "file of 3.1": ("{type: string, contentMediaType: image/png}", {"a"}),
        "text of bytes": (
            "{type: string, contentMediaType: image/png, contentEncoding: base64}", set()
        ),
        "anything": ("true", set()),
    },
)  # fmt: skip
def test_files_of_a_form_are_sent_as_files(contract_from, schema, files):
    """Frameworks refuse a plain field where they want an upload."""
    contract = contract_from(
        "paths: {/a: {post: {requestBody: {content: {multipart/form-data: {schema: {type: object, "
        f"required: [a], properties: {{a: {schema}}}}}}}}}}}, "
        "responses: {'200': {description: x}}}}}"
    )

    assert request_for(contract).files == files


def refused_requests(contracts, application):
    """Return the operations whose request is not answered with their documented success."""
    for contract in contracts:
        for operation in contract.operations:
            found = example_request(contract, operation)
            answer = ask(
                application,
                found.target,
                *found.headers,
                method=found.method,
                chunks=[found.body],
            )
            if str(answer.status) != operation.success.status:
                yield operation.id, answer.status


def test_every_request_is_answered(packaged, app):
    """The request of every operation is answered as documented."""
    assert list(refused_requests(packaged, app)) == []


def test_every_request_of_a_third_api_is_answered(warehouse, warehouse_app):
    """This also holds for an API without any code of its own, with bodies."""
    assert list(refused_requests([warehouse], warehouse_app)) == []
