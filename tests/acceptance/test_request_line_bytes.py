"""Methods, forms of the request line, and what is no HTTP at all."""

import pytest

from tests.acceptance.cases import cases
from tests.acceptance.documented import IMPORT, JOBS, ask_import
from tests.acceptance.raw_socket import exchange, request
from tests.acceptance.refusals import assert_elastic_path_refusal, assert_placewise_refusal


@pytest.mark.parametrize("method", [b"POST", b"PUT", b"PATCH", b"DELETE", b"TRACE", b"PROPFIND"])
def test_method_that_is_not_documented_is_not_allowed(mock, method):
    """Another method on a documented path gets 405, and Allow names those that work."""
    answer = exchange(mock.address, request(JOBS, method=method, headers=[b"Content-Length: 0"]))

    assert answer.status == 405
    assert answer.words("allow") == {"get", "head", "options"}
    assert_elastic_path_refusal(answer)


def test_method_is_judged_before_parameters(mock):
    """A POST without the required header still gets 405, in Placewise's own words."""
    answer = exchange(
        mock.address, request(IMPORT + b"1", method=b"POST", headers=[b"Content-Length: 0"])
    )

    assert answer.status == 405
    assert answer.words("allow") == {"get", "head", "options"}
    assert_placewise_refusal(answer)


@pytest.mark.parametrize("method", [b"FOO", b"get", b"G\xc9T", b"GET/", b"CONNECT"])
def test_unknown_method_is_refused(mock, method):
    """A method no server knows gets a 4xx, from the parser or from the mock."""
    answer = exchange(mock.address, request(JOBS, method=method))

    assert 400 <= answer.status < 500


@cases(
    "target, status",
    {
        "import": (IMPORT + b"1", 200),
        "jobs": (JOBS, 200),
        "refused": (JOBS + b"?page[limit]=007", 400),
        "not-found": (JOBS + b"/", 404),
        "no-api": (b"/no/such/path", 404),
    },
)
def test_head_is_get_without_the_body(mock, target, status):
    """HEAD answers what GET answers: status, type and length, and not one byte of body."""
    got = ask_import(mock, target)
    answer = ask_import(mock, target, method=b"HEAD")

    assert answer.status == got.status == status
    assert answer.body == b""
    assert answer.header("content-type") == got.header("content-type")
    assert answer.header("content-length") == str(len(got.body))


@cases("target", {"import": IMPORT + b"1", "jobs": JOBS})
def test_options_names_the_methods(mock, target):
    """OPTIONS on a documented path succeeds, asks for no header, and names the methods."""
    answer = exchange(mock.address, request(target, method=b"OPTIONS"))

    assert answer.status in {200, 204}
    assert answer.words("allow") == {"get", "head", "options"}


def test_options_of_the_whole_server_is_answered(mock):
    """`OPTIONS *` only asks whether the server is there (RFC 9110, 9.3.7); the answer is empty."""
    answer = exchange(mock.address, request(b"*", method=b"OPTIONS"))

    assert (answer.status, answer.body) == (204, b"")


@pytest.mark.parametrize(
    "name",
    [
        "X-Loyalty-Club-Slug",
        "X-Client-Authorization",
        "X-User-Agent",
        "X-Product-Name",
        "X-Customer",
        "Authorization",
        "Prefer",
        "X-Mock-Session",
        "If-None-Match",
    ],
)
def test_preflight_allows_documented_headers(mock, name):
    """A browser may send every documented header, and the mock's own, with no flag set."""
    headers = [
        b"Origin: http://front.example.com",
        b"Access-Control-Request-Method: GET",
        b"Access-Control-Request-Headers: " + name.lower().encode(),
    ]
    answer = exchange(mock.address, request(IMPORT + b"1", method=b"OPTIONS", headers=headers))

    assert answer.status in {200, 204}
    assert answer.header("access-control-allow-origin") in {"*", "http://front.example.com"}
    assert "get" in answer.words("access-control-allow-methods")
    assert name.lower() in answer.words("access-control-allow-headers")


@cases(
    "target, method",
    {
        "import": (IMPORT + b"1", b"GET"),
        "bad-id": (IMPORT + b"01", b"GET"),
        "trailing-slash": (IMPORT + b"1/", b"GET"),
        "405": (IMPORT + b"1", b"POST"),
        "jobs": (JOBS, b"GET"),
        "bad-limit": (JOBS + b"?page[limit]=007", b"GET"),
        "500": (JOBS + b"?__code=500", b"GET"),
        "no-such-example": (JOBS + b"?__example=nosuch", b"GET"),
        "no-api": (b"/no/such/path", b"GET"),
    },
)
def test_every_answer_can_be_read_by_a_browser(mock, target, method):
    """CORS holds for refusals and problems too, and the mock's own headers are exposed."""
    headers = [b"Origin: http://front.example.com", b"Content-Length: 0"]
    answer = ask_import(mock, target, method=method, headers=headers)

    assert answer.header("access-control-allow-origin") in {"*", "http://front.example.com"}
    exposed = answer.words("access-control-expose-headers")
    assert exposed >= {"etag", "retry-after", "mock-server-problem"}


@cases(
    "line, headers",
    {
        "1.0-bare": (b"GET /subscriptions/imports HTTP/1.0", b""),
        "1.0": (b"GET /subscriptions/imports HTTP/1.0", b"Host: x\r\n"),
        "lower-case-names": (b"GET /subscriptions/imports HTTP/1.1", b"host: x\r\n"),
        "absolute": (b"GET http://127.0.0.1/subscriptions/imports HTTP/1.1", b"Host: x\r\n"),
        "absolute-with-query": (
            b"GET http://api.example.com:80/subscriptions/imports?page[limit]=1 HTTP/1.1",
            b"Host: api.example.com\r\n",
        ),
        "empty-line-first": (b"\r\nGET /subscriptions/imports HTTP/1.1", b"Host: x\r\n"),
    },
)
def test_other_forms_of_a_good_request_are_answered(mock, line, headers):
    """HTTP/1.0, absolute-form targets and lower-case names select the same operation."""
    answer = exchange(mock.address, line + b"\r\n" + headers + b"connection: close\r\n\r\n")

    assert answer.status == 200
    assert len(answer.json()["data"]) == 1


@cases(
    "sent",
    {
        "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        "word": b"nonsense\r\n\r\n",
        "no-target": b"GET\r\n\r\n",
        "http-9.9": b"GET / HTTP/9.9\r\nConnection: close\r\n\r\n",
        "ftp": b"GET / FTP/1.1\r\nConnection: close\r\n\r\n",
        "bytes": b"\xff\xfe\xfd\r\n\r\n",
    },
)
def test_what_is_not_http_is_refused(mock, sent):
    """What is no HTTP request gets a 4xx from the parser."""
    answer = exchange(mock.address, sent)

    assert 400 <= answer.status < 500


def test_two_requests_share_a_connection(mock):
    """A refusal leaves the connection usable for the request behind it."""
    first = b"GET /subscriptions/imports?page[limit]=007 HTTP/1.1\r\nHost: x\r\n\r\n"
    second = request(JOBS)
    refused = exchange(mock.address, first + second)
    length = int(refused.header("content-length") or 0)

    assert refused.status == 400
    assert refused.body[length:].startswith(b"HTTP/1.1 200")
