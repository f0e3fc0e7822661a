"""What outlives a reload."""

from mock_server.admin.state import create_state
from mock_server.clock import REAL
from mock_server.journal.log_lines import pretty_lines
from mock_server.journal.redaction import Redaction
from mock_server.journal.request_log import RequestLog
from mock_server.settings import Settings
from tests.mock_server.observed import NOON, observed

JOBS = "/subscriptions/imports"


def test_memory_begins_with_the_servers_clock():
    """The server's clock at the start is kept, in addition to the one that may be changed."""
    clock = REAL.frozen(NOON)
    memory = create_state(Settings(), clock, NOON)

    assert (memory.clock, memory.sessions.clock, memory.started) == (clock, clock, NOON)


def test_journal_is_as_large_as_the_settings_say(packaged):
    """The settings bound what is kept."""
    memory = create_state(Settings(journal_entries=2), REAL, NOON)
    for _ in range(3):
        memory.journal.record(observed(packaged, JOBS))

    assert (len(memory.journal.entries()), memory.journal.dropped) == (2, 1)


def test_exchanges_are_recorded_by_default():
    """With a journal, exchanges are kept, met and counted; without, they are counted."""
    with_journal = create_state(Settings(), REAL, NOON)
    without = create_state(Settings(is_journaled=False), REAL, NOON)

    assert with_journal.recorders == (
        with_journal.journal,
        with_journal.coverage,
        with_journal.metrics,
    )
    assert not without.journal.is_on
    assert without.recorders == (without.metrics,)


def test_log_is_a_recorder_and_redacts_like_the_journal(packaged):
    """With a log, requests reach it too, without the secrets that the journal leaves out."""
    log = RequestLog(pretty_lines())
    memory = create_state(Settings(is_journaled=False), REAL, NOON, log)
    memory.set_redaction(Redaction(packaged, tokens=["t0ken-of-the-mock"]))
    for recorder in memory.recorders:
        recorder.record(observed(packaged, "/t0ken-of-the-mock"))

    assert memory.recorders == (memory.metrics, log)
    assert ["[redacted]" in line for line in log.take()] == [True]
