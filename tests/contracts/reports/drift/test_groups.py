"""Tests of changes that are shown as one."""

from dataclasses import replace

from contracts.reports.drift.groups import grouped
from contracts.results.drift.change import Impact
from tests.contracts.results.drift.test_change import change


def gone(name, **more):
    """Return the change of a member that is gone."""
    return replace(change(), pointer=f"/order/{name}", message=f"'{name}' is gone", **more)


def test_members_of_one_object_are_one_group():
    """A person reads one line instead of ten."""
    groups = list(grouped([gone("a"), gone("b"), gone("c")]))

    assert [group.message for group in groups] == ["'a', 'b', 'c' are gone"]
    assert len(groups[0].changes) == 3


def test_other_objects_kinds_and_operations_are_other_groups():
    """Each has its own evidence."""
    changes = [
        gone("a"),
        replace(gone("b"), pointer="/b"),
        gone("c", operations=("GET /other",)),
        gone("d", impact=Impact.LIKELY),
    ]

    assert len(list(grouped(changes))) == 4


def test_operations_that_are_gone_are_one_group():
    """A removed resource has five of them."""
    changes = [
        replace(
            change("operation-gone", where="operation"),
            pointer="",
            message="the operation is gone",
            operations=(f"GET /{name}",),
        )
        for name in "ab"
    ]
    [group] = grouped(changes)

    assert (group.place, group.message) == ("2 operations", "are gone: GET /a, GET /b")


def test_many_members_are_counted():
    """A line has an end."""
    [group] = grouped([gone(name) for name in "abcdefghijkl"])

    assert group.message.endswith("'h' and 4 more are gone")


def test_what_is_said_of_several_is_in_the_plural():
    """A sentence with two verbs has both of them in the plural."""
    changes = [
        replace(gone(name), message=f"'{name}' is documented, but was never seen") for name in "ab"
    ]

    assert [group.message for group in grouped(changes)] == [
        "'a', 'b' are documented, but were never seen"
    ]
