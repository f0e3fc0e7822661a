"""Parsing the preferences of a request never fails."""

from hypothesis import given
from hypothesis import strategies as st

from mock_server.http.media_types import best_match
from mock_server.http.preferences import Preference, parse_prefer, read_preferences
from mock_server.http.requests import read_query

LATIN_1 = st.text(st.characters(codec="latin-1"))
TEXT = st.text(st.characters(codec="utf-8"))


@given(st.lists(LATIN_1 | TEXT))
def test_any_prefer_header_is_parsed(lines):
    """Any text gives preferences with lower-case names."""
    for name, value in parse_prefer(lines).items():
        assert name
        assert name == name.casefold()
        assert isinstance(value, str)


@given(TEXT, st.sampled_from(["code", "example"]))
def test_a_quoted_preference_is_parsed_to_its_value(value, name):
    """Any name, quoted in `Prefer`, is parsed to that name."""
    preference = Preference(name=name, value=value, is_header=True)
    line = preference.as_applied.encode().decode("latin-1")

    assert getattr(read_preferences([], [line]), name) == preference


@given(st.binary())
def test_any_query_is_parsed(raw):
    """Any bytes give pairs or a reason, not both."""
    pairs, fault = read_query(raw)

    assert not (pairs and fault)


@given(st.lists(TEXT, max_size=3), LATIN_1 | TEXT)
def test_choice_is_one_of_the_offers(offers, accept):
    """For any `Accept`, the choice is one of the offers or none."""
    assert best_match(offers, accept) in {*offers, None}
