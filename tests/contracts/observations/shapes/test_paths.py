"""Tests of what paths show about their segments."""

import pytest

from contracts.observations.shapes.paths import MARK, looks_like_id, path_evidence, segments_of


@pytest.mark.parametrize(
    "segment",
    [
        "7",
        "550e8400-e29b-41d4-a716-446655440000",
        "507f1f77bcf86cd799439011",
        "2024-05-01",
        "cus_9s6XKzkNRiz8i3",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    ],
)
def test_ids_are_recognised_by_their_form(segment):
    """Numbers, UUIDs, object ids, dates, prefixed tokens, ULIDs."""
    assert looks_like_id(segment)


@pytest.mark.parametrize("segment", ["v2", "v1.1", "users", "blue-shirt", "oauth2", "", "v1beta1"])
def test_words_and_versions_are_no_ids(segment):
    """They are a part of the path until several requests show otherwise."""
    assert not looks_like_id(segment)


def test_an_answer_that_names_a_segment_is_evidence():
    """`GET /shops/blue` answers with `slug: blue`, also inside `data`."""
    _, found = path_evidence("/shops/blue", "GET", {"data": {"slug": "blue"}}, 1)

    assert found.names == {1: "slug"}


def test_a_slash_in_a_value_does_not_divide_it():
    """`a%2Fb` is one segment (RFC 3986, 2.2)."""
    assert segments_of("/files/a%2Fb/%C3%A9") == ("files", "a%2Fb", "é")


def test_evidence_is_merged():
    """Two requests for different users show that the id varies."""
    key, one = path_evidence("/users/7", "GET", None, 1)
    same, other = path_evidence("/users/8", "GET", None, 2, is_accepted=False)
    merged = one.merged(other)

    assert key == same == ("users", MARK)
    assert merged.values == {1: {"7", "8"}}
    assert merged.is_accepted
