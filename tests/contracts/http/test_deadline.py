"""Tests of the end of a run's time."""

from dataclasses import replace

import pytest

from contracts.checks.catalogue import judge_all, judge_in_time
from contracts.http.deadline import Deadline, OutOfTimeError
from contracts.http.messages.redaction import Redactor
from contracts.results.finding import Finding
from contracts.run.judging import judge_operation
from contracts.witnesses.minimization import minimal_exchanges
from openapi.contract import Severity
from tests.contracts.http.client.test_transport import ManualClock
from tests.contracts.shop import ORDER, evidence, exchange


class CountedTime:
    """A check of the time that is up after so many calls."""

    def __init__(self, most):
        self.left = most
        self.asked = 0

    def __call__(self):
        """Count a question."""
        self.asked += 1
        if self.asked > self.left:
            raise OutOfTimeError


def busy(count, most):
    """Return evidence of many answers, with little time to judge it."""
    exchanges = [exchange(body={**ORDER, "id": n}, number=n) for n in range(1, count)]
    return replace(evidence(*exchanges), check_time=CountedTime(most))


def test_work_may_go_on_until_the_time_is_used_up():
    """A bound of 0 is no bound."""
    clock = ManualClock()
    bounded, free = Deadline(clock, 5.0), Deadline(clock, 0.0)
    clock.sleep(4.9)
    bounded.check()
    clock.sleep(0.1)

    assert (bounded.is_past, free.is_past) == (True, False)
    with pytest.raises(OutOfTimeError):
        bounded.check()


def test_judging_ends_when_time_is_up():
    """Every check asks at every answer, so nothing is judged after it."""
    few = busy(200, most=300)
    judgements, is_cut = judge_in_time(few)

    assert is_cut
    assert few.check_time.asked == 301
    assert len(judgements) <= 300


def test_judging_with_time_to_spare_is_whole():
    """The same as without any bound."""
    some = busy(20, most=10**9)

    assert judge_in_time(some) == (judge_all(busy(20, most=10**9)), False)


def test_an_operation_that_is_not_judged_to_the_end_is_not_green():
    """The reason names the option."""
    report, _ = judge_operation(busy(200, most=3000), (), Redactor())

    assert report.label != "pass"
    assert "--max-time" in report.unverified_reason


def test_shortening_ends_when_time_is_up():
    """The exchange with the finding is the result then."""
    many = busy(200, most=40)
    finding = Finding(rule="schema", severity=Severity.ERROR, message="m", exchange=150)

    assert minimal_exchanges(many, finding) == (150,)
    assert many.check_time.asked <= 41
