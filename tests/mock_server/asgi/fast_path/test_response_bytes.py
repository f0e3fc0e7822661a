"""Answers as bytes."""

from mock_server.asgi.fast_path.response_bytes import serialize_response
from tests.mock_server.observed import NOON

HEADERS = ((b"content-type", b"text/plain"), (b"content-length", b"2"))


def test_date_is_inserted_between_the_parts():
    """With its date, a response equals the bytes of the ASGI server."""
    reply = serialize_response(200, HEADERS, ((b"vary", b"accept"),), b"ok", keeps_alive=True)

    assert reply.at(NOON) == (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n"
        b"date: Sat, 21 Nov 2026 12:00:00 GMT\r\nvary: accept\r\n\r\nok"
    )


def test_date_is_that_of_the_second():
    """A response is joined once a second, and a clock that is set back has its date as well."""
    reply = serialize_response(200, HEADERS, (), b"ok", keeps_alive=True)
    now, later, next_one = reply.at(NOON), reply.at(NOON + 0.999), reply.at(NOON + 1)

    assert later is now
    assert next_one == now.replace(b"12:00:00", b"12:00:01")
    assert reply.at(NOON) == now


def test_a_clock_may_be_before_1970():
    """A session whose clock is set to the last second of 1969 gets the whole answer."""
    reply = serialize_response(200, HEADERS, (), b"ok", keeps_alive=True)

    assert b"date: Wed, 31 Dec 1969 23:59:59 GMT" in reply.at(-1.0)
    assert reply.at(-1.0).endswith(b"ok")


def test_closing_connection_is_announced():
    """A response that closes the connection says so, after all other headers."""
    reply = serialize_response(404, (), ((b"vary", b"accept"),), b"", keeps_alive=False)

    assert reply.at(NOON) == (
        b"HTTP/1.1 404 Not Found\r\ndate: Sat, 21 Nov 2026 12:00:00 GMT\r\nvary: accept\r\n"
        b"connection: close\r\n\r\n"
    )


def test_size_is_that_of_its_bytes():
    """A reply counts with every byte but its date, twice: in parts and joined."""
    reply = serialize_response(200, HEADERS, (), b"ok", keeps_alive=True)
    date = len("Sat, 21 Nov 2026 12:00:00 GMT")

    assert reply.size == 2 * (len(reply.at(NOON)) - date)
