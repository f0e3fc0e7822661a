"""Tests of the interface between a run and a generator of requests."""

import inspect
from dataclasses import replace

import pytest

from contracts.fuzz.schemathesis.engine import fuzz
from contracts.results.report import ExitCode
from contracts.run.check import check
from contracts.run.probing.fuzzer_protocol import Fuzzer, FuzzLimits, FuzzResult
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop

SMOKE = PROFILES["smoke"]


class Asked:
    """A generator that sends nothing, keeps its plan, and returns a given result."""

    def __init__(self, result):
        self.plans, self.result = [], result

    def __call__(self, target, credentials, recorder, plan, clock):
        """Note the plan."""
        del target, credentials, recorder, clock
        self.plans.append(plan)
        return self.result


def run(result, **changes):
    """Return the report of a run with a generator, and the generator."""
    fuzzer = Asked(result)
    with serve(shop()) as server:
        settings = CheckSettings(
            **{"profile": SMOKE, **changes}, targets=(server.url,), specs=(SPEC,)
        )
        return check(settings, HastyClock(), fuzzer=fuzzer), fuzzer


def test_packaged_generator_takes_what_a_run_hands_over():
    """The packaged generator has the parameters of the protocol."""
    wanted = list(inspect.signature(Fuzzer.__call__).parameters)[1:]

    assert list(inspect.signature(fuzz).parameters) == wanted


@pytest.mark.parametrize(
    ("is_unsafe", "operations"),
    [(False, {"showOrder", "listOrders"}), (True, {"showOrder", "listOrders", "createOrder"})],
)
def test_plan_has_what_the_settings_allow(is_unsafe, operations):
    """Only operations that may be called are generated for, as many and as seeded as asked."""
    profile = replace(SMOKE, max_examples=7, fuzz_seconds=3.0)
    _, fuzzer = run(FuzzResult(), profile=profile, seed=9, is_unsafe=is_unsafe)

    assert fuzzer.plans == [
        FuzzLimits(
            operations=frozenset(operations),
            max_examples=7,
            max_seconds=3.0,
            seed=9,
            is_unsafe=is_unsafe,
        )
    ]


def test_unless_asked_nothing_that_changes_is_generated():
    """A plan that does not mention it is one of reading."""
    assert not FuzzLimits(operations=frozenset(), max_examples=1, max_seconds=1, seed=1).is_unsafe


def test_what_the_generator_could_not_do_is_in_the_report():
    """An error of the generator and its early end are notes, and do not fail a healthy server."""
    report, _ = run(FuzzResult(errors=("no value fits",), stop_reason="the time was up"))

    assert report.exit_code is ExitCode.OK
    assert "Generation: no value fits" in report.notes
    assert any("the time was up" in note for note in report.notes)
