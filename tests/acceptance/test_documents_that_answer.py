"""What a document says is what its mock answers: parameters, bodies, headers, refusals."""

import pytest

from mock_server.asgi.app import create_app
from mock_server.cli.serving.startup_message import startup_message
from mock_server.settings import Settings
from openapi.loading.document import load_contracts
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask

HEAD = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n"
JSON_BODY = ("content-type", "application/json")


@pytest.fixture
def served(tmp_path):
    """Return a function that serves paths written as YAML, each on a line."""

    def serve(*paths, settings=None):
        file = tmp_path / "api.yaml"
        file.write_text(HEAD + "\n".join(f"  {line}" for line in paths))
        contracts = load_contracts([file])
        used = settings or Settings()
        assert "Traceback" not in startup_message(contracts, used, "http://mock")
        return create_app(contracts, used)

    return serve


def get(parameters="", answer="{description: x}", path="/x"):
    """Return a path with one GET operation."""
    return f"{path}: {{get: {{{parameters}responses: {{'200': {answer}}}}}}}"


def query(schema, **facts):
    """Return the declaration of a required query parameter called p."""
    more = "".join(f"{name}: {value}, " for name, value in facts.items())
    return f"parameters: [{{name: p, in: query, required: true, {more}schema: {schema}}}], "


def json_of(schema):
    """Return an answer with a schema and no example."""
    return f"{{description: x, content: {{application/json: {{schema: {schema}}}}}}}"


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


@cases(
    "target, status",
    {
        "exploded object": ("/x?R=100&G=200", 200),
        "wrong member": ("/x?R=x", 400),
        "nothing": ("/x", 400),
        "with preference": ("/x?R=1&__code=200", 200),
    },
)
def test_objects_in_the_query(served, target, status):
    """An object is sent as its members, which is OpenAPI's default."""
    kind = "{type: object, additionalProperties: {type: integer}}"

    assert ask(served(get(query(kind))), target).status == status


@cases("style, good, bad", {"label": ("label", ".blue", "blue"),
                            "matrix": ("matrix", ";c=blue", "blue")})  # fmt: skip
def test_path_styles(served, style, good, bad):
    """The style in the document is the one that is accepted."""
    declared = (
        f"parameters: [{{name: c, in: path, required: true, style: {style}, "
        "schema: {type: string, enum: [blue]}}], "
    )
    app = served(get(declared, path="/x/{c}"))

    assert ask(app, f"/x/{good}").status == 200
    assert ask(app, f"/x/{bad}").status == 400


@cases(
    "schema, facts, good, bad",
    {
        "list by allOf": (
            "{allOf: [{type: array, minItems: 2, items: {type: integer}}]}", {}, "p=1&p=2", "p=1"
        ),
        "number or list": (
            "{oneOf: [{type: integer}, {type: array, items: {type: integer}}]}",
            {}, "p=1&p=2", "p=x",
        ),
        "deep list": (
            "{type: object, properties: {t: {type: array, items: {type: integer}}}}",
            {"style": "deepObject"}, "p[t]=1&p[t]=2", "p[t]=x",
        ),
        "deep object": (
            "{type: object, properties: {r: {properties: {min: {type: integer}}}}}",
            {"style": "deepObject"}, "p[r][min]=1", "p[r][min]=a",
        ),
        "empty value": ("{type: boolean}", {"allowEmptyValue": "true"}, "p=", "p=x"),
        "encoded comma": (
            "{type: array, items: {type: string, enum: ['a,b', c]}}",
            {"explode": "false"}, "p=a%2Cb,c", "p=a,b",
        ),
        "text of content": ("{}", {}, "p=x", ""),
    },
)  # fmt: skip
def test_queries_are_judged_as_they_are_documented(served, schema, facts, good, bad):
    """What the document allows is accepted, and what it does not is refused."""
    app = served(get(query(schema, **facts)))

    assert ask(app, f"/x?{good}").status == 200
    assert ask(app, f"/x?{bad}").status == 400


def test_printed_links_are_in_the_documented_style(tmp_path, served):
    """The links at start are requests that the mock answers."""
    served(
        "/x/{c}: {get: {parameters: [{name: c, in: path, required: true, style: matrix, "
        "explode: true, schema: {type: array, items: {type: integer}}}, {name: o, in: query, "
        "required: true, schema: {type: object, properties: {R: {type: integer}}}}], "
        "responses: {'200': {description: x}}}}"
    )

    contracts = load_contracts([tmp_path / "api.yaml"])
    text = startup_message(contracts, Settings(), "http://mock")

    assert "/x/;c=0;c=1;c=2?R=0" in text


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


URLENCODED = "application/x-www-form-urlencoded"
BOUNDARY = b"--x\r\nContent-Disposition: form-data; name="


def form_of(media_type, schema):
    """Return a path that takes a form."""
    return (
        f"/x: {{post: {{requestBody: {{required: true, content: {{{media_type}: {{schema: "
        f"{schema}}}}}}}, responses: {{'200': {{description: x}}}}}}}}"
    )


@cases(
    "body, status",
    {
        "valid": (b"id=1&tags=a&tags=b", 200),
        "type": (b"id=abc", 400),
        "missing": (b"other=1", 400),
    },
)
def test_forms_are_judged(served, body, status):
    """A form is an object of the documented schema."""
    app = served(
        form_of(
            URLENCODED,
            "{type: object, required: [id], properties: {id: {type: integer}, "
            "tags: {type: array, items: {type: string}}}}",
        )
    )

    assert ask(
        app, "/x", ("content-type", URLENCODED), method="POST", chunks=[body]
    ).status == status  # fmt: skip


@cases(
    "body, status",
    {
        "file": (BOUNDARY + b'"file"; filename="a"\r\n\r\n\xff\r\n--x--\r\n', 200),
        "other": (BOUNDARY + b'"other"\r\n\r\n1\r\n--x--\r\n', 400),
        "no form": (b"{}", 400),
    },
)
def test_uploads_are_judged(served, body, status):
    """A multipart body has the documented parts."""
    kind = "{type: object, required: [file], properties: {file: {type: string, format: binary}}}"
    app = served(form_of("multipart/form-data", kind))

    header = ("content-type", "multipart/form-data; boundary=x")
    assert ask(app, "/x", header, method="POST", chunks=[body]).status == status


@cases(
    "media_type, line",
    {
        "form": (URLENCODED, f"-H 'Content-Type: {URLENCODED}' --data-raw id=1"),
        "upload": ("multipart/form-data", "--form-string id=1"),
    },
)
def test_printed_forms_are_forms(tmp_path, served, media_type, line):
    """The command at start sends a form and no JSON."""
    served(form_of(media_type, "{type: object, properties: {id: {type: integer}}}"))

    text = startup_message(load_contracts([tmp_path / "api.yaml"]), Settings(), "http://mock")

    assert line in text
    assert "{" not in text.partition("POST")[2]


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


SECURED = (
    "/x: {get: {security: [{key: []}, {token: []}], responses: {'200': {description: x}}}}\n"
    "components: {securitySchemes: {key: {type: apiKey, in: query, name: k}, "
    "token: {type: http, scheme: digest}}}"
)


@cases(
    "target, header, status",
    {
        "key": ("/x?k=mine", "", 200),
        "empty key": ("/x?k=", "", 401),
        "digest": ("/x", 'Digest username="u", response="0"', 200),
        "other scheme": ("/x", "Bearer x", 401),
        "nothing": ("/x", "", 401),
    },
)
def test_any_credentials_may_be_enough(served, target, header, status):
    """`--require-auth=any` refuses only requests without credentials of the documented kind."""
    app = served(SECURED, settings=Settings(is_auth_required=True, accepts_any_credentials=True))

    headers = [("authorization", header)] if header else []
    assert ask(app, target, *headers).status == status
