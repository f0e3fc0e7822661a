"""Which exchanges of the journal are meant."""

import pytest

from mock_server.journal.criteria import Criteria, decoded_path
from tests.acceptance.cases import cases
from tests.mock_server.observed import entry, journal_of, observed

JOBS = "/subscriptions/imports"
TARGET = "/v3/caf%C3%A9/members/imports/7?page%5Blimit%5D=10&page%5Blimit%5D=20&flag"


@pytest.fixture
def asked(packaged):
    """An exchange with a bit of everything."""
    return entry(
        packaged,
        TARGET,
        ("X-Loyalty-Club-Slug", "café"),
        session="tab-1",
        scenario="placewise/happy-import",
        fault="delay",
        status=200,
    )


@cases(
    "criteria",
    {
        "nothing": {},
        "operation": {"operation": "showMembersImportStatus"},
        "api": {"api": "placewise"},
        "method": {"method": "get"},
        "path": {"path": "/v3/café/members/imports/7"},
        "path-with-stars": {"path": "/v3/*/imports/*"},
        "status": {"status": 200},
        "session": {"session": "tab-1"},
        "scenario": {"scenario": "happy-import"},
        "scenario-of-api": {"scenario": "placewise/happy-import"},
        "fault": {"fault": "delay"},
        "matched": {"unmatched": False},
        "since": {"since": 0},
        "header": {"header": {"x-loyalty-club-slug": "café"}},
        "header-there": {"header": {"X-Loyalty-Club-Slug": True, "Accept": False}},
        "query": {"query": {"page[limit]": "10", "flag": ""}},
        "query-there": {"query": {"page[limit]": True, "page[offset]": False}},
        "words": {"text": "imports 200 -304 !404 -"},
    },
)
def test_exchange_that_is_as_wanted_is_meant(asked, criteria):
    """An exchange matches if all given criteria are true of it."""
    assert Criteria.from_json(criteria).matches(asked)


@cases(
    "criteria",
    {
        "operation": {"operation": "listImportJobs"},
        "api": {"api": "elastic_path"},
        "left-out-word": {"text": "imports -200"},
        "noted": {"noted": True},
        "method": {"method": "POST"},
        "path": {"path": "/v3/café"},
        "path-is-no-pattern": {"path": "/v3/caf?/members/imports/[7]"},
        "path-to-its-end": {"path": "*/imports"},
        "status": {"status": 404},
        "session": {"session": ""},
        "scenario": {"scenario": "import"},
        "fault": {"fault": "reset"},
        "unmatched": {"unmatched": True},
        "header": {"header": {"Accept": True}},
        "header-not-there": {"header": {"X-Loyalty-Club-Slug": False}},
        "query": {"query": {"page[limit]": "20"}},
        "one-of-two": {"status": 200, "method": "PUT"},
    },
)
def test_exchange_that_is_otherwise_is_not_meant(asked, criteria):
    """One criterion that does not hold is enough."""
    assert not Criteria.from_json(criteria).matches(asked)


def test_exchanges_are_selected_in_order(packaged):
    """Of a journal, the meant ones are left, the oldest first."""
    journal = journal_of(*(observed(packaged, JOBS, status=200 + i % 2) for i in range(6)))
    found = Criteria(status=201, since=2).filter(journal.entries())

    assert [each.id for each in found] == [4, 6]


def test_unmatched_operation_is_no_operation(packaged):
    """A request with an unknown path has neither operation nor API."""
    lost = entry(packaged, "/v3/nothing", refusal="nothing there", status=404)

    assert Criteria(operation="", api="", unmatched=True).matches(lost)


def test_unknown_keys_are_left_to_the_schema():
    """Other parameters of the list's query are not criteria."""
    assert Criteria.from_json({"limit": 3, "status": 200}) == Criteria(status=200)


def test_pattern_does_not_run_wild(packaged):
    """A pattern with many stars does not backtrack on a long path."""
    lost = entry(packaged, "/" + "a" * 8000)

    assert not Criteria(path="*a" * 500 + "b").matches(lost)


def test_path_is_shown_decoded(packaged):
    """A path is shown decoded, with any bytes in it."""
    assert decoded_path(entry(packaged, "/v3/caf%C3%A9/%ff")) == "/v3/café/\ufffd"
