"""Exchanges that ask for one and the same resource."""

import pytest

from mock_server.journal.polled_resources import polled_resources, shows_terminal_state
from openapi.json.parsing import dump_json
from openapi.routing import Router
from tests.acceptance.cases import cases
from tests.mock_server.observed import NOON, entry, journal_of, observed

JOBS = "/subscriptions/imports"
IMPORT = "/v3/mall/members/imports/"


def bulks(*states):
    """Return an import whose bulks are in these states."""
    return dump_json({"bulks": [{"status": state} for state in states]})


def jobs(*states):
    """Return a list of jobs in these states."""
    return dump_json({"data": [{"attributes": {"status": state}} for state in states]})


def polled(packaged, *seen):
    """Return the name of each polled resource with the ids of its entries."""
    found = polled_resources(journal_of(*seen).entries(), Router(packaged))
    return {resource.name: [each.id for each in resource.entries] for resource in found}


def test_resources_are_distinguished_by_their_identity(packaged):
    """Each import is polled separately, with any other parameters in the query."""
    found = polled(
        packaged,
        observed(packaged, f"{IMPORT}1"),
        observed(packaged, f"{IMPORT}2"),
        observed(packaged, f"{IMPORT}1?__clock=freeze&_=3"),
    )

    assert found == {
        "showMembersImportStatus mall 1": [1, 3],
        "showMembersImportStatus mall 2": [2],
    }


def test_lists_are_distinguished_by_their_url(packaged):
    """Each page of a list is a resource of its own."""
    found = polled(
        packaged,
        observed(packaged, f"{JOBS}?page%5Boffset%5D=25"),
        observed(packaged, JOBS),
        observed(packaged, f"{JOBS}?__session=a"),
    )

    assert found == {
        f"listImportJobs {JOBS} page[offset]=25": [1],
        f"listImportJobs {JOBS}": [2, 3],
    }


def test_sessions_do_not_share_resources(packaged):
    """The same import in two sessions counts as two resources."""
    found = polled(
        packaged,
        observed(packaged, f"{IMPORT}1", session="a"),
        observed(packaged, f"{IMPORT}1", session="b"),
    )

    assert list(found) == [
        "showMembersImportStatus mall 1 in session 'a'",
        "showMembersImportStatus mall 1 in session 'b'",
    ]


def test_polls_are_in_the_order_in_which_they_came(packaged):
    """The order is that of the requests' start, not of their end."""
    found = polled(
        packaged,
        observed(packaged, f"{IMPORT}1", real=NOON + 5),
        observed(packaged, f"{IMPORT}1", real=NOON),
    )

    assert found == {"showMembersImportStatus mall 1": [2, 1]}


@cases(
    "target, facts",
    {
        "refused": (f"{IMPORT}x", {"refusal": "no number", "status": 400}),
        "nowhere": ("/v3/nothing", {}),
    },
)
def test_what_asks_for_nothing_is_no_poll(packaged, target, facts):
    """Refused requests and those without an operation poll no resource."""
    assert polled(packaged, observed(packaged, target, **facts)) == {}


@cases(
    "target, answer, verdict",
    {
        "ended": (f"{IMPORT}1", bulks("finished", "failed"), True),
        "going-on": (f"{IMPORT}1", bulks("finished", "working"), False),
        "list-ended": (JOBS, jobs("success", "failed"), True),
        "list-going-on": (JOBS, jobs("success", "started"), False),
        "list-empty": (JOBS, jobs(), None),
        "list-is-none": (JOBS, b'{"data":3}', None),
        "no-list": (JOBS, b"{}", None),
        "key-missing": (f"{IMPORT}1", b"{}", None),
        "not-json": (f"{IMPORT}1", b"<html>", None),
    },
)
def test_answer_shows_whether_it_goes_on(packaged, target, answer, verdict):
    """The contract's `x-polling` defines the terminal state."""
    assert shows_terminal_state(entry(packaged, target, answer=answer)) is verdict


@pytest.mark.parametrize("facts", [{"status": 500}, {"answer_size": 9999}])
def test_answer_that_says_nothing_shows_nothing(packaged, facts):
    """Failures and incomplete bodies give None."""
    kept = entry(packaged, f"{IMPORT}1", answer=bulks("finished"), **facts)

    assert shows_terminal_state(kept) is None


def test_operation_that_is_not_polled_has_no_end(warehouse):
    """Without `x-polling` the result is None."""
    assert shows_terminal_state(entry([warehouse], "/api/v1/depots/7/goods")) is None
