"""Servers that lie about where their answers end, or speak no HTTP at all."""

import os

from tests.servers.hostile.catalogue import Reset, hostile
from tests.servers.hostile.messages import JSON_TYPE, answer, chunked, head, page

WHOLE = answer(page())


@hostile()
def length_too_long(_):
    """A body that is shorter than its length says."""
    yield head(JSON_TYPE, "Content-Length: 1000") + b"{}"


@hostile(keeps_open=True)
def length_too_short(_):
    """A body that is longer than its length says, with another answer in it."""
    yield head(JSON_TYPE, "Content-Length: 1") + b"{}{}" + WHOLE


@hostile()
def length_of_digits(_):
    """A length of 5,000 digits."""
    yield head(JSON_TYPE, f"Content-Length: {'9' * 5000}") + b"{}"


@hostile()
def length_below_zero(_):
    """A length below zero."""
    yield head(JSON_TYPE, "Content-Length: -5") + b"{}"


@hostile()
def two_lengths(_):
    """Two lengths that do not agree."""
    yield head(JSON_TYPE, "Content-Length: 2", "Content-Length: 5") + b"{}{}{}"


@hostile()
def length_and_chunks(_):
    """A length and chunks at once (RFC 9112, 6.1)."""
    yield chunked("Content-Length: 2") + b"2\r\n{}\r\n0\r\n\r\n" + WHOLE


@hostile()
def chunk_below_zero(_):
    """A chunk whose size is below zero."""
    yield chunked() + b"-5\r\nhello\r\n0\r\n\r\n"


@hostile()
def chunk_of_digits(_):
    """A chunk whose size has 5,000 digits."""
    yield chunked() + b"f" * 5000 + b"\r\nhello\r\n0\r\n\r\n"


@hostile()
def chunk_that_is_no_number(_):
    """A chunk whose size is no number."""
    yield chunked() + b"0x2\r\n{}\r\n_1\r\n"


@hostile(is_slow=True)
def million_small_chunks(_):
    """A body of a million chunks, one byte each."""
    yield chunked() + b"1\r\n \r\n" * 1_000_000 + b"2\r\n{}\r\n0\r\n\r\n"


@hostile(keeps_open=True)
def body_where_none_may_be(asked):
    """A body behind HEAD, 204 and 304, which a next answer would be read from."""
    status = ("200 OK", "204 No Content", "304 Not Modified")[asked.number % 3]
    yield answer(page(), status=status)


@hostile()
def switching_protocols(_):
    """Another protocol that nobody asked for."""
    yield head("Upgrade: x", "Connection: upgrade", status="101 Switching Protocols")
    yield os.urandom(1000)


@hostile()
def status_of_nine_digits(_):
    """A status that is no status."""
    yield head("Content-Length: 0", status="999999999 OK")


@hostile()
def status_zero(_):
    """A status of zeros."""
    yield head("Content-Length: 0", status="000 OK")


@hostile()
def status_in_other_digits(_):
    """A status in digits that are not ASCII."""
    yield head("Content-Length: 0", status="\xb2\u0662\u0660 OK")


@hostile()
def no_head(_):
    """A body without a head, as HTTP/0.9 had it."""
    yield b"<html>hello"


@hostile()
def http_2(_):
    """A version that was not asked for."""
    yield b"HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@hostile()
def nul_bytes(_):
    """A hundred thousand NUL bytes."""
    yield b"\0" * 100_000


@hostile()
def random_bytes(_):
    """Bytes that mean nothing."""
    yield os.urandom(100_000)


@hostile(speaks_first=True, scheme="https")
def no_tls(_):
    """Bytes that mean nothing where TLS is expected."""
    yield os.urandom(10_000)


@hostile(speaks_first=True, scheme="https")
def tls_alerts(_):
    """TLS alerts without an end."""
    yield b"\x15\x03\x03\x00\x02\x01\x00" * 10_000


@hostile(speaks_first=True)
def answers_before_requests(_):
    """Answers before anything was asked, then nothing."""
    yield WHOLE * 20
    yield 30.0


@hostile()
def hang_up(_):
    """The connection is closed without an answer."""
    yield b""


@hostile()
def reset(_):
    """The connection is reset without an answer."""
    yield Reset()


@hostile()
def reset_in_the_body(_):
    """The connection is reset in the middle of a body."""
    yield WHOLE[:-5]
    yield Reset()


@hostile(keeps_open=True)
def end_at_every_byte(asked):
    """Every second answer ends one byte later than the one before."""
    yield WHOLE if asked.number % 2 else WHOLE[: asked.number // 2 % len(WHOLE)]
    if not asked.number % 2:
        yield Reset()


@hostile()
def head_of_odd_lines(_):
    """Folded lines, bare CR, no colon, a space before it, no name, NUL."""
    lines = (
        "Content-Length: 2",
        " folded",
        "X-A: a\rX-B: b",
        "no colon",
        "X-C : c",
        ": d",
        "X\0: e",
    )
    yield head(JSON_TYPE, *lines) + b"{}"
