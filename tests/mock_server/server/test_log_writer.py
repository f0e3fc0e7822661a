"""The thread that writes the log of requests."""

from threading import Event

from mock_server.journal.log_lines import pretty_lines
from mock_server.journal.request_log import RequestLog
from mock_server.server.log_writer import LogWriter
from tests.mock_server.observed import observed

JOBS = "/subscriptions/imports"
PATIENCE = 30.0


def test_all_lines_are_written_until_the_stop(packaged):
    """Lines are whole and in order, and those that wait at the stop are written too."""
    written, notes = [], []
    log = RequestLog(pretty_lines())
    writer = LogWriter(log, write=written.append, notify=notes.append)
    writer.start()
    for number in range(500):
        log.record(observed(packaged, f"{JOBS}?n={number}"))
    writer.stop()

    numbers = [line.split("?n=")[1].split()[0] for line in "".join(written).splitlines()]
    assert numbers == [str(number) for number in range(500)]
    assert notes == []


def test_first_line_is_written_without_a_second_one(packaged):
    """A line does not wait for the next request."""
    is_written = Event()
    log = RequestLog(pretty_lines())
    writer = LogWriter(log, write=lambda _: is_written.set(), notify=print)
    writer.start()
    log.record(observed(packaged, JOBS))

    assert is_written.wait(PATIENCE)
    writer.stop()


def test_output_that_fails_ends_the_log_and_nothing_else(packaged):
    """If lines cannot be written any more, one message says so, and requests go on."""
    notes, has_ended = [], Event()

    def fail(_text):
        raise BrokenPipeError(32, "Broken pipe")

    def note(text):
        notes.append(text)
        has_ended.set()

    log = RequestLog(pretty_lines())
    writer = LogWriter(log, write=fail, notify=note)
    writer.start()
    log.record(observed(packaged, JOBS))
    assert has_ended.wait(PATIENCE)
    log.record(observed(packaged, JOBS))
    writer.stop()

    assert len(notes) == 1
    assert "Broken pipe" in notes[0]


def test_missing_lines_are_reported(packaged):
    """If lines come faster than they are read, a message states how many are missing."""
    notes, may_write, is_writing = [], Event(), Event()

    def write(_text):
        is_writing.set()
        may_write.wait(PATIENCE)

    log = RequestLog(pretty_lines(), max_waiting=5)
    writer = LogWriter(log, write=write, notify=notes.append)
    writer.start()
    log.record(observed(packaged, JOBS))
    assert is_writing.wait(PATIENCE)
    for _ in range(12):
        log.record(observed(packaged, JOBS))
    may_write.set()
    writer.stop()

    assert notes == ["mock-server: 7 requests have no line in the log, which is read too slowly"]
