"""What a document says of requests is what its mock accepts: parameters, forms, credentials."""

from mock_server.cli.serving.startup_message import startup_message
from mock_server.settings import Settings
from openapi.loading.document import load_contracts
from tests.acceptance.cases import cases
from tests.acceptance.documents import get, query
from tests.mock_server.asgi_client import ask


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
