"""The validator that decides and the validator that explains agree."""

from contextlib import suppress

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from openapi.errors import ContractError
from openapi.json.formats import FORMATS
from openapi.json.pointers import iter_values, removed, replaced, resolve
from openapi.loading.complaints import Complaints
from openapi.loading.upgrading.repairs import repaired
from openapi.loading.yaml import YamlFile, parse_yaml
from openapi.schema.conversion import json_schema_of
from openapi.schema.examples import documented_examples, generate_example
from openapi.schema.validation import SchemaValidator, validator_for
from tests.openapi.documents import PETS
from tests.openapi.schemas import schema
from tests.packaged import packaged_contracts
from tests.properties.values import JSON_VALUES, TEXTS

EXAMPLES = [found for contract in packaged_contracts() for found in documented_examples(contract)]
MOMENTS = st.one_of(
    st.sampled_from(
        ["2018-07-30T11:23:08.417Z", "2018-07-30", "waiting_for_retry", "finished", "store"]
    ),
    st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"),
    st.uuids().map(str),
    TEXTS,
)
VALUES = st.one_of(JSON_VALUES, MOMENTS)

_KEYWORDS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["string", "integer", "number", "boolean", "object", "array"]),
        "nullable": st.booleans(),
        "enum": st.lists(
            st.one_of(st.none(), st.booleans(), st.integers(-2, 2), TEXTS), min_size=1, max_size=3
        ),
        "minimum": st.integers(-3, 3),
        "maximum": st.floats(-3, 3),
        "exclusiveMinimum": st.booleans(),
        "exclusiveMaximum": st.booleans(),
        "multipleOf": st.sampled_from([1, 2, 0.1, 0.01, 0.5]),
        "minLength": st.integers(0, 3),
        "maxLength": st.integers(0, 3),
        "pattern": st.sampled_from(
            ["^a", "\\d", "^\\w+$", "^$", "\\s", "^.{2}$", "[^é]", "\\p{L}"]
        ),
        "format": st.sampled_from([*FORMATS, "int32", "int64", "hostname", "byte"]),
        "minItems": st.integers(0, 2),
        "uniqueItems": st.booleans(),
        "maxProperties": st.integers(0, 2),
        "required": st.lists(st.sampled_from(["a", "b"]), min_size=1, unique=True),
    },
)
SCHEMAS = st.recursive(
    st.one_of(_KEYWORDS, st.just({"$ref": "#/components/schemas/Tree"})),
    lambda inner: st.builds(
        lambda own, more: {**own, **more},
        _KEYWORDS,
        st.fixed_dictionaries(
            {},
            optional={
                "properties": st.dictionaries(
                    st.sampled_from(["a", "b", "$ref", "x-a"]), inner, max_size=2
                ),
                "items": inner,
                "additionalProperties": st.one_of(inner, st.booleans()),
                "allOf": st.lists(inner, min_size=1, max_size=2),
                "anyOf": st.lists(inner, min_size=1, max_size=2),
                "oneOf": st.lists(inner, min_size=1, max_size=2),
                "not": inner,
            },
        ),
    ),
    max_leaves=6,
)
TREE = {
    "type": "object",
    "properties": {"a": {"$ref": "#/components/schemas/Tree"}},
    "nullable": True,
}


def agree(validator, value):
    """Assert that decision and explanation agree, and that messages are printable."""
    violations = validator.violations(value)
    assert validator.is_valid(value) is not bool(violations)
    for violation in violations:
        resolve(value, violation.pointer)
        assert violation.message.isprintable()
        assert violation.allowed


@given(SCHEMAS, VALUES)
def test_any_value_against_any_schema(definition, value):
    """A refusal always has a reason, and a valid value never."""
    agree(validator_for(schema(definition, Tree=TREE)), value)


@given(SCHEMAS.filter(lambda s: "pattern" not in str(s) and "multipleOf" not in str(s)), VALUES)
def test_two_validators_agree(definition, value):
    """Jsonschema alone gives the same result, regular expressions and decimals aside."""
    meant = json_schema_of(schema(definition, Tree=TREE))
    checker = jsonschema.FormatChecker(formats=())
    for name, holds in FORMATS.items():
        checker.checks(name)(lambda text, holds=holds: not isinstance(text, str) or holds(text))
    other = jsonschema.Draft202012Validator(meant, format_checker=checker)

    assert SchemaValidator(meant).is_valid(value) is other.is_valid(value)


@given(st.sampled_from(EXAMPLES), VALUES)
def test_any_value_against_the_packaged_schemas(found, value):
    """The same holds for the packaged contracts."""
    agree(validator_for(found.media_type.schema), value)


@given(st.data(), st.sampled_from(EXAMPLES), VALUES)
def test_documented_examples_with_a_change(data, found, value):
    """The same holds for nearly correct bodies, which real servers send."""
    pointer = data.draw(
        st.sampled_from([pointer for pointer, _ in iter_values(found.example.value)])
    )
    body = replaced(found.example.value, pointer, value)

    agree(validator_for(found.media_type.schema), body)


@given(SCHEMAS)
def test_generated_examples_are_valid(definition):
    """A generated example is valid against its schema."""
    where = schema(definition, Tree=TREE)
    with suppress(ValueError):
        assert validator_for(where).is_valid(generate_example(where))


@given(st.data(), VALUES)
def test_changed_documents_are_valid_or_refused(data, value):
    """A document with one wrong value passes, or is refused with a message."""
    file = parse_yaml(PETS, file="d.yaml")
    pointer = data.draw(
        st.sampled_from([pointer for pointer, _ in iter_values(file.tree) if pointer])
    )
    tree = data.draw(
        st.sampled_from([replaced(file.tree, pointer, value), removed(file.tree, pointer)])
    )
    try:
        changed = YamlFile(tree=tree, lines=file.lines, file=file.file)
        repaired(changed, "3.0", Complaints(is_strict=True))
        message = "d.yaml:"
    except ContractError as error:
        message = str(error)

    assert "d.yaml:" in message
