"""What headers and bodies say byte for byte: never a redirect, never a 5xx."""

import pytest

from tests.acceptance.cases import cases
from tests.acceptance.documented import IMPORT, JOBS, SLUG_HEADER
from tests.acceptance.raw_socket import exchange, request
from tests.acceptance.refusals import assert_placewise_refusal


@cases(
    "line",
    {
        "garbage": b"Content-Type: garbage",
        "empty": b"Content-Type:",
        "blank": b"Content-Type: ",
        "two-slashes": b"Content-Type: a/b/c",
        "not-ascii": b"Content-Type: \xff",
        "no-boundary": b"Content-Type: multipart/form-data",
        "empty-boundary": b"Content-Type: multipart/form-data; boundary=",
        "unknown-charset": b"Content-Type: application/json; charset=no-such-charset",
        "form": b"Content-Type: application/x-www-form-urlencoded",
    },
)
@cases("target", {"jobs": JOBS, "import": IMPORT + b"1"})
def test_content_type_of_a_get_changes_nothing(mock, target, line):
    """A GET without a body has no content, so its Content-Type is of no interest."""
    answer = exchange(mock.address, request(target, headers=[SLUG_HEADER, line]))

    assert answer.status == 200


@cases(
    "line",
    {
        "documented": b"X-Loyalty-Club-Slug: infinity-mall",
        "empty": b"X-Loyalty-Club-Slug:",
        "blank": b"X-Loyalty-Club-Slug: ",
        "lower-case": b"x-loyalty-club-slug: infinity-mall",
        "upper-case": b"X-LOYALTY-CLUB-SLUG:infinity-mall",
        "another": b"X-Loyalty-Club-Slug: another-mall",
    },
)
def test_required_header_is_met_by_any_value(mock, line):
    """The documented example sends the header empty, and names of headers have no case."""
    answer = exchange(mock.address, request(IMPORT + b"1", headers=[line]))

    assert answer.status == 200


def test_missing_required_header_is_refused(mock):
    """Without the required header the answer is 400 and names it."""
    answer = exchange(mock.address, request(IMPORT + b"1"))

    assert answer.status == 400
    assert_placewise_refusal(answer)
    assert "X-Loyalty-Club-Slug" in answer.json()["error"]


@pytest.mark.parametrize(
    "line",
    [
        b"X-Loyalty-Club-Slug: \xff\xfe",
        b"X-Loyalty-Club-Slug: caf\xc3\xa9",
        b"X-Loyalty-Club-Slug: a\r\nX-Loyalty-Club-Slug: b",
        b"Accept: garbage",
        b"Accept:",
        b"Accept: \xff",
        b"Accept: */*;q=nonsense",
        b"Accept: application/json;q=0",
        b"Prefer: ;;;===",
        b"Prefer: code=" + b"4" * 5000,
        b"Prefer: code=\xff",
        b"Prefer: code=99",
        b"Prefer: code=-200",
        b"Prefer: code=2_0_0",
        b'Prefer: example="unclosed',
        b"If-None-Match: garbage",
        b"Range: bytes=0-1",
        b"Authorization: \xff",
        b"Cookie: \xff=\xff;;=",
        b"Expect: nonsense",
        b"Upgrade: websocket",
        b"Forwarded: for=\xff",
        b"X-Forwarded-For: \xff, nonsense",
        b"Host: [::",
        b"Accept-Encoding: nonsense",
        b"Origin: null",
        b"Origin: \xff",
    ],
    ids=lambda line: (
        line[:24].decode("ascii", "backslashreplace").replace(" ", "") + f"-{len(line)}"
    ),
)
def test_odd_headers_never_bring_the_mock_down(mock, line):
    """With any bytes in a header, the response is valid: no 5xx, no redirect."""
    answer = exchange(mock.address, request(IMPORT + b"1", headers=[SLUG_HEADER, line]))

    assert 200 <= answer.status < 300 or 400 <= answer.status < 500


@cases(
    "lines",
    {
        "letters": [b"Content-Length: abc"],
        "negative": [b"Content-Length: -1"],
        "list": [b"Content-Length: 1, 2"],
        "two": [b"Content-Length: 1", b"Content-Length: 2"],
        "40-digits": [b"Content-Length: " + b"9" * 40],
        "unknown-coding": [b"Transfer-Encoding: nonsense", b"Content-Length: 3"],
        "both-lengths": [b"Transfer-Encoding: chunked", b"Content-Length: 3"],
        "nul": [b"X-Nul: \x00"],
        "space-in-name": [b"Bad Name: x"],
        "no-colon": [b"no colon here"],
    },
)
def test_malformed_heads_are_refused(mock, lines):
    """A request whose end cannot be known is refused with a 4xx."""
    answer = exchange(mock.address, request(JOBS, headers=lines, body=b"0\r\n\r\n"))

    assert 400 <= answer.status < 500


@cases(
    "headers, body",
    {
        "bytes": ([b"Content-Length: 4"], b"\xff\xfe\x00{"),
        "bad-json": ([b"Content-Length: 2", b"Content-Type: application/json"], b"{]"),
        "bad-multipart": (
            [b"Content-Length: 5", b"Content-Type: multipart/form-data; boundary=x"],
            b"--x\r\n",
        ),
        "chunked": ([b"Transfer-Encoding: chunked"], b"3\r\nabc\r\n0\r\n\r\n"),
    },
)
def test_body_of_a_get_is_of_no_interest(mock, headers, body):
    """A body that the operation does not document is ignored."""
    answer = exchange(mock.address, request(JOBS, headers=headers, body=body))

    assert answer.status == 200
