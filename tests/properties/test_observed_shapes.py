"""Properties of observed shapes: merging, and schemas that describe everything that was merged."""

from dataclasses import replace

from hypothesis import event, given
from hypothesis import strategies as st

from contracts.observations.shapes.shape import EMPTY, Shape, merge, merge_all, shape_of
from contracts.observations.shapes.texts import Texts
from contracts.results.learned.schemas import schema_of
from contracts.results.learned.unions import union_of
from openapi.contract import Schema
from openapi.schema.validation import validator_for
from tests.properties.values import JSON_VALUES

WORDS = st.sampled_from(["open", "closed", "2024-05-01", "2024-05-01T10:00:00Z", "", "a b", "7"])
KEYS = st.sampled_from(["id", "status", "items", "token", "type", "2024-05-01", "7", "8", "9"])
ALIKE = st.recursive(
    st.one_of(WORDS, st.integers(-3, 3), st.floats(0, 9), st.none(), st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=20,
)
"""Values that are alike, as those of one API are."""

SCALARS = st.one_of(WORDS, st.integers(-3, 3), st.none())
FLAT = st.one_of(SCALARS, st.dictionaries(KEYS, SCALARS, max_size=3))
"""Small values, for lists of many."""

VALUES = st.one_of(JSON_VALUES, ALIKE)


def without_counts(shape: Shape | None) -> Shape | None:
    """Return a shape with every count as one: what it says apart from how often."""
    if shape is None:
        return None
    texts = shape.texts
    if texts is not None:
        values = None if texts.values is None else dict.fromkeys(sorted(texts.values), 1)
        texts = Texts(values=values, formats=texts.formats)
    return replace(
        shape,
        types=dict.fromkeys(sorted(shape.types), 1),
        members={key: without_counts(each) for key, each in sorted(shape.members.items())},
        others=without_counts(shape.others),
        items=without_counts(shape.items),
        tags={
            name: kinds and {text: without_counts(each) for text, each in sorted(kinds.items())}
            for name, kinds in sorted(shape.tags.items())
        },
        texts=texts,
    )


def is_valid(value, schema) -> bool:
    """Whether a value is valid against the tree of a schema."""
    root = {"schema": schema}
    return validator_for(Schema(definition=schema, pointer="/schema", root=root)).is_valid(value)


@given(st.lists(VALUES, max_size=3), st.lists(VALUES, max_size=3), st.lists(VALUES, max_size=3))
def test_shapes_are_merged_in_any_grouping(one, two, three):
    """A recording that is read in parts has the shape of the whole one."""
    a, b, c = (merge_all(map(shape_of, values)) for values in (one, two, three))

    assert merge(merge(a, b), c) == merge(a, merge(b, c))


@given(VALUES, VALUES)
def test_shapes_are_merged_in_any_order(one, other):
    """What comes first makes no difference."""
    a, b = shape_of(one, 1), shape_of(other, 2)

    assert merge(a, b) == merge(b, a)
    assert merge(a, EMPTY) == a


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_merging_a_shape_with_itself_changes_counts_only(values):
    """The same answer again says nothing new."""
    shape = merge_all(map(shape_of, values))

    assert without_counts(merge(shape, shape)) == without_counts(shape)


@given(st.lists(VALUES, min_size=1, max_size=6))
def test_everything_that_was_seen_is_valid_against_the_learned_schema(values):
    """A learned schema never refuses what it was learned from."""
    schema = schema_of(merge_all(map(shape_of, values)))

    assert [value for value in values if not is_valid(value, schema)] == []


@given(st.lists(st.tuples(st.sampled_from(["card", "iban", "cash"]), FLAT), min_size=16))
def test_closed_sets_formats_and_unions_are_true_of_everything_that_was_seen(pairs):
    """Proposals that need many values refuse none of them."""
    alike = [{"status": value, "id": value} for _, value in pairs]
    kinds = [{"type": kind, kind: value, "data": {kind: value}} for kind, value in pairs]
    event("union" if union_of(shape_of(kinds).items) else "one kind")
    body = [alike, kinds, [value for _, value in pairs]]

    assert is_valid(body, {"prefixItems": [schema_of(shape_of(each)) for each in body]})
