"""Where bodies have records, by their schemas."""

import pytest

from mock_server.answers.stateful.recognition.shapes import (
    identified_place,
    identity_member,
    inferred_schema,
    list_place,
    properties_of,
    record_place,
    visible,
)
from openapi.contract import Schema

TEXT = {"type": "string"}
PET = {"type": "object", "properties": {"id": {"type": "integer"}, "name": TEXT}}


def schema(definition):
    """Return a schema."""
    return Schema(definition=definition, pointer="", root=definition)


def an_object(**properties):
    """Return the schema of an object."""
    return {"type": "object", "properties": properties}


def a_list(items):
    """Return the schema of a list."""
    return {"type": "array", "items": items}


@pytest.mark.parametrize(
    ("parameter", "names", "found"),
    [
        ("petId", ["id", "name"], "id"),
        ("petId", ["id", "pet_id"], "pet_id"),
        ("id", ["petId", "name"], "petId"),
        ("username", ["id", "username"], "username"),
        ("vaultUuid", ["uuid", "name"], "uuid"),
        ("pet", ["slug", "title"], "slug"),
        ("petId", ["color"], ""),
    ],
)
def test_identity_is_found_by_name(parameter, names, found):
    """The member of the parameter's name, else the most usual one."""
    members = {name: schema(TEXT) for name in names}

    assert identity_member(members, parameter, "pets") == found


def test_records_are_found_in_a_common_envelope():
    """An envelope for any list, refined by `allOf`, has the records of the refinement."""
    common = an_object(data=a_list({"type": "object"}), links={"type": "object"})
    body = schema({"allOf": [common, {"properties": {"data": a_list(PET)}}]})
    other_order = schema({"allOf": [{"properties": {"data": a_list(PET)}}, common]})
    same_items = schema({"allOf": [a_list({"type": "object"}), a_list(PET)]})

    for each, at in ((body, "/data"), (other_order, "/data"), (same_items, "")):
        place = list_place(each, properties_of(schema(PET)), None)
        assert place is not None
        assert (place[0], [*properties_of(place[1])]) == (at, ["id", "name"])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (PET, ""),
        (an_object(data=PET), "/data"),
        (an_object(success=TEXT, pet=PET), "/pet"),
        (a_list(PET), "/0"),
        (an_object(Pets=a_list(PET)), "/Pets/0"),
        (an_object(data=an_object(color=TEXT)), "/data"),
    ],
)
def test_record_of_an_item_is_found(body, pointer):
    """A record may be the body, wrapped, or the only one in a list."""
    assert identified_place(schema(body), "petId", "pets")[0] == pointer


def test_list_with_a_total_is_no_single_record():
    """`GET /pets/{section}` may list; then no record of it can be shown."""
    body = schema(an_object(total={"type": "integer"}, data=a_list(PET)))

    assert identified_place(body, "petId", "pets")[0] == ""


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (a_list(PET), ""),
        (an_object(items=a_list(PET), errors=a_list(TEXT)), "/items"),
        (an_object(_embedded=an_object(pets=a_list(PET))), "/_embedded/pets"),
        (an_object(other=a_list(an_object(x=TEXT)), pets=a_list(PET)), "/pets"),
    ],
)
def test_list_is_found_by_the_members_of_its_records(body, pointer):
    """The envelope of a list has any name."""
    assert list_place(schema(body), properties_of(schema(PET)), None)[0] == pointer


def test_answer_with_an_identity_only_is_a_record():
    """`{data: {id}}` beside members that records have too is found by the identity."""
    body = schema(an_object(name=TEXT, data=an_object(id=TEXT)))

    assert record_place(body, properties_of(schema(PET)), "/id")[0] == "/data"


def test_only_what_an_answer_names_is_visible():
    """A password that only the request describes is never shown, at any depth."""
    body = an_object(
        name=TEXT,
        secret={**TEXT, "writeOnly": True},
        owner=an_object(name=TEXT, pin={**TEXT, "writeOnly": True}),
        extra={"type": "object"},
        cards=a_list(an_object(last=TEXT)),
    )
    value = {
        "name": "Rex",
        "secret": "x",
        "password": "x",
        "owner": {"name": "Ann", "pin": "x", "phone": "x"},
        "extra": {"any": 1},
        "cards": [{"last": "1", "number": "x"}],
    }

    assert visible(value, schema(body)) == {
        "name": "Rex",
        "owner": {"name": "Ann"},
        "extra": {"any": 1},
        "cards": [{"last": "1"}],
    }


def test_example_without_a_schema_has_its_members():
    """A document of examples only works as one with schemas."""
    inferred = inferred_schema({"data": [{"id": 1}, {"id": 2, "name": "x"}]})

    assert list_place(inferred, {}, None)[0] == "/data"
    assert [*properties_of(list_place(inferred, {}, None)[1])] == ["id", "name"]
