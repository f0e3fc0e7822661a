"""What a document says is what its mock answers: statuses, headers, refusals, XML."""

from tests.acceptance.cases import cases
from tests.acceptance.documents import get, json_of, query
from tests.mock_server.asgi_client import ask

JSON_BODY = ("content-type", "application/json")


@cases(
    "operation",
    {
        "parameter": "get: {parameters: [{name: p, in: query, required: true, schema: "
        "{type: string, pattern: '^(?=a)[A-Z]+$'}}], responses: {'200': {description: x}}}",
        "body": "post: {requestBody: {required: true, content: {application/json: {schema: "
        "{oneOf: [{type: object}, {type: object}]}}}}, responses: {'200': {description: x}}}",
        "header": "get: {responses: {'200': {description: x, headers: {X-Id: {required: true, "
        "schema: {type: string, pattern: '^[A-Z]{3}$'}}}}}}",
    },
)
def test_a_document_without_derivable_examples_starts(served, operation):
    """One parameter, body or header for which nothing can be made up ends no server."""
    served(f"/x: {{{operation}}}")


@cases("target, status", {"default": ("/x", 422), "range": ("/y?__code=404", 422)})
def test_what_cannot_be_made_up_has_the_status_of_a_problem(served, target, status):
    """A problem of the mock never has the status of the answer that it could not make."""
    schema = "{type: string, pattern: '^(?=a)[A-Z]{3}$'}"
    app = served(
        f"/x: {{get: {{responses: {{default: {json_of(schema)}}}}}}}",
        f"/y: {{get: {{responses: {{'200': {{description: x}}, 4XX: {json_of(schema)}}}}}}}",
    )

    answer = ask(app, target)

    assert (answer.status, answer.json()["status"]) == (status, status)


@cases("code", {"no content": "204", "reset": "205"})
def test_a_status_without_a_body_has_none(served, code):
    """A range that is answered with 204 or 205 sends no body (RFC 9110, 15.3.5 and 15.3.6)."""
    app = served(
        "/x: {get: {responses: {2XX: {description: x, content: "
        "{application/json: {example: {a: 1}}}}}}}"
    )

    answer = ask(app, f"/x?__code={code}")

    assert (answer.status, answer.body) == (int(code), b"")
    assert answer.header("content-length") in {None, "0"}


INVALID = (
    "/x: {post: {requestBody: {required: true, content: {application/json: {schema: "
    "{type: object, required: [name]}}}}, responses: {'201': {description: x}, '422': "
    "{description: x, content: {application/json: {examples: "
    "{first: {value: {m: 1}}, second: {value: {m: 2}}}}}}}}}"
)


@cases(
    "preferences, status, body",
    {
        "none": ("", 422, {"m": 1}),
        "status and example": ("?__code=422&__example=second", 422, {"m": 2}),
        "example": ("?__example=second", 422, {"m": 2}),
        "another status": ("?__code=201", 422, {"m": 1}),
    },
)
def test_a_refused_request_gets_the_chosen_example(served, preferences, status, body):
    """A status and an example that are chosen hold for refusals of that status, too."""
    app = served(INVALID)

    answer = ask(app, f"/x{preferences}", JSON_BODY, method="POST", chunks=[b"{}"])

    assert (answer.status, answer.json()) == (status, body)


def test_a_misspelt_example_is_named_in_a_refusal(served):
    """A chosen example that does not exist is never ignored in silence."""
    app = served(INVALID)

    target = "/x?__code=422&__example=secnd"
    answer = ask(app, target, JSON_BODY, method="POST", chunks=[b"{}"])

    assert answer.header("mock-server-problem") == "unknown-example"
    assert "did you mean 'second'" in answer.json()["detail"]


def test_a_refusal_has_the_documented_form(served):
    """An error documented by its schema alone is the form of refusals."""
    schema = "{type: object, required: [message], properties: {message: {type: string}}}"
    app = served(
        f"/x: {{get: {{{query('{type: integer}')}responses: {{'200': {{description: x}}, "
        f"'400': {json_of(schema)}}}}}}}"
    )

    answer = ask(app, "/x")

    assert (answer.status, answer.header("content-type")) == (400, "application/json")
    assert answer.json().keys() == {"message"}


@cases(
    "accept, status",
    {
        "parameter": ("application/json; version=1", 200),
        "vendor": ("application/json;odata=verbose", 200),
        "refused": ("application/json;q=0", 406),
        "other": ("text/plain; version=1", 406),
    },
)
def test_parameters_of_accept_do_not_exclude_what_is_documented_without(served, accept, status):
    """A client that asks for more than the document says gets what there is."""
    app = served(get(answer="{description: x, content: {application/json: {example: 1}}}"))

    assert ask(app, "/x", ("accept", accept)).status == status


@cases(
    "header, value",
    {
        "default": ("{schema: {type: string, default: abc}}", "abc"),
        "optional": ("{schema: {type: string}}", None),
        "list": ("{schema: {type: array}, example: [a, b]}", "a,b"),
        "object": ("{schema: {type: object}, example: {a: 1, b: x}}", "a,1,b,x"),
        "exploded": ("{explode: true, schema: {type: object}, example: {a: 1, b: x}}", "a=1,b=x"),
        "text": ("{schema: {type: string}, example: plain}", "plain"),
        "boolean": ("{schema: {type: boolean}, example: true}", "true"),
    },
)
def test_documented_headers(served, header, value):
    """A header has its example or default, in the documented style."""
    app = served(get(answer=f"{{description: x, headers: {{X-A: {header}}}}}"))

    assert ask(app, "/x").header("x-a") == value


def test_each_cookie_has_its_own_line(served):
    """Set-Cookie cannot be joined (RFC 9110, 5.3)."""
    app = served(
        get(
            answer="{description: x, headers: {Set-Cookie: {schema: {type: array, items: "
            "{type: string}}, example: ['a=1; Path=/', 'b=2']}}}"
        )
    )

    lines = [value for name, value in ask(app, "/x").headers if name == "set-cookie"]
    assert lines == ["a=1; Path=/", "b=2"]


@cases("name", {"coding": "Content-Encoding", "origin": "Access-Control-Allow-Origin",
                "date": "Date", "length": "Content-Length"})  # fmt: skip
def test_headers_of_the_server_are_not_doubled(served, name):
    """What the server says itself is not said twice, or untruly."""
    app = served(
        get(
            answer=f"{{description: x, headers: {{{name}: {{schema: {{type: string}}, "
            "example: gzip}}, content: {application/json: {example: 1}}}"
        )
    )

    values = [value for key, value in ask(app, "/x").headers if key == name.lower()]
    assert "gzip" not in values
    assert len(values) <= 1


def test_an_external_example_is_no_null(served):
    """An example that is elsewhere is not answered as `null`."""
    app = served(
        get(
            answer="{description: x, content: {application/json: {examples: "
            "{e: {externalValue: 'http://127.0.0.1:1/x.json'}}}}}"
        )
    )

    answer = ask(app, "/x")

    assert answer.status == 422
    assert "externalValue" in answer.json()["detail"]


@cases(
    "media, body",
    {
        "example": ("example: {id: 1, name: a}", "<root><id>1</id><name>a</name></root>"),
        "text": ("example: <a/>", "<a/>"),
        "schema": (
            (
                "schema: {type: object, xml: {name: pet}, properties: "
                "{id: {type: integer, xml: {attribute: true}}, name: {type: string}}}"
            ),
            '<pet id="1"><name>Alpha</name></pet>',
        ),
    },
)
def test_xml_is_answered_as_xml(served, media, body):
    """An object under a media type of XML is no JSON."""
    app = served(get(answer=f"{{description: x, content: {{application/xml: {{{media}}}}}}}"))

    answer = ask(app, "/x")

    assert answer.header("content-type") == "application/xml"
    assert answer.body.decode().splitlines()[-1] == body
