"""What a request makes of a record is kept in its session."""

from tests.mock_server.answers.stateful.pets import PETS, PetClient, pet_contract


def test_records_below_a_deleted_one_are_gone(pet_api):
    """The notes of a pet do not come back with another pet of the same identity."""
    pets = PetClient(pet_api)
    pets.ask("POST", "/pets/1/notes", {"reason": "ill"})
    before = pets.mock.controls.session("").records.collections
    pets.ask("DELETE", "/pets/1")
    after = pets.mock.controls.session("").records.collections

    assert any(name.endswith("/pets/1/notes") for name in before)
    assert not any(name.endswith("/pets/1/notes") for name in after)


def test_each_new_record_has_an_identity_of_its_own(pet_api):
    """An identity is not used again after its record was deleted: clients may still have it."""
    pets = PetClient(pet_api)
    first = pets.ask("POST", "/pets", {"name": "Tom"}).json()["id"]
    pets.ask("DELETE", f"/pets/{first}")
    second = pets.ask("POST", "/pets", {"name": "Tim"}).json()["id"]

    assert second == first + 1


def test_no_identity_is_made_twice(tmp_path):
    """An identity without a number, such as a UUID, is not that of a deleted record either."""
    text = PETS.replace("id: {type: string, readOnly", "id: {type: string, format: uuid, readOnly")
    notes = PetClient(pet_contract(tmp_path, text.replace("id: v-1, ", "")))
    made = []
    for _ in range(4):
        made.append(notes.ask("POST", "/pets/1/notes", {"reason": "ill"}).json()["id"])
        notes.ask("DELETE", f"/pets/1/notes/{made[-1]}")

    assert len({*made}) == 4


def test_note_names_members_that_are_not_kept_as_sent(tmp_path):
    """A value that only requests may have is replaced, and the client learns that."""
    text = PETS.replace(
        "createPet\n      requestBody:\n        required: true\n        content:\n"
        "          application/json: {schema: {$ref: '#/components/schemas/Pet'}}",
        "createPet\n      requestBody:\n        content:\n          application/json: {schema: "
        "{properties: {id: {type: integer}, name: {}, state: {}}}}",
    )
    pets = PetClient(pet_contract(tmp_path, text))
    answer = pets.ask("POST", "/pets", {"name": 0.5, "state": True})

    assert answer.json()["name"] == "0.5"
    assert answer.header("mock-server-note") == (
        "not kept as sent, since records cannot have the value: state"
    )
    assert pets.ask("POST", "/pets", {"name": "x"}).header("mock-server-note") is None


def test_note_names_members_of_the_query_that_are_not_kept_as_sent(tmp_path):
    """`POST /pets/1?name=Max` changes a record too, and the client learns what was not kept."""
    operation = """    post:
      parameters:
      - {name: state, in: query, schema: {type: string}}
      - {name: name, in: query, schema: {type: string}}
      responses:
        '200':
          description: x
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
    put:
      operationId: replacePet
"""
    text = PETS.replace("    put:\n      operationId: replacePet\n", operation)
    pets = PetClient(pet_contract(tmp_path, text))
    answer = pets.ask("POST", f"/pets/1?state=lost&name={'x' * 21}")

    assert answer.json()["state"] == "lost"
    assert answer.header("mock-server-note") == (
        "not kept as sent, since records cannot have the value: name"
    )
    assert pets.ask("POST", "/pets/1?name=Tom").header("mock-server-note") is None


def test_record_of_a_body_that_is_not_json(tmp_path):
    """XML makes a record even if some of it has no schema; of what is not read, a note says so."""
    text = PETS.replace(
        "createNote\n      requestBody: {content: {application/json: ",
        "createNote\n      requestBody: {content: {text/plain: {}, application/xml: ",
    )
    pets = PetClient(pet_contract(tmp_path, text))
    body = b"<note><reason>ill</reason><other>x</other></note>"
    made = pets.ask("POST", "/pets/1/notes", body, media_type="application/xml")
    unread = pets.ask("POST", "/pets/1/notes", b"ill", media_type="text/plain")

    assert (made.json()["reason"], made.header("mock-server-note")) == ("ill", None)
    assert unread.header("mock-server-note") == (
        "the record has no member of the body, which is no JSON, form or XML with members"
    )


def test_links_of_a_new_record_have_its_identity(tmp_path):
    """`self` is the address of the record itself, that of the answer to the creation too."""
    text = PETS.replace("[id, name, created_at]", "[id, name, created_at, self]")
    text = text.replace("secret: {", "self: {type: string, readOnly: true}\n        secret: {")
    text = text.replace("{name: Ann},", "{name: Ann}, self: 'http://x/v1/pets/1?a=/pets/10',")
    pets = PetClient(pet_contract(tmp_path, text))
    made = pets.ask("POST", "/pets", {"name": "x"}).json()

    assert made["self"] == "http://x/v1/pets/3?a=/pets/10"
    assert pets.get("/pets/3") == made
