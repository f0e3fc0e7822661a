"""A generated answer is found where there is one by construction, and is valid."""

from math import gcd

from hypothesis import example, given, settings
from hypothesis import strategies as st

from openapi.json.equality import canonical_text
from openapi.json.parsing import dump_json
from openapi.schema.examples import generate_example
from openapi.schema.generation.bounds import NoExampleError
from openapi.schema.generation.merging import merged
from openapi.schema.validation import validator_for
from tests.openapi.schemas import ref, schema
from tests.properties.test_openapi_validation import SCHEMAS, TREE, VALUES
from tests.thorough import tries

NAMES = st.sampled_from(["a", "b", "email", "created_at", "price", "key0"])
PATTERNS = st.sampled_from(
    [
        ("^[A-Z]{3}$", "ABC"),
        ("^[a-z0-9]+(?:-[a-z0-9]+)*$", "a-b"),
        ("^(?=.*[A-Z])(?=.*\\d).{8,}$", "Passw0rd"),
        ("^\\+?[1-9]\\d{1,14}$", "+123"),
        ("^-?\\d{0,8}(?:\\.\\d{0,2})?$", "1.5"),
        ("\\d", "1"),
        ("^(a|b|cd)\\1$", "aa"),
        ("^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$", "a@b.c"),
        ("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
         "00000000-0000-0000-0000-000000000000"),
        ("^\\p{Lu}\\p{L}*$", "Ab"),
        ("^(?!text)[a-z]+$", "other"),
        ("^.{2,5}$", "abc"),
        ("^(https?|ftp)://[^/]+/.*$", "https://x/"),
        ("^$", ""),
    ]
)  # fmt: skip


@st.composite
def strings(draw):
    """Return a schema of texts with one of them."""
    pattern, value = draw(PATTERNS)
    return draw(
        st.sampled_from(
            [
                ({"type": "string", "pattern": pattern}, value),
                (
                    {"type": "string", "pattern": pattern, "maxLength": max(len(value), 8)},
                    value,
                ),
                ({"type": "string", "minLength": len(value), "maxLength": len(value)}, value),
                ({"type": "string", "format": "date"}, "2024-02-29"),
                ({"enum": [value, "b"]}, value),
                ({"const": value}, value),
            ]
        )
    )


@st.composite
def integers(draw):
    """Return a schema of numbers with one of them."""
    value = draw(st.integers(-(2**60), 2**60) | st.integers(-9, 9))
    below, above = draw(st.integers(0, 3)), draw(st.integers(0, 3))
    made = {"type": "integer", "minimum": value - below, "maximum": value + above}
    if draw(st.booleans()):
        # An odd divisor of the value, so that the grid has at least this point.
        made["multipleOf"] = max(1, gcd(value, 3 * 5 * 7))
    return made, value


@st.composite
def decimals(draw):
    """Return a schema of decimals with one of them."""
    value = draw(st.integers(-10_000, 10_000)) / 100
    made = {"type": "number", "minimum": value, "maximum": value + draw(st.integers(0, 1))}
    return draw(st.sampled_from([made, {**made, "multipleOf": 0.01}])), value


SCALARS = st.one_of(
    strings(), integers(), decimals(), st.just(({"type": "boolean"}, True)),
    st.just(({"type": "null"}, None)),
)  # fmt: skip


def valid(pair):
    """Whether the value of a pair is valid, which the construction does not promise for all."""
    definition, value = pair
    return validator_for(schema(definition)).is_valid(value)


@st.composite
def objects(draw, inner):
    """Return a schema of objects with one of them."""
    members = draw(st.dictionaries(NAMES, inner, max_size=3))
    made = {
        "type": "object",
        "properties": {name: each for name, (each, _) in members.items()},
        "required": draw(st.lists(st.sampled_from([*members]), unique=True)) if members else [],
    }
    value = {name: each for name, (_, each) in members.items()}
    names = [*members]
    extra = draw(
        st.sampled_from(
            [
                {},
                {"additionalProperties": False},
                {"minProperties": len(members)},
                {"maxProperties": max(len(members), 1)},
                {"dependentRequired": dict.fromkeys(names, names)},
                {"dependentSchemas": {name: {"required": names} for name in names}},
                {"propertyNames": {"pattern": "^[a-z0-9_]+$"}, "minProperties": len(members)},
                {"not": {"required": ["never"]}},
                {"not": {"properties": {"a": {"const": "text"}}, "required": ["a"]}},
            ]
        )
    )
    return {**made, **extra}, value


@st.composite
def arrays(draw, inner):
    """Return a schema of lists with one of them."""
    pairs = draw(st.lists(inner, min_size=1, max_size=3))
    first, item = pairs[0]
    values = [each for _, each in pairs]
    is_unique = len({*map(canonical_text, values)}) == len(values)
    choices = [
        ({"type": "array", "items": first, "minItems": 1}, [item]),
        ({"type": "array", "items": first, "maxItems": 1}, [item]),
        ({"type": "array", "contains": first}, [item]),
        ({"type": "array", "items": {"anyOf": [s for s, _ in pairs]}, "minItems": len(pairs)},
         values),
        ({"type": "array", "prefixItems": [s for s, _ in pairs], "items": False,
          "minItems": len(pairs)}, values),
    ]  # fmt: skip
    if is_unique:
        choices.append(
            (
                {
                    "type": "array",
                    "items": {"enum": values},
                    "minItems": len(pairs),
                    "uniqueItems": True,
                },
                values,
            )
        )
    return draw(st.sampled_from(choices))


@st.composite
def unions(draw, inner):
    """Return a schema of several branches with a value of one of them."""
    (one, value), (two, _) = draw(inner), draw(inner)
    return draw(
        st.sampled_from(
            [
                ({"anyOf": [two, one]}, value),
                ({"oneOf": [one, two]}, value),
                ({"oneOf": [two, one]}, value),
                ({"allOf": [one, {"not": two}]}, value),
                ({"allOf": [one, {"description": "both"}]}, value),
                ({"allOf": [one], "anyOf": [two, one]}, value),
                ({"if": two, "then": {"not": {}}, "else": one}, value),
                ({"if": one, "then": one, "else": two}, value),
                ({"allOf": [one, {"if": two, "then": two}]}, value),
            ]
        )
    )


PAIRS = st.recursive(
    SCALARS, lambda inner: st.one_of(objects(inner), arrays(inner), unions(inner)), max_leaves=5
)


CHOICE = {"oneOf": [{"type": "boolean"}, {"type": "null"}]}
TWO_PARTS_WITH_ONE_BRANCH = {"allOf": [CHOICE], "anyOf": [{"type": "string"}, CHOICE]}


@settings(max_examples=tries(40))
@given(PAIRS.filter(valid))
def test_a_schema_that_has_a_value_by_construction_gets_one(pair):
    """Whatever is combined, a value is found, and the validator accepts it."""
    definition, _ = pair
    where = schema(definition)

    assert validator_for(where).is_valid(generate_example(where))


@settings(max_examples=tries(40))
@given(PAIRS.filter(valid), st.integers(0, 2**32))
@example((TWO_PARTS_WITH_ONE_BRANCH, True), 0)
def test_a_varied_value_is_valid(pair, seed):
    """Whatever the seed, the value is valid, and another call gives the same one."""
    where = schema(pair[0])
    found = generate_example(where, seed=seed, is_varied=True)

    assert validator_for(where).is_valid(found)
    assert dump_json(generate_example(where, seed=seed, is_varied=True)) == dump_json(found)


@given(PAIRS.filter(valid))
def test_a_schema_without_a_value_is_refused(pair):
    """The search ends with an error that the callers expect."""
    definition, _ = pair
    where = schema({"allOf": [definition, {"not": definition}]})

    try:
        found = generate_example(where)
    except NoExampleError as error:
        assert "no example can be derived" in str(error)  # noqa: PT017 - both ends are right
    else:
        raise AssertionError(found)


@given(SCHEMAS, st.integers(0, 3))
def test_any_schema_gets_a_valid_value_or_an_error(definition, seed):
    """For any seed the value is valid and the same each time."""
    where = schema(definition, Tree=TREE)
    try:
        value = generate_example(where, seed=seed)
    except NoExampleError:
        return

    assert validator_for(where).is_valid(value)
    assert generate_example(where, seed=seed) == value


@given(st.lists(SCHEMAS, min_size=1, max_size=3), VALUES)
def test_merging_an_all_of_keeps_its_meaning(parts, value):
    """A merged schema accepts what all its parts accept, and nothing else."""
    whole = schema({"allOf": parts}, Tree=TREE)
    united = merged(whole.root, whole.definition)

    assert validator_for(whole).is_valid(value) is validator_for(
        schema_like(whole, united)
    ).is_valid(value)


def schema_like(whole, definition):
    """Return a schema with the same references."""
    return type(whole)(definition=definition, pointer=whole.pointer, root=whole.root)


def test_a_list_has_three_different_items():
    """Documented values of the items are used in turn, generated ones differ."""
    pet = {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "status": {"enum": ["new", "sold"]},
            "email": {"type": "string", "format": "email"},
        },
    }

    assert generate_example(schema({"type": "array", "items": ref("Pet")}, Pet=pet)) == [
        {"id": 1, "status": "new", "email": "user@example.com"},
        {"id": 2, "status": "sold", "email": "user1@example.com"},
        {"id": 3, "status": "new", "email": "user2@example.com"},
    ]
