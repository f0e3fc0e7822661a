"""Parameters and headers of a document."""

import pytest

from openapi.contract import Location
from openapi.errors import DocumentError
from openapi.loading.document import load_contract
from tests.acceptance.cases import cases
from tests.openapi.documents import changed, load

ID = "{name: id, in: path, required: true, schema: {type: integer}, example: 1}"


def parameter(folder, text, **components):
    """Return the one parameter of a document beside its path parameter."""
    section = (
        f"components:\n  parameters: {components['parameters']}\n"
        if components
        else "components:\n"
    )
    text = changed((f"- {ID}", f"- {ID}\n        - {text}"), ("components:\n", section))
    (operation,) = load(folder, text).operations
    return operation.parameters[1]


def test_path_level_parameters_are_inherited_and_overridden(tmp_path):
    """An operation's own parameter replaces that of its path."""
    shared = (
        "/pets/{id}:\n    parameters:\n"
        "      - {name: id, in: path, required: true, schema: {type: string}}\n"
        "      - {name: X-A, in: header, schema: {type: string}}"
    )

    (operation,) = load(tmp_path, changed(("/pets/{id}:", shared))).operations

    assert [(p.name, p.schema.definition["type"]) for p in operation.parameters] == [
        ("id", "integer"),
        ("X-A", "string"),
    ]


def test_parameters_by_reference(tmp_path):
    """A parameter may be a reference to the components."""
    found = parameter(
        tmp_path,
        "{$ref: '#/components/parameters/Q'}",
        parameters="{Q: {name: q, in: query, schema: {type: string}, x-environment: QQ}}",
    )

    assert (found.name, found.location, found.environment) == ("q", Location.QUERY, "QQ")
    assert found.pointer == "/components/parameters/Q"


@pytest.mark.parametrize(
    ("text", "is_unread"),
    [
        ("{name: q, in: query, schema: {type: string}}", False),
        ("{$ref: 'https://example.com/x.yaml#/q'}", True),
        ("{schema: {type: string}}", True),
    ],
)
def test_an_operation_says_that_a_parameter_could_not_be_read(tmp_path, text, is_unread):
    """Then nothing can be claimed of requests that lack it."""
    path = tmp_path / "pets.yaml"
    path.write_text(changed((f"- {ID}", f"- {ID}\n        - {text}")), encoding="utf-8")

    (operation,) = load_contract(path).operations

    assert operation.has_unread_parameters is is_unread


@cases(
    "text, examples",
    {
        "example": ("schema: {type: string}, example: a", ("a",)),
        "named": ("schema: {type: string}, examples: {x: {value: a}, y: {value: b}}", ("a", "b")),
        "of the schema": ("schema: {type: string, example: a}", ("a",)),
        "of the content": ("content: {application/json: {schema: {}, example: [1]}}", ([1],)),
        "elsewhere": ("schema: {type: string}, examples: {x: {externalValue: /y}}", ()),
        "none": ("schema: {type: string}", ()),
    },
)
def test_examples_of_parameters(tmp_path, text, examples):
    """Examples are found wherever OpenAPI allows them."""
    found = parameter(tmp_path, f"{{name: q, in: query, {text}}}")

    assert found.examples == examples
    assert found.example == (examples[0] if examples else None)


@cases(
    "text, style, explode",
    {
        "query": ("in: query, schema: {}", "form", True),
        "header": ("in: header, schema: {}", "simple", False),
        "cookie": ("in: cookie, schema: {}", "form", True),
        "pipes": ("in: query, style: pipeDelimited, schema: {}", "pipeDelimited", False),
        "own": ("in: query, explode: false, schema: {}", "form", False),
        "content": ("in: query, content: {application/json: {}}", "json", False),
    },
)
def test_styles_of_parameters(tmp_path, text, style, explode):
    """Style and explode have OpenAPI's defaults."""
    found = parameter(tmp_path, f"{{name: q, {text}}}")

    assert (found.style, found.explode) == (style, explode)


@cases(
    "name",
    {
        "accept": "Accept",
        "content type": "content-type",
        "authorization": "Authorization",
        "accept-encoding": "Accept-Encoding",
        "content-length": "Content-Length",
        "host": "Host",
    },
)
def test_headers_that_openapi_ignores(tmp_path, name):
    """OpenAPI ignores the first three; every client and browser sets the others by itself."""
    text = changed(
        (f"- {ID}", f"- {ID}\n        - {{name: {name}, in: header, required: true, schema: {{}}}}")
    )

    assert [p.name for p in load(tmp_path, text).operations[0].parameters] == ["id"]


@pytest.mark.parametrize(
    "name", ["X-A\\r\\nInjected: yes\\r\\nX-B", "Bad Name", "X-Uml\\u00e4ut", "", "X:", "a\\0b"]
)
@pytest.mark.parametrize("place", ["answer", "request"])
def test_an_invalid_header_name_is_refused(tmp_path, name, place):
    """A name is a token (RFC 9110, 5.1), so a document cannot inject lines into messages."""
    header = f'          headers: {{"{name}": {{schema: {{type: string}}, example: v}}}}\n'
    asked = f'{{name: "{name}", in: header, schema: {{type: string}}, example: v}}'
    answered = ("          description: A pet.\n", f"          description: A pet.\n{header}")
    sent = ("        - {name: id,", f"        - {asked}\n        - {{name: id,")
    text = changed(answered if place == "answer" else sent)

    with pytest.raises(DocumentError, match="this is not a header name"):
        load(tmp_path, text)


@pytest.mark.parametrize("place", ["answer", "request"])
def test_a_lenient_loader_leaves_an_invalid_header_out(tmp_path, place):
    """The rest of the document is served, and the complaint quotes the name."""
    header = '          headers: {"Bad Name": {schema: {type: string}, example: v}}\n'
    asked = '{name: "Bad Name", in: header, schema: {type: string}, example: v}'
    answered = ("          description: A pet.\n", f"          description: A pet.\n{header}")
    sent = ("        - {name: id,", f"        - {asked}\n        - {{name: id,")
    path = tmp_path / "pets.yaml"
    path.write_text(changed(answered if place == "answer" else sent), encoding="utf-8")

    contract = load_contract(path)
    [operation] = contract.operations
    [complaint] = contract.complaints

    assert (complaint.rule, complaint.found) == ("header-name", "Bad Name")
    assert [parameter.name for parameter in operation.parameters] == ["id"]
    assert operation.responses[0].headers == ()
