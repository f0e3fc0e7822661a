"""Whatever a parameter's style, a value that is written is read as the same value."""

from functools import cache
from urllib.parse import unquote, unquote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openapi.contract import Location, Operation, Parameter
from openapi.parameters.serialization import encode_parameter, parse_parameters, serialize_parameter
from tests.openapi.schemas import ref, schema
from tests.thorough import tries

PATH, QUERY, HEADER, COOKIE = Location.PATH, Location.QUERY, Location.HEADER, Location.COOKIE
STYLES = {
    PATH: ("simple", "label", "matrix"),
    QUERY: ("form", "spaceDelimited", "pipeDelimited"),
    HEADER: ("simple",),
    COOKIE: ("form",),
}
CELLS = [
    (location, style, explode, kind)
    for location, styles in STYLES.items()
    for style in styles
    for explode in (False, True)
    for kind in ("string", "integer", "array", "object")
] + [(QUERY, "deepObject", True, "object"), (QUERY, "json", False, "object")]

DELIMITERS = {PATH: "/,.;=", HEADER: ",= ", COOKIE: ',;=&" ', QUERY: ""}
"""Characters that a value in one text cannot have: a header has no escapes, a path is decoded."""

LISTS = {"type": "array", "items": {"type": "string"}}
OBJECT = {
    "type": "object",
    "properties": {"n": {"type": "integer"}, "b": {"type": "boolean"}, "s": {"type": "string"}},
    "additionalProperties": False,
}
DEFINITIONS = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "array": LISTS,
    "object": OBJECT,
}
WRAPS = {
    "itself": DEFINITIONS.__getitem__,
    "reference": ref,
    "allOf": lambda kind: {"allOf": [ref(kind)]},
    "anyOf": lambda kind: {"anyOf": [ref(kind)]},
    "nullable": lambda kind: {"allOf": [ref(kind)], "nullable": True},
}


def texts(location, style):
    """Return texts that a value of this style can be."""
    excluded = DELIMITERS[location]
    if location is QUERY:
        excluded = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style, "")
    is_ascii = location in {HEADER, COOKIE}
    alphabet = st.characters(
        min_codepoint=0x21,
        max_codepoint=0x7E if is_ascii else 0x2FF,
        exclude_categories=["Cc", "Cf"],
        exclude_characters=excluded,
    )
    return st.text(alphabet, min_size=1, max_size=6)


def values(location, style, kind):
    """Return values of a type."""
    words = texts(location, style)
    members = {"n": st.integers(-(10**6), 10**6), "b": st.booleans(), "s": words}
    return {
        "string": words,
        "integer": st.integers(-(10**18), 10**18),
        "array": st.lists(words, min_size=1, max_size=4),
        "object": st.fixed_dictionaries({}, optional=members).filter(bool),
    }[kind]


@cache
def parameter(location, style, explode, kind, wrap):
    """Return a parameter called p; one for each cell, since its validator is made once."""
    return Parameter(
        name="p",
        location=location,
        is_required=True,
        schema=schema(WRAPS[wrap](kind), **DEFINITIONS),
        style=style,
        explode=explode,
    )


@pytest.mark.parametrize(("location", "style", "explode", "kind"), CELLS)
@settings(max_examples=tries(8))
@given(st.data())
def test_what_is_written_is_read(location, style, explode, kind, data):
    """Every cell of OpenAPI's table, also behind references and combinations."""
    of = parameter(location, style, explode, kind, data.draw(st.sampled_from([*WRAPS])))
    value = data.draw(values(location, style, kind))

    assert back(of, value) == value


def back(of, value):
    """Write a value as a request has it, and read the request."""
    operation = Operation(api="a", id="a", method="GET", path="/", parameters=(of,))
    path, raw, headers = {}, "", []
    if of.location is PATH:
        ((_, text),) = encode_parameter(of, value)
        assert "/" not in text
        path = {"p": unquote(text)}
    elif of.location is QUERY:
        raw = "&".join(f"{name}={text}" for name, text in encode_parameter(of, value))
    elif of.location is COOKIE:
        pairs = serialize_parameter(of, value)
        headers = [("Cookie", "; ".join(f"{name}={text}" for name, text in pairs))]
    else:
        headers = serialize_parameter(of, value)
    query = [tuple(map(unquote_plus, part.split("=", 1))) for part in raw.split("&") if part]
    found = parse_parameters(operation, path=path, query=query, headers=headers, raw_query=raw)
    assert found.violations == ()
    return getattr(found, of.location)["p"]
