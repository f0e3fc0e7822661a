"""Which records still have what a documented example has wrong."""

from types import SimpleNamespace

from mock_server.answers.stateful.corrections import keeps_contradiction
from openapi.contract import Example, MediaType, Schema
from openapi.json.pointers import lookup
from tests.acceptance.cases import cases

PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "kind": {"enum": ["cat", "dog"]},
    },
}
PETS = {"properties": {"items": {"type": "array", "items": PET}, "count": {"type": "integer"}}}
RESOURCE = SimpleNamespace(identity_of=lambda value: lookup(value, "/id"))


def keeps(definition, value, pointer, records):
    """Return whether an answer with these records has something of a wrong example."""
    schema = Schema(definition=definition, pointer="", root={})
    example = Example(name="example", value=value, pointer="")
    media = MediaType(
        name="application/json", schema=schema, examples=(example,), default_example="example"
    )
    return keeps_contradiction(RESOURCE, SimpleNamespace(media=media, pointer=pointer), records)


@cases(
    "record, found",
    {
        "corrected": ({"id": "1", "name": "5"}, True),
        "the client's": ({"id": "1", "name": "Tom"}, False),
        "wrong as it is written": ({"id": "1", "name": "Tom", "kind": "pig"}, True),
        "with another of the allowed words": ({"id": "1", "name": "Tom", "kind": "cat"}, False),
    },
)
def test_a_record_keeps_what_no_client_has_changed(record, found):
    """A corrected value, and one that is sent though it is not valid."""
    value = {"id": "1", "name": 5, "kind": "pig"}

    assert keeps(PET, value, "", {"1": record}) is found


@cases(
    "value, records, found",
    {
        "of an item": ([{"id": "1", "name": 5}], {"1": {"id": "1", "name": "5"}}, True),
        "changed item": ([{"id": "1", "name": 5}], {"1": {"id": "1", "name": "Tom"}}, False),
        "item that is not sent": ([{"id": "1", "name": 5}], {}, False),
        "other item": (
            [{"id": "1", "name": 5}, {"id": "2", "name": "Ada"}],
            {"2": {"id": "2", "name": "Ada"}},
            False,
        ),
        "list of a wrong type": ("none", {}, False),
    },
)
def test_a_list_is_judged_by_its_records(value, records, found):
    """By their identity, wherever they are."""
    assert keeps(PETS, {"items": value}, "/items", records) is found


def test_what_is_beside_the_records_stays():
    """A count is no value of a client."""
    value = {"items": [], "count": "7"}

    assert keeps(PETS, value, "/items", {}) is True


def test_without_an_example_nothing_is_wrong():
    """A derived answer is valid."""
    media = MediaType(name="application/json", schema=Schema(definition=PET, pointer="", root={}))

    shape = SimpleNamespace(media=media, pointer="")

    assert keeps_contradiction(RESOURCE, shape, {"1": {"id": "1", "name": "x"}}) is False
