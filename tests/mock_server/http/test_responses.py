"""Answers as finished bytes."""

import asyncio
from dataclasses import replace

from mock_server.asgi.app import create_app
from mock_server.http.responses import (
    HeaderChange,
    PreparedResponse,
    header_bytes,
    not_modified_or,
    prepare_response,
    with_real_retry_after,
)
from mock_server.settings import Settings
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask


def test_success_gets_a_strong_tag_of_its_body():
    """Equal bodies have one entity tag, different bodies have different ones, and it is strong."""
    first, same, other = (
        dict(prepare_response(200, media_type="a/b", body=body).headers)[b"etag"]
        for body in (b"1", b"1", b"2")
    )

    assert first == same != other
    assert first.startswith(b'"')
    assert first.endswith(b'"')


def test_error_gets_no_tag():
    """Only a 200 has an `etag`."""
    names = [name for name, _ in prepare_response(404, media_type="a/b", body=b"1").headers]

    assert names == [b"content-type", b"content-length"]


@cases(
    "status, headers",
    {
        "no-content": (204, ()),
        "reset-content": (205, ((b"content-length", b"0"),)),
        "not-modified": (304, ()),
    },
)
def test_status_without_a_body_loses_it(status, headers):
    """With a status that allows no body, none is sent, even if the document has one."""
    answer = prepare_response(status, media_type="a/b", body=b"lost")

    assert (answer.body, answer.headers) == (b"", headers)


@cases(
    "sent, status",
    {
        "nothing": ("", 200),
        "same": ("TAG", 304),
        "weak": ("W/TAG", 304),
        "among-others": ('"a", TAG ,"b"', 304),
        "anything": ("*", 304),
        "other": ('"other"', 200),
        "garbage": ("garbage", 200),
    },
)
def test_client_that_has_the_response_gets_a_304(sent, status):
    """A client that names the tag of the answer gets 304 with the tag and no body."""
    answer = prepare_response(200, media_type="text/plain", body=b"x")
    tag = dict(answer.headers)[b"etag"]
    found = not_modified_or(answer, sent.replace("TAG", tag.decode()))

    assert found.status == status
    assert (found is answer) is (status == 200)
    assert status == 200 or (found.headers, found.body) == (((b"etag", tag),), b"")


def test_answer_without_a_tag_is_always_sent():
    """A response without an `etag` never matches."""
    assert not_modified_or(prepare_response(404, media_type="a/b", body=b"x"), "*").status == 404


def test_an_error_is_sent_whatever_the_client_has():
    """A tag that the document shows for an error makes no 304 of it."""
    error = prepare_response(404, headers=((b"etag", b'"1"'),))

    assert not_modified_or(error, '"1"') is error


def test_the_beginning_has_other_headers():
    """The body passes as it is."""
    sent = []

    async def send(message):
        sent.append(message)

    async def run():
        changing = HeaderChange(send, lambda headers: (*headers, (b"x-mark", b"1")))
        await changing({"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]})
        await changing({"type": "http.response.body", "body": b"x"})

    asyncio.run(run())
    assert sent[0]["headers"] == [(b"a", b"b"), (b"x-mark", b"1")]
    assert sent[1] == {"type": "http.response.body", "body": b"x"}


def test_further_headers_follow():
    """Adding headers returns another response; the first one does not change."""
    answer = PreparedResponse(status=200, headers=((b"a", b"1"),), body=b"x")
    more = answer.with_headers([(b"b", b"2")])

    assert more.headers == ((b"a", b"1"), (b"b", b"2"))
    assert answer.headers == ((b"a", b"1"),)


def test_answer_is_sent_in_two_messages():
    """An answer goes out as one start and one body."""
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(PreparedResponse(status=201, headers=((b"a", b"1"),), body=b"x").send(send))

    assert sent == [
        {"type": "http.response.start", "status": 201, "headers": [(b"a", b"1")]},
        {"type": "http.response.body", "body": b"x"},
    ]


@cases(
    "text, value",
    {
        "plain": ("a b", b"a b"),
        "line-break": ("a\r\nset-cookie: x", b"a??set-cookie: x"),
        "not-ascii": ("grün", b"gr?n"),
        "spaces-around": (" a ", b"a"),
    },
)
def test_header_value_cannot_break_out(text, value):
    """Every text becomes a header value of one line."""
    assert header_bytes(text) == value


@cases(
    "value, speed, expected",
    {
        "faster": (b"5", 10.0, b"1"),
        "a-little-faster": (b"5", 2.0, b"3"),
        "slower": (b"5", 0.5, b"10"),
        "nothing": (b"0", 10.0, b"0"),
        "date": (b"Sat, 21 Nov 2026 12:00:00 GMT", 10.0, b"Sat, 21 Nov 2026 12:00:00 GMT"),
        "endless": (b"9" * 400, 10.0, b"9" * 400),
    },
)
def test_retry_after_is_said_in_real_seconds(value, speed, expected):
    """A client that waits this long is not too late, at any speed."""
    answer = prepare_response(200, headers=((b"retry-after", value),))

    assert dict(with_real_retry_after(answer, speed).headers)[b"retry-after"] == expected


def test_speed_shortens_what_a_fault_says_too(packaged):
    """A client that waits this long is not refused again, at any speed."""
    app = create_app(packaged, Settings(speed=10.0))
    answer = ask(app, "/subscriptions/imports?__fault=rate-limit;requests=0;retry-after=30")

    assert (answer.status, answer.header("retry-after")) == (429, "3")


def test_headers_match_the_new_body():
    """Content-Length and ETag follow the body; Content-Type and other headers stay."""
    old = prepare_response(
        200, media_type="application/json", body=b"{}", headers=((b"x-a", b"1"),)
    )
    new = old.with_body(b'{"a":1}')
    headers = dict(new.headers)

    assert headers[b"content-length"] == b"7"
    assert headers[b"content-type"] == b"application/json"
    assert headers[b"x-a"] == b"1"
    assert headers[b"etag"] != dict(old.headers)[b"etag"]


def test_content_type_can_be_removed():
    """An empty media type leaves no Content-Type, and no ETag is added."""
    old = replace(
        prepare_response(200, media_type="text/plain", body=b"a"), headers=((b"x-a", b"1"),)
    )
    new = old.with_body(b"b", media_type="")

    assert dict(new.headers) == {b"content-length": b"1", b"x-a": b"1"}
