"""Any bytes and any text of a request give a result, never an exception."""

from urllib.parse import quote

from hypothesis import example, given
from hypothesis import strategies as st

from openapi.contract import JSON_STYLE, Location, Operation, Parameter
from openapi.parameters.serialization import fill_path, parse_parameters, serialize_parameter
from openapi.routing import PathFlaw, Router
from tests.openapi.schemas import schema
from tests.packaged import packaged_contracts
from tests.properties.values import JSON_VALUES

CONTRACTS = packaged_contracts()
ROUTER = Router(CONTRACTS)
ANY_TEXT = st.one_of(
    st.text(max_size=30),
    st.text(alphabet=[*'0123456789+-.eE_ ,|[]{}":x\n\x00\u0665\uff15\ud800\u202e'], max_size=12),
    st.sampled_from(["9" * 4301, "true", "null", "1e999", "-0", "", "007"]),
)
PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from(
        [
            b"/",
            b"//",
            b"v3",
            b"subscriptions",
            b"members",
            b"imports",
            b"%2F",
            b"%",
            b"%00",
            b"..",
            b"%2e",
            b"%ff",
            b"1",
            b"%C3%A9",
            b"?",
            b"#",
        ]
    ),
)
NAMES = st.one_of(
    st.sampled_from(
        ["p", "P", "p[a]", "p[b]", "p[", "p[a][b]", "cookie", "page[offset]", "import_id"]
    ),
    st.text(max_size=5),
)
INTEGER = {"type": "integer", "minimum": -(10**18), "maximum": 10**18}
WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=",|"), min_size=1, max_size=8
)


def parameter(definition, location, style, *, explode):
    """Return a parameter called p."""
    return Parameter(
        name="p",
        location=location,
        is_required=True,
        schema=schema(definition),
        style=style,
        explode=explode,
    )


READABLE = [
    parameter(definition, location, style, explode=explode)
    for definition in (
        {},
        {"type": "string", "format": "date-time"},
        INTEGER,
        {"type": "number", "maximum": 5},
        {"type": "boolean"},
        {"type": ["integer", "null"]},
        {"type": "array", "items": INTEGER, "uniqueItems": True},
        {"type": "object", "properties": {"a": INTEGER}, "required": ["a"]},
        {"anyOf": [INTEGER, {"type": "boolean"}]},
        {"type": "string", "pattern": "^(a+)+$"},
    )
    for location in Location
    for style, explode in (
        ("form", True),
        ("form", False),
        ("simple", False),
        ("spaceDelimited", False),
        ("pipeDelimited", False),
        ("deepObject", True),
        (JSON_STYLE, False),
    )
]


def read(of, pairs):
    """Parse one parameter from pairs of names and texts."""
    operation = Operation(api="a", id="a", method="GET", path="/", parameters=(of,))
    return parse_parameters(
        operation,
        path=dict(pairs) if of.location is Location.PATH else {},
        query=pairs if of.location is Location.QUERY else (),
        headers=pairs if of.location in {Location.HEADER, Location.COOKIE} else (),
    )


@given(st.sampled_from(READABLE), st.lists(st.tuples(NAMES, ANY_TEXT), max_size=4))
def test_any_text_is_a_value_or_a_violation(of, pairs):
    """Any text for any parameter is a value or a violation with a one-line message."""
    found = read(of, pairs)

    for violation in found.violations:
        assert violation.message.isprintable()
        assert violation.message.encode()
        assert violation.found.isprintable()
        assert len(violation.message) < 1000
    assert len(getattr(found, of.location)) + len(found.violations) == 1


@given(
    st.sampled_from([each.operations[0] for each in CONTRACTS]),
    st.lists(st.tuples(NAMES, ANY_TEXT)),
)
def test_any_text_for_the_packaged_operations(operation, pairs):
    """The same holds for all parameters of the packaged operations at once."""
    found = parse_parameters(operation, path=dict(pairs), query=pairs, headers=pairs)

    assert all(violation.message for violation in found.violations)


@given(st.integers(-(10**18), 10**18), st.sampled_from([*Location]))
def test_integers_come_back(value, location):
    """A serialized integer is parsed to the same value."""
    of = parameter(INTEGER, location, "simple", explode=False)

    assert back(of, value) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back(value):
    """Numbers are equal to the last bit."""
    assert back(parameter({"type": "number"}, Location.QUERY, "form", explode=True), value) == value


@given(st.booleans())
def test_booleans_come_back(value):
    """A boolean stays a boolean."""
    assert (
        back(parameter({"type": "boolean"}, Location.QUERY, "form", explode=True), value) is value
    )


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_texts_come_back(value):
    """Texts are equal character by character."""
    assert back(parameter({"type": "string"}, Location.QUERY, "form", explode=True), value) == value


@given(
    st.lists(WORDS.filter(lambda word: " " not in word), min_size=1),
    st.sampled_from(
        [("form", True), ("form", False), ("pipeDelimited", False), ("spaceDelimited", False)]
    ),
)
def test_lists_come_back(value, style):
    """Lists are equal in every style, if no item contains the separator."""
    definition = {"type": "array", "items": {"type": "string"}}

    assert back(parameter(definition, Location.QUERY, style[0], explode=style[1]), value) == value


@given(st.dictionaries(WORDS.filter(lambda word: not set("[]") & set(word)), WORDS, min_size=1))
def test_deep_objects_come_back(value):
    """Each key is in its brackets."""
    of = parameter({"type": "object"}, Location.QUERY, "deepObject", explode=True)

    assert back(of, value) == value


@given(JSON_VALUES)
def test_json_comes_back(value):
    """A parameter with `content` carries any JSON value."""
    assert repr(back(parameter({}, Location.QUERY, JSON_STYLE, explode=False), value)) == repr(
        value
    )


def back(of, value):
    """Serialize a value and parse it again."""
    pairs = serialize_parameter(of, value)
    if of.location is Location.COOKIE:
        pairs = [("Cookie", f"{name}={text}") for name, text in pairs]
    found = read(of, pairs)
    assert found.violations == ()
    return getattr(found, of.location)["p"]


@given(st.lists(PIECES).map(b"".join), st.booleans())
@example(b"", False)  # noqa: FBT003
@example(b"/%", True)  # noqa: FBT003
def test_any_bytes_are_routed(path, with_slash):
    """No bytes raise an exception, and an invalid path matches no operation."""
    route = ROUTER.find(b"/" + path if with_slash else path)

    assert not (route.path_flaw and route.operations)
    assert not (route.operations and route.contract is None)
    assert route.path_flaw is None or isinstance(route.path_flaw, PathFlaw)


PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/"), min_size=1)


@given(
    PLAIN.filter(lambda text: text not in {".", ".."}),
    PLAIN.filter(lambda text: text not in {".", ".."}),
)
def test_expanded_paths_are_routed(slug, number):
    """With any path parameters, an expanded path matches its operation and gives them back."""
    operation = CONTRACTS[1].operations[0]

    values = {"loyalty_club_slug": slug, "import_id": number}
    path = fill_path(operation.path, {name: quote(text, safe="") for name, text in values.items()})

    assert ROUTER.find(path.encode()).path_values == {
        "loyalty_club_slug": slug,
        "import_id": number,
    }
