"""What is noted of the use of a head."""

import pytest

from mock_server.asgi.fast_path.observed_head import ObservedHead
from mock_server.asgi.fast_path.simple_requests import SimpleRequestParser
from mock_server.http.validation.heads import check_limits
from mock_server.http.validation.parameters import read_valid_parameters
from openapi.routing import Router
from tests.acceptance.cases import cases

SENT = (
    b"GET /v3/a/members/imports/1 HTTP/1.1\r\nHost: a\r\nAccept: a\r\n"
    b"X-Loyalty-Club-Slug: a\r\n\r\n"
)


@pytest.fixture
def observed(packaged):
    """A head of which nothing was read."""
    return ObservedHead.observe(SimpleRequestParser(Router(packaged).find).read(SENT))


@cases(
    "use, names, has_path, has_all",
    {
        "a header": (lambda head: head.joined_header("accept"), {"accept"}, False, False),
        "one that is not there": (lambda head: "x" in head.lines, {"x"}, False, False),
        "all": (lambda head: [*head.lines], set(), False, True),
        "all as bytes": (lambda head: head.raw_headers, set(), False, True),
        "the path": (lambda head: head.path, set(), True, False),
        "a value": (lambda head: head.route.path_values["import_id"], set(), True, False),
        "sizes": (check_limits, set(), False, False),
        "what every simple head is": (
            lambda head: (head.is_for_mock, head.is_for_server),
            set(),
            False,
            False,
        ),
    },
)
def test_use_is_noted(observed, use, names, has_path, has_all):
    """What a step reads, and no more."""
    use(observed)
    reads = observed.reads

    assert (reads.names, reads.has_path, reads.has_all_headers) == (names, has_path, has_all)


def test_typed_values_are_noted_when_they_are_read(observed):
    """Parsing notes nothing; until it has ended well, what was read decides nothing."""
    head = observed.begin_parsing()
    before = observed.reads.decide
    parameters = read_valid_parameters(head.operation, observed)
    parsed = ({*observed.reads.names}, observed.reads.has_path, observed.reads.decide)
    values = (parameters.header["x-loyalty-club-slug"], parameters.path["import_id"])

    assert (before, parsed, values) == (False, (set(), False, True), ("a", 1))
    assert (observed.reads.names, observed.reads.has_path) == ({"x-loyalty-club-slug"}, True)
