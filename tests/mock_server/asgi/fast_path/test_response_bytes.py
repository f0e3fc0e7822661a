"""Answers as bytes."""

from mock_server.asgi.fast_path.response_bytes import serialize_response

HEADERS = ((b"content-type", b"text/plain"), (b"content-length", b"2"))


def test_reply_stands_around_its_date():
    """An answer is whole once its date is put in, and the date stands where ASGI puts it."""
    reply = serialize_response(200, HEADERS, ((b"vary", b"accept"),), b"ok", keeps_alive=True)

    assert reply.with_date(b"Sat, 21 Nov 2026 12:00:00 GMT") == (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n"
        b"date: Sat, 21 Nov 2026 12:00:00 GMT\r\nvary: accept\r\n\r\nok"
    )


def test_connection_that_ends_is_told_so():
    """A client that will not be heard again is told, behind all other headers."""
    reply = serialize_response(404, (), ((b"vary", b"accept"),), b"", keeps_alive=False)

    assert reply.with_date(b"x") == (
        b"HTTP/1.1 404 Not Found\r\ndate: x\r\nvary: accept\r\nconnection: close\r\n\r\n"
    )


def test_size_is_that_of_its_bytes():
    """A reply counts with every byte but its date."""
    reply = serialize_response(200, HEADERS, (), b"ok", keeps_alive=True)

    assert reply.size == len(reply.with_date(b""))
