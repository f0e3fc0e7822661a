"""Tests of which probes run, in which order, against a live shop."""

from dataclasses import replace

import pytest

from contracts.checks.all_checks import CHECKS
from contracts.explain import advice
from contracts.http.client.transport import BudgetExhausted
from contracts.http.messages.exchange import Identity, Purpose
from contracts.http.requests.credentials import second_credentials
from contracts.probes import all_probes
from contracts.probes.all_probes import PROBES, Probe, run_probes
from contracts.run.check import check
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import serve
from tests.contracts.probing import MINE, THEIRS, probed
from tests.contracts.shop import SHOP, SPEC
from tests.contracts.shop_server import shop

EVERY = frozenset(probe.id for probe in PROBES)


def asked(name="showOrder", *chosen, **context):
    """Return the exchanges of the chosen probes, or of all, and the methods the server saw."""
    ids = frozenset(chosen) or EVERY
    with probed(run_probes, name, MINE, ids, **context) as (exchanges, server):
        return exchanges, server.methods


def test_every_check_is_fed_and_every_probe_feeds_one():
    """A check without a probe would always be green; a probe without a check is a cost."""
    checks = {check.id for check in CHECKS}

    assert {check for probe in PROBES for check in probe.feeds} == checks
    assert [probe.id for probe in PROBES if not probe.feeds] == []
    assert len(EVERY) == len(PROBES)


def test_only_safe_methods_are_sent():
    """Without permission to change state only GET, HEAD and OPTIONS are sent."""
    assert asked()[1] == {"GET", "HEAD", "OPTIONS"}


def test_the_probe_of_methods_sends_no_invalid_values():
    """It varies HTTP itself, not the parameters."""
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
    """Only the chosen probe sends requests."""
    exchanges, _ = asked("showOrder", chosen)

    assert {exchange.purpose for exchange in exchanges} == purposes


def test_an_unsafe_operation_gets_invalid_bodies_only():
    """Valid but unusual input could create resources; an invalid body must be refused."""
    exchanges, methods = asked("createOrder", *EVERY - {"documented"}, is_unsafe=True)

    assert methods == {"POST"}
    assert {exchange.note.partition(":")[0] for exchange in exchanges} == {"the body"}


def test_a_second_identity_is_used_where_there_is_one():
    """Its credentials are given by the caller."""
    other = second_credentials(SHOP, (), {**MINE, **THEIRS})

    exchanges, _ = asked("showOrder", "access", second_identity=other)

    assert {Identity.OTHER, Identity.INTRUDER} <= {exchange.asker for exchange in exchanges}


def test_a_probe_that_stops_early_is_reported():
    """A request that may not be sent ends the probe, not the run."""
    notes = []

    def remember(*arguments):
        notes.extend(run_probes(*arguments))
        return notes

    with probed(remember, "createOrder", MINE, frozenset({"bodies"}), may_change=False):
        assert [text.partition(" (")[0] for text in notes] == [
            "createOrder: the probe bodies stopped early"
        ]


def test_an_exhausted_budget_ends_the_probes():
    """The error reaches the caller."""
    with (
        pytest.raises(BudgetExhausted),
        probed(run_probes, "showOrder", MINE, EVERY, max_requests=3),
    ):
        pass


def test_a_probe_that_is_added_to_the_table_is_run_by_every_check(monkeypatch):
    """Nothing else has to know it: the run sends its requests, and the advice names it."""
    asked_for = []
    added = Probe(
        id="added",
        summary="One more.",
        feeds=("framing",),
        run=lambda context: asked_for.append(context.operation.id),
    )
    for module in (all_probes, advice):
        monkeypatch.setattr(module, "PROBES", (*PROBES, added))
    profile = replace(PROFILES["smoke"], probes=frozenset({"documented", "added"}))
    with serve(shop()) as server:
        check(CheckSettings(targets=(server.url,), specs=(SPEC,), profile=profile), HastyClock())

    assert {"listOrders", "showOrder"} <= {*asked_for}
    assert len(asked_for) == len({*asked_for})
