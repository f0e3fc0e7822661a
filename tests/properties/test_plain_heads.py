"""A request parsed from the bytes of its head is equal to the HTTP parser's result."""

from dataclasses import dataclass, field

import httptools
from hypothesis import event, given, settings
from hypothesis import strategies as st

from mock_server.asgi.fast_path.simple_requests import SimpleRequestParser
from mock_server.http.requests import read_head, unrouted
from tests.thorough import tries


@dataclass
class Parsed:
    """The HTTP parser's result for a piece."""

    url: bytes = b""
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    begun: int = 0
    ended: int = 0

    def on_message_begin(self) -> None:
        """Note a beginning."""
        self.begun += 1

    def on_url(self, url: bytes) -> None:
        """Note a piece of the target."""
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note a header."""
        self.headers.append((name.lower(), value))

    def on_body(self, body: bytes) -> None:
        """Note a piece of the body."""
        self.body += body

    def on_message_complete(self) -> None:
        """Note the end."""
        self.ended += 1


methods = st.sampled_from([*[b"GET"] * 6, b"HEAD", b"POST", b"get", b"GET ", b""])
targets = st.one_of(
    st.from_regex(rb"/[a-z./]{0,12}(\?[a-z%=&_]{0,12})?", fullmatch=True),
    st.from_regex(rb"/[!-~]{0,12}(\?[!-~]{0,12})?", fullmatch=True),
    st.sampled_from([b"/a?b=%C3%A4", b"/a//b", b"/a/../b", b"/a?b?c", b"/a?", b"//a", b"*"]),
)
ordinary = st.from_regex(rb"[A-Za-z_-]{1,6}: ?[!-~]([ -~]{0,8}[!-~])?", fullmatch=True)
lines = st.one_of(
    *[ordinary] * 8,
    st.from_regex(rb"[!-~]{1,6}:[ -~\t]{0,8}", fullmatch=True),
    st.from_regex(rb"[A-Za-z_-]{1,6}: ?[ -~]{1,8}", fullmatch=True),
    st.binary(max_size=8),
    st.sampled_from([
        b"Connection: keep-alive", b"connection:close", b"Content-Length: 0", b"Content-Length: 3",
        b"Transfer-Encoding: chunked", b"Upgrade: h2c", b"X: a\nContent-Length: 3", b" folded",
        b"Proxy-Connection: close", b"",
    ]),
)  # fmt: skip
pieces = st.builds(
    lambda method, target, version, found, end: (
        b"\r\n".join([method + b" " + target + b" " + version, *found, b"", b""]) + end
    ),
    methods,
    targets,
    st.sampled_from([*[b"HTTP/1.1"] * 6, b"HTTP/1.0", b"HTTP/2"]),
    st.lists(lines, min_size=1, max_size=4),
    st.sampled_from([*[b""] * 8, b"abc", b"\r\n", b"\r\n\r\n"]),
)


@given(pieces)
@settings(max_examples=tries(150))
def test_both_parse_the_same(sent):
    """A simple head is one whole request for the parser too, with the same texts."""
    head = SimpleRequestParser(unrouted).read(sent)
    event("plain" if head else "not plain")
    if head is None:
        return
    parsed = Parsed()
    parser = httptools.HttpRequestParser(parsed)
    parser.feed_data(sent)
    url = httptools.parse_url(parsed.url)
    scope = {
        "method": parser.get_method().decode(),
        "raw_path": url.path,
        "query_string": url.query or b"",
        "headers": tuple(parsed.headers),
    }

    assert head == read_head(scope)
    assert (parsed.begun, parsed.ended, parsed.body) == (1, 1, b"")
    assert parser.get_http_version() == "1.1"
    assert parser.should_keep_alive()
    assert not parser.should_upgrade()
