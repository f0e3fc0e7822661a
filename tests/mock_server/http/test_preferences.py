"""What a request asks of the mock."""

import pytest

from mock_server.http.preferences import Preference, parse_prefer, read_preferences
from tests.acceptance.cases import cases


@cases(
    "lines, found",
    {
        "one": (["code=404"], {"code": "404"}),
        "two-in-a-line": (["code=404, example=not-found"], {"code": "404", "example": "not-found"}),
        "two-lines": (["code=404", "example=x"], {"code": "404", "example": "x"}),
        "quoted": (['example="not found"'], {"example": "not found"}),
        "quoted-comma": (['example="a, b", code=1'], {"example": "a, b", "code": "1"}),
        "quoted-semicolon": (['example="a;b"'], {"example": "a;b"}),
        "escaped-quote": ([r'example="a\"b\\"'], {"example": 'a"b\\'}),
        "spaces-around": (["  code =  404 ;x=y,"], {"code": "404"}),
        "parameters-are-left-out": (["a; code=1"], {"a": ""}),
        "name-folds": (["CODE=404"], {"code": "404"}),
        "first-counts": (["code=1, code=2"], {"code": "1"}),
        "no-value": (["respond-async"], {"respond-async": ""}),
        "unclosed-quote": (['example="x'], {"example": "x"}),
        "no-name": (["=404, ;, ,"], {}),
        "name-is-no-token": (["a b=1"], {}),
        "nothing": ([""], {}),
    },
)
def test_prefer_is_read_as_rfc_7240_says(lines, found):
    """`Prefer` lines give names and values; invalid preferences are ignored."""
    assert parse_prefer(lines) == found


def test_prefer_in_utf8_is_understood():
    """A name that is sent as UTF-8 is decoded as UTF-8."""
    line = "example=grün".encode().decode("latin-1")

    assert parse_prefer([line]) == {"example": "grün"}


def test_query_wins_over_header():
    """A preference in the query has precedence over the same one in the header."""
    found = read_preferences([("__code", "500"), ("__code", "404")], ["code=200, example=x"])

    assert found.code == Preference(name="code", value="500", is_header=False)
    assert found.example == Preference(name="example", value="x", is_header=True)


def test_only_header_preferences_are_applied_preferences():
    """`Preference-Applied` names the preferences of `Prefer`, not those of the query."""
    found = read_preferences([("__code", "500")], ['example="a b", handling=strict'])

    assert found.as_applied == 'example="a b"'


def test_other_parameters_ask_for_nothing():
    """Query parameters and preferences of others are ignored."""
    found = read_preferences([("code", "500"), ("__other", "x")], ["respond-async"])

    assert (found.code, found.example, found.as_applied) == (None, None, "")


@pytest.mark.parametrize(
    ("preference", "text"),
    [
        (Preference(name="code", value="404", is_header=True), "Prefer: code=404"),
        (Preference(name="example", value='a"b', is_header=True), r'Prefer: example="a\"b"'),
        (Preference(name="example", value="a b", is_header=False), "?__example=a b"),
        (Preference(name="fault", value="", is_header=True), "Prefer: fault"),
    ],
    ids=["header", "quoted", "query", "empty"],
)
def test_preference_is_shown_as_it_was_sent(preference, text):
    """Messages cite a preference as it is written in a request."""
    assert str(preference) == text
