"""Tests of rules that held in everything that was seen."""

import pytest

from contracts.results.learned.rows import row_of
from contracts.results.learned.rules import access, kebab, quoted, rules_of
from openapi.rules.expressions import evaluate


def learned(*values):
    """Return the expressions of the rules that some objects support, each evaluated on all."""
    found = rules_of(dict.fromkeys(map(row_of, values)))
    for rule in found:
        for value in values:
            if all(value.get(name) is not None for name in rule.needs):
                assert evaluate(rule.expression, {"self": value}) is True
    return [rule.expression for rule in found]


def test_a_total_is_the_sum_of_its_parts():
    """Of the smallest number of parts that do."""
    jobs = [{"total": 3 * n + 2, "done": 2 * n, "failed": n + 2, "id": n} for n in range(8)]

    assert learned(*jobs) == ["self.total == self.done + self.failed"]


def test_a_count_is_the_length_of_a_list():
    """And a page is no longer than its limit."""
    pages = [{"count": n, "items": [{}] * n, "limit": 5} for n in range(6)]

    assert learned(*pages) == ["self.count == size(self.items)", "size(self.items) <= self.limit"]


def test_a_part_is_never_more_than_the_whole_that_it_reaches():
    """It must reach it once: otherwise any large number would be a bound."""
    reached = [{"done": n, "total": 8} for n in range(9)]
    unreached = [{"done": n, "total": 900} for n in range(9)]

    assert learned(*reached) == ["self.done <= self.total"]
    assert learned(*unreached) == []


def test_moments_are_in_the_order_of_their_meaning():
    """A job is created, begins and ends; null is no moment."""
    jobs = [
        {
            "created_at": f"2024-05-0{n}T10:00:00Z",
            "started_at": f"2024-05-0{n}T11:30:00+01:00",
            "finished_at": f"2024-05-0{n}T12:00:00Z" if n > 3 else None,
        }
        for n in range(1, 9)
    ]

    assert learned(*jobs) == [
        "timestamp(self.created_at) <= timestamp(self.started_at)",
        "timestamp(self.created_at) <= timestamp(self.finished_at)",
        "timestamp(self.started_at) <= timestamp(self.finished_at)",
    ]


def test_a_member_is_there_exactly_in_some_states():
    """Missing and null are the same."""
    jobs = [
        {"id": n, "state": state, **({"error": "x"} if state == "failed" else {})}
        for n, state in enumerate(["running", "done", "failed"] * 4)
    ]

    assert learned(*jobs) == [
        "(self.state in ['failed']) == (has(self.error) && self.error != null)"
    ]


@pytest.mark.parametrize(
    "objects",
    [
        [{"total": 5, "a": 2, "b": 3}] * 20,
        [{"total": n, "a": n, "b": 0} for n in range(4)],
        [{"total": n - (n == 7), "a": n, "b": 0} for n in range(9)],
        [{"user_id": n, "total": 9} for n in range(10)],
        [{"at": f"2024-05-0{n}T10:00:00Z", "by": f"2024-05-0{n}T11:00:00Z"} for n in range(1, 9)],
        [],
    ],
    ids=["one object", "too few", "broken once", "an id", "names without an order", "nothing"],
)
def test_without_enough_support_there_is_no_rule(objects):
    """A rule that holds by chance would accuse a healthy server."""
    assert learned(*objects) == []


def test_members_with_any_name_can_be_named():
    """Also words that CEL reserves, and quotes."""
    names = ["in", "page size", "it's", "back\\slash", "_ok"]

    assert [evaluate(access(name), {"self": {name: 7}}) for name in names] == [7] * 5
    assert quoted("it's") == "'it\\'s'"
    assert kebab("finishedAt", "with", "state") == "finished-at-with-state"
