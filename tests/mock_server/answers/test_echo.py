"""Derived answers have the values of their request."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.answers.echo import Sent, echoed
from mock_server.asgi.app import create_app
from mock_server.http.validation.body_memory import MAX_UNCOUNTED
from mock_server.settings import Settings
from openapi.contract import Location, Operation, Parameter, Schema
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask

PETS = """
paths:
  /pets/{petId}:
    parameters: [{name: petId, in: path, required: true, schema: {type: integer}}]
    get:
      parameters: [{name: verbose, in: query, schema: {type: boolean}}]
      responses: {'200': {$ref: '#/components/responses/Pet'}}
    put:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses: {'200': {$ref: '#/components/responses/Pet'}}
  /pets:
    get:
      parameters:
      - {name: status, in: query, schema: {type: string}}
      - {name: id, in: query, schema: {type: integer}}
      responses:
        '200':
          description: x
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses:
        '201': {$ref: '#/components/responses/Pet'}
        '400':
          description: x
          content: {application/json: {schema: {properties: {name: {type: string}}}}}
  /documented/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200':
          description: x
          content:
            application/json: {schema: {properties: {id: {type: integer}}}, example: {id: 3}}
  /wrapped/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200':
          description: x
          content:
            application/json:
              schema:
                properties: {data: {properties: {id: {type: integer}, kind: {type: string}}}}
  /xml/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200':
          description: x
          content:
            application/xml:
              schema: {type: object, xml: {name: pet}, properties: {id: {type: integer}}}
components:
  responses:
    Pet:
      description: x
      content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  schemas:
    Pet:
      type: object
      properties:
        id: {type: integer, readOnly: true, maximum: 100}
        status: {type: string, enum: [available, sold]}
        name: {type: string}
        verbose: {type: boolean}
        password: {type: string, writeOnly: true}
        owner: {type: object, properties: {id: {type: integer}, name: {type: string},
                secret: {type: string, writeOnly: true}}}
        tags: {type: array, items: {type: string}}
        more: {type: object, additionalProperties: true}
        labels: {type: object, additionalProperties: {type: string}}
        prices: {type: object, patternProperties: {'^[A-Z]{3}$': {type: number}}}
"""

UPLOAD = """
paths:
  /photos:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              properties: {title: {type: string}, photo: {type: string, format: binary}}
      responses:
        '201':
          description: x
          content:
            application/json: {schema: {type: object, properties: {title: {type: string}}}}
"""


@pytest.fixture(params=[True, False], ids=["short-way", "long-way"])
def app(contract_from, request):
    """A mock of pets without an example."""
    return create_app([contract_from(PETS)], Settings(has_fast_path=request.param))


def sent(app, method, target, body):
    """Return the answer to a JSON body."""
    text = json.dumps(body).encode()
    return ask(app, target, ("Content-Type", "application/json"), method=method, chunks=[text])


def test_a_resource_has_the_identity_of_its_path(app):
    """`GET /pets/7` answers with the pet 7, and each request with its own."""
    found = [ask(app, f"/pets/{number}").json()["id"] for number in (7, 8, 7)]

    assert found == [7, 8, 7]


@cases(
    "target, member, value",
    {
        "query": ("/pets/7?verbose=false", "verbose", False),
        "not-valid-in-the-answer": ("/pets/700", "id", 1),
        "wrapped-and-of-another-type": ("/wrapped/7", "data", {"id": 7, "kind": "text"}),
    },
)
def test_values_that_the_answer_allows_are_put_into_it(app, target, member, value):
    """A parameter is found in an answer by its name, if the answer stays valid."""
    assert ask(app, target).json()[member] == value


def test_a_map_that_was_sent_takes_the_place_of_the_derived_one(app):
    """None of the derived members is among those that a client has named."""
    derived = ask(app, "/pets/7").json()["labels"]
    answer = sent(app, "POST", "/pets", {"name": "Rex", "labels": {"a": "b"}})

    assert derived == {"key1": "red", "key2": "green", "key3": "blue"}
    assert answer.json()["labels"] == {"a": "b"}


def test_a_map_of_patterns_takes_what_was_sent_too(app):
    """Its derived members have other names."""
    derived = ask(app, "/pets/7").json()["prices"]
    answer = sent(app, "POST", "/pets", {"name": "Rex", "prices": {"EUR": 1.5}})

    assert len(derived) == 3
    assert "EUR" not in derived
    assert answer.json()["prices"] == {"EUR": 1.5}


def test_a_filtered_list_has_what_was_asked_for(app):
    """Each item has the value of the filter; items keep their own identities."""
    items = ask(app, "/pets?status=sold&id=5").json()

    assert [each["status"] for each in items] == ["sold"] * 3
    assert 5 not in [each["id"] for each in items]


def test_a_documented_example_stays_what_it_is(app):
    """An example is answered as documented, whatever was asked."""
    assert ask(app, "/documented/7").json() == {"id": 3}


def test_xml_has_the_identity_of_its_path(app):
    """Other representations have the same values."""
    assert b"<id>7</id>" in ask(app, "/xml/7").body


def test_what_is_created_comes_back(app):
    """Members that were sent are answered; those that only requests carry are not."""
    body = {
        "name": "Rex",
        "password": "x",
        "status": "sold",
        "owner": {"name": "Ada", "secret": "y"},
        "tags": ["a", "b"],
        "more": {"any": 1},
        "unknown": 1,
    }
    answer = sent(app, "POST", "/pets", body)

    assert answer.status == 201
    found = answer.json()
    assert {key: found[key] for key in ("name", "status", "tags", "more")} == {
        "name": "Rex",
        "status": "sold",
        "tags": ["a", "b"],
        "more": {"any": 1},
    }
    assert found["owner"] == {"id": found["owner"]["id"], "name": "Ada"}
    assert not {"password", "unknown"} & found.keys()


def test_the_path_decides_on_the_identity(app):
    """A PUT answers with the resource of its path, and the members of its body."""
    found = sent(app, "PUT", "/pets/7", {"name": "Rex"}).json()

    assert (found["id"], found["name"]) == (7, "Rex")


def test_errors_have_no_values_of_the_request(app):
    """A chosen error does not repeat the request's members."""
    body = json.dumps({"name": "Rex"}).encode()
    headers = [("Content-Type", "application/json"), ("Prefer", "code=400")]
    answer = ask(app, "/pets", *headers, method="POST", chunks=[body])

    assert (answer.status, "Rex" in answer.body.decode()) == (400, False)


def test_a_long_value_is_not_put_into_the_answer(app):
    """What is long is left out, and objects of a long body: it would take others' time."""
    long = "x" * MAX_UNCOUNTED
    answer = sent(app, "POST", "/pets", {"name": long, "labels": {"a": "b"}})

    assert (answer.status, answer.json()["name"]) == (201, "Alpha")
    assert answer.json()["labels"] != {"a": "b"}


def test_short_fields_beside_a_large_file_are_put_into_the_answer(contract_from):
    """A form that uploads a photo gets its title back."""
    app = create_app([contract_from(UPLOAD)], Settings())
    body = (
        b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nAt the lake\r\n'
        b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\n'
        b"Content-Type: image/png\r\n\r\n%b\r\n--x--\r\n" % (b"p" * MAX_UNCOUNTED)
    )
    form = ("Content-Type", "multipart/form-data; boundary=x")
    answer = ask(app, "/photos", form, method="POST", chunks=[body])

    assert (answer.status, answer.json()) == (201, {"title": "At the lake"})


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "items"]), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(
    value=values, query=st.dictionaries(st.sampled_from(["id", "Name", "é"]), values), body=values
)
def test_an_answer_stays_valid(value, query, body):
    """Whatever is sent, the result is one that the judge accepts, and `value` is not changed."""
    schema = Schema(definition={}, pointer="", root={})
    path = Parameter(name="petId", location=Location.PATH, is_required=True, schema=schema)
    operation = Operation(api="a", id="a", method="GET", path="/pets/{petId}", parameters=(path,))
    before = json.dumps(value)

    def is_valid(other):
        return json.dumps(other) == before or "é" not in json.dumps(other, ensure_ascii=False)

    found = echoed(value, operation, Sent({"petId": 7}, query, body), schema, is_valid)

    assert is_valid(found)
    assert json.dumps(value) == before
