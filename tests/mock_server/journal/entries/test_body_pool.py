"""Equal bodies are kept once."""

from tests.mock_server.observed import journal_of, observed

JOBS = "/subscriptions/imports"


def test_equal_bodies_are_kept_once(packaged):
    """A response that is sent often takes its size once, and is freed with its last entry."""
    body = b"x" * 10_000
    journal = journal_of(*(observed(packaged, JOBS, answer=body) for _ in range(10)))
    full = journal.size
    journal.clear()

    assert 10_000 < full < 20_000
    assert journal.size == 0
