"""The entry of an exchange."""

import pytest

from mock_server.journal.entries.journal import Journal
from mock_server.journal.redaction import Redaction
from tests.acceptance.cases import cases
from tests.mock_server.observed import NOON, journal_of, observed

JOBS = "/subscriptions/imports"


def test_entry_keeps_what_was_asked_and_answered(packaged):
    """An entry has the request and the answer as they were, and when that was."""
    (entry,) = journal_of(
        observed(
            packaged,
            f"{JOBS}?page%5Blimit%5D=1",
            ("Accept", "*/*"),
            answer=b'{"data":[]}',
            session="tab-1",
            now=NOON + 60,
            scenario="elastic_path/no-jobs",
            fault="delay",
        )
    ).entries()

    assert (entry.id, entry.real, entry.now, entry.session) == (1, NOON, NOON + 60, "tab-1")
    assert (entry.method, entry.path, entry.query) == ("GET", JOBS.encode(), b"page%5Blimit%5D=1")
    assert entry.headers == ((b"accept", b"*/*"),)
    assert (entry.status, entry.answer, entry.operation.id) == (
        200,
        b'{"data":[]}',
        "listImportJobs",
    )
    assert (entry.scenario, entry.fault, entry.is_unmatched) == (
        "elastic_path/no-jobs",
        "delay",
        False,
    )


def test_secrets_are_taken_out_before_they_are_kept(packaged):
    """Neither a header, nor the query, nor a body is kept with its secret."""
    journal = Journal(Redaction(packaged))
    journal.record(
        observed(
            packaged,
            f"{JOBS}?api_key=s3cret",
            ("Authorization", "Bearer s3cret"),
            method="POST",
            body=b'{"password":"s3cret"}',
            headers=[(b"set-cookie", b"s3cret")],
        )
    )
    (entry,) = journal.entries()

    assert "s3cret" not in repr(entry)
    assert entry.body == b'{"password":"[redacted]"}'
    assert entry.body_size == len(entry.body)  # so that it is replayed and exported as a whole one


@cases(
    "target",
    {"page": "/__docs", "unknown-page": "/__nothing", "admin": "/__admin/requests"},
)
def test_pages_of_the_tool_are_left_out(packaged, target):
    """Requests for the mock's own pages are not journaled."""
    assert journal_of(observed(packaged, target)).entries() == ()


def test_request_with_a_bad_session_name_is_kept(packaged):
    """A request that fails because of its session's name can be found."""
    assert len(journal_of(observed(packaged, "/__session/a%20b/x")).entries()) == 1


def test_bodies_are_kept_up_to_a_bound(packaged):
    """An answer that was not kept whole says so."""
    (entry,) = journal_of(observed(packaged, JOBS, answer=b"abc", answer_size=5)).entries()

    assert not entry.has_whole_answer


@pytest.mark.parametrize("status", [414, 431])
def test_of_a_head_that_was_too_large_little_is_kept(packaged, status):
    """Sixty thousand bytes that were refused are not kept either."""
    target = f"{JOBS}{'x' * 10_000}?q={'y' * 10_000}"
    seen = observed(packaged, target, ("X-Big", "a" * 60_000), status=status, refusal="too large")
    journal = journal_of(seen)
    (entry,) = journal.entries()

    assert (entry.headers, entry.query) == ((), b"")
    assert entry.path.startswith(JOBS.encode())
    assert journal.size < 2000
