"""The fast path without a network, in microseconds per request."""

from itertools import count

import pytest

from mock_server.asgi.app import create_mock
from mock_server.asgi.fast_path.simple_requests import SimpleRequestParser
from mock_server.http.requests import read_head
from mock_server.http.validation.parameters import read_valid_parameters
from mock_server.settings import Settings
from openapi.loading.document import load_contracts
from openapi.routing import Router
from tests.benchmarks.speed.large_document import write_document

CONTRACTS = load_contracts()
ROUTER = Router(CONTRACTS)
NUMBERS = count(1)


def request():
    """Return a request for the documented import that is new to the mock."""
    path = b"/v3/club-%d/members/imports/%d" % (number := next(NUMBERS), number)
    return {
        "type": "http",
        "method": "GET",
        "path": path.decode(),
        "raw_path": path,
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1:4010"), (b"x-loyalty-club-slug", b"infinity-mall")],
        "extensions": {},
    }


@pytest.mark.parametrize("is_journaled", [False, True], ids=["quiet", "journal"])
def test_new_head(benchmark, is_journaled):
    """From the parsed request to the answer."""
    mock = create_mock(CONTRACTS, Settings(is_journaled=is_journaled))
    benchmark.pedantic(
        mock.short_cut.fast_path.try_respond,
        setup=lambda: ((request(),), {}),
        rounds=5000,
    )


def head():
    """Return the same as bytes."""
    number = next(NUMBERS)
    return (
        b"GET /v3/club-%d/members/imports/%d HTTP/1.1\r\nHost: 127.0.0.1:4010\r\n"
        b"X-Loyalty-Club-Slug: club-%d\r\n\r\n"
    ) % (number, number, number)


@pytest.mark.parametrize("is_journaled", [False, True], ids=["quiet", "journal"])
def test_new_plain_head(benchmark, is_journaled):
    """From the bytes to the answer."""
    short_cut = create_mock(CONTRACTS, Settings(is_journaled=is_journaled)).short_cut
    benchmark.pedantic(
        lambda sent: short_cut.fast_path.try_respond_simple(short_cut.heads.read(sent), "http"),
        setup=lambda: ((head(),), {}),
        rounds=5000,
    )


@pytest.mark.parametrize("is_journaled", [False, True], ids=["quiet", "journal"])
def test_similar_head(benchmark, is_journaled):
    """From the bytes to the answer that is kept for similar requests."""
    short_cut = create_mock(CONTRACTS, Settings(is_journaled=is_journaled)).short_cut
    benchmark.pedantic(
        lambda sent: short_cut.respond(sent, "http"),
        setup=lambda: ((head(),), {}),
        rounds=5000,
        warmup_rounds=100,
    )


@pytest.mark.parametrize("operations", [10, 100, 1_000, 3_000])
def test_new_plain_head_among(benchmark, operations, tmp_path):
    """From the bytes to the answer, in a document with this number of operations."""
    path = tmp_path / "large.json"
    write_document(path, operations)
    short_cut = create_mock(load_contracts([path]), Settings(is_journaled=False)).short_cut
    target = b"GET /r%d/%%d HTTP/1.1\r\nHost: 127.0.0.1:4010\r\n\r\n" % (operations - 1)

    def answered(sent):
        assert short_cut.fast_path.try_respond_simple(short_cut.heads.read(sent), "http")

    benchmark.pedantic(
        answered, setup=lambda: ((target % next(NUMBERS),), {}), rounds=5000, warmup_rounds=100
    )


@pytest.mark.parametrize("is_journaled", [False, True], ids=["quiet", "journal"])
def test_repeated_exchange(benchmark, is_journaled):
    """Recording of the exchange."""
    fast = create_mock(CONTRACTS, Settings(is_journaled=is_journaled)).short_cut.fast_path
    benchmark(fast.record_repeat, fast.cached_response(fast.try_respond(request())))


def test_head_and_route(benchmark):
    """Parsing and routing of a head."""
    benchmark(read_head, request(), ROUTER.find)


def test_plain_head_and_route(benchmark):
    """Parsing of a plain head from its bytes, and routing."""
    heads = SimpleRequestParser(ROUTER.find)
    benchmark.pedantic(heads.read, setup=lambda: ((head(),), {}), rounds=5000)


def test_parameters(benchmark):
    """Parsing and validation of its parameters."""
    head = read_head(request(), ROUTER.find)
    benchmark(read_valid_parameters, head.operation, head)
