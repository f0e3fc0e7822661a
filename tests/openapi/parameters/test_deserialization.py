"""Parsers of single parameters."""

import pytest

from openapi.contract import Location, Operation, Parameter
from openapi.parameters.deserialization import PLACES, ParameterParser, parsers_for
from openapi.parameters.errors import InvalidParameterError
from tests.acceptance.cases import cases
from tests.openapi.schemas import schema


def reader(definition, *, is_required=False):
    """Return the parser of a query parameter."""
    return ParameterParser(
        Parameter(
            name="a", location=Location.QUERY, is_required=is_required, schema=schema(definition)
        )
    )


@cases(
    "definition, good, bad",
    {
        "text": ({"type": "string", "maxLength": 2}, "ab", "abc"),
        "integer": ({"type": "integer", "maximum": 9}, "9", "10"),
        "no-integer": ({"type": "integer"}, "9", "9.0"),
    },
)
def test_every_text_is_validated(definition, good, bad):
    """A parser that has accepted a text is as strict with the next one."""
    own = reader(definition)
    first = own.read([("a", good)])

    assert first == (True, int(good) if good.isdigit() else good)
    for _ in range(2):
        with pytest.raises(InvalidParameterError):
            own.read([("a", bad)])
    assert own.read([("b", "x"), ("a", good)]) == first


def test_plain_text_is_never_refused():
    """A schema that allows any text refuses none, at every request."""
    own = reader({"type": "string"})

    assert [own.read([("a", text)])[1] for text in ("x", "", "é" * 5000)] == ["x", "", "é" * 5000]
    with pytest.raises(InvalidParameterError, match="2 times"):
        own.read([("a", "x"), ("a", "y")])


def test_what_is_not_sent_is_absent_or_missing():
    """A missing optional parameter is absent; a missing required one is reported."""
    assert reader({"type": "string"}).read([]) == (False, None)
    with pytest.raises(InvalidParameterError, match="missing"):
        reader({"type": "string"}, is_required=True).read([("b", "x")])


def test_the_schema_of_an_unsent_parameter_is_not_compiled():
    """An invalid schema has no effect until its parameter is sent."""
    own = reader({"type": "string", "pattern": 5, "maxLength": 2})

    assert own.read([]) == (False, None)
    assert own.read([("a", "x")]) == (True, "x")
    with pytest.raises(InvalidParameterError):
        own.read([("a", "xxx")])


def test_parsers_belong_to_their_operation():
    """Two operations that differ in one parameter have different parsers."""
    texts = Parameter(
        name="a", location=Location.HEADER, is_required=False, schema=schema({"type": "string"})
    )
    one = Operation(api="x", id="o", method="GET", path="/o", parameters=(texts,))
    other = Operation(api="x", id="o", method="GET", path="/o")

    assert parsers_for(one) is parsers_for(one)
    assert [len(parsers_for(each).readers) for each in (one, other)] == [1, 0]
    assert PLACES[parsers_for(one).readers[0].place] is Location.HEADER
