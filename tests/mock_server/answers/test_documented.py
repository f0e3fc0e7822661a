"""Every documented answer as bytes."""

import json

import pytest

from mock_server.answers.documented import DocumentedResponses, prepare_responses
from mock_server.answers.example_pages import PageSelection
from mock_server.http.negotiation import ResponseChoice
from tests.acceptance.cases import cases

JSON = "application/json"


def answers_of(contract, *, is_named=False):
    """Return the answers of a contract's first operation, by response, media type and example.

    Those to a client that does not name an example; or of the examples, to one that does.
    """
    return {
        (choice.response, choice.media_type, choice.example): answer
        for choice, answer in prepare_responses(contract, contract.operations[0])
        if choice.is_named is is_named
    }


def one(contract_from, response, status="'200'"):
    """Return the only answer of an operation with this response."""
    contract = contract_from(
        f"paths: {{/a: {{get: {{operationId: a, responses: {{{status}: {response}}}}}}}}}"
    )
    (answer,) = answers_of(contract).values()
    return answer


@cases(
    "media, media_type, body",
    {
        "json": (f"{JSON}: {{example: {{a: [1, 'é']}}}}", JSON, '{"a":[1,"é"]}'),
        "json-text": (f"{JSON}: {{example: text}}", JSON, '"text"'),
        "text": ("text/plain: {example: text}", "text/plain", "text"),
        "json-as-the-text-of-xml": (
            "application/xml: {example: '{\"a\": 1}'}",
            "application/xml",
            '<?xml version="1.0" encoding="UTF-8"?>\n<root><a>1</a></root>\n',
        ),
        "lines-of-csv": ("text/csv: {example: [1, 2]}", "text/csv", "1\r\n2\r\n"),
        "events": (
            "text/event-stream: {schema: {type: array, maxItems: 1, items: {type: integer}}}",
            "text/event-stream",
            "data: 0\n\n",
        ),
        "text-without-schema": ("text/plain: {}", "text/plain", "text"),
        "range": ("application/*: {example: 1}", JSON, "1"),
        "derived": (f"{JSON}: {{schema: {{type: integer, minimum: 3}}}}", JSON, "3"),
        "neither-example-nor-schema": (f"{JSON}: {{}}", JSON, "null"),
    },
)
def test_body_is_the_example(contract_from, media, media_type, body):
    """The body is the example, or generated from the schema, with the documented type."""
    answer = one(contract_from, f"{{description: x, content: {{{media}}}}}")

    assert answer.body.decode() == body
    assert dict(answer.headers)[b"content-type"].decode() == media_type


_PET = """type: object
required: [id, name]
properties: {id: {type: integer}, name: {type: string}, owner: {type: string}}
"""


def _pet_with(example):
    return "{" + ", ".join(_PET.splitlines()) + f", example: {example}}}"


@cases(
    "example, body",
    {
        "valid": ("{id: 4, name: Rex}", {"id": 4, "name": "Rex"}),
        "member-missing": ("{name: Rex}", {"id": 1, "name": "Rex"}),
        "wrong-type": (
            "{id: 4, name: Rex, owner: null}",
            {"id": 4, "name": "Rex"},
        ),
    },
)
def test_example_of_a_schema_is_sent_as_far_as_it_is_valid(contract_from, example, body):
    """A schema's own example illustrates it: what contradicts the schema is corrected, and said."""
    media = f"{JSON}: {{schema: {_pet_with(example)}}}"

    answer = one(contract_from, f"{{description: x, content: {{{media}}}}}")

    assert json.loads(answer.body) == body
    notes = [value for name, value in answer.headers if name == b"mock-server-note"]
    assert bool(notes) is (not example.startswith("{id: 4, name: Rex}"))


def test_example_of_a_list_is_corrected_item_by_item(contract_from):
    """Items that are valid stay as the document has them."""
    schema = "{type: array, items: {type: integer}, example: [4, x, 6]}"

    answer = one(contract_from, f"{{description: x, content: {{{JSON}: {{schema: {schema}}}}}}}")

    assert [each for each in json.loads(answer.body) if each in {4, 6}] == [4, 6]


def test_example_of_the_media_type_is_corrected_unless_it_is_named(contract_from):
    """Values get their documented types, and what is required is added; the note says which."""
    media = f"{JSON}: {{example: {{name: 1}}, schema: {_pet_with('{id: 4, name: Rex}')}}}"
    response = f"{{description: x, content: {{{media}}}}}"
    contract = contract_from(f"paths: {{/a: {{get: {{responses: {{'200': {response}}}}}}}}}")

    (answer,) = answers_of(contract).values()
    (named,) = answers_of(contract, is_named=True).values()

    contradiction = b"the documented example contradicts its schema, and is "
    assert json.loads(answer.body) == {"name": "1", "id": 4}
    corrections = b'corrected: /name is "1" in place of 1, /id is added'
    note = contradiction + corrections + b"; ?__example=example sends it as it is written"
    assert (b"mock-server-note", note) in answer.headers
    assert named.body == b'{"name":1}'
    assert (b"mock-server-note", contradiction + b"sent as it is written") in named.headers


@cases(
    "null", {"a null": ("{type: string, nullable: true}", None), "none": ("{type: string}", "text")}
)
def test_null_is_an_example_where_it_is_valid(contract_from, null):
    """Tools write `example: null` for a body that they have no example of."""
    schema, body = null
    media = f"{JSON}: {{example: null, schema: {schema}}}"

    answer = one(contract_from, f"{{description: x, content: {{{media}}}}}")

    assert json.loads(answer.body) == body


def test_representations_of_one_resource_have_the_same_values(contract_from):
    """XML without an example has the values of the JSON example, if they fit its schema."""
    pet = "type: object, xml: {name: pet}, properties: {name: {type: string, maxLength: %s}}"
    bodies = {}
    for length in (3, 2):
        xml = f"application/xml: {{schema: {{{pet % length}}}}}"
        shown = f"{JSON}: {{example: {{name: Rex}}, schema: {{{pet % 3}}}}}"
        content = f"{{description: x, content: {{{xml}, {shown}}}}}"
        contract = contract_from(
            f"paths: {{/a: {{get: {{operationId: a, responses: {{'200': {content}}}}}}}}}"
        )
        bodies[length] = answers_of(contract)["200", "application/xml", ""].body

    assert b"<pet><name>Rex</name></pet>" in bodies[3]
    assert b"Rex" not in bodies[2]


CORRECTED = "{id: 1, kind: fox, name: null}"
PET_WITH_KIND = (
    "type: object, xml: {name: pet}, required: [id], properties: "
    "{id: {type: string}, kind: {enum: [cat]}, name: {type: string}}"
)


@cases(
    "xml",
    {
        "without an example": f"schema: {{{PET_WITH_KIND}}}",
        "with the same example": f"schema: {{{PET_WITH_KIND}}}, example: {CORRECTED}",
    },
)
def test_xml_has_the_corrected_values_of_the_json_example(contract_from, xml):
    """Both representations are the same record, and both say what was corrected."""
    shown = f"{JSON}: {{example: {CORRECTED}, schema: {{$ref: '#/components/schemas/Pet'}}}}"
    xml = xml.replace(f"{{{PET_WITH_KIND}}}", "{$ref: '#/components/schemas/Pet'}")
    content = f"{{description: x, content: {{{shown}, application/xml: {{{xml}}}}}}}"
    contract = contract_from(
        f"paths: {{/a: {{get: {{operationId: a, responses: {{'200': {content}}}}}}}}}\n"
        f"components: {{schemas: {{Pet: {{{PET_WITH_KIND}}}}}}}"
    )
    example = "example" if "example" in xml else ""

    found = answers_of(contract)

    json_answer, xml_answer = (
        found["200", JSON, "example"],
        found["200", "application/xml", example],
    )
    assert json.loads(json_answer.body) == {"id": "1", "kind": "fox"}
    assert b"<pet><id>1</id><kind>fox</kind></pet>" in xml_answer.body
    for answer in (json_answer, xml_answer):
        assert b'/id is "1" in place of 1' in dict(answer.headers)[b"mock-server-note"]
    has_own = b"?__example=" in dict(xml_answer.headers)[b"mock-server-note"]
    assert has_own is bool(example)


def test_operation_without_any_answer_is_answered_and_says_so(contract_from):
    """An empty 200 names the reason for its missing body in a header."""
    contract = contract_from("paths: {/a: {get: {operationId: a}}}")

    (answer,) = answers_of(contract).values()

    assert (answer.status, answer.body) == (200, b"")
    assert (b"mock-server-note", b"the operation documents no response") in answer.headers


def test_answer_without_content_has_no_body(contract_from):
    """A response without representations is empty."""
    answer = one(contract_from, "{description: x}", "'202'")

    assert (answer.status, answer.body) == (202, b"")
    assert answer.headers == ((b"content-length", b"0"),)


@cases(
    "header, value",
    {
        "text": ("{schema: {type: string}, example: a}", b"a"),
        "number": ("{schema: {type: integer}, example: 3}", b"3"),
        "boolean": ("{schema: {type: boolean}, example: true}", b"true"),
        "list": ("{schema: {type: array, items: {}}, example: [a, 2]}", b"a,2"),
        "required-without-example": ("{required: true, schema: {type: integer, minimum: 1}}", b"1"),
        "optional-without-example": ("{schema: {type: string}}", None),
    },
)
def test_documented_headers_are_sent(contract_from, header, value):
    """Headers with an example are sent, and required ones always."""
    answer = one(contract_from, f"{{description: x, headers: {{X-More: {header}}}}}")

    assert dict(answer.headers).get(b"x-more") == value


def test_documents_do_not_frame_answers(contract_from):
    """A documented content type or length does not replace the real one."""
    headers = "{Content-Type: {schema: {}, example: a/b}, Content-Length: {schema: {}, example: 9}}"
    answer = one(contract_from, f"{{description: x, headers: {headers}}}")

    assert answer.headers == ((b"content-length", b"0"), answer.headers[1])
    assert answer.headers[1][0] == b"etag"


@pytest.mark.parametrize("name", ["Keep-Alive", "Trailer", "Upgrade", "Date", "Content-Encoding"])
def test_headers_of_the_connection_are_the_servers(contract_from, name):
    """A documented header of the connection is no promise that this server can keep."""
    headers = f"{{{name}: {{required: true, schema: {{type: string}}, example: h2c}}}}"
    answer = one(contract_from, f"{{description: x, headers: {headers}}}")

    assert name.lower().encode() not in dict(answer.headers)


def test_error_without_example_is_worded_as_a_refusal(contract_from):
    """An error without an example has the API's own error format."""
    contract = contract_from(
        "x-refusal: {media-type: application/json, body: {error: ''}, message: /error}\n"
        "paths: {/a: {get: {responses: {'401': {description: x, "
        " headers: {X-More: {schema: {type: integer}, example: 1}},"
        " content: {application/json: {schema: {type: object}}}}}}}}"
    )
    (answer,) = answers_of(contract).values()

    assert json.loads(answer.body) == {"error": "Unauthorized."}
    assert (b"x-more", b"1") in answer.headers


def test_schema_that_nothing_satisfies_is_a_problem(contract_from):
    """If there is no example and none can be generated, the response is a problem."""
    answer = one(
        contract_from,
        "{description: x, content: {application/json:"
        " {schema: {type: string, pattern: '^[0-9]{3}$', maxLength: 2}}}}",
    )

    assert answer.status == 422
    assert (b"mock-server-problem", b"nothing-documented") in answer.headers


@pytest.mark.parametrize("response", ["default", "2XX"])
@pytest.mark.parametrize("status", [200, 201])
def test_a_problem_has_the_same_status_in_its_line_and_its_body(contract_from, response, status):
    """A range or `default` without a possible value is a problem whatever status was asked for."""
    contract = contract_from(
        f"paths: {{/a: {{get: {{responses: {{{response}: {{description: x,"
        " content: {application/json: {schema: {type: integer, minimum: 2, maximum: 1}}}}}}}}"
    )
    choice = ResponseChoice(status=status, response=response, media_type=JSON)
    answer = DocumentedResponses([contract]).get(contract.operations[0], choice)

    assert answer.status == json.loads(answer.body)["status"] == 422


@pytest.mark.parametrize(
    ("choice", "status"),
    [
        (ResponseChoice(status=503, response="5XX", media_type=JSON, example="example"), 503),
        (ResponseChoice(status=500, response="5XX", media_type=JSON, example="example"), 500),
    ],
    ids=["other", "prepared"],
)
def test_range_answers_with_the_status_that_was_asked_for(contract_from, choice, status):
    """A response for a range is sent with any status in it."""
    contract = contract_from(
        "paths: {/a: {get: {responses: {5XX: {description: x,"
        " content: {application/json: {example: 1}}}}}}}"
    )
    answer = DocumentedResponses([contract]).get(contract.operations[0], choice)

    assert (answer.status, answer.body) == (status, b"1")


@pytest.mark.parametrize("response", ["4XX", "default"])
@pytest.mark.parametrize("status", [400, 409])
def test_a_derived_problem_has_the_status_of_its_answer(contract_from, response, status):
    """RFC 9457, 3.1.2: the two are the same."""
    schema = "{type: object, required: [status], properties: {status: {type: integer}}}"
    kind = "application/problem+json"
    contract = contract_from(
        f"paths: {{/a: {{get: {{responses: {{{response}: {{description: x,"
        f" content: {{{kind}: {{schema: {schema}}}}}}}}}}}}}}}"
    )
    choice = ResponseChoice(status=status, response=response, media_type=kind)
    answer = DocumentedResponses([contract]).get(contract.operations[0], choice)

    assert (answer.status, json.loads(answer.body)) == (status, {"status": status})


def test_operations_of_two_apis_do_not_mix(contract_from):
    """Two APIs may use one operation id."""
    text = (
        "paths: {/a: {get: {operationId: same, responses: {'200': {description: x,"
        " content: {application/json: {example: %s}}}}}}}"
    )
    contracts = [contract_from(text % api, api=api) for api in ("one", "two")]
    answers = DocumentedResponses(contracts)
    choice = ResponseChoice(status=200, response="200", media_type=JSON, example="example")

    assert [answers.get(c.operations[0], choice).body for c in contracts] == [b'"one"', b'"two"']


PAGED = """
paths:
  /a:
    get:
      x-pagination: {offset: skip, limit: take, items: /list, key: /id, page-size: 2}
      parameters:
        - {name: skip, in: query, schema: {type: integer}}
        - {name: take, in: query, schema: {type: integer}}
      responses:
        '200':
          description: x
          headers: {X-More: {schema: {type: string}, example: more}}
          content:
            application/json: {examples: {all: {value: {list: [1, 2, 3]}}}}
            text/plain: {examples: {plain: {value: '[1]'}}}
"""


@cases(
    "media_type, example, query, body",
    {
        "page": (JSON, "all", {"take": 1}, '{"list":[1]}'),
        "whole": (JSON, "all", {"take": 3}, '{"list":[1,2,3]}'),
        "not-asked": (JSON, "all", {}, '{"list":[1,2,3]}'),
        "not-json": ("text/plain", "plain", {"take": 0}, "[1]"),
    },
)
def test_list_is_cut_to_the_page(contract_from, media_type, example, query, body):
    """An operation with pages returns the page; the rest of the response does not change."""
    operation = (contract := contract_from(PAGED)).operations[0]
    choice = ResponseChoice(status=200, response="200", media_type=media_type, example=example)
    selection = PageSelection(query=query)
    answer = DocumentedResponses([contract]).get(operation, choice, selection=selection)

    assert answer.body.decode() == body
    assert dict(answer.headers)[b"content-length"] == str(len(body)).encode()
    assert dict(answer.headers)[b"x-more"] == b"more"
    assert len(answer.headers) == 4


def test_only_the_response_that_is_asked_for_is_prepared(contract_from, monkeypatch):
    """The errors of a large document take seconds to generate, and are hardly ever asked for."""
    made = []
    schema = f"{{content: {{{JSON}: {{schema: {{type: integer}}}}}}}}"
    contract = contract_from(
        f"paths: {{/a: {{get: {{responses: {{'200': {schema}, '400': {schema}}}}}}}}}"
    )
    monkeypatch.setattr(
        "mock_server.answers.documented.generate_example",
        lambda schema, **_: made.append(schema.pointer) or 1,
    )

    for _ in range(2):
        choice = ResponseChoice(status=200, response="200", media_type=JSON)
        DocumentedResponses([contract]).get(contract.operations[0], choice)

    assert all("/200/" in pointer for pointer in made)
    assert made
