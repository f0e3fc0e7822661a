"""The parts that requests are made of, valid and invalid.

Each one is a case of RFC 9110, 9112 or 3986, or a byte that parsers read differently.
"""

_IMPORTS = b"/subscriptions/imports"

TARGETS = (
    _IMPORTS,
    b"/v3/infinity-mall/members/imports/1",
    b"/v3/infinity-mall/members/imports/83473",
    b"/v3/x/members/imports/abc",
    _IMPORTS + b"?page[limit]=1",
    _IMPORTS + b"?page%5Boffset%5D=0",
    _IMPORTS + b"?a=b",
    _IMPORTS + b"?__code=500",
    b"/nothing",
    b"/__session/t1/subscriptions/imports",
    b"/api/v1/depots/7/goods",
)
"""Targets in origin form."""

NEW_TARGET = b"/v3/club-%d/members/imports/%d"
"""A target with places for numbers, most of which are new to the mock."""

ODD_TARGETS = (
    # asterisk form, absolute form, authority form (RFC 9112, 3.2)
    b"*", b"*?a", b"**",
    b"http://mock/subscriptions/imports", b"HTTP://MOCK/subscriptions/imports?a",
    b"http://mock:99999/subscriptions/imports", b"http://u:p@other.example/subscriptions/imports",
    b"http://mock", b"http:///subscriptions/imports", b"https://mock/subscriptions/imports",
    b"ftp://x/y", b"mock:80", b"[::1]:80", b"urn:a:b",
    # no form at all
    b"subscriptions/imports", b"", b"?", b"?a", b"#", b"/a b", b"/\t",
    # paths
    b"/", b"//subscriptions/imports", b"/subscriptions//imports", b"/./subscriptions/imports",
    _IMPORTS + b"/.", b"/..", _IMPORTS + b"/", _IMPORTS + b";x", b"/;a=b",
    b"/subscriptions\\imports", b"/sub%73criptions/imports", _IMPORTS + b"%00", b"/%ff", b"/%zz",
    b"/%", b"/" + b"a" * 9000, b"/^", b"/`", b"/{a}", b"/[",
    # bytes that are no text of a URL
    _IMPORTS + b"\0", _IMPORTS + b"\x80", b"/caf\xc3\xa9", b"/\x7f", _IMPORTS + b"?\xff",
    # queries and fragments
    _IMPORTS + b"#f", _IMPORTS + b"?x#y", _IMPORTS + b"??", _IMPORTS + b"?q=" + b"b" * 9000,
    _IMPORTS + b"?page[limit]=1&page[limit]=2", _IMPORTS + b"?%5F%5Fcode=500",
    _IMPORTS + b'?"<>', _IMPORTS + b"?[]", _IMPORTS + b"?a=%ff", _IMPORTS + b"?|",
    # the tool's own
    b"/__docs", b"/__admin/ready", b"/__admin", b"/__nothing", b"/__session/bad name/x",
    b"/__session//x", b"/__session/t1@zz/x",
)  # fmt: skip

METHODS = (
    b"HEAD", b"OPTIONS", *[b"POST"] * 5, b"PUT", b"PATCH", b"DELETE", b"TRACE", b"CONNECT",
    b"QUERY", b"M-SEARCH", b"PRI", b"SOURCE", b"BREW", b"DESCRIBE", b"ANNOUNCE", b"get", b"GETT",
    b"GE T", b"", b"G\0ET", b" GET", b"\r\nGET", b"\nGET", b"\r\n\r\nGET", b"\x16\x03\x01",
    b"G\xc3\x89T",
)  # fmt: skip

VERSIONS = (
    b" HTTP/1.0", b" HTTP/1.0", b" HTTP/0.9", b" HTTP/2.0", b" HTTP/1.2", b" HTTP/9.9", b"",
    b" http/1.1", b"  HTTP/1.1", b" HTTP/1.1 ", b"\tHTTP/1.1", b" HTTP/1.10", b" HTTP/01.1",
    b" HTTP/1", b" HTTP/1.1x", b" HTTP/1,1", b" RTSP/1.0", b" RTSP/1.1", b" ICE/1.0", b" ICE/1.1",
)  # fmt: skip

LINE_ENDS = (b"\n", b"\r", b"\r\r\n", b"\n\r", b" \r\n", b"\x0b\r\n", b"\x0c")

HEADERS = (
    b"X-Loyalty-Club-Slug: infinity-mall", b"X-Loyalty-Club-Slug: x", b"Accept: application/json",
    b"Accept: */*", b"Accept:text/html", b"User-Agent: fuzz", b"Connection: keep-alive",
    b"Connection: Keep-Alive", b"If-None-Match: *", b"Origin: http://a", b"Cookie: a=b",
    b"Prefer: code=404",
)  # fmt: skip

_HOSTS = (
    b"Host: mock", b"Host: other", b"Host:", b"Host: a b", b"host:mock", b"Host: \xe4",
    b"Host: [::1]:80", b"Host : mock",
)  # fmt: skip
_LENGTHS = tuple(
    b"Content-Length" + rest
    for rest in (
        b": 0", b": 5", b": 5", b": +5", b": 05", b": 0x5", b": 5,5", b": 5, 5", b": -1", b": 5 5",
        b":", b": 99999999999999999999999", b": 18446744073709551615", b": 9223372036854775808",
        b": 5;x", b" : 5", b":\t5", b": 5\t", b": 4294967301", b": \xb2",
    )
)  # fmt: skip
_CODINGS = tuple(
    b"Transfer-Encoding" + rest
    for rest in (
        b": chunked", b": chunked", b": Chunked", b": chunked, chunked", b": identity",
        b": gzip, chunked", b": chunked, gzip", b": xchunked", b":\x0bchunked", b" : chunked",
        b": chunked\0", b":\tchunked", b': "chunked"', b":", b": chunked;a=b", b": chunked\r\n ,x",
    )
)  # fmt: skip
_CONNECTIONS = (
    b"Connection: close", b"Connection: close, keep-alive", b"Connection: keep-alive, close",
    b"Connection: upgrade", b"Connection: Upgrade, HTTP2-Settings", b"Connection:",
    b"Connection: x", b"Proxy-Connection: close", b"Keep-Alive: timeout=1", b"Upgrade: h2c",
    b"Upgrade: websocket", b"Connection: upgrade\r\nUpgrade: h2c",
    b"Connection: upgrade\r\nUpgrade: websocket", b"HTTP2-Settings: AAMAAABkAAQAAP__",
    b"Sec-WebSocket-Version: 13", b"Expect: 100-continue", b"Expect: x", b"TE: trailers",
    b"Trailer: x",
)  # fmt: skip
_SYNTAX = (
    b" folded", b"\tfolded", b"X: a\r\n b", b"X: a\r\n\tb", b"X: a\n b", b"X: a\0b", b"X: a\rb",
    b"X: a\nY: b", b"X\0: a", b"X\xe9: a", b"\xc3\xa9: a", b"X: \xe9\xff", b"X : a", b" X: a",
    b": a", b"nocolon", b"", b"X:", b"X: ", b"X:  two", b"X: trail \t", b"X:\tt", b"(x): y",
    b"X/Y: z", b"X: \x7f", b"X: \x01", b"X_Y: 1", b"Content_Length: 5", b"Transfer_Encoding: x",
    b"X: " + b"v" * 5000, b"X: GET /subscriptions/imports RTSP/1.0", b"\0",
    b"X-Loyalty-Club-Slug: caf\xc3\xa9", b"X-Loyalty-Club-Slug:  x", b"X-Loyalty-Club-Slug: x ",
)  # fmt: skip
_MEANING = (
    b"X-Forwarded-Proto: https", b"X-Forwarded-For: 192.0.2.1", b"X-Forwarded-Host: other.example",
    b"Forwarded: host=other.example", b"Prefer: example=x", b"Prefer: code=404, code=500",
    b"Prefer : code=404", b"X-Mock-Session: t1", b"X-Mock-Session: ;", b"X-Mock-Session:",
    b"Range: bytes=0-1", b"Content-Type: application/json", b"Content-Encoding: gzip",
    b"Content-Length: 52\r\nContent-Type: application/json",
)  # fmt: skip
ODD_HEADERS = (*_HOSTS, *_LENGTHS, *_CODINGS, *_CONNECTIONS, *_SYNTAX, *_MEANING)
"""Lines in the place of headers."""

GOODS = b'{"code":"KE-0008","label":"Kettle","kilograms":1.25}'
"""A body that one of the operations documents; it has 52 bytes."""

_GOOD_CHUNKS = (
    b"34\r\n" + GOODS + b"\r\n0\r\n\r\n", b"1\r\n{\r\n33\r\n" + GOODS[1:] + b"\r\n0\r\n\r\n",
    b"0\r\n\r\n", b"5\r\nhello\r\n0\r\n\r\n", b"5;ext=1\r\nhello\r\n0\r\n\r\n",
    b"05\r\nhello\r\n00\r\n\r\n", b"5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n", b"0;x\r\n\r\n",
    b"2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
    b"1e\r\nGET /b RTSP/1.0\r\nHost: mock\r\n\r\n\r\n0\r\n\r\n",
    b'5;a="b"\r\nhello\r\n0\r\n\r\n',
)  # fmt: skip
_BAD_CHUNKS = (
    b"5 ; ext\r\nhello\r\n0\r\n\r\n", b"+5\r\nhello\r\n0\r\n\r\n", b"0x5\r\nhello\r\n0\r\n\r\n",
    b"5\nhello\n0\n\n", b"5\r\nhello0\r\n\r\n", b"5\r\nhelloXX0\r\n\r\n", b"fffffffffffffffff\r\nx",
    b"5\r\nhello\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n", b"g\r\n", b"-1\r\nx\r\n0\r\n\r\n",
    b"5;\0\r\nhello\r\n0\r\n\r\n", b"5\t\r\nhello\r\n0\r\n\r\n", b"\r\n",
    b'5;a="\r\n"\r\nhello\r\n0\r\n\r\n', b"0\r\nGET /x HTTP/1.1\r\n\r\n", b"0\r\n\n",
    b"5\r\r\nhello\r\n0\r\n\r\n", b"0\r\n folded\r\n\r\n", b"0\r\nX\0: a\r\n\r\n",
)  # fmt: skip
CHUNKS = (*_GOOD_CHUNKS, *_GOOD_CHUNKS, *_BAD_CHUNKS)
"""Bodies in chunks (RFC 9112, 7.1)."""
