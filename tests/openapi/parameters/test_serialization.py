"""The text of a request is parsed to typed values, with one spelling for each value."""

import pytest

from openapi.contract import JSON_STYLE, Location, Operation, Parameter
from openapi.parameters.serialization import (
    Parameters,
    fill_path,
    parse_parameters,
    serialize_parameter,
)
from openapi.parameters.splitting import MAX_ITEMS
from tests.acceptance.cases import cases
from tests.openapi.schemas import ref, schema
from tests.packaged import packaged_contracts

BOUNDED = {"type": "integer", "minimum": 0, "maximum": 10000}
JOBS, IMPORT = (contract.operations[0] for contract in packaged_contracts())


def parameter(definition, location=Location.QUERY, **facts):
    """Return a parameter called p."""
    style = "simple" if location in {Location.PATH, Location.HEADER} else "form"
    return Parameter(
        **{
            "name": "p",
            "location": location,
            "is_required": False,
            "schema": schema(definition, Number={"type": "integer"}),
            "style": style,
            "explode": style == "form",
            **facts,
        }
    )


def read(of, *texts, name="p"):
    """Parse the texts that were sent for one parameter."""
    operation = Operation(api="a", id="a", method="GET", path="/", parameters=(of,))
    pairs = [(name, text) for text in texts]
    found = parse_parameters(
        operation,
        path=dict(pairs) if of.location is Location.PATH else {},
        query=pairs if of.location is Location.QUERY else (),
        headers=pairs if of.location is Location.HEADER else (),
    )
    return found, getattr(found, of.location).get("p")


def refused(of, *texts, **options):
    """Return the message of the one violation."""
    found, _ = read(of, *texts, **options)
    (violation,) = found.violations
    return violation.message


@cases(
    "text, value",
    {
        "zero": ("0", 0),
        "five": ("5", 5),
        "bound": ("10000", 10000),
        "nineteen digits": ("1000000000000000000", 10**18),
        "negative": ("-5", -5),
    },
)
def test_integers_have_one_spelling(text, value):
    """The canonical decimal spelling is accepted."""
    assert read(parameter({"type": "integer"}), text)[1] == value


@cases(
    "text",
    {
        "plus": "+5",
        "plus as a blank": " 5",
        "blank behind": "5 ",
        "line break": "5\n",
        "leading zeros": "007",
        "minus zero": "-0",
        "underscore": "1_0",
        "Arabic digit": "\u0665",
        "fullwidth digit": "\uff15",
        "empty": "",
        "point": "5.0",
        "exponent": "1e1",
        "hexadecimal": "0x5",
        "null": "null",
        "true": "true",
        "NaN": "NaN",
        "list": "1,2",
        "null byte": "\x00",
        "two minus": "--5",
        "4301 digits": "1" * 4301,
        "twenty digits": "1" * 20,
        "surrogate": "\ud800",
    },
)
def test_other_spellings_of_integers_are_refused(text):
    """Spellings that `int()` accepts are refused too."""
    message = refused(parameter(BOUNDED), text)

    assert message.endswith("allowed is an integer in plain decimal digits, at most 19 of them")
    assert len(message) < 200
    assert message.isprintable()


@cases(
    "text, message",
    {
        "below": ("-1", "query parameter p is -1, allowed is minimum 0"),
        "above": ("10001", "query parameter p is 10001, allowed is maximum 10000"),
    },
)
def test_bounds_are_honoured(text, message):
    """The message for a value out of bounds has the bound."""
    assert refused(parameter(BOUNDED), text) == message


@cases(
    "text, value",
    {
        "integer": ("1", 1),
        "decimals": ("1.50", 1.5),
        "exponent": ("1E-2", 0.01),
        "negative": ("-0.5", -0.5),
        "zero": ("0", 0),
    },
)
def test_numbers_are_those_of_json(text, value):
    """A number has the spelling of JSON."""
    assert read(parameter({"type": "number"}), text)[1] == value


@cases(
    "text",
    {
        "NaN": "nan",
        "infinity": "inf",
        "too large": "1e400",
        "999": "1e999",
        "underscore": "1_0",
        "no digit before": ".5",
        "no digit behind": "5.",
        "plus": "+1.5",
        "zeros": "01.5",
        "comma": "1,5",
        "empty": "",
    },
)
def test_other_spellings_of_numbers_are_refused(text):
    """Other spellings that `float()` accepts are refused."""
    assert refused(parameter({"type": "number"}), text).endswith(
        "allowed is a number as JSON writes it"
    )


@cases("text", {"capitals": "TRUE", "digit": "1", "word": "yes", "empty": "", "blank": "true "})
def test_booleans_are_true_or_false(text):
    """Other spellings of booleans are refused."""
    assert read(parameter({"type": "boolean"}), "true")[1] is True
    assert read(parameter({"type": "boolean"}), "false")[1] is False
    assert refused(parameter({"type": "boolean"}), text).endswith("allowed is true or false")


@cases(
    "definition, text, valid",
    {
        "date-time": ({"type": "string", "format": "date-time"}, "2024-02-29T08:30:00Z", True),
        "no date-time": ({"type": "string", "format": "date-time"}, "2024-02-29", False),
        "date": ({"type": "string", "format": "date"}, "2024-02-30", False),
        "uuid": ({"type": "string", "format": "uuid"}, "x", False),
        "enum": ({"type": "string", "enum": ["a"]}, "b", False),
        "empty text": ({"type": "string"}, "", True),
        "text of digits": ({"type": "string"}, "007", True),
        "pattern": ({"type": "string", "pattern": "^[a-z]$"}, "ab", False),
        "empty null": ({"type": "integer", "nullable": True}, "", True),
    },
)
def test_texts_are_validated(definition, text, valid):
    """Formats, enums and patterns of parameters are checked."""
    found, _ = read(parameter(definition), text)

    assert (not found.violations) is valid


@cases(
    "definition, text, value",
    {
        "either, a number": ({"anyOf": [{"type": "integer"}, {"type": "boolean"}]}, "5", 5),
        "either, a boolean": ({"anyOf": [{"type": "integer"}, {"type": "boolean"}]}, "true", True),
        "text first": ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, "5", "5"),
        "part": ({"allOf": [{"type": "integer"}, {"minimum": 1}]}, "5", 5),
        "reference": (ref("Number"), "5", 5),
        "anything": ({}, "5", "5"),
        "neither": ({"anyOf": [{"type": "integer"}, {"type": "boolean"}]}, "x", None),
        "other spelling": ({"allOf": [{"type": "integer"}]}, "05", None),
    },
)
def test_parameters_without_a_type_of_their_own(definition, text, value):
    """The text is parsed as the first type that the schema accepts."""
    found, typed = read(parameter(definition), text)

    assert typed == value
    assert bool(found.violations) is (value is None)


def test_a_scalar_is_sent_once():
    """Neither the first nor the last of several values is used silently."""
    assert (
        refused(parameter(BOUNDED), "1", "2")
        == "query parameter p is sent 2 times, allowed is once"
    )
    assert (
        refused(parameter(BOUNDED), "1", "1")
        == "query parameter p is sent 2 times, allowed is once"
    )


def test_missing_and_unknown_parameters():
    """A missing required parameter is refused; an undocumented one is ignored."""
    assert refused(parameter({}, is_required=True)) == "query parameter p is missing"
    assert refused(parameter({}, Location.HEADER, is_required=True)) == "header p is missing"
    assert read(parameter({}))[0].query == {}
    assert read(parameter(BOUNDED), "x", name="P")[0].violations == ()
    assert read(parameter(BOUNDED), "x", name="p[]")[0].violations == ()


@cases(
    "definition, facts, texts, value",
    {
        "repeated": ({"items": {"type": "integer"}}, {}, ["1", "2"], [1, 2]),
        "one": ({"items": {"type": "integer"}}, {}, ["1"], [1]),
        "commas": ({"items": {"type": "integer"}}, {"explode": False}, ["1,2"], [1, 2]),
        "blanks": ({}, {"style": "spaceDelimited", "explode": False}, ["a b"], ["a", "b"]),
        "pipes": ({}, {"style": "pipeDelimited", "explode": False}, ["a|b,c"], ["a", "b,c"]),
        "empty": ({"items": {"type": "integer"}}, {"explode": False}, [""], []),
        "empty text": ({}, {}, [""], [""]),
        "items by reference": ({"items": ref("Number")}, {}, ["1"], [1]),
    },
)
def test_lists(definition, facts, texts, value):
    """Items are repeated parameters or in one text, as documented."""
    assert read(parameter({"type": "array", **definition}, **facts), *texts)[1] == value


@cases(
    "definition, facts, texts, message",
    {
        "item": (
            {"items": {"type": "integer"}},
            {},
            ["1", "x"],
            (
                'has the item "x", allowed are items that are an '
                "integer in plain decimal digits, at most 19 of them"
            ),
        ),
        "too many": ({"maxItems": 1}, {}, ["a", "b"], 'is ["a", "b"], allowed is maxItems 1'),
        "item out of bounds": (
            {"items": BOUNDED},
            {},
            ["1", "-1"],
            "is -1 at /1, allowed is minimum 0",
        ),
        "list twice": ({}, {"explode": False}, ["a", "b"], "is sent 2 times, allowed is once"),
        "a flood": ({}, {}, ["a"] * (MAX_ITEMS + 1), "has 1001 items"),
    },
)
def test_lists_that_are_refused(definition, facts, texts, message):
    """The message names the wrong item."""
    of = parameter({"type": "array", **definition}, **facts)

    assert refused(of, *texts) == f"query parameter p {message}"


PAGE = {
    "type": "object",
    "properties": {"offset": {"type": "integer"}, "word": {"type": "string"}},
    "required": ["offset"],
    "additionalProperties": False,
}


def deep(*pairs):
    """Parse a deepObject of these pairs."""
    of = parameter(PAGE, style="deepObject", explode=True)
    operation = Operation(api="a", id="a", method="GET", path="/", parameters=(of,))
    return parse_parameters(operation, path={}, query=pairs, headers=())


def test_deep_objects():
    """Each key is a parameter in brackets."""
    assert deep(("p[offset]", "5"), ("p[word]", "x")).query == {"p": {"offset": 5, "word": "x"}}
    assert deep(("p", "5"), ("pp[offset]", "5"), ("p[offset]5", "5")).query == {}


@cases(
    "pairs, message",
    {
        "twice": ([("p[offset]", "1"), ("p[offset]", "2")], "has offset twice"),
        "value": (
            [("p[offset]", "+5")],
            'has offset "+5", allowed is an integer in plain decimal digits, at most 19 of them',
        ),
        "missing": ([("p[word]", "x")], "lacks offset"),
        "unknown": (
            [("p[offset]", "1"), ("p[ofset]", "2")],
            'has the key "ofset" (did you mean "offset"?)',
        ),
    },
)
def test_deep_objects_that_are_refused(pairs, message):
    """The message names the wrong key."""
    (violation,) = deep(*pairs).violations

    assert violation.message == f"query parameter p {message}"


def test_brackets_inside_brackets_are_an_object_in_the_object():
    """`p[offset][x]` is judged: an offset is no object; what is no name in brackets is ignored."""
    (violation,) = deep(("p[offset][x]", "1")).violations

    assert violation.message.startswith('query parameter p is {"x": "1"} at /offset')
    assert deep(("p[" * 900, "1"), ("p[]", "1"), ("p[a]b]", "1")) == deep()


@cases(
    "texts, value",
    {"one": (["a"], "a"), "empty": ([""], ""), "repeated": (["a", "b"], "a, b")},
)
def test_headers_are_joined(texts, value):
    """A repeated header is one header whose texts are joined by commas (RFC 9110)."""
    of = parameter({"type": "string"}, Location.HEADER, is_required=True)

    assert read(of, *texts)[1] == value


def test_header_names_have_no_case():
    """A header is found in any case, and its value is stored under its lower-case name."""
    of = parameter({"type": "integer"}, Location.HEADER, name="X-Level")

    found, _ = read(of, "5", name="x-LEVEL")

    assert found.header == {"x-level": 5}


def test_lists_in_headers():
    """Blanks around the commas are ignored."""
    of = parameter({"type": "array", "items": {"type": "integer"}}, Location.HEADER)

    assert read(of, "1, 2", "3")[1] == [1, 2, 3]


def test_cookies():
    """A cookie is read from the Cookie header."""
    of = parameter({"type": "integer"}, Location.COOKIE)
    operation = Operation(api="a", id="a", method="GET", path="/", parameters=(of,))

    found = parse_parameters(
        operation, path={}, query=(), headers=[("Cookie", 'x=y; p="5"; broken'), ("cookie", "z=1")]
    )

    assert (found.cookie, found.violations) == ({"p": 5}, ())


@cases(
    "text, value",
    {
        "object": ('{"a": [1]}', {"a": [1]}),
        "list": ("[1, 2]", [1, 2]),
        "text": ('"x"', "x"),
        "number": ("5", 5),
    },
)
def test_parameters_that_are_json(text, value):
    """The text of a parameter with `content` is JSON."""
    kind = {"a": {}} if isinstance(value, dict) else {}

    assert read(parameter({"properties": kind}, style=JSON_STYLE), text)[1] == value


@cases(
    "text", {"syntax": "{", "depth": "[" * 1000, "twice": '{"a": 1, "a": 2}', "surrogate": "\ud800"}
)
def test_parameters_that_are_invalid_json(text):
    """JSON of parameters is parsed as strictly as that of bodies."""
    assert refused(parameter({}, style=JSON_STYLE), text).endswith("allowed is JSON")


def test_violations_are_data_first():
    """An answer of 400 can be made from the facts without parsing the sentence."""
    found, _ = read(parameter(BOUNDED), "+5")

    (violation,) = found.violations
    assert (violation.location, violation.name, violation.found) == (Location.QUERY, "p", "+5")
    assert violation.allowed == "an integer in plain decimal digits, at most 19 of them"


def test_every_violation_is_reported():
    """All mistakes of a request are reported at once, in the order of the document."""
    found = parse_parameters(
        JOBS,
        path={},
        query=[("page[limit]", "101"), ("page[offset]", "x"), ("filter", "")],
        headers=(),
    )

    assert [violation.name for violation in found.violations] == ["page[offset]", "page[limit]"]
    assert found.query == {"filter": ""}


def test_the_documented_request():
    """The curl command of the page sends the required header empty, which is accepted."""
    found = parse_parameters(
        IMPORT,
        path={"loyalty_club_slug": "infinity-mall", "import_id": "1"},
        query=(),
        headers=[("X-Loyalty-Club-Slug", ""), ("X-User-Agent", ""), ("Authorization", "")],
    )

    assert found.violations == ()
    assert found.path == {"loyalty_club_slug": "infinity-mall", "import_id": 1}
    assert found.header == {"x-loyalty-club-slug": "", "x-user-agent": ""}


@cases(
    "of, value, pairs",
    {
        "integer": (parameter(BOUNDED), 5, [("p", "5")]),
        "number": (parameter({}), 1.5, [("p", "1.5")]),
        "boolean": (parameter({}), True, [("p", "true")]),
        "text": (parameter({}), "a b&c", [("p", "a b&c")]),
        "null": (parameter({}), None, [("p", "")]),
        "repeated": (parameter({}), [1, "a"], [("p", "1"), ("p", "a")]),
        "commas": (parameter({}, explode=False), [1, 2], [("p", "1,2")]),
        "pipes": (parameter({}, style="pipeDelimited", explode=False), [1, 2], [("p", "1|2")]),
        "header": (parameter({}, Location.HEADER), [1, 2], [("p", "1,2")]),
        "deep": (
            parameter({}, style="deepObject"),
            {"a": 1, "b": "x"},
            [("p[a]", "1"), ("p[b]", "x")],
        ),
        "object": (parameter({}), {"a": 1}, [("a", "1")]),
        "json": (parameter({}, style=JSON_STYLE), "x", [("p", '"x"')]),
    },
)
def test_values_are_serialized(of, value, pairs):
    """A serialized value is parsed to the same value."""
    assert serialize_parameter(of, value) == pairs


def test_paths_are_expanded():
    """Each value, which is percent-encoded, is one segment; the rest is made to fit a path."""
    values = {"a": "m%2F%C3%BC%20l", "b-c": "1"}

    assert fill_path("/v3/{a}/x y/{b-c}", values) == "/v3/m%2F%C3%BC%20l/x%20y/1"


@pytest.mark.parametrize(
    ("name", "value"),
    [("id", 1), ("page", 2), ("X-Job-Id", "a"), ("x-job-id", "a"), ("other", None)],
)
def test_parameter_has_one_value_wherever_it_is_sent(name, value):
    """Path, query and headers are searched in this order; the case of a header has no meaning."""
    found = Parameters(path={"id": 1}, query={"id": 7, "page": 2}, header={"x-job-id": "a"})

    assert found.value_of(name) == value
