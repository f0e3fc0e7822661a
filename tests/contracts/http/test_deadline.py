"""Tests of the end of a run's time."""

from dataclasses import replace

import pytest

from contracts.checks.all_checks import judge_all, judge_in_time
from contracts.checks.responses import rules, undocumented_fields
from contracts.http.deadline import EVERY, Deadline, OutOfTimeError, in_time
from contracts.http.messages.exchange import Purpose
from contracts.http.messages.redaction import Redactor
from contracts.observations.body_diff import first_difference
from contracts.observations.paging.pages import read_page
from contracts.observations.resources import resource_states
from contracts.observations.similarity import MAX_LEAVES, leaves
from contracts.results.coverage import coverage_of
from contracts.results.finding import Finding
from contracts.run.judging import NOT_ALL_JUDGED, judge_operation
from contracts.witnesses.minimization import minimal_exchanges
from openapi.contract import Severity
from tests.contracts.http.client.test_transport import ManualClock
from tests.contracts.shop import JSON_TYPE, ORDER, evidence, exchange, observe
from tests.packaged import packaged_contracts


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

    assert report.label_for((Severity.ERROR,)) != "pass"
    assert "--max-time" in report.unverified_reason


def test_shortening_ends_when_time_is_up():
    """The exchange with the finding is the result then."""
    many = busy(200, most=40)
    finding = Finding(rule="schema", severity=Severity.ERROR, message="m", exchange=150)

    assert minimal_exchanges(many, finding) == (150,)
    assert many.check_time.asked <= 41


WIDE = 3000
"""Items of a page, more than are judged between two looks at the clock."""


def page(number, wrong=0):
    """Return a page of many orders, some of them with an undocumented field."""
    orders = [{**ORDER, "id": n, **({"x": 1} if n < wrong else {})} for n in range(WIDE)]
    return exchange(
        "/v1/orders?start=0&count=50",
        {"orders": orders},
        number=number,
        made_for="listOrders",
        headers=JSON_TYPE,
        purpose=Purpose.WALK,
    )


SEEN = [*observe(page(1), page(2))]
[_, JOBS] = sorted(packaged_contracts(), key=lambda contract: contract.api == "elastic_path")
JOBS_SEEN = observe(
    exchange(
        "/subscriptions/imports",
        {"data": [{"id": str(n)} for n in range(WIDE)], "links": {}},
        made_for="listImportJobs",
    ),
    contract=JOBS,
)


@pytest.mark.parametrize(
    "work",
    [
        lambda time: list(in_time(range(WIDE), time)),
        lambda time: read_page(SEEN[0], time),
        lambda time: list(resource_states(JOBS_SEEN[0], time)),
        lambda time: first_difference(
            SEEN[0].media_type.schema, SEEN[0].body, SEEN[1].body, check_time=time
        ),
        lambda time: coverage_of(replace(evidence(page(1)), check_time=time)),
        lambda time: list(undocumented_fields.check(replace(evidence(page(1)), check_time=time))),
        lambda time: list(rules.check(replace(evidence(page(1)), check_time=time))),
    ],
    ids=["items", "page", "resources", "difference", "coverage", "fields", "rules"],
)
def test_items_of_one_answer_are_judged_with_an_eye_on_the_clock(work):
    """How many there are is for the server to decide; 300,000 took minutes when time was up."""
    time = CountedTime(most=10**9)
    work(time)

    assert time.asked >= WIDE // EVERY


def test_an_operation_whose_words_were_not_all_looked_for_is_not_green():
    """Everything else may have been judged in time."""
    wide = replace(evidence(page(1)), check_time=CountedTime(10**9))
    judge_in_time(wide)
    few = replace(wide, check_time=CountedTime(wide.check_time.asked + 5))
    report, _ = judge_operation(few, (), Redactor())

    assert report.cut == NOT_ALL_JUDGED


def test_similarity_reads_only_as_many_values_as_it_compares():
    """Only the first values of a long body are read, those that are compared."""
    looked = []

    class Watched(dict):
        def __getitem__(self, key):
            looked.append(key)
            return super().__getitem__(key)

    found = leaves(Watched({str(n): n for n in range(100_000)}))

    assert len(found) == MAX_LEAVES
    assert len(looked) <= MAX_LEAVES + 1
