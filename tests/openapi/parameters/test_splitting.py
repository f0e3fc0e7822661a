"""OpenAPI's table of parameter styles ("Style Examples" of the Parameter Object), literally."""

from urllib.parse import unquote_plus

import pytest

from openapi.contract import Location, Operation, Parameter
from openapi.parameters.serialization import encode_parameter, parse_parameters
from tests.acceptance.cases import cases
from tests.openapi.schemas import ref, schema

BLACK = ["blue", "black", "brown"]
RGB = {"R": 100, "G": 200, "B": 150}
LIST = {"type": "array", "items": {"type": "string"}}
OBJECT = {"type": "object", "properties": {name: {"type": "integer"} for name in RGB}}
DEFINITIONS = {str: {"type": "string"}, list: LIST, dict: OBJECT}
PATH, QUERY, HEADER, COOKIE = Location.PATH, Location.QUERY, Location.HEADER, Location.COOKIE


def parameter(definition, location, style, *, explode, **facts):
    """Return a parameter called color."""
    return Parameter(
        **{
            "name": "color",
            "location": location,
            "is_required": True,
            "schema": schema(
                definition, List=LIST, Object=OBJECT, Ids={"type": "array", "items": {}}
            ),
            "style": style,
            "explode": explode,
            **facts,
        }
    )


def read(of, text, *others):
    """Parse one parameter from the text that its location has."""
    operation = Operation(api="a", id="a", method="GET", path="/", parameters=(of, *others))
    raw = text if of.location is QUERY else ""
    pairs = [part.partition("=")[::2] for part in raw.split("&") if part]
    return parse_parameters(
        operation,
        path={of.name: decoded(text)} if of.location is PATH else {},
        query=[(decoded(name), decoded(value)) for name, value in pairs],
        headers=[("Cookie" if of.location is COOKIE else of.name, text)],
        raw_query=raw,
    )


def decoded(text):
    """Return a text without percent-encoding."""
    return unquote_plus(text)


TABLE = {
    # location, style, explode, value: the text of the table
    "matrix": (PATH, "matrix", False, "blue", ";color=blue"),
    "matrix, empty": (PATH, "matrix", False, "", ";color"),
    "matrix, list": (PATH, "matrix", False, BLACK, ";color=blue,black,brown"),
    "matrix, object": (PATH, "matrix", False, RGB, ";color=R,100,G,200,B,150"),
    "matrix exploded": (PATH, "matrix", True, "blue", ";color=blue"),
    "matrix exploded, empty": (PATH, "matrix", True, "", ";color"),
    "matrix exploded, list": (PATH, "matrix", True, BLACK, ";color=blue;color=black;color=brown"),
    "matrix exploded, object": (PATH, "matrix", True, RGB, ";R=100;G=200;B=150"),
    "label": (PATH, "label", False, "blue", ".blue"),
    "label, empty": (PATH, "label", False, "", "."),
    "label, list": (PATH, "label", False, BLACK, ".blue,black,brown"),
    "label, object": (PATH, "label", False, RGB, ".R,100,G,200,B,150"),
    "label exploded": (PATH, "label", True, "blue", ".blue"),
    "label exploded, empty": (PATH, "label", True, "", "."),
    "label exploded, list": (PATH, "label", True, BLACK, ".blue.black.brown"),
    "label exploded, object": (PATH, "label", True, RGB, ".R=100.G=200.B=150"),
    "simple": (PATH, "simple", False, "blue", "blue"),
    "simple, list": (PATH, "simple", False, BLACK, "blue,black,brown"),
    "simple, object": (PATH, "simple", False, RGB, "R,100,G,200,B,150"),
    "simple exploded": (PATH, "simple", True, "blue", "blue"),
    "simple exploded, list": (PATH, "simple", True, BLACK, "blue,black,brown"),
    "simple exploded, object": (PATH, "simple", True, RGB, "R=100,G=200,B=150"),
    "header": (HEADER, "simple", False, "blue", "blue"),
    "header, list": (HEADER, "simple", False, BLACK, "blue,black,brown"),
    "header, object": (HEADER, "simple", False, RGB, "R,100,G,200,B,150"),
    "header exploded": (HEADER, "simple", True, "blue", "blue"),
    "header exploded, list": (HEADER, "simple", True, BLACK, "blue,black,brown"),
    "header exploded, object": (HEADER, "simple", True, RGB, "R=100,G=200,B=150"),
    "form": (QUERY, "form", False, "blue", "color=blue"),
    "form, empty": (QUERY, "form", False, "", "color="),
    "form, list": (QUERY, "form", False, BLACK, "color=blue,black,brown"),
    "form, object": (QUERY, "form", False, RGB, "color=R,100,G,200,B,150"),
    "form exploded": (QUERY, "form", True, "blue", "color=blue"),
    "form exploded, empty": (QUERY, "form", True, "", "color="),
    "form exploded, list": (QUERY, "form", True, BLACK, "color=blue&color=black&color=brown"),
    "form exploded, object": (QUERY, "form", True, RGB, "R=100&G=200&B=150"),
    "blanks, list": (QUERY, "spaceDelimited", False, BLACK, "color=blue%20black%20brown"),
    "blanks, object": (
        QUERY, "spaceDelimited", False, RGB, "color=R%20100%20G%20200%20B%20150"
    ),
    "blanks exploded, list": (
        QUERY, "spaceDelimited", True, BLACK, "color=blue&color=black&color=brown"
    ),
    "blanks exploded, object": (QUERY, "spaceDelimited", True, RGB, "R=100&G=200&B=150"),
    "pipes, list": (QUERY, "pipeDelimited", False, BLACK, "color=blue%7Cblack%7Cbrown"),
    "pipes, object": (QUERY, "pipeDelimited", False, RGB, "color=R%7C100%7CG%7C200%7CB%7C150"),
    "pipes exploded, list": (
        QUERY, "pipeDelimited", True, BLACK, "color=blue&color=black&color=brown"
    ),
    "pipes exploded, object": (QUERY, "pipeDelimited", True, RGB, "R=100&G=200&B=150"),
    "deepObject": (
        QUERY, "deepObject", True, RGB, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"
    ),
    "cookie": (COOKIE, "form", False, "blue", "color=blue"),
    "cookie, list": (COOKIE, "form", False, BLACK, "color=blue,black,brown"),
    "cookie, object": (COOKIE, "form", False, RGB, "color=R,100,G,200,B,150"),
    "cookie exploded": (COOKIE, "form", True, "blue", "color=blue"),
    "cookie exploded, list": (COOKIE, "form", True, BLACK, "color=blue; color=black; color=brown"),
    "cookie exploded, object": (COOKIE, "form", True, RGB, "R=100; G=200; B=150"),
}  # fmt: skip
"""Every cell; in cookies, members are separated as cookies are (RFC 6265)."""


@cases("location, style, explode, value, text", TABLE)
def test_the_table_is_read(location, style, explode, value, text):
    """A text of OpenAPI's table is read as the value in the same row."""
    of = parameter(DEFINITIONS[type(value)], location, style, explode=explode)

    found = read(of, text)

    assert found.violations == ()
    assert getattr(found, location)["color"] == value


@cases("location, style, explode, value, text", TABLE)
def test_the_table_is_written(location, style, explode, value, text):
    """A value is written as OpenAPI's table shows it, ready for a path or a query."""
    of = parameter(DEFINITIONS[type(value)], location, style, explode=explode)

    assert joined(encode_parameter(of, value), location) == text


def joined(pairs, location):
    """Return pairs as their location has them."""
    if location in {PATH, HEADER}:
        return ",".join(text for _, text in pairs)
    separator = "&" if location is QUERY else "; "
    return separator.join(f"{name}={text}" for name, text in pairs)


@cases(
    "location, style, explode, value, text",
    {
        "label of 3.0.3, list": (PATH, "label", False, BLACK, ".blue.black.brown"),
        "label of 3.0.3, object": (PATH, "label", False, RGB, ".R.100.G.200.B.150"),
        "pipes as they are": (QUERY, "pipeDelimited", False, BLACK, "color=blue|black|brown"),
        "plus for a blank": (QUERY, "spaceDelimited", False, BLACK, "color=blue+black+brown"),
        "encoded commas": (QUERY, "form", False, RGB, "color=R%2C100%2CG%2C200%2CB%2C150"),
        "brackets as they are": (
            QUERY, "deepObject", True, RGB, "color[R]=100&color[G]=200&color[B]=150"
        ),
        "cookies of 3.0": (COOKIE, "form", True, RGB, "R=100&G=200&B=150"),
        "list in a cookie of 3.0": (
            COOKIE, "form", True, BLACK, "color=blue&color=black&color=brown"
        ),
        "blanks in a header": (HEADER, "simple", False, BLACK, "blue, black ,brown"),
    },
)  # fmt: skip
def test_other_spellings_are_read(location, style, explode, value, text):
    """Spellings of earlier editions, and of common clients, have the same value."""
    of = parameter(DEFINITIONS[type(value)], location, style, explode=explode)

    assert getattr(read(of, text), location) == {"color": value}


@cases("location, style, explode, value, text", {
    name: case for name, case in TABLE.items() if not isinstance(case[3], str)
})  # fmt: skip
def test_each_cell_refuses_what_is_wrong(location, style, explode, value, text):
    """A member of the wrong type, and a color that is not sent, are refused in every style."""
    strict = {list: {"type": "array", "items": {"enum": BLACK[:2]}}, dict: OBJECT}[type(value)]
    of = parameter(strict, location, style, explode=explode)
    wrong = text.replace("150", "x")

    (violation,) = read(of, wrong).violations
    assert violation.location is location
    if location in {QUERY, COOKIE}:
        (missing,) = read(of, "").violations
        assert missing.message.endswith("parameter color is missing")


@pytest.mark.parametrize(
    "definition",
    [
        ref("Object"),
        {"allOf": [ref("Object")]},
        {"allOf": [{"required": ["R"]}, ref("Object")]},
        {"anyOf": [ref("Object")]},
        {"oneOf": [{"type": "integer"}, ref("Object")]},
        {"properties": {"R": {"allOf": [{"type": "integer"}]}}},
        {"type": "object", "additionalProperties": {"type": "integer"}},
    ],
)
@cases(
    "location, style, explode, text",
    {
        "form": (QUERY, "form", True, "R=100&G=200"),
        "form in one": (QUERY, "form", False, "color=R,100,G,200"),
        "deep": (QUERY, "deepObject", True, "color[R]=100&color[G]=200"),
        "simple": (PATH, "simple", True, "R=100,G=200"),
    },
)
def test_objects_are_objects_however_they_are_written(definition, location, style, explode, text):
    """References, combinations and maps are read as the object that they describe."""
    of = parameter(definition, location, style, explode=explode)

    found = read(of, text)

    assert found.violations == ()
    assert getattr(found, location)["color"]["R"] == 100


@cases(
    "definition, query, value",
    {
        "reference": ({"allOf": [ref("List")]}, "color=a&color=b", ["a", "b"]),
        "number or list": (
            {"oneOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]},
            "color=1&color=2",
            [1, 2],
        ),
        "number of the two": (
            {"oneOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]},
            "color=1",
            1,
        ),
        "list with bounds": (
            {"anyOf": [{"type": "array", "items": {"type": "integer"}, "minItems": 2}, {}]},
            "color=1&color=2",
            [1, 2],
        ),
    },
)
def test_lists_are_lists_however_they_are_written(definition, query, value):
    """A list behind a reference or in a choice is a list where it is sent as one."""
    found = read(parameter(definition, QUERY, "form", explode=True), query)

    assert (found.violations, found.query) == ((), {"color": value})


DEEP = {
    "type": "object",
    "properties": {
        "tags": {"type": "array", "items": {"type": "integer"}},
        "range": {"type": "object", "properties": {"min": {"type": "integer"}}},
    },
}


@cases(
    "query, value",
    {
        "items": ("color[tags]=1&color[tags]=2", {"tags": [1, 2]}),
        "one item": ("color[tags]=1", {"tags": [1]}),
        "empty brackets": ("color[tags][]=1&color[tags][]=2", {"tags": [1, 2]}),
        "indexes": ("color[tags][0]=1&color[tags][1]=2", {"tags": [1, 2]}),
        "nested": ("color[range][min]=1", {"range": {"min": 1}}),
        "unknown": ("color[x][y]=1", {"x": {"y": "1"}}),
    },
)
def test_deep_objects_have_lists_and_objects(query, value):
    """A member of a deepObject may be a list or an object itself."""
    assert read(parameter(DEEP, QUERY, "deepObject", explode=True), query).query == {"color": value}


@cases(
    "query, message",
    {
        "item": (
            "color[tags]=a",
            'has tags with the item "a", allowed are items that are an integer',
        ),
        "nested": ("color[range][min]=a", 'has range.min "a", allowed is an integer'),
        "no object": ("color[range]=a", 'has range "a", allowed is JSON'),
        "both": ("color[range]=1&color[range][min]=1", "both as a value and as an object"),
        "depth": (f"color{'[a]' * 17}=1", "is nested too deep"),
        "no index": ("color[tags][x]=1", "has tags[x]"),
        "nested twice": ("color[range][min]=1&color[range][min]=2", "has range.min twice"),
    },
)
def test_deep_objects_that_are_refused(query, message):
    """The message names the place in the object."""
    (violation,) = read(parameter(DEEP, QUERY, "deepObject", explode=True), query).violations

    assert message in violation.message


def test_members_of_an_exploded_object_are_not_other_parameters():
    """A map takes the names that no other parameter has."""
    of = parameter(
        {"type": "object", "additionalProperties": {"type": "integer"}}, QUERY, "form", explode=True
    )
    page = parameter({"type": "string"}, QUERY, "form", explode=True, name="page")

    found = read(of, "page=x&R=1", page)

    assert (found.violations, found.query) == ((), {"color": {"R": 1}, "page": "x"})


def test_undocumented_names_are_not_members_of_a_closed_object():
    """An object with properties takes those; other names are ignored as everywhere."""
    found = read(parameter(OBJECT, QUERY, "form", explode=True), "R=1&utm_source=x")

    assert (found.violations, found.query) == ((), {"color": {"R": 1}})


def test_an_encoded_comma_is_part_of_an_item():
    """RFC 6570: `a%2Cb,c` are two items; where that is not allowed, encoded commas separate."""
    of = parameter({"type": "array", "items": {"enum": ["a,b", "c"]}}, QUERY, "form", explode=False)
    numbers = parameter(
        {"type": "array", "items": {"type": "integer"}}, QUERY, "form", explode=False
    )

    assert read(of, "color=a%2Cb,c").query == {"color": ["a,b", "c"]}
    assert read(numbers, "color=1%2C2").query == {"color": [1, 2]}


@cases(
    "definition, query, found",
    {
        "flag": ({"type": "boolean"}, "color=", {}),
        "flag without equals sign": ({"type": "boolean"}, "color", {}),
        "text": ({"type": "string"}, "color=", {"color": ""}),
        "value": ({"type": "boolean"}, "color=true", {"color": True}),
        "list": ({"type": "array", "items": {"type": "integer"}}, "color=", {}),
    },
)
def test_empty_values_are_allowed_where_the_document_says_so(definition, query, found):
    """`allowEmptyValue`: an empty flag is valid, and has no typed value."""
    of = parameter(definition, QUERY, "form", explode=True, allows_empty=True)

    assert (read(of, query).query, read(of, query).violations) == (found, ())
    assert read(of, "color=maybe").violations or definition == {"type": "string"}


def test_reserved_characters_are_sent_as_they_are():
    """`allowReserved` leaves those that a query may have, but not what would end the value."""
    of = parameter({"type": "string"}, QUERY, "form", explode=True, allows_reserved=True)

    assert encode_parameter(of, "a/b?c:d&e=f#g+h i") == [("color", "a/b?c:d%26e%3Df%23g%2Bh%20i")]


def test_names_with_brackets():
    """`ids[]` is a name as any other."""
    of = parameter(LIST, QUERY, "form", explode=True, name="ids[]")

    assert encode_parameter(of, ["a", "b"]) == [("ids%5B%5D", "a"), ("ids%5B%5D", "b")]
    assert read(of, "ids[]=a&ids%5B%5D=b").query == {"ids[]": ["a", "b"]}
