"""Tests of: no request causes a server error."""

from dataclasses import replace

import pytest

from contracts.checks.responses.server_error import check
from contracts.http.messages.exchange import Purpose
from tests.contracts.shop import COUNTED, evidence, exchange, said


@pytest.mark.parametrize("status", [200, 301, 400, 404, 422])
def test_other_statuses_pass(status):
    """Successes, redirects and refusals are no server errors."""
    results = check(evidence(exchange(status=status)))

    assert said(results) == ["pass"]


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504])
def test_a_server_error_is_found(status):
    """A 5xx is an error, even in answer to an invalid request."""
    results = check(evidence(exchange("/v1/orders/x", status=status)))

    assert said(results) == [f"error: The request is answered with {status}: the server failed."]


def test_a_busy_server_is_not_accused():
    """A 503 with Retry-After is not about the request."""
    busy = exchange(status=503, headers=(*COUNTED, ("Retry-After", "3")))

    assert said(check(evidence(busy))) == ["not exercised: the server was busy"]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (505, "not exercised: a server need not support every version of HTTP"),
        (500, "error: The request is answered with 500: the server failed."),
        (426, "pass"),
    ],
)
def test_an_old_protocol_may_be_refused_but_not_fail(status, verdict):
    """A 505 refuses the version of HTTP; a 500 is a failure."""
    old = replace(exchange(status=status), purpose=Purpose.PROTOCOL)

    assert said(check(evidence(old))) == [verdict]


def test_a_505_to_http_1_1_is_an_error():
    """Every server must support HTTP/1.1."""
    assert said(check(evidence(exchange(status=505))))[0].startswith("error: ")
