"""The request of a curl line is the one that curl sends."""

import pytest

from tests.acceptance.cases import cases
from tests.benchmarks.peers.curl_line import read_curl_line


@cases(
    "line, method, target, body",
    {
        "plain": ("curl -i http://localhost:4010/a", "GET", "/a", ""),
        "no path": ("curl localhost:4010", "GET", "/", ""),
        "query": ("curl 'http://x:1/a?b=1&c'", "GET", "/a?b=1&c", ""),
        "method": ("curl -X DELETE http://x/a", "DELETE", "/a", ""),
        "head": ("curl --head http://x/a", "HEAD", "/a", ""),
        "data": ("curl http://x/a -d a=1 --data b=2", "POST", "/a", "a=1&b=2"),
        "data of another method": ("curl -X PUT --url http://x/a -d 1", "PUT", "/a", "1"),
        "escaped data": ("curl http://x/a --data-urlencode 'a=/ä'", "POST", "/a", "a=%2F%C3%A4"),
        "escaped text": ("curl http://x/a --data-urlencode a/b", "POST", "/a", "a%2Fb"),
    },
)
def test_method_target_and_body(line, method, target, body):
    """The method follows from the body, unless it is named."""
    request = read_curl_line(line)

    assert (request.method, request.target, request.body) == (method, target, body)


@cases(
    "line, name, value",
    {
        "anything is accepted": ("curl http://x", "Accept", "*/*"),
        "what is accepted": ("curl http://x -H 'Accept: text/csv'", "accept", "text/csv"),
        "a form": ("curl http://x -d a=1", "Content-Type", "application/x-www-form-urlencoded"),
        "JSON": ("curl http://x -d 1 -H 'Content-Type: a/json'", "Content-Type", "a/json"),
        "no value": ("curl http://x -H 'Authorization:'", "Authorization", ""),
        "cookie": ("curl http://x --cookie a=1", "Cookie", "a=1"),
    },
)
def test_headers(line, name, value):
    """What curl adds by itself is there, unless the line has its own."""
    assert read_curl_line(line).header(name) == value


def test_fields_are_parts():
    """The boundary of the body is that of the header."""
    request = read_curl_line("curl http://x -F a=1 -F b= -H 'Content-Type: multipart/form-data'")

    boundary = request.header("Content-Type").partition("boundary=")[2]
    assert request.body.split(f"--{boundary}") == [
        "",
        '\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n',
        '\r\nContent-Disposition: form-data; name="b"\r\n\r\n\r\n',
        "--\r\n",
    ]


def test_the_body_is_not_read_where_curl_shows_the_head():
    """`-I` with another method sends that method, and shows no body."""
    request = read_curl_line("curl -sIXGET http://x/a")

    assert (request.method, request.reads_body) == ("GET", False)


def test_an_unknown_option_is_refused():
    """A line is never read halfway."""
    with pytest.raises(ValueError, match="--proxy"):
        read_curl_line("curl --proxy http://y http://x")
