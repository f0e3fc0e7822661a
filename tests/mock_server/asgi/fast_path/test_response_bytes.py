"""Answers as bytes."""

from mock_server.asgi.fast_path.response_bytes import serialize_response

HEADERS = ((b"content-type", b"text/plain"), (b"content-length", b"2"))


def test_date_is_inserted_between_the_parts():
    """With its date, a response equals the bytes of the ASGI server."""
    reply = serialize_response(200, HEADERS, ((b"vary", b"accept"),), b"ok", keeps_alive=True)

    assert reply.with_date(b"Sat, 21 Nov 2026 12:00:00 GMT") == (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n"
        b"date: Sat, 21 Nov 2026 12:00:00 GMT\r\nvary: accept\r\n\r\nok"
    )


def test_closing_connection_is_announced():
    """A response that closes the connection says so, after all other headers."""
    reply = serialize_response(404, (), ((b"vary", b"accept"),), b"", keeps_alive=False)

    assert reply.with_date(b"x") == (
        b"HTTP/1.1 404 Not Found\r\ndate: x\r\nvary: accept\r\nconnection: close\r\n\r\n"
    )


def test_size_is_that_of_its_bytes():
    """A reply counts with every byte but its date."""
    reply = serialize_response(200, HEADERS, (), b"ok", keeps_alive=True)

    assert reply.size == len(reply.with_date(b""))
