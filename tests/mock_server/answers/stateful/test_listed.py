"""A derived list, and the derived answers about its items."""

import pytest

from mock_server.asgi.app import create_app
from mock_server.settings import Settings
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask

PETS = """
paths:
  /pets:
    get: {responses: {'200': {description: x, content: {application/json: {schema: LIST EXAMPLE}}}}}
  /pets/{pet_id}:
    get:
      parameters: [{name: pet_id, in: path, required: true, schema: {type: TYPE}}]
      responses: {'200': {description: x, content: {application/json: {schema: ITEM}}}}
  /pets/{pet_id}/toys:
    get:
      parameters: [{name: pet_id, in: path, required: true, schema: {type: TYPE}}]
      responses: {'200': {description: x, content: {application/json: {schema: {type: integer}}}}}
components:
  schemas:
    Pet:
      type: object
      required: [id, name, price]
      properties: {id: {type: TYPE FORMAT}, name: {type: string}, price: {type: number}}
    Short:
      type: object
      required: [id, name]
      properties: {id: {type: TYPE FORMAT}, name: {type: string}}
"""
PET = "{$ref: '#/components/schemas/Pet'}"
WRAPPED = "{type: object, required: [data], properties: {data: INNER}}"
SHORT = "{$ref: '#/components/schemas/Short'}"


@pytest.fixture
def app_of(contract_from):
    """Return a mock of a document that can only be read."""

    def make(listed, item, type_="integer", format_="", *, example="", is_stateful=False):
        text = PETS.replace("LIST", listed).replace("ITEM", item).replace(" EXAMPLE", example)
        text = text.replace("TYPE", type_).replace(" FORMAT", format_)
        return create_app([contract_from(text)], Settings(is_stateful=is_stateful))

    return make


@cases(
    "listed, item, at",
    {
        "bare": (f"{{type: array, items: {PET}}}", PET, lambda body: body),
        "wrapped": (
            WRAPPED.replace("INNER", f"{{type: array, items: {PET}}}"),
            WRAPPED.replace("INNER", PET),
            lambda body: body["data"],
        ),
    },
)
@cases("type_, format_", {"number": ("integer", ""), "uuid": ("string", ", format: uuid")})
def test_item_of_a_list_is_the_same_record_alone(app_of, listed, item, at, type_, format_):
    """`/pets/2` answers with the pet 2 of `/pets`, with all of its values."""
    app = app_of(listed, item, type_, format_)
    records = at(ask(app, "/pets").json())
    alone = [at(ask(app, f"/pets/{each['id']}").json()) for each in records]

    assert len(records) > 1
    assert len({each["name"] for each in records}) == len(records)
    assert alone == records


def test_summary_in_a_list_agrees_with_the_whole_record(app_of):
    """A list that shows fewer members shows the values that the record has."""
    app = app_of(f"{{type: array, items: {SHORT}}}", PET)
    for each in ask(app, "/pets").json():
        alone = ask(app, f"/pets/{each['id']}").json()

        assert alone | each == alone
        assert "price" in alone


def test_other_paths_are_answered_as_before(app_of):
    """A record that the list does not have, and what is below one, have the value of the path."""
    app = app_of(f"{{type: array, items: {PET}}}", PET)

    assert ask(app, "/pets/77").json()["id"] == 77
    assert isinstance(ask(app, "/pets/2/toys").json(), int)


def test_documented_list_and_derived_record_agree(app_of):
    """The example of a list is what the derived answer about its item shows."""
    rex = ", example: [{id: 9, name: Rex, price: 3}]"
    app = app_of(f"{{type: array, items: {PET}}}", PET, example=rex)

    assert ask(app, "/pets/9").json() == {"id": 9, "name": "Rex", "price": 3}


def test_only_read_collection_is_one_of_a_stateful_mock(app_of):
    """With `--stateful` it can be loaded, selected from, and lacks what it does not have."""
    app = app_of(f"{{type: array, items: {PET}}}", PET, is_stateful=True)
    unknown = ask(app, "/pets/77")

    assert unknown.status == 404
    assert ask(app, "/pets/2").json() == ask(app, "/pets").json()[1]


def test_records_that_no_path_can_name_are_none(app_of):
    """A list of names beside a path with a UUID is answered as documented, `--stateful` too."""
    short = "{type: object, required: [name], properties: {name: {type: string}}}"
    app = app_of(
        f"{{type: array, items: {short}}}", short, "string, format: uuid", is_stateful=True
    )

    assert ask(app, "/pets/00000000-0000-0000-0000-000000000000").status == 200


def test_stateful_session_without_records_is_noted(contract_from):
    """A request for records where none are gets the documented answer, and a note."""
    contract = contract_from("paths: {/a: {get: {responses: {'204': {description: x}}}}}")
    app = create_app([contract], Settings())
    answer = ask(app, "/__session/tab/a?__stateful=true")

    assert answer.status == 204
    assert "no records belong to this path" in answer.header("mock-server-note")
