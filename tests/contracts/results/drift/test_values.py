"""Tests of types, null, closed sets, formats and precision."""

import pytest

from tests.contracts.traffic import answers, documented, drifted, members, tree

MANY = 20


def documents(folder, one, other):
    """Return how one member's schema differs from another's."""
    sides = [
        documented(folder, tree(members(("a",), a=schema)), f"{name}.json")
        for name, schema in (("a", one), ("b", other))
    ]
    return drifted(*sides)


def seen(*values):
    """Return a side whose answers have these values of a member."""
    return answers(*[{"a": value} for value in values])


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({"type": "string"}, {"type": "integer"}, "breaking certain type-changed /a"),
        ({"type": "integer"}, {"type": "number"}, "likely certain number-format /a"),
        ({"type": "string"}, {"type": ["string", "null"]}, "likely certain null-new /a"),
        ({"type": "string"}, {"type": ["string", "integer"]}, "likely certain type-changed /a"),
        ({"enum": ["x"]}, {"enum": ["x", "y"]}, "likely certain value-new /a"),
        ({"enum": ["x", "y"]}, {"enum": ["x"]}, "minor certain value-gone /a"),
        (
            {"type": "string", "format": "date-time"},
            {"type": "string", "format": "date"},
            "likely certain format-changed /a",
        ),
        (
            {"type": "string", "format": "date"},
            {"type": "string"},
            "minor certain format-changed /a",
        ),
    ],
)
def test_changes_of_documents(tmp_path, one, other, found):
    """Each has the impact that it has on a front end."""
    assert documents(tmp_path, one, other) == [found]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"type": "number"}, {"type": "integer"}),
        ({"type": ["string", "null"]}, {"type": "string"}),
        ({"type": "string"}, {"type": "string", "format": "date"}),
        ({"type": "string"}, {"enum": ["x"]}),
        ({}, {"type": "string"}),
    ],
)
def test_what_only_becomes_narrower_is_no_drift(tmp_path, one, other):
    """Every new answer is one that the front end could read before."""
    assert documents(tmp_path, one, other) == []


@pytest.mark.parametrize(
    ("schema", "value", "found"),
    [
        ({"type": "string"}, 7, "breaking certain type-changed /a"),
        ({"type": "integer"}, 7.5, "likely certain number-format /a"),
        ({"type": "string"}, None, "likely certain null-new /a"),
        ({"enum": ["x", "y"]}, "z", "likely certain value-new /a"),
        ({"type": "string", "format": "uuid"}, "seven", "likely certain format-changed /a"),
    ],
)
def test_one_answer_against_a_document_is_enough(tmp_path, schema, value, found):
    """The document says what may be."""
    side = documented(tmp_path, tree(members(("a",), a=schema)))

    assert found in drifted(side, seen(value))


@pytest.mark.parametrize("value", [7, "x", None, 2.5, [], {}, "2024-05-01"])
def test_answers_that_a_document_allows_are_no_drift(tmp_path, value):
    """Whatever they are."""
    side = documented(tmp_path, tree(members(("a",), a={})))

    assert drifted(side, seen(value)) == []
    assert drifted(seen(value), side) == []


def test_what_was_seen_before_a_document_may_be_more_than_it_has(tmp_path):
    """A server that answers what its document does not allow."""
    side = documented(tmp_path, tree(members(("a",), a={"type": "integer"})))

    assert drifted(seen("x"), side) == ["breaking certain type-changed /a"]
    assert drifted(seen(1, None), side) == ["minor certain null-new /a"]
    assert drifted(seen(1.5), side) == ["likely certain number-format /a"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([1, 2, 3], [4, 5, 6]),
        (["2024-05-01T10:00:00Z"] * 3, ["2026-11-29T23:00:00.123Z"] * 3),
        (["open"] * 3, ["closed"] * 3),
        ([1.5, 2.25], [7, 8]),
        ([None, "x"], ["y", "z"]),
        ([None], ["y"]),
        (["x", "y"], [""]),
        ([[]], [[1]]),
        (["c1@x.example", "c2@x.example"], ["c9@y.example"]),
    ],
)
def test_other_data_is_no_drift(one, other):
    """Ids, moments, counters and texts differ between any two calls."""
    assert drifted(seen(*one), seen(*other)) == []


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ([1] * MANY, ["1"] * MANY, "breaking firm type-changed /a"),
        ([1], ["1"], "likely tentative type-changed /a"),
        ([1] * MANY, [1.5] * MANY, "likely firm number-format /a"),
        ([1, 2], [1.5, 2], "minor tentative number-format /a"),
        (["x"] * MANY, [None, "x"], "likely firm null-new /a"),
        (["x"] * 2, [None, "x"], "minor tentative null-new /a"),
        ([0.25] * MANY, [0.1 + 0.2] * MANY, "minor firm number-format /a"),
        (
            ["2024-05-01T10:00:00Z"] * MANY,
            ["01.05.2024 10:00"] * MANY,
            "likely firm format-changed /a",
        ),
    ],
)
def test_changes_between_answers(one, other, found):
    """How sure they are depends on how much was seen."""
    assert drifted(seen(*one), seen(*other)) == [found]


def test_a_new_word_of_a_set_that_was_seen():
    """In different answers often enough, on both sides."""
    one, other = (
        answers(*[{"a": word, "id": n} for n, word in enumerate(words * MANY)])
        for words in (["open", "paid"], ["open", "paid", "lost"])
    )

    assert drifted(one, other) == ["minor tentative value-new /a"]
    assert drifted(other, one) == []
