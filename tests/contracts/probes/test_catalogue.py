"""Tests of which probes run, in which order, against a live shop."""

import pytest

from contracts.checks.catalogue import CHECKS
from contracts.http.client.transport import BudgetExhausted
from contracts.http.messages.exchange import Identity, Purpose
from contracts.http.requests.credentials import second_credentials
from contracts.probes.catalogue import PROBES, run_probes
from tests.contracts.probing import MINE, THEIRS, probed
from tests.contracts.shop import SHOP

EVERY = frozenset(probe.id for probe in PROBES)


def asked(name="showOrder", *chosen, **context):
    """Return the exchanges of the chosen probes, or of all, and the methods the server saw."""
    ids = frozenset(chosen) or EVERY
    with probed(run_probes, name, MINE, ids, **context) as (exchanges, server):
        return exchanges, server.methods


def test_every_check_is_fed_and_every_probe_feeds_one():
    """A check that nothing feeds would be green for ever; a probe that feeds none is a cost."""
    checks = {check.id for check in CHECKS}

    assert {check for probe in PROBES for check in probe.feeds} == checks
    assert [probe.id for probe in PROBES if not probe.feeds] == []
    assert len(EVERY) == len(PROBES)


def test_reading_is_all_that_is_done():
    """GET, HEAD and OPTIONS; nothing else leaves the house."""
    assert asked()[1] == {"GET", "HEAD", "OPTIONS"}


def test_the_http_of_an_operation_is_exercised_without_odd_input():
    """Only HTTP itself is exercised."""
    exchanges, _ = asked("showOrder", "methods")

    assert {exchange.purpose for exchange in exchanges} == {
        Purpose.METHOD,
        Purpose.CONDITION,
        Purpose.CONNECTION,
        Purpose.PROTOCOL,
        Purpose.EQUIVALENT,
    }


@pytest.mark.parametrize(
    ("chosen", "purposes"),
    [
        ("intake", {Purpose.PARAMETER}),
        ("names", {Purpose.LOOKALIKE_ID, Purpose.CONTROL, Purpose.NEIGHBOUR_ID}),
        ("access", {Purpose.ACCESS}),
    ],
)
def test_a_probe_may_be_chosen(chosen, purposes):
    """Whoever wants one gets one."""
    exchanges, _ = asked("showOrder", chosen)

    assert {exchange.purpose for exchange in exchanges} == purposes


def test_something_that_creates_gets_odd_bodies_and_nothing_else():
    """Odd input for something that creates could create something odd, unless it is invalid."""
    exchanges, methods = asked("createOrder", *EVERY - {"documented"}, is_unsafe=True)

    assert methods == {"POST"}
    assert {exchange.note.partition(":")[0] for exchange in exchanges} == {"the body"}


def test_a_second_identity_is_played_where_there_is_one():
    """Who is somebody else is the caller's word."""
    other = second_credentials(SHOP, (), {**MINE, **THEIRS})

    exchanges, _ = asked("showOrder", "access", second_identity=other)

    assert {Identity.OTHER, Identity.INTRUDER} <= {exchange.asker for exchange in exchanges}


def test_what_cannot_be_probed_is_told():
    """What may not be sent is no reason to stop."""
    told = []

    def remember(*arguments):
        told.extend(run_probes(*arguments))
        return told

    with probed(remember, "createOrder", MINE, frozenset({"bodies"}), may_change=False):
        assert [text.partition(" (")[0] for text in told] == [
            "createOrder: the probe bodies had to be given up"
        ]


def test_a_spent_budget_ends_it():
    """The caller is told, not the probe."""
    with (
        pytest.raises(BudgetExhausted),
        probed(run_probes, "showOrder", MINE, EVERY, max_requests=3),
    ):
        pass
