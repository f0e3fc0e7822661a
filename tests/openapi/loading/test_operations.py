"""Operations with everything they refer to resolved."""

import pytest

from openapi.contract import Basis, Location, Pagination, Polling
from openapi.errors import DocumentError, ExtensionError
from openapi.loading.document import load_contract, load_contracts
from tests.acceptance.cases import cases
from tests.openapi.documents import changed, load

ID = "{name: id, in: path, required: true, schema: {type: integer}, example: 1}"
OPERATION = "operationId: getThing"
SCHEMA = '{$ref: "#/components/schemas/Thing"}'
OFFSETS = (
    f"- {ID}\n        - {{name: from, in: query, schema: {{type: integer}}}}"
    "\n        - {name: count, in: query, schema: {type: integer}}"
)
PAGING = f"{OPERATION}\n      x-pagination: {{offset: from, limit: count, items: /data, key: /id}}"


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


def test_packaged_operations_are_complete():
    """Every parameter has an example, every answer a source, every import its polling."""
    for contract in load_contracts():
        for operation in contract.operations:
            assert operation.polling
            assert operation.source.basis is Basis.DOCUMENTED
            assert all(each.examples and each.source for each in operation.parameters)
            assert all(each.source and each.description for each in operation.responses)


def test_packaged_pagination_and_polling():
    """The one list is paged, and both things can be followed."""
    jobs, status = (contract.operations[0] for contract in load_contracts())

    assert jobs.pagination == Pagination(
        offset="page[offset]",
        limit="page[limit]",
        items="/data",
        key="/id",
        page_size=25,
        links="/links",
    )
    assert (jobs.polling.items, jobs.polling.key) == ("/data", "/id")
    assert status.polling.identity == ("loyalty_club_slug", "import_id")
    assert status.pagination is None


def test_statuses_of_the_packaged_operations():
    """The documented ones, and those that a server needs."""
    jobs, status = (contract.operations[0] for contract in load_contracts())

    assert {each.status for each in jobs.responses} >= {"200", "400", "404", "405", "500"}
    assert {each.status for each in status.responses} >= {"200", "400", "404", "405"}


def test_an_operation_without_an_id_is_called_by_its_path(tmp_path):
    """Everything has a name."""
    (operation,) = load(tmp_path, changed((f"{OPERATION}\n", "summary: x\n"))).operations

    assert operation.id == "GET /things/{id}"


def test_path_level_parameters_are_inherited_and_overridden(tmp_path):
    """The operation's own parameter of the same name and place counts."""
    shared = (
        "/things/{id}:\n    parameters:\n"
        "      - {name: id, in: path, required: true, schema: {type: string}}\n"
        "      - {name: X-A, in: header, schema: {type: string}}"
    )

    (operation,) = load(tmp_path, changed(("/things/{id}:", shared))).operations

    assert [(p.name, p.schema.definition["type"]) for p in operation.parameters] == [
        ("id", "integer"),
        ("X-A", "string"),
    ]


def test_parameters_by_reference(tmp_path):
    """A parameter of the components is the same as one in place."""
    found = parameter(
        tmp_path,
        "{$ref: '#/components/parameters/Q'}",
        parameters="{Q: {name: q, in: query, schema: {type: string}, x-environment: QQ}}",
    )

    assert (found.name, found.location, found.environment) == ("q", Location.QUERY, "QQ")
    assert found.pointer == "/components/parameters/Q"


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
    """Wherever the document puts them."""
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
    """What OpenAPI says where the document does not."""
    found = parameter(tmp_path, f"{{name: q, {text}}}")

    assert (found.style, found.explode) == (style, explode)


@cases(
    "name", {"accept": "Accept", "content type": "content-type", "authorization": "Authorization"}
)
def test_headers_that_openapi_ignores(tmp_path, name):
    """The document speaks of these elsewhere, so a parameter of the name means nothing."""
    text = changed(
        (f"- {ID}", f"- {ID}\n        - {{name: {name}, in: header, required: true, schema: {{}}}}")
    )

    assert [p.name for p in load(tmp_path, text).operations[0].parameters] == ["id"]


@cases(
    "media, names, default",
    {
        "named": ("examples: {a: {value: 1}, b: {value: 2}}", ["a", "b"], "a"),
        "default": (
            "x-default-example: b\n              examples: {a: {value: 1}, b: {value: 2}}",
            ["a", "b"],
            "b",
        ),
        "one": ("example: 1", ["example"], "example"),
        "none": ("x-own: 1", [], ""),
        "elsewhere": ("examples: {a: {externalValue: /x}}", [], ""),
    },
)
def test_examples_of_answers(tmp_path, media, names, default):
    """The first named example is the default, unless the document names another."""
    text = changed((f"schema: {SCHEMA}", f"schema: {SCHEMA}\n              {media}"))

    found = load(tmp_path, text).operations[0].success.media_type()

    assert [example.name for example in found.examples] == names
    assert found.default_example == default


def test_the_example_of_a_schema_serves_the_answer(tmp_path):
    """An example is an example wherever it stands."""
    text = changed(("Thing: {type: object,", "Thing: {type: object, example: {name: x},"))

    assert load(tmp_path, text).operations[0].success.media_type().example().value == {"name": "x"}


def test_request_bodies(tmp_path):
    """What an operation takes, and whether it must be sent."""
    body = "requestBody: {required: true, content: {application/json: {schema: {type: object}}}}"

    (operation,) = load(tmp_path, changed((OPERATION, f"{OPERATION}\n      {body}"))).operations

    assert operation.request_body.is_required
    assert operation.request_body.media_types[0].name == "application/json"


def test_headers_of_answers(tmp_path):
    """A documented header is a parameter that travels back."""
    text = changed(
        (
            "description: A thing.",
            (
                "description: A thing.\n          headers: {X-A: "
                "{required: true, schema: {type: integer}}}"
            ),
        )
    )

    (header,) = load(tmp_path, text).operations[0].success.headers

    assert (header.name, header.location, header.is_required) == ("X-A", Location.HEADER, True)


def test_pagination_and_polling_are_read(tmp_path):
    """A page has 25 things unless the document says otherwise."""
    polling = "x-polling: {identity: [id], terminal: self.done}"

    text = changed((f"- {ID}", OFFSETS), (OPERATION, f"{PAGING}\n      {polling}"))
    (operation,) = load(tmp_path, text).operations

    assert operation.pagination == Pagination(
        offset="from", limit="count", items="/data", key="/id", page_size=25
    )
    assert operation.polling == Polling(terminal_expression="self.done", identity=("id",))


SECOND = "components:\n"


@cases(
    "changes, error, what",
    {
        "parameter that is not in the path": (
            [("name: id", "name: ident")],
            DocumentError,
            "the path parameters of getThing are not those of its path",
        ),
        "pagination by an unknown parameter": (
            [(f"- {ID}", OFFSETS), (OPERATION, PAGING.replace("limit: count", "limit: cuont"))],
            ExtensionError,
            "x-pagination names a parameter that getThing does not have; did you mean 'count'?",
        ),
        "polling of an unknown parameter": (
            [(OPERATION, f"{OPERATION}\n      x-polling: {{identity: [idd], terminal: 'true'}}")],
            ExtensionError,
            "x-polling names a parameter that getThing does not have; did you mean 'id'?",
        ),
        "unknown default example": (
            [
                (
                    f"schema: {SCHEMA}",
                    (
                        f"schema: {SCHEMA}\n              x-default-example: "
                        f"on\n              examples: {{one: {{value: 1}}}}"
                    ),
                )
            ],
            ExtensionError,
            "x-default-example names no example; did you mean 'one'?",
        ),
        "unknown security scheme": (
            [(OPERATION, f"{OPERATION}\n      security: [{{token: []}}]")],
            DocumentError,
            "getThing requires a security scheme that is not declared",
        ),
        "same id twice": (
            [
                (
                    "components:\n",
                    (
                        "  /b: {get: {operationId: getThing, responses: "
                        "{'200': {description: x}}}}\ncomponents:\n"
                    ),
                )
            ],
            DocumentError,
            "operationId 'getThing' is used twice",
        ),
        "same path twice": (
            [
                (
                    "components:\n",
                    (
                        "  /things/{other}: {get: {responses: "
                        "{'200': {description: x}}}}\ncomponents:\n"
                    ),
                )
            ],
            DocumentError,
            "two paths differ only in the names of their parameters",
        ),
    },
)
def test_operations_that_contradict_themselves(tmp_path, changes, error, what):
    """The message names the slip, and where it stands."""
    with pytest.raises(error) as caught:
        load(tmp_path, changed(*changes))

    assert caught.value.what == what
    assert caught.value.where.startswith(f"{tmp_path}/things.yaml:")


@pytest.mark.parametrize(
    "name", ["X-A\\r\\nInjected: yes\\r\\nX-B", "Bad Name", "X-Uml\\u00e4ut", "", "X:", "a\\0b"]
)
@pytest.mark.parametrize("place", ["answer", "request"])
def test_a_header_that_no_message_can_carry_is_refused(tmp_path, name, place):
    """A name is a token (RFC 9110, 5.1), so no document writes lines of its own into messages."""
    header = f'          headers: {{"{name}": {{schema: {{type: string}}, example: v}}}}\n'
    asked = f'{{name: "{name}", in: header, schema: {{type: string}}, example: v}}'
    answered = ("          description: A thing.\n", f"          description: A thing.\n{header}")
    sent = ("        - {name: id,", f"        - {asked}\n        - {{name: id,")
    text = changed(answered if place == "answer" else sent)

    with pytest.raises(DocumentError, match="this is not a header name"):
        load(tmp_path, text)


@pytest.mark.parametrize("place", ["answer", "request"])
def test_a_lenient_reader_leaves_such_a_header_out(tmp_path, place):
    """The rest of the document is served, and the complaint quotes the name."""
    header = '          headers: {"Bad Name": {schema: {type: string}, example: v}}\n'
    asked = '{name: "Bad Name", in: header, schema: {type: string}, example: v}'
    answered = ("          description: A thing.\n", f"          description: A thing.\n{header}")
    sent = ("        - {name: id,", f"        - {asked}\n        - {{name: id,")
    path = tmp_path / "things.yaml"
    path.write_text(changed(answered if place == "answer" else sent), encoding="utf-8")

    contract = load_contract(path)
    [operation] = contract.operations
    [complaint] = contract.complaints

    assert (complaint.rule, complaint.found) == ("header-name", "Bad Name")
    assert [parameter.name for parameter in operation.parameters] == ["id"]
    assert operation.responses[0].headers == ()
