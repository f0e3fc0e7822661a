"""Tests of the limits for servers off this machine."""

from dataclasses import replace

import pytest

from contracts.errors import OptionError
from contracts.http.client.limits import RequestBudget
from contracts.http.requests.politeness import check_production, limits_for_targets
from openapi.contract import Server
from tests.contracts.shop import SHOP, TARGET

ELSEWHERE = replace(TARGET, origin="https://shop.example")
MARKED = replace(
    ELSEWHERE,
    contract=replace(
        SHOP,
        servers=(
            Server(url="https://test.example/v1"),
            Server(url="https://SHOP.example/v1", is_production=True),
        ),
    ),
)


def limits(*targets, **said):
    """Return the limits of a run with these targets."""
    budget = RequestBudget(**said)
    return limits_for_targets(targets, budget, allow_unsafe=False, timeout_seconds=3.0)


def test_loopback_is_not_paced():
    """On this machine only the number of requests is limited."""
    found = limits(TARGET)

    assert (found.per_second, found.max_seconds, found.max_server_errors) == (0.0, 0.0, 0)
    assert found.max_requests == 20_000


def test_limits_are_strict_elsewhere():
    """Five requests a second, five hundred in all, and an end after repeated failures."""
    found = limits(ELSEWHERE)

    assert (found.per_second, found.max_requests) == (5.0, 500)
    assert (found.max_seconds, found.max_server_errors) == (600.0, 20)


def test_one_server_elsewhere_makes_the_limits_strict():
    """One server off this machine makes the limits strict for all."""
    assert limits(TARGET, ELSEWHERE).per_second == 5.0


def test_given_budgets_count():
    """A given 0 is not replaced by a default."""
    found = limits(ELSEWHERE, per_second=0.0, max_requests=9, max_bytes=10, max_server_errors=0)

    assert (found.per_second, found.max_requests, found.max_total_bytes) == (0.0, 9, 10)
    assert found.max_server_errors == 0


def test_production_is_refused():
    """A server that the contract marks gets no request, also if its name is in capitals."""
    with pytest.raises(OptionError) as caught:
        check_production([MARKED], is_allowed=False)

    assert str(caught.value) == (
        "shop.example is a production server of shop\n"
        "  where    the URL for shop\n"
        "  found    https://shop.example\n"
        "  allowed  https://test.example/v1\n"
        "  hint     give --allow-production if you mean it; --dry-run shows what would be sent"
    )


@pytest.mark.parametrize(
    ("target", "is_allowed"),
    [(MARKED, True), (replace(MARKED, origin="https://test.example"), False), (TARGET, False)],
)
def test_other_servers_are_not_refused(target, is_allowed):
    """What is allowed, or not marked, may be checked."""
    check_production([target], is_allowed=is_allowed)

    assert target.origin.startswith("http")


def test_default_budgets_grow_with_the_number_of_operations():
    """A contract of two hundred operations can have each of them asked, in bounded time."""
    many = replace(SHOP, operations=SHOP.operations[:1] * 200)

    found = limits(replace(ELSEWHERE, contract=many))

    assert (found.max_requests, found.max_seconds) == (2000, 2400.0)
    assert limits(replace(TARGET, contract=many)).max_requests == 40_000
