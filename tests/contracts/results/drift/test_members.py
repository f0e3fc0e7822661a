"""Tests of members that are gone, missing in some answers, or new."""

import pytest

from tests.contracts.traffic import answers, documented, drifted, members, tree

TEXT = {"type": "string"}
BOTH = {"a": 1, "b": 2}


def documents(folder, one, other):
    """Return how one document's answer differs from another's."""
    sides = [documented(folder, tree(s), f"{n}.json") for n, s in (("a", one), ("b", other))]
    return drifted(*sides)


def test_a_member_that_a_document_no_longer_has_is_gone(tmp_path):
    """Required or not: a front end that reads it breaks."""
    found = documents(tmp_path, members(a=TEXT, b=TEXT), members(a=TEXT))

    assert found == ["breaking certain member-gone /b"]


def test_a_member_that_is_no_longer_required_may_be_missing(tmp_path):
    """A front end that reads it without a test is likely to break."""
    found = documents(tmp_path, members(("a",), a=TEXT), members(a=TEXT))

    assert found == ["likely certain member-missing /a"]


def test_a_new_member_breaks_nothing(tmp_path):
    """It comes last, as minor."""
    found = documents(tmp_path, members(a=TEXT), members(("b",), a=TEXT, b=TEXT))

    assert found == ["minor certain member-new /b"]


def test_a_required_member_that_answers_lack_is_gone(tmp_path):
    """One answer is enough: the document promised it."""
    side = documented(tmp_path, tree(members(("a", "b"), a={}, b={})))

    assert drifted(side, answers({"a": 1})) == ["breaking certain member-gone /b"]
    assert drifted(side, answers({"a": 1}, BOTH)) == ["breaking certain member-missing /b"]


@pytest.mark.parametrize(("count", "confidence"), [(1, "tentative"), (12, "firm")])
def test_an_optional_member_that_was_never_seen_is_minor(tmp_path, count, confidence):
    """The data may have none; the more answers, the surer."""
    side = documented(tmp_path, tree(members(a={}, b={})))
    found = drifted(side, answers(*[{"a": 1}] * count))

    assert found == [f"minor {confidence} member-unseen /b"]


def test_a_member_that_no_document_has_is_undocumented(tmp_path):
    """For a front end it is new; where the document is closed, it is likely to break one."""
    schema = members(a={})
    closed = {**schema, "additionalProperties": False}

    assert drifted(documented(tmp_path, tree(schema)), answers(BOTH)) == [
        "minor certain member-new /b"
    ]
    assert drifted(documented(tmp_path, tree(closed)), answers(BOTH)) == [
        "likely certain member-new /b"
    ]


def test_a_document_that_says_nothing_of_members_has_none_that_are_new(tmp_path):
    """`type: object` alone is a free object."""
    side = documented(tmp_path, tree({"type": "object"}))

    assert drifted(side, answers(BOTH)) == []
    assert drifted(answers(BOTH), side) == []


@pytest.mark.parametrize(("count", "found"), [(1, "likely tentative"), (5, "breaking firm")])
def test_a_member_absent_in_one_of_one_answers_is_tentative(count, found):
    """It may be data; in five of five it is not."""
    one, other = answers(*[BOTH] * count), answers(*[{"a": 1}] * count)

    assert drifted(one, other) == [f"{found} member-gone /b"]


def test_a_rare_member_that_is_not_seen_again_is_no_drift():
    """It was in two of twenty answers, and may come again."""
    one = answers(*[{"a": 1}] * 18, BOTH, BOTH)

    assert drifted(one, answers(*[{"a": 1}] * 20)) == []
    assert drifted(one, answers(*[{"a": 1}] * 200)) == ["breaking firm member-gone /b"]


def test_a_member_that_was_seen_but_is_not_documented(tmp_path):
    """A front end that was written for the server reads what the document does not promise."""
    side = documented(tmp_path, tree(members(a={})))

    assert drifted(answers(BOTH), side) == ["likely certain member-gone /b"]


def test_ids_in_a_map_are_no_members():
    """Other data has other ids."""
    one, other = answers({"17": 1, "18": 2, "19": 3}), answers({"20": 1, "21": 2, "22": 1})

    assert drifted(one, other) == []
