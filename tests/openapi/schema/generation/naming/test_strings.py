"""Texts by format and length."""

from uuid import UUID

import pytest

from openapi.json.formats import FORMATS
from openapi.schema.generation.naming.strings import texts
from openapi.schema.generation.places import Place


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_has_different_texts(name):
    """All of them are valid."""
    found = [*texts({"format": name}, (), Place(pointer="", variety=40), 0)]

    assert len({each for each in found if FORMATS[name](each)}) >= 28


@pytest.mark.parametrize(
    ("name", "usual"),
    [
        ("guid", "uuid"),
        ("UUID", "uuid"),
        ("dateTime", "date-time"),
        ("datetime", "date-time"),
        ("iso-datetime", "date-time"),
        ("google-datetime", "date-time"),
        ("URL", "uri"),
        ("ip", "ipv4"),
        ("ipvanyaddress", "ipv4"),
    ],
)
def test_other_names_of_formats_mean_the_usual_ones(name, usual):
    """.NET writes `guid`, Google `google-datetime`: clients generated from them read such texts."""
    first = next(texts({"format": name}, (), Place(pointer=""), 0))

    assert FORMATS[usual](first)


@pytest.mark.parametrize("name", ["int32", "int64", "uint32", "uint64"])
def test_numbers_that_are_written_as_texts_have_digits_only(name):
    """Protocol Buffers write long numbers so, and their clients read no other text."""
    found = [*texts({"format": name}, ("a name",), Place(pointer="", variety=40), 0)][:40]

    assert all(each.isdecimal() for each in found)
    assert len({*found}) == 40


def test_fractions_and_durations_of_protocol_buffers_can_be_read():
    """A float is a number, a duration has seconds."""
    number, span = (
        next(texts({"format": name}, (), Place(pointer=""), 0))
        for name in ("double", "google-duration")
    )

    assert float(number) > 0
    assert span == "1s"


def test_identifiers_have_a_version_and_a_variant():
    """Generated clients (zod) refuse others, but for the nil UUID (RFC 9562, 4)."""
    found = [*texts({"format": "uuid"}, (), Place(pointer="", variety=40), 0)]
    made = [UUID(each) for each in found if FORMATS["uuid"](each)]

    assert {each.version for each in made} == {4}


@pytest.mark.parametrize("length", [0, 1, 3, 9])
def test_a_text_is_as_long_as_it_must_be(length):
    """Short texts differ by their number."""
    schema = {"minLength": length, "maxLength": length}
    found = [*texts(schema, (), Place(pointer="", variety=3), 0)]

    assert {*map(len, found)} == {length}


def test_texts_for_a_name_are_proposed_only_if_they_are_like_the_pattern():
    """A schema with many ids of its own form has a value: the work for each is bounded."""
    ids = [f"00000000-0000-4000-8000-{number:012}" for number in range(100)]
    schema = {"pattern": "^[0-9a-f]{4}$"}

    found = [*texts(schema, [*ids, "beef"], Place(pointer=""), 0)]

    assert found[0] == "beef"
    assert not {*ids} & {*found}
