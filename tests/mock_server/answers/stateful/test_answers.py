"""Requests that create, read, change and delete records agree with each other."""

import pytest

from mock_server.admin.journal_json import line_json
from mock_server.asgi.app import create_mock
from mock_server.sessions.records import MAX_RECORDS, Collection, Record
from mock_server.settings import Settings
from openapi.schema.validation import validator_for
from tests.mock_server.answers.stateful.pets import PETS, PetClient, pet_contract

ONE, TWO = "/__session/one", "/__session/two"
STATEFUL = ("Prefer", "stateful=true")


@pytest.fixture(scope="module", params=[True, False], ids=["short-way", "long-way"])
def served(tmp_path_factory, request):
    """A stateful mock of pets, which all tests share."""
    contract = pet_contract(tmp_path_factory.mktemp("pets"))
    return PetClient(contract, has_fast_path=request.param)


@pytest.fixture
def pets(served):
    """The same, with its first records."""
    served.mock.controls.reset()
    return served


def test_first_records_are_those_of_the_examples(pets):
    """Before any change, the list is the documented one, and each of its records can be read."""
    listed = pets.get("/pets")

    assert listed["data"] == [{"id": 1, "name": "Rex"}, {"id": 2, "name": "Ada"}]
    assert pets.get("/pets/1")["tags"] == ["red"]
    assert pets.get("/pets/2")["name"] == "Ada"


def test_created_record_is_answered_read_and_listed(pets):
    """POST echoes what was sent, with a new identity and the time; GET and the list agree."""
    made = pets.ask("POST", "/pets", {"name": "Tom", "tags": ["blue"], "secret": "x"})

    assert made.status == 201
    assert made.header("location") == "http://localhost/pets/3"
    assert made.json() == {
        "id": 3,
        "name": "Tom",
        "tags": ["blue"],
        "state": "new",
        "created_at": "2027-01-15T08:00:00Z",
    }
    assert pets.get("/pets/3") == made.json()
    listed = pets.get("/pets")
    assert listed["data"][-1] == {"id": 3, "name": "Tom"}
    assert listed["total"] == 3


def test_count_in_a_documented_header_is_that_of_the_records(pets):
    """A front end that reads `X-Total-Count` sees the number of records."""
    pets.ask("POST", "/pets", {"name": "Tom"})

    assert pets.ask("GET", "/pets").header("x-total-count") == "3"


def test_put_replaces_and_keeps_what_only_the_server_sets(pets):
    """Members that were not sent are gone, except for read-only ones."""
    replaced = pets.ask("PUT", "/pets/1", {"name": "Max"})

    assert replaced.status == 200
    assert replaced.json() == {"id": 1, "name": "Max", "created_at": "2020-01-01T00:00:00Z"}
    assert pets.get("/pets/1") == replaced.json()
    assert pets.get("/pets")["data"][0] == {"id": 1, "name": "Max"}


@pytest.mark.parametrize("media_type", ["application/json", "application/merge-patch+json"])
def test_patch_merges(pets, media_type):
    """Members that were not sent are kept, also inside objects; null removes (RFC 7396)."""
    sent = {"owner": {"phone": "1"}, "tags": None}
    patched = pets.ask("PATCH", "/pets/1", sent, media_type=media_type)

    assert patched.json() == {
        "id": 1,
        "name": "Rex",
        "owner": {"name": "Ann", "phone": "1"},
        "created_at": "2020-01-01T00:00:00Z",
    }
    assert pets.get("/pets/1") == patched.json()


def test_null_of_plain_json_is_a_value_where_the_schema_allows_it(pets):
    """`nickname` is nullable, so null is its value; a merge patch removes it."""
    assert pets.ask("PATCH", "/pets/1", {"nickname": None}).json()["nickname"] is None
    patch = "application/merge-patch+json"
    assert (
        "nickname" not in pets.ask("PATCH", "/pets/1", {"nickname": None}, media_type=patch).json()
    )


def test_json_patch_is_applied(pets):
    """RFC 6902: operations in order; what does not fit the record is a conflict."""
    patch = "application/json-patch+json"
    add = {"op": "add", "path": "/tags/-", "value": "blue"}
    rename = {"op": "replace", "path": "/name", "value": "Max"}
    changed = pets.ask("PATCH", "/pets/1", [add, rename], media_type=patch)
    failed = pets.ask("PATCH", "/pets/1", [{"op": "remove", "path": "/no"}], media_type=patch)
    invalid = pets.ask("PATCH", "/pets/1", [{"op": "fly", "path": "/name"}], media_type=patch)

    assert changed.json()["tags"] == ["red", "blue"]
    assert pets.get("/pets/1")["name"] == "Max"
    assert failed.status == 409
    assert invalid.status == 400


def test_deleted_record_is_gone(pets):
    """DELETE answers 204; then the documented 404, and the list is shorter."""
    assert pets.ask("DELETE", "/pets/1").status == 204
    gone = pets.ask("GET", "/pets/1")

    assert (gone.status, gone.json()) == (404, {"error": "documented"})
    assert pets.ask("DELETE", "/pets/1").status == 404
    assert pets.get("/pets")["data"] == [{"id": 2, "name": "Ada"}]


def test_identities_are_not_used_again(pets):
    """A client that keeps the address of a deleted record does not get another one."""
    first = pets.ask("POST", "/pets", {"name": "Tom"}).json()["id"]
    pets.ask("DELETE", f"/pets/{first}")

    assert pets.ask("POST", "/pets", {"name": "Tim"}).json()["id"] != first


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_unknown_identity_gets_the_documented_404(pets, method):
    """Any method on a record that does not exist is answered as documented, and in words."""
    body = {"name": "Tom"} if method in ("PUT", "PATCH") else None
    answer = pets.ask(method, "/pets/99", body)

    assert (answer.status, answer.json()) == (404, {"error": "documented"})
    assert pets.mock.controls.entries()[-1].refusal == "In this session, pets has no record '99'."


def test_invalid_requests_change_nothing(pets):
    """A body that the schema does not allow is refused as ever, and nothing is created."""
    assert pets.ask("POST", "/pets", {"name": "x" * 21}).status == 400
    assert pets.get("/pets")["total"] == 2


def test_value_that_an_answer_cannot_have_is_left_out(pets):
    """What makes the answer invalid is not kept: a client never gets an invalid answer."""
    pets.ask("PATCH", "/pets/1", {"name": "x" * 21, "tags": ["blue"]})

    assert pets.get("/pets/1")["name"] == "Rex"
    assert pets.get("/pets/1")["tags"] == ["blue"]


def test_write_only_members_are_never_kept(pets):
    """A secret is neither answered nor exported."""
    pets.ask("POST", "/pets", {"name": "Tom", "secret": "hush"})
    records = pets.mock.controls.session("").records

    assert b"hush" not in pets.ask("GET", "/pets/3").body
    assert "hush" not in repr(records)


def test_nested_collections_are_kept_per_parent(pets):
    """Each pet has notes of its own; those of a pet that is deleted go with it."""
    made = pets.ask("POST", "/pets/1/notes", {"reason": "cough"})

    assert made.json() == {"id": "v-2", "petId": 1, "reason": "cough"}
    assert [each["reason"] for each in pets.get("/pets/1/notes")] == ["check", "cough"]
    assert [each["petId"] for each in pets.get("/pets/2/notes")] == [2]
    assert pets.ask("GET", "/pets/2/notes/v-2").status == 404
    pets.ask("DELETE", "/pets/1")
    assert pets.ask("GET", "/pets/1/notes").status == 404
    assert not [
        name for name in pets.mock.controls.session("").records.collections if "notes" in name
    ]


def test_created_parent_has_nothing_in_it(pets):
    """The example notes belong to the example pets."""
    pets.ask("POST", "/pets", {"name": "Tom"})

    assert pets.get("/pets/3/notes") == []


def test_delete_with_a_body_answers_with_the_record(pets):
    """Where DELETE documents the record as its answer, it is the one that was deleted."""
    answer = pets.ask("DELETE", "/pets/1/notes/v-1")

    assert (answer.status, answer.json()["reason"]) == (200, "check")


def test_delete_without_a_documented_404_succeeds_twice(pets):
    """An answer is never one that the operation does not document, if there is another."""
    pets.ask("DELETE", "/pets/1/notes/v-1")

    assert pets.ask("DELETE", "/pets/1/notes/v-1").status == 200


def test_single_records_agree(pets):
    """`/settings` has no identity; PUT, PATCH and GET agree."""
    assert pets.get("/settings") == {"language": "en", "theme": "dark"}
    assert pets.ask("PATCH", "/settings", {"theme": "light"}).status == 204
    assert pets.get("/settings") == {"language": "en", "theme": "light"}
    assert pets.ask("PUT", "/settings", {"language": "de"}).json() == {"language": "de"}
    assert pets.get("/settings") == {"language": "de"}


def test_actions_leave_records_alone(pets):
    """An operation that is neither a collection nor a record is answered as documented."""
    before = pets.get("/pets/1")
    action = pets.ask("POST", "/pets/1/publish")

    assert (action.status, action.json()) == (202, {"state": "published"})
    assert pets.get("/pets/1") == before
    assert pets.get("/countries") == [{"code": "de"}]


def test_sessions_never_share(pets):
    """What one session creates is not in another one."""
    pets.ask("POST", f"{ONE}/pets", {"name": "Tom"})

    assert pets.get(f"{ONE}/pets")["total"] == 3
    assert pets.get(f"{TWO}/pets")["total"] == 2
    assert pets.get("/pets")["total"] == 2


def test_restart_returns_to_the_first_records(pets):
    """A test begins anew with `__restart`."""
    pets.ask("POST", f"{ONE}/pets", {"name": "Tom"})

    assert pets.get(f"{ONE}/pets?__restart")["total"] == 2


@pytest.mark.parametrize("preference", ["code=404", "example=rex"])
def test_preference_of_a_request_has_precedence(pets, preference):
    """`Prefer` selects the documented answer, and nothing is changed."""
    pets.ask("PUT", "/pets/1", {"name": "Max"})
    answer = pets.ask("GET", "/pets/1", None, ("Prefer", preference))

    assert b"Max" not in answer.body
    assert pets.ask("DELETE", "/pets/1", None, ("Prefer", "code=404")).status == 404
    assert pets.get("/pets/1")["name"] == "Max"


def test_records_are_off_by_default(contract_from):
    """Without the option, documented answers stay what they are, whatever was sent before."""
    pets = PetClient(contract_from(PETS), is_stateful=False)
    pets.ask("POST", "/pets", {"name": "Tom"})
    pets.ask("DELETE", "/pets/1")

    assert pets.get("/pets")["total"] == 2
    assert pets.get("/pets/1")["name"] == "Rex"
    assert pets.get("/pets/99")["name"] == "Rex"


def test_named_session_keeps_that_it_is_stateful(contract_from):
    """One preference switches a session on; the default session, which clients share, stays."""
    pets = PetClient(contract_from(PETS), is_stateful=False)
    made = pets.ask("POST", f"{ONE}/pets?__stateful=true", {"name": "Tom"})

    assert made.json()["id"] == 3
    assert pets.get(f"{ONE}/pets/3")["name"] == "Tom"
    assert pets.get("/pets/99")["name"] == "Rex"


def test_request_cannot_make_the_default_session_stateful(contract_from):
    """A web page that sends a form must not change what all clients share; a header says so."""
    pets = PetClient(contract_from(PETS), is_stateful=False)
    answer = pets.ask("DELETE", "/pets/1", None, STATEFUL)

    assert "needs a session" in (answer.header("mock-server-note") or "")
    assert not pets.mock.controls.session("").records.collections
    assert pets.ask("GET", "/__setup?stateful=true").json()["stateful"] is True
    assert pets.ask("DELETE", "/pets/1").status == 204
    assert pets.ask("GET", "/pets/1").status == 404


def test_records_are_bounded(pets):
    """A session with as many records as it may have refuses another one, in words."""
    controls = pets.mock.controls
    owner = controls.ensure_session("one")
    many = {str(n): Record.of({"id": n, "name": "x"}) for n in range(MAX_RECORDS)}
    records = owner.records.with_collection("api /pets", Collection.of(many))
    controls.state.sessions.change(owner, records=records)
    refused = pets.ask("POST", f"{ONE}/pets", {"name": "Tom"})

    assert refused.status == 422
    assert refused.json()["type"].endswith("records-full")
    assert f"at most {MAX_RECORDS} records" in refused.json()["detail"]


def test_long_bodies_leave_a_note(contract_from):
    """A body of which the mock keeps nothing creates no half record."""
    text = PETS.replace("maxLength: 20", "maxLength: 200000")
    pets = PetClient(contract_from(text))
    answer = pets.ask("POST", "/pets", {"name": "x" * 70_000})

    assert answer.status == 201
    assert "longer than 64 KiB" in (answer.header("mock-server-note") or "")
    assert pets.get("/pets")["total"] == 2


def test_every_answer_is_valid(pets):
    """The answers to creations, reads, changes and lists are valid by their schemas."""
    contract = pets.mock.controls.contracts[0]
    pets.ask("POST", "/pets", {"name": "Tom"})
    asked = [("GET", "/pets/3", "showPet"), ("GET", "/pets", "listPets")]
    for method, target, name in asked:
        operation = contract.operation(name)
        media = operation.success.media_type()
        assert validator_for(media.schema).is_valid(pets.ask(method, target).json())


def test_records_survive_a_changed_document(contract_from):
    """After a reload the records are there, fitted to the new schemas."""
    pets = PetClient(contract_from(PETS))
    pets.ask("POST", "/pets", {"name": "Tom", "tags": ["blue"]})
    changed = PETS.replace("tags: {type: array, items: {type: string}}", "age: {type: integer}")
    changed = changed.replace("tags: [red], ", "")
    state = pets.mock.controls.state
    pets.mock = create_mock([contract_from(changed)], Settings(is_stateful=True), state=state)

    value = pets.get("/pets/3")
    assert value["name"] == "Tom"
    assert "tags" not in value


RULED = """
paths:
  /orders:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'201': {description: x, content: {application/json: {
        schema: {$ref: '#/components/schemas/Order'}, example: {id: 1, done: 1, total: 2}}}}}
  /orders/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses: {'200': {description: x, content: {application/json: {
        schema: {$ref: '#/components/schemas/Order'}, example: {id: 1, done: 1, total: 2}}}}}
components:
  schemas:
    Order:
      type: object
      properties: {id: {type: integer}, done: {type: integer}, total: {type: integer}}
      x-rules:
      - {id: api.within, rule: self.done <= self.total, severity: error, message: Within.}
"""


def test_rules_of_the_document_are_kept(contract_from):
    """An answer that would break a rule is the documented one, and a header says so."""
    orders = PetClient(contract_from(RULED))
    orders.ask("POST", "/orders", {"done": 9, "total": 2})
    answer = orders.ask("GET", "/orders/2")

    assert answer.json() == {"id": 1, "done": 1, "total": 2}
    assert "no valid one" in (answer.header("mock-server-note") or "")


CLUB = """
paths:
  /clubs:
    get:
      responses: {'200': {description: x, content: {application/json: {example: [{slug: red}]}}}}
    put:
      requestBody: {content: {application/json: {schema: {type: object, properties: {
        slug: {type: string}, name: {type: string}}}}}}
      responses: {'200': {description: x}}
    delete:
      parameters: [{name: slug, in: query, schema: {type: string}},
                   {name: ids, in: query, schema: {type: string}}]
      responses: {'204': {description: x}}
  /clubs/{slug}:
    parameters: [{name: slug, in: path, required: true, schema: {type: string}}]
    get:
      responses: {'200': {description: x, content: {application/json: {example: {slug: red}}}}}
    post:
      parameters: [{name: name, in: query, schema: {type: string}}]
      responses: {default: {description: An error.}}
"""


def test_journal_names_the_records_that_answered(pets):
    """Its line says which collection answered, with names of parameters instead of their values."""
    pets.get("/pets")
    pets.get("/pets/1")
    pets.get("/pets", ("Prefer", "dynamic=true"))
    lines = [line_json(entry) for entry in pets.mock.controls.entries()[-3:]]

    assert [each["collection"] for each in lines] == ["/pets", "/pets", ""]


@pytest.fixture
def clubs(contract_from):
    """A document of examples alone, whose collection is saved to and cleared."""
    return PetClient(contract_from(CLUB))


def test_save_replaces_or_adds(clubs):
    """PUT of a collection has the identity in its body."""
    assert clubs.ask("PUT", "/clubs", {"slug": "blue"}).status == 200
    assert clubs.ask("PUT", "/clubs", {"slug": "red"}).status == 200
    assert clubs.get("/clubs") == [{"slug": "red"}, {"slug": "blue"}]


def test_clear_removes_what_is_selected(clubs):
    """All records go without a query; none goes if the query is not understood."""
    clubs.ask("PUT", "/clubs", {"slug": "blue"})
    clubs.ask("DELETE", "/clubs?ids=red,blue")
    assert len(clubs.get("/clubs")) == 2
    clubs.ask("DELETE", "/clubs?slug=red")
    assert clubs.get("/clubs") == [{"slug": "blue"}]
    assert clubs.ask("DELETE", "/clubs").status == 204
    assert clubs.get("/clubs") == []


def test_success_is_no_error_where_only_errors_are_documented(clubs):
    """Some documents have no success of a change; what has succeeded is a 200 all the same."""
    assert clubs.ask("POST", "/clubs/red?name=Reds").status == 200


FASTAPI = """
paths:
  /items:
    get:
      parameters:
      - {name: name, in: query, schema: {type: string}}
      - {name: fields, in: query, schema: {type: string}}
      responses:
        '200':
          description: x
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Item'}}}
        '422': {$ref: '#/components/responses/Invalid'}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
      responses:
        '201': {$ref: '#/components/responses/Item'}
  /items/{item_id}:
    get:
      parameters: [{name: item_id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200': {$ref: '#/components/responses/Item'}
        NOT_FOUND
        '422': {$ref: '#/components/responses/Invalid'}
components:
  responses:
    Item:
      description: x
      content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}
    Invalid:
      description: x
      content:
        application/json:
          schema:
            type: object
            properties: {detail: {type: array, items: {$ref: '#/components/schemas/Error'}}}
  schemas:
    Error: {type: object, properties: {msg: {type: string}}}
    Item: {type: object, properties: {id: {type: integer}, name: {type: string}}}
"""


def test_undocumented_404_looks_like_the_errors_of_the_api(contract_from):
    """FastAPI documents no 404; a front end that shows `detail` is not given the tool's problem."""
    items = PetClient(contract_from(FASTAPI.replace("NOT_FOUND\n        ", "")))
    answer = items.ask("GET", "/items/99")

    assert answer.status == 404
    assert answer.header("content-type") == "application/json"
    assert answer.json() == {"detail": "In this session, items has no record '99'."}
    assert answer.header("mock-server-problem") is None


def test_documented_404_without_content_has_no_body(contract_from):
    """`404: {description: Not found}` promises no body; the reason is in a header."""
    items = PetClient(contract_from(FASTAPI.replace("NOT_FOUND", "'404': {description: x}")))
    answer = items.ask("GET", "/items/99")

    assert (answer.status, answer.body) == (404, b"")
    assert "has no record '99'" in (answer.header("mock-server-note") or "")


def test_parameters_without_effect_on_a_list_are_noted(contract_from):
    """A documented parameter that no record has is said in the answer; one that selects is not."""
    items = PetClient(contract_from(FASTAPI.replace("NOT_FOUND\n        ", "")))
    selecting = items.ask("GET", "/items?name=nowhere")
    idle = items.ask("GET", "/items?fields=id&sort=name")

    assert (selecting.json(), selecting.header("mock-server-note")) == ([], None)
    assert idle.header("mock-server-note") == (
        "?sort has no effect: GET /items documents no such parameter; "
        "?fields has no effect: no member of the records has such a name"
    )


def test_parameters_of_a_documented_list_are_noted(pet_api, contract_from):
    """A fixed example does not depend on `?name=`; a derived answer has its value, so no note."""
    pets = PetClient(pet_api, is_stateful=False)
    derived = PetClient(
        contract_from(FASTAPI.replace("NOT_FOUND\n        ", "")), is_stateful=False
    )
    echo = derived.ask("GET", "/items?name=Rex")

    assert pets.ask("GET", "/pets?name=Rex&page=1").header("mock-server-note") == (
        "?name and ?page have no effect: the answer is a documented example; "
        "a stateful session selects from its list (serve --stateful)"
    )
    assert pets.ask("GET", "/pets?name=Rex&__code=200").header("mock-server-note") is None
    assert (echo.json()[0]["name"], echo.header("mock-server-note")) == ("Rex", None)


@pytest.mark.parametrize("is_stateful", [True, False])
def test_note_on_a_derived_answer_is_true(contract_from, is_stateful):
    """It does not call a derived answer documented, nor advise what is switched on."""
    schema = "{type: object, properties: {total: {type: integer}}}"
    contract = contract_from(
        "paths: {/counts: {get: {parameters: [{name: page, in: query, schema: {type: integer}}],"
        f" responses: {{'200': {{description: x, content: {{application/json: {{schema: {schema}}}"
        "}}}}}}"
    )
    note = PetClient(contract, is_stateful=is_stateful).ask("GET", "/counts?page=1")

    advice = "" if is_stateful else "; a stateful session selects from its list (serve --stateful)"
    assert note.header("mock-server-note") == (
        f"?page has no effect: the answer is made from its schema{advice}"
    )


BRANCHES = """
paths:
  /pets:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses: {'201': {$ref: '#/components/responses/Pet'}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {'201': {$ref: '#/components/responses/Pet'}}}
components:
  responses:
    Pet: {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  schemas:
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat',
        dog: '#/components/schemas/Dog'}}
    Cat: {type: object, required: [kind, lives], properties: {id: {type: integer, readOnly: true},
      kind: {type: string}, lives: {type: integer, default: 9}}}
    Dog: {type: object, required: [kind, bark], properties: {id: {type: integer, readOnly: true},
      kind: {type: string}, bark: {type: string}, loud: {type: boolean, default: true}}}
"""


@pytest.mark.parametrize("is_stateful", [True, False], ids=["records", "echo"])
def test_answer_is_of_the_branch_that_was_sent(tmp_path, is_stateful):
    """A dog is answered as a dog, without the lives of a cat, and a cat is not loud."""
    pets = PetClient(pet_contract(tmp_path, BRANCHES), is_stateful=is_stateful)
    dog = pets.ask("POST", "/pets", {"kind": "dog", "bark": "wow"}).json()
    cat = pets.ask("POST", "/pets", {"kind": "cat", "lives": 3}).json()

    assert {**dog, "id": 0} == {"id": 0, "kind": "dog", "bark": "wow", "loud": True}
    assert {**cat, "id": 0} == {"id": 0, "kind": "cat", "lives": 3}
