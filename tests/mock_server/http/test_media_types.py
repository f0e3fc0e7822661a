"""Which representation a client would rather have."""

import pytest

from mock_server.http.media_types import (
    best_match,
    concrete_media_type,
    is_json,
    is_xml,
    parse_accept,
    parse_media_range,
)
from tests.acceptance.cases import cases

JSON, XML = "application/json", "application/xml"


@cases(
    "accept, chosen",
    {
        "nothing-said": ("", JSON),
        "anything": ("*/*", JSON),
        "exact": (XML, XML),
        "quality": (f"{JSON};q=0.1, {XML};q=0.2", XML),
        "equal-quality-first-offer": (f"{XML}, {JSON}", JSON),
        "range": ("application/*;q=0.5", JSON),
        "narrow-decides": (f"{XML};q=0.1, application/*;q=0.5", JSON),
        "narrow-decides-in-any-order": (f"*/*;q=0.1, {XML}", XML),
        "exact-refused": (f"{JSON};q=0, */*", XML),
        "all-refused": ("*/*;q=0", None),
        "other": ("text/html", None),
        "browser": ("text/html,application/xhtml+xml,*/*;q=0.8", JSON),
        "case-folds": ("APPLICATION/XML", XML),
        "charset-does-not-matter": ("application/xml; charset=utf-8", XML),
        "parameter-that-is-not-offered": (f"{XML};version=2", XML),
        "unreadable": ("garbage", JSON),
        "unreadable-beside-readable": (f"garbage, {XML}", XML),
        "unreadable-quality": (f"{XML};q=nan, {JSON};q=0.5", XML),
        "comma-only": (",,,", JSON),
    },
)
def test_accept_chooses(accept, chosen):
    """The offer that the header likes best is chosen."""
    assert best_match([JSON, XML], accept) == chosen


@cases(
    "accept, chosen",
    {
        "nothing-said": ("", JSON),
        "fetch": ("*/*", JSON),
        "axios": (f"{JSON}, text/plain, */*", JSON),
        "both-named": (f"{XML}, {JSON}", JSON),
        "xml-named": (f"{XML}, */*", XML),
        "xml-liked-better": (f"{XML}, {JSON};q=0.9", XML),
        "browser": ("text/html,application/xml;q=0.9,*/*;q=0.8", XML),
    },
)
def test_clients_without_a_preference_get_json(accept, chosen):
    """`fetch` and axios read JSON, also of a document that lists XML first."""
    assert best_match([XML, JSON], accept) == chosen


def test_named_type_comes_before_json_that_is_not_named():
    """A client that names a text gets it, though its `*/*` covers JSON."""
    assert best_match([JSON, "text/csv"], "text/csv, */*") == "text/csv"


def test_offer_that_is_no_media_type_is_sent():
    """A document with a mistake in its only media type is served."""
    assert best_match(["nonsense"], "") == "nonsense"


def test_offer_with_parameters_is_chosen_by_them():
    """Among types that differ in a parameter, the accepted one is selected."""
    offers = ["application/json;version=1", "application/json;version=2"]

    assert best_match(offers, "application/json;version=2") == offers[1]


def test_range_on_offer_is_met_by_its_concrete_type():
    """A documented range is offered as the type that would be sent."""
    assert best_match(["application/*"], "application/json") == "application/*"


@pytest.mark.parametrize("offers", [[], ["nonsense"]], ids=["nothing", "not-a-type"])
def test_nothing_to_choose_from_gives_none(offers):
    """Without a valid type none is selected."""
    assert best_match(offers, "text/html") is None


def test_no_accept_and_no_offer_gives_none():
    """Without available types none is selected."""
    assert best_match([], "") is None


def test_ranges_are_bounded():
    """A header with very many ranges is read only so far."""
    assert len(parse_accept("a/b," * 5000)) == 100


@cases("text", {"no-slash": "json", "empty": "", "two-slashes": "a/b/c", "space-inside": "a /b"})
def test_no_media_type_is_none(text):
    """A text that is not a media type gives None."""
    assert parse_media_range(text) is None


@cases(
    "name, found",
    {
        "json": ("application/json", True),
        "charset": ("application/json; charset=utf-8", True),
        "suffix": ("application/problem+json", True),
        "case": ("Application/JSON", True),
        "text": ("text/plain", False),
        "jsonp": ("application/jsonp", False),
    },
)
def test_json_types_are_known(name, found):
    """JSON's own types and every `+json` type carry JSON."""
    assert is_json(name) is found


@cases(
    "documented, sent",
    {
        "type": ("text/csv", "text/csv"),
        "anything": ("*/*", "application/json"),
        "application": ("application/*", "application/json"),
        "text": ("text/*", "text/plain"),
        "image": ("image/*", "image/png"),
        "sound": ("audio/*", "audio/wav"),
        "film": ("video/*", "application/octet-stream"),
    },
)
def test_range_becomes_a_type(documented, sent):
    """A documented range is sent as one type."""
    assert concrete_media_type(documented) == sent


def test_media_types_of_xml():
    """XML has two names and a suffix."""
    assert is_xml("text/xml; charset=utf-8")
    assert is_xml("application/problem+xml")
    assert not is_xml("application/json")
