"""Tests of what operations accept: less breaks, more does not."""

import pytest

from tests.contracts.traffic import documented, drifted, exchange, members, seen, tree


def parameter(name="q", schema=None, **more):
    """Return a query parameter."""
    return {"name": name, "in": "query", "schema": schema or {"type": "string"}, **more}


def documents(folder, one, other):
    """Return how the operation of one document differs from another's."""
    sides = [
        documented(folder, tree({}, **operation), f"{name}.json")
        for name, operation in (("a", one), ("b", other))
    ]
    return drifted(*sides)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ([], [parameter()], ["minor certain parameter-new query q"]),
        ([], [parameter(required=True)], ["breaking certain parameter-required query q"]),
        ([parameter()], [], ["likely certain parameter-gone query q"]),
        (
            [parameter()],
            [parameter(required=True)],
            ["breaking certain parameter-required query q"],
        ),
        (
            [parameter()],
            [parameter(schema={"type": "integer"})],
            ["breaking certain request-narrowed query q"],
        ),
        ([parameter(schema={"type": "integer"})], [parameter()], []),
        (
            [parameter(schema={"enum": ["a", "b"]})],
            [parameter(schema={"enum": ["a"]})],
            ["breaking certain request-narrowed query q"],
        ),
    ],
)
def test_parameters(tmp_path, one, other, found):
    """A text in a query may be read as any type, so only a narrower one breaks."""
    assert documents(tmp_path, {"parameters": one}, {"parameters": other}) == found


def body(schema, **more):
    """Return an operation with a request body."""
    return {"requestBody": {"content": {"application/json": {"schema": schema}}, **more}}


TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (
            members(a=TEXT),
            members(("b",), a=TEXT, b=TEXT),
            "breaking certain parameter-required /b",
        ),
        (members(a=TEXT), members(a=TEXT, b=TEXT), "minor certain parameter-new /b"),
        (members(a=TEXT, b=TEXT), members(a=TEXT), "likely certain parameter-gone /b"),
        (members(a=TEXT), members(("a",), a=TEXT), "breaking certain parameter-required /a"),
        (
            members(a=TEXT),
            members(a={"type": "integer"}),
            "breaking certain request-narrowed /a",
        ),
        (
            members(a={"type": ["string", "null"]}),
            members(a=TEXT),
            "likely certain request-narrowed /a",
        ),
        (
            members(a={"enum": ["x", "y"]}),
            members(a={"enum": ["x"]}),
            "breaking certain request-narrowed /a",
        ),
    ],
)
def test_bodies(tmp_path, one, other, found):
    """What the first side accepts must be accepted by the second."""
    assert documents(tmp_path, body(one), body(other)) == [found]


def test_a_body_that_becomes_required(tmp_path):
    """A client that sends none breaks."""
    found = documents(tmp_path, {}, body(members(), required=True))

    assert found == ["breaking certain parameter-required request"]


def test_credentials(tmp_path):
    """An operation that was open and needs a key breaks; other names of schemes do not."""

    def secured(name, key):
        document = tree({}, security=[{name: []}])
        schemes = {name: {"type": "apiKey", "in": "header", "name": key}}
        return {**document, "components": {"securitySchemes": schemes}}

    plain = documented(tmp_path, tree({}), "open.json")
    one = documented(tmp_path, secured("key", "X-Key"), "a.json")
    same = documented(tmp_path, secured("other", "X-Key"), "b.json")
    changed = documented(tmp_path, secured("key", "X-Other"), "c.json")

    assert drifted(plain, one) == ["breaking certain security-changed request"]
    assert drifted(one, plain) == []
    assert drifted(one, same) == []
    assert drifted(one, changed) == ["likely certain security-changed request"]


def test_requests_that_lack_a_required_parameter(tmp_path):
    """They were accepted, but by the document they are not."""
    side = documented(tmp_path, tree({}, parameters=[parameter(required=True)]))
    one = seen(exchange("/orders", {}), exchange("/orders?q=x", {}, number=2))

    assert drifted(one, side) == ["likely certain parameter-required query q"]


NARROWER = [
    ({"type": "integer", "maximum": 25}, {"type": "integer", "maximum": 10}),
    ({"type": "integer", "minimum": 1}, {"type": "integer", "minimum": 5}),
    ({"type": "integer"}, {"type": "integer", "exclusiveMinimum": 5}),
    (TEXT, {"type": "string", "enum": ["a", "b"]}),
    (TEXT, {"type": "string", "maxLength": 5}),
    (TEXT, {"type": "string", "pattern": "^a"}),
    (
        {"anyOf": [{"type": "integer", "maximum": 25}, {"type": "null"}]},
        {"anyOf": [{"type": "integer", "maximum": 10}, {"type": "null"}]},
    ),
]


@pytest.mark.parametrize(("wide", "narrow"), NARROWER)
def test_fewer_values_of_the_same_type_break(tmp_path, wide, narrow):
    """A bound, a length, a set or a pattern refuses what a client sent; more does no harm."""
    params = [{"parameters": [parameter(schema=each)]} for each in (wide, narrow)]
    bodies = [body(members(a=each)) for each in (wide, narrow)]

    assert documents(tmp_path, *params) == ["breaking certain request-narrowed query q"]
    assert documents(tmp_path, *params[::-1]) == []
    assert documents(tmp_path, *bodies) == ["breaking certain request-narrowed /a"]
    assert documents(tmp_path, *bodies[::-1]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"type": "integer", "exclusiveMinimum": 0}, {"type": "integer", "minimum": 1}),
        ({"type": "integer"}, {"type": "integer", "maximum": 2**63 - 1}),
        ({"enum": [1, 2]}, {"type": "integer", "maximum": 10}),
        ({"type": "boolean"}, {"type": "boolean", "enum": [True, False]}),
        (TEXT, {"type": "string", "minLength": 0, "maximum": 5}),
        ({"type": "string", "format": "uuid"}, {"type": "string", "maxLength": 36}),
    ],
)
def test_limits_that_refuse_nothing_are_no_change(tmp_path, one, other):
    """The same said in other words breaks no client."""
    params = [{"parameters": [parameter(schema=each)]} for each in (one, other)]

    assert documents(tmp_path, *params) == []
    assert documents(tmp_path, body(members(a=one)), body(members(a=other))) == []


def test_limits_of_answers_are_not_compared(tmp_path):
    """A wider bound of an answer is no promise of this comparison."""
    sides = [
        documented(tmp_path, tree(members(a={"type": "integer", "maximum": top})), f"{top}.json")
        for top in (5, 9)
    ]

    assert drifted(*sides) == []
    assert drifted(*sides[::-1]) == []
