"""Tests of what the head of a request leaves to the server."""

from dataclasses import replace

import pytest

from contracts.http.messages.exchange import HTTP_1_0
from contracts.observations.request_heads import (
    LONGEST_HEAD,
    accepts,
    is_acceptable,
    is_too_large,
    may_close_connection,
)
from tests.contracts.shop import exchange, observe


def test_plain_requests_must_be_answered():
    """A server has no reason to close the connection on a plain request."""
    [seen] = observe(exchange())

    assert not may_close_connection(seen)


def test_odd_requests_need_not_be_answered():
    """A server may close the connection on bytes that are no URI or no text, or an unknown path."""
    odd = observe(
        exchange(sent=(("X-Shop", "caf\xe9"),)),
        exchange(sent=(("X-Shop", "a\tb"),)),
        exchange("/v1/orders/%00"),
        exchange("/v1/orders/7?a=%zz"),
    )

    assert [may_close_connection(seen) for seen in odd] == [True] * 4


def test_old_protocols_need_not_be_answered():
    """A server need not support HTTP/1.0."""
    old = exchange()
    [seen] = observe(replace(old, request=replace(old.request, version=HTTP_1_0)))

    assert may_close_connection(seen)


@pytest.mark.parametrize(
    ("accept", "is_accepting"),
    [
        ("*/*", True),
        ("application/json, */*;q=0.1", True),
        ("text/html", False),
        (";;q=x,/", False),
    ],
)
def test_an_undocumented_type_is_accepted_with_all_others_only(accept, is_accepting):
    """A server may answer 406 to a request that names some types, or is malformed."""
    [seen] = observe(exchange(sent=(("Accept", accept),)))
    success = replace(seen.operation.success, media_types=())
    operation = replace(seen.operation, responses=(success,))

    assert accepts(replace(seen, operation=operation)) is is_accepting


@pytest.mark.parametrize(
    ("accept", "is_named"),
    [
        ("*/*", True),
        ("application/*", True),
        ("text/html", False),
        ("*/*, application/json;q=0", False),
    ],
)
def test_the_most_specific_range_counts(accept, is_named):
    """A type with the weight 0 is refused, whatever a wider range says (RFC 9110, 12.5.1)."""
    assert is_acceptable("application/json; charset=utf-8", accept) is is_named


def test_a_long_head_may_be_refused_for_its_size():
    """As 431 or 414, or as 400 if it is long on the whole; a plain one may not."""
    long = (("X-Shop", "a" * LONGEST_HEAD),)
    statuses = (431, 400, 404)
    seen = observe(*(exchange(sent=long, status=each) for each in statuses), exchange(status=431))

    assert [is_too_large(each) for each in seen] == [True, True, False, False]
