"""A text that holds JSON or Base64 is made from what it holds (JSON Schema 2020-12, 8)."""

from base64 import b64decode
from json import loads

from openapi.contract import Schema
from openapi.schema.generation.generator import generate

PET = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}


def made(definition, *, is_varied=False):
    """Return the value that is made for a schema."""
    whole = Schema(definition={"type": "string", **definition}, pointer="", root={})
    return generate(whole, is_varied=is_varied)


def test_a_text_with_json_has_json():
    """The text is a value of `contentSchema`; without one an object."""
    of_pet = {"contentMediaType": "application/json", "contentSchema": PET}

    assert isinstance(loads(made(of_pet))["id"], int)
    assert isinstance(loads(made(of_pet, is_varied=True))["id"], int)
    assert loads(made({"contentMediaType": "application/vnd.x+json; charset=utf-8"})) == {}


def test_encoded_texts_are_base64():
    """`contentEncoding` has an effect on every item of a list, and on JSON in a text."""
    items = {"type": "array", "items": {"type": "string", "contentEncoding": "base64"}}
    found = generate(Schema(definition=items, pointer="", root={}))

    assert all(b64decode(each, validate=True) for each in found)
    encoded = {"contentMediaType": "application/json", "contentEncoding": "base64url"}
    assert loads(b64decode(made(encoded))) == {}


def test_what_states_nothing_stays_a_text():
    """Other media types, and contents without any value, leave the text as it is."""
    nothing = {"contentMediaType": "application/json", "contentSchema": {"not": {}}}

    assert made(nothing) == made({"contentMediaType": "image/png"}) == "text"
