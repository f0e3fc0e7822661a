"""Request lines of other protocols, cut anywhere."""

import asyncio

import pytest

from mock_server.settings import Settings
from tests.fuzz_http.comparing import read_answers
from tests.fuzz_http.conversation import Mock

OTHER = b"GET /subscriptions/imports RTSP/1.0\r\nHost: mock\r\n\r\n"
JOBS = b"GET /subscriptions/imports HTTP/1.1\r\nHost: mock\r\n\r\n"


@pytest.fixture
def statuses(packaged):
    """Return the statuses that a mock answers to bytes in pieces."""
    mock = Mock(packaged, Settings())

    def ask(*pieces):
        answers = read_answers(asyncio.run(mock.converse(pieces)).sent, [])
        return [each.status for each in answers]

    return ask


def test_other_protocol_is_refused_wherever_its_line_is_cut(statuses):
    """A request of RTSP in two reads is refused as in one."""
    found = {place: statuses(OTHER[:place], OTHER[place:], JOBS) for place in range(1, len(OTHER))}

    assert {place: each for place, each in found.items() if each != [400]} == {}


def test_other_requests_in_the_same_bytes_are_answered(statuses):
    """Only the request of another protocol is refused, not those that come with it."""
    assert statuses(JOBS + OTHER + JOBS) == [200, 400]
    assert statuses(JOBS + OTHER[:30], OTHER[30:] + JOBS) == [200, 400]


def test_protocol_in_a_header_or_a_body_is_no_request_line(statuses):
    """Headers and bodies that look like a request line of RTSP are not refused."""
    head = b"HEAD /nothing HTTP/1.1\r\nHost: mock\r\nX: GET /a RTSP/1.0\r\n"
    sent = head + b"Content-Length: %d\r\n\r\n" % len(OTHER) + OTHER + JOBS

    assert statuses(JOBS.replace(b"\r\n\r\n", b"\r\nX: a RTSP/1.0\r\n\r\n")) == [200]
    assert statuses(sent.replace(b"HEAD", b"POST")) == [404, 200]


def test_options_of_the_whole_server_are_answered(statuses):
    """`OPTIONS *` is about the server as a whole (RFC 9110, 9.3.7), and gets a 204."""
    asked = b"OPTIONS * HTTP/1.1\r\nHost: mock\r\n\r\n"

    assert statuses(asked, JOBS) == [204, 200]
    assert statuses(asked.replace(b"OPTIONS", b"GET")) == [404]
