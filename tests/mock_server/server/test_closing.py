"""Refusals in their turn, on connections without a network."""

import asyncio

import pytest

from mock_server.server.http_protocol import MAX_HEAD_BYTES
from mock_server.settings import Settings
from tests.acceptance.cases import cases
from tests.fuzz_http.comparing import read_answers
from tests.fuzz_http.conversation import Mock

HEAD = b" HTTP/1.1\r\nHost: mock\r\n"
JOBS = b"GET /subscriptions/imports" + HEAD + b"\r\n"
POST = b"POST /api/v1/depots/7/goods" + HEAD + b"Content-Type: application/json\r\n"


@pytest.fixture(scope="module", params=[True, False], ids=["short-way", "long-way"])
def settings(request):
    """With the fast path and without it."""
    return Settings(has_fast_path=request.param)


def statuses(conversation):
    """Return the statuses of the answers, in order."""
    answers = read_answers(conversation.sent, [])
    assert answers is not None
    return [each.status for each in answers]


@cases(
    "rest, status",
    {
        "no-http": (b"GE T / HTTP/1.1\r\n\r\n", 400),
        "no-target": (b"GET http://mock:99999/ HTTP/1.1\r\n\r\n", 400),
        "endless-head": (b"GET / HTTP/1.1\r\nX: " + b"y" * 2 * MAX_HEAD_BYTES, 431),
    },
)
def test_what_cannot_be_read_is_refused_behind_the_answers_before_it(
    packaged, settings, rest, status
):
    """The error response comes after the responses to earlier requests."""
    mock = Mock(packaged, settings)
    for pieces in ((JOBS + JOBS + rest,), (JOBS + JOBS, rest)):
        found = asyncio.run(mock.converse(pieces))

        assert statuses(found) == [200, 200, status]
        assert found.is_closed


@pytest.mark.parametrize(
    "body",
    [b"Transfer-Encoding: chunked\r\n\r\ng\r\n", b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}X"],
)
def test_request_whose_body_breaks_has_one_answer(warehouse, settings, body):
    """A request that cannot be received is refused once; nothing after it is read."""
    found = asyncio.run(Mock((warehouse,), settings).converse((POST + body, JOBS)))

    assert statuses(found) == [400]
    assert found.is_closed


def test_nothing_is_read_behind_a_body_that_the_parser_leaves_out(packaged, settings):
    """The body of a CONNECT is never taken for the next request, in any pieces."""
    sent = b"CONNECT /subscriptions/imports" + HEAD + b"Content-Length: %d\r\n\r\n" % len(JOBS)
    mock = Mock(packaged, settings)
    for pieces in ((sent + JOBS,), (sent, JOBS)):
        found = asyncio.run(mock.converse(pieces))

        assert statuses(found) == [405]
        assert found.is_closed
