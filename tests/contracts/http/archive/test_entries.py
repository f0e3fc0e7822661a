"""Tests of reading an entry of an archive, by whichever program it was recorded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.http.archive.entries import UNKNOWN_MOMENT, UNKNOWN_SECONDS, NotJudged, read_entry
from contracts.http.messages.exchange import Exchange, header
from tests.contracts.recording import URL, entry, named

ANY = st.none() | st.integers() | st.text(max_size=8) | st.lists(st.integers(), max_size=2)


def read(**about):
    """Return what an entry is read as."""
    return read_entry(entry(**about), 1)


def test_an_entry_of_a_browser_is_an_exchange():
    """Method, URL, headers, body and times are those of the entry; pseudo headers are none."""
    found = read(url="https://SHOP.example:443/v1/orders/7?a=%20b#part")

    assert found.request.url == "https://shop.example/v1/orders/7?a=%20b"
    assert found.request.headers == (("X-Shop", "corner"),)
    assert (found.response.status, found.response.media_type) == (200, "application/json")
    assert found.response.body.startswith(b'{"id": 7')
    assert found.at.isoformat() == "2026-11-21T12:00:00+00:00"
    assert found.elapsed_seconds == 0.0125
    assert found.is_recorded


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({"url": "data:text/plain,hello"}, NotJudged.NO_HTTP),
        ({"url": "wss://shop.example/live"}, NotJudged.NO_HTTP),
        ({"status": 101}, NotJudged.NO_HTTP),
        ({"status": 0, "response": {"_error": "net::ERR_ABORTED"}}, NotJudged.NO_ANSWER),
        ({"status": -1}, NotJudged.NO_ANSWER),
        ({"_fromCache": "disk"}, NotJudged.CACHED),
        ({"response": {"_fetchedViaServiceWorker": True}}, NotJudged.CACHED),
        (
            {"method": "OPTIONS", "sent": {"Access-Control-Request-Method": "GET"}},
            NotJudged.PREFLIGHT,
        ),
    ],
)
def test_what_shows_nothing_about_the_server_is_not_judged(about, why):
    """Aborted requests, answers of a cache and preflights accuse no server."""
    assert read(**about) is why


@given(st.sampled_from(["request", "response", "url", "headers", "content", "time"]), ANY)
def test_a_malformed_entry_is_counted_and_not_an_error(part, value):
    """Whatever an entry has in the place of what belongs there, the reading goes on."""
    changed = entry()
    for place in (changed, changed["request"], changed["response"]):
        if part in place:
            place[part] = value

    assert isinstance(read_entry(changed, 1), Exchange | NotJudged)


@given(ANY)
def test_an_entry_may_be_anything(value):
    """An entry that is no object is malformed."""
    assert read_entry(value, 1) is NotJudged.MALFORMED


def test_unknown_times_are_never_taken_for_an_order():
    """Without a time, an answer counts as slow and the request as early, so nothing follows it."""
    found = read(at="yesterday", time=-1)

    assert found.at == UNKNOWN_MOMENT
    assert found.elapsed_seconds == UNKNOWN_SECONDS


def test_a_decoded_body_has_no_coding_any_more():
    """Recorders write the decoded text beside the headers of the compressed one."""
    found = read(
        headers={"content-type": "text/plain", "content-encoding": "br", "content-length": "9"}
    )

    assert found.response.unread_reason == ""
    assert found.response.headers == (("content-type", "text/plain"),)


def test_repeated_headers_are_fields_of_their_own():
    """Chromium writes them as lines of one value; other programs write objects or no value."""
    changed = entry()
    changed["response"]["headers"] = named({"set-cookie": "a=1\nb=2"})
    changed["request"]["headers"] = {"X-Shop": "corner", "X-Empty": None}

    found = read_entry(changed, 1)

    assert found.response.headers == (("set-cookie", "a=1"), ("set-cookie", "b=2"))
    assert found.request.headers == (("X-Shop", "corner"), ("X-Empty", ""))


def test_missing_headers_are_unknown_and_the_media_type_is_that_of_the_content():
    """A recorder without headers does not make a server one without headers."""
    found = read(headers={})

    assert not found.response.are_headers_known
    assert found.response.media_type == "application/json"


def test_cookies_without_their_header_are_sent():
    """Some recorders list cookies and leave the header out."""
    found = read(request={"cookies": [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]})

    assert header(found.request.headers, "cookie") == "a=1; b=2"


def test_a_stream_is_judged_by_its_head():
    """The events that were recorded are perhaps not all."""
    found = read(headers={"content-type": "text/event-stream"}, body="data: 1\n\n")

    assert found.response.is_stream


def test_a_value_that_is_too_deep_makes_no_traceback():
    """A list in the place of a header's value has a text only up to some levels."""
    deep = []
    for _ in range(5000):
        deep = [deep]
    changed = entry()
    changed["response"]["headers"] = {"x-a": deep}

    assert read_entry(changed, 1) is NotJudged.MALFORMED


def test_the_usual_url_is_the_shops():
    """The helper's entry is for the shop."""
    assert read().request.url == URL


def test_equal_looking_heads_of_two_entries_are_not_mixed_up():
    """A header that was recorded as true, 1 or 1.0 keeps its own text."""
    values = [
        header(read(headers={"X-Done": value}).response.headers, "x-done")
        for value in (1, True, 1.0, "1")
    ]

    assert values == ["1", "True", "1.0", "1"]
