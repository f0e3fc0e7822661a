"""Servers that never come to an end, or never begin."""

from itertools import count, repeat

from tests.servers.hostile.catalogue import hostile
from tests.servers.hostile.messages import JSON_TYPE, answer, chunked, head, page

MEGABYTE = 1 << 20


@hostile()
def endless_body(_):
    """A body without a length that never ends."""
    yield head(JSON_TYPE) + b"["
    yield from repeat(b"1," * 32768)


@hostile(is_slow=True)
def endless_chunks(_):
    """Chunks of one byte that never end."""
    yield chunked()
    yield from repeat(b"1\r\n1\r\n" * 8192)


@hostile()
def endless_chunk_extension(_):
    """One chunk whose extension never ends."""
    yield chunked() + b"1;"
    yield from repeat(b"x" * 65536)


@hostile(is_slow=True)
def endless_trailers(_):
    """Fields behind the last chunk that never end."""
    yield chunked() + b"2\r\n{}\r\n0\r\n"
    yield from repeat(b"X-T: a\r\n" * 8192)


@hostile()
def endless_head(_):
    """Header after header, without an end."""
    yield b"HTTP/1.1 200 OK\r\n"
    yield from (b"X-%d: a\r\n" % number * 100 for number in count())


@hostile()
def endless_header(_):
    """One header whose value never ends."""
    yield b"HTTP/1.1 200 OK\r\nX-A: "
    yield from repeat(b"a" * 65536)


@hostile()
def endless_status_line(_):
    """A status line that never ends."""
    yield b"HTTP/1.1 200 "
    yield from repeat(b"O" * 65536)


@hostile()
def long_status_line(_):
    """A status line of a megabyte, and then an answer."""
    yield b"HTTP/1.1 200 " + b"O" * MEGABYTE + b"\r\nContent-Length: 2\r\n\r\n{}"


@hostile()
def endless_early_hints(_):
    """Interim answers (103) that never end."""
    yield from repeat(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 500)


@hostile()
def endless_continue(_):
    """Interim answers (100) that never end."""
    yield from repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 500)


@hostile(may_pass=True)
def hundred_continues(_):
    """A hundred interim answers, and then an answer."""
    yield b"HTTP/1.1 100 Continue\r\n\r\n" * 100 + answer(page())


@hostile()
def dripping_body(_):
    """A body that comes byte by byte."""
    yield head(JSON_TYPE, "Content-Length: 100000")
    for _ in count():
        yield b" "
        yield 0.1


@hostile()
def dripping_head(_):
    """A head that comes byte by byte."""
    for byte in b"HTTP/1.1 200 OK\r\nX: " + b"a" * 10000:
        yield bytes([byte])
        yield 0.1


@hostile()
def silence(_):
    """Nothing at all, on an open connection."""
    yield 30.0


@hostile()
def silence_behind_the_head(_):
    """A head, and then nothing."""
    yield head(JSON_TYPE, "Content-Length: 2")
    yield 30.0


@hostile(keeps_open=True)
def silence_from_the_sixth_request_on(asked):
    """Five answers, and then nothing, on connections that stay open."""
    yield answer(page()) if asked.number <= 5 else 30.0


@hostile()
def hundred_thousand_headers(_):
    """A hundred thousand headers."""
    yield head(JSON_TYPE, "Content-Length: 2", *("X: y" for _ in range(100_000))) + b"{}"


@hostile()
def hundred_thousand_cookies(_):
    """A hundred thousand cookies, each of another name."""
    yield head(*(f"Set-Cookie: c{i}=v" for i in range(100_000)), "Content-Length: 2") + b"{}"


@hostile(keeps_open=True, may_pass=True)
def ninety_cookies(asked):
    """As many cookies as a head may just hold, each 500 bytes long, others with every answer."""
    names = (f"c{asked.number}-{number}" for number in range(90))
    yield answer(page(), *(f"Set-Cookie: {name}={'v' * 500}" for name in names))
