"""Entries as browsers, proxies and API clients write them."""

import base64

import pytest
from hypothesis import given

from mock_server.journal.recordings.entries import MAX_SECONDS, read_entry
from tests.mock_server.recorded import entry
from tests.properties.values import JSON_VALUES


def headers(*pairs):
    """Return headers as an archive lists them."""
    return [{"name": name, "value": value} for name, value in pairs]


def test_a_browser_over_http_2_is_read():
    """Pseudo header fields, codings and lines of one connection are not played."""
    read = read_entry(
        entry(
            request={"headers": headers((":authority", "api.example"), (":path", "/jobs/7"))},
            response={
                "headers": headers(
                    (":status", "200"),
                    ("content-type", "application/json; charset=utf-8"),
                    ("content-encoding", "br"),
                    ("content-length", "3"),
                    ("Strict-Transport-Security", "max-age=1"),
                    ("link", "<a>; rel=next\n<b>; rel=last"),
                    ("set-cookie", "[redacted]"),
                )
            },
            _resourceType="fetch",
        ),
        1,
    )

    assert read.headers == (
        (b"link", b"<a>; rel=next"),
        (b"link", b"<b>; rel=last"),
        (b"content-type", b"application/json; charset=utf-8"),
    )
    assert (read.origin, read.path) == ("http://api.example", b"/jobs/7")


@pytest.mark.parametrize(
    ("content", "body", "obstacle"),
    [
        ({"text": base64.b64encode(b"\xff\x00").decode(), "encoding": "base64"}, b"\xff\x00", ""),
        ({"text": "eA==\n", "encoding": "BASE64"}, b"x", ""),
        ({"text": "é", "size": 2, "mimeType": "text/plain"}, "é".encode(), ""),
        ({"text": "abc", "size": 6}, b"abc", ""),  # with a byte order mark
        ({"text": "", "size": 0}, b"", ""),
        ({"text": "", "size": -1}, b"", ""),
        ({"size": 0}, b"", ""),
        ({"size": 12}, b"", "without its body"),
        ({"size": -1}, b"", "without its body"),
        ({"text": None}, b"", "without its body"),
        ({}, b"", "without its body"),
        ({"text": "[1,", "size": 3000}, b"", "without the end of its body"),
        ({"text": "%", "encoding": "base64"}, b"", ""),
        ({"text": "a", "encoding": "base64"}, b"", "with a body that is no Base64"),
    ],
)
def test_bodies_are_whole_or_have_an_obstacle(content, body, obstacle):
    """A body that was left out or cut is never played as an empty or a broken one."""
    read = read_entry(entry(content=content), 1)

    assert (read.body, read.obstacle) == (body, obstacle)


def test_a_text_is_written_in_its_charset_again():
    """Archives have texts; a charset that is not known becomes UTF-8, and says so."""
    latin = read_entry(entry(text="é", media_type="text/html; charset=ISO-8859-1"), 1)
    other = read_entry(entry(text="я", media_type="text/html; charset=koi8-r"), 1)

    assert (latin.body, dict(latin.headers)[b"content-type"]) == (
        b"\xe9",
        b"text/html; charset=ISO-8859-1",
    )
    assert (other.body, dict(other.headers)[b"content-type"]) == (
        "я".encode(),
        b"text/html; charset=utf-8",
    )


def test_a_stream_is_played_without_its_end():
    """Its first events are what a front end needs."""
    content = {"text": "data: 1\n\n", "size": 9000}
    read = read_entry(entry(content=content, media_type="text/event-stream"), 1)

    assert (read.body, read.obstacle) == (b"data: 1\n\n", "")


@pytest.mark.parametrize(
    ("posted", "sent"),
    [
        ({"mimeType": "application/json", "text": "{}"}, b"{}"),
        ({"mimeType": "a/b", "text": "/w==", "_encoding": "base64"}, b"\xff"),
        ({"mimeType": "a/b", "text": "/w==", "encoding": "base64"}, b"\xff"),
        (
            {
                "mimeType": "application/x-www-form-urlencoded",
                "params": [{"name": "a", "value": "b c"}, {"name": "d"}],
            },
            b"a=b+c&d=",
        ),
        ({"mimeType": "multipart/form-data", "params": [{"name": "a"}]}, None),
        ({"mimeType": "", "text": ""}, None),
        (None, b""),
    ],
)
def test_request_bodies_are_known_or_not(posted, sent):
    """Insomnia, Postman, mitmproxy and our own proxy each have their way."""
    assert read_entry(entry(request={"postData": posted}), 1).sent == sent


@pytest.mark.parametrize(
    "changes",
    [
        {"status": 0},
        {"status": -1},
        {"status": 99999},
        {"status": "200 OK"},
        {"status": 101},
        {"_resourceType": "websocket"},
    ],
)
def test_an_entry_without_an_answer_is_not_played(changes):
    """A request that a browser cancelled is no answer."""
    read = read_entry(entry(**changes), 1)

    assert read is None or read.obstacle == "without an answer"


def test_a_part_of_a_body_is_not_played():
    """Another client may want another part, or the whole."""
    assert read_entry(entry(status=206), 1).obstacle == "of a part of the body only"


@pytest.mark.parametrize(
    "url", ["about:blank", "blob:http://a/1", "ws://a/b", "", "http://", None, 7]
)
def test_what_is_no_request_is_left_out(url):
    """Browsers record more than HTTP."""
    assert read_entry(entry(url=url), 1) is None


def test_no_header_begins_another_line():
    """A hostile archive splits no response."""
    bad = headers(
        ("X-A", "1\r\nX-B: 2"), ("X C", "1"), ("x-d", "\x00"), ("x-e", "☃"), ("x-f", None)
    )
    read = read_entry(entry(response={"headers": bad}, content={"size": 0}), 1)

    values = b"".join(name + value for name, value in read.headers)
    assert not set(values) & {0, 10, 13}
    assert {name for name, _ in read.headers} <= {b"x-a", b"x-f", b"content-type"}


@pytest.mark.parametrize(
    ("time", "seconds"), [(12.5, 0.0125), (-1, 0.0), (None, 0.0), ("x", 0.0), (1e9, MAX_SECONDS)]
)
def test_times_are_bounded(time, seconds):
    """No archive makes a client wait for hours."""
    assert read_entry(entry(time=time), 1).seconds == seconds


@given(JSON_VALUES)
def test_no_entry_makes_it_fail(value):
    """Whatever is in the place of an entry, or of a part of it."""
    read_entry(value, 1)
    read_entry(entry(request=value if isinstance(value, dict) else {"headers": value}), 1)
    read_entry(entry(content=value, response={"headers": value}), 1)


def test_a_value_that_is_too_deep_makes_no_traceback():
    """A list in the place of a header's value has a text only up to some levels."""
    deep = []
    for _ in range(5000):
        deep = [deep]

    assert read_entry(entry(response={"headers": headers(("x-a", deep))}), 1) is None


@pytest.mark.parametrize("name", ["Location", "Content-Location"])
@pytest.mark.parametrize(
    ("location", "played"),
    [
        ("https://api.example/stock?a=1#end", "/stock?a=1#end"),
        ("HTTPS://API.example:443", "/"),
        ("https://api.example?a", "/?a"),
        ("https://api.example//evil.example/x", "/evil.example/x"),
        ("https://api.example:8443/stock", "https://api.example:8443/stock"),
        ("http://api.example/stock", "http://api.example/stock"),
        ("https://api.example.evil.example/", "https://api.example.evil.example/"),
        ("https://api.example@evil.example/", "https://api.example@evil.example/"),
        ("https://login.example/?to=https://api.example/", None),
        ("/stock", None),
        ("next", None),
        ("//api.example/stock", None),
    ],
)
def test_a_redirect_to_the_recorded_server_stays_at_the_mock(name, location, played):
    """The recorded server may be gone; a redirect to another one is played as it was."""
    moved = entry(
        "https://api.example/old",
        None,
        status=302,
        response={"headers": headers((name, location))},
        content={"size": 0},
    )

    assert (
        dict(read_entry(moved, 1).headers)[name.lower().encode()]
        == (location if played is None else played).encode()
    )
