"""What the proxy records."""

import json

import pytest

from mock_server.journal.recordings import recorder as recorder_module
from mock_server.journal.recordings.recorder import ALL, NEW, TrafficRecorder
from mock_server.journal.redaction import Redaction
from tests.mock_server.recorded import archive, entry, exchange


@pytest.fixture
def record(tmp_path):
    """Records exchanges in a new file; returns the URLs in it, and what was said."""

    def recorded(*exchanges, mode=ALL, max_bytes=10**9, before=None, tokens=()):
        path, said = tmp_path / "a.har", []
        if before is not None:
            path.write_bytes(before)
        recorder = TrafficRecorder(path, mode=mode, max_bytes=max_bytes, notify=said.append)
        recorder.set_redaction(Redaction(tokens=tokens))
        recorder.start()
        for each in exchanges:
            recorder.add(each)
        recorder.stop()
        entries = json.loads(path.read_bytes())["log"]["entries"]
        return [each["request"]["url"].partition("example")[2] for each in entries], said

    return recorded


def ask(path, query=b"", **changes):
    """Return an exchange with a path."""
    return exchange(path=path.encode(), query=query, **changes)


def test_all_records_every_exchange(record):
    """In order, equal ones too, behind those that the file has."""
    before = archive(entry("http://api.example/old"))

    assert record(ask("/a"), ask("/b"), ask("/a"), before=before) == (
        ["/old", "/a", "/b", "/a"],
        [],
    )


def test_new_records_requests_that_the_file_does_not_have(record):
    """Equal are method, path, query in any order, and body."""
    before = archive(
        entry("http://api.example/a?x=1&y=2"), entry("http://api.example/k?api_key=[redacted]")
    )
    urls, said = record(
        ask("/a", b"y=2&x=1"),
        ask("/a", b"y=3&x=1"),
        ask("/a", b"y=3&x=1"),
        ask("/k", b"api_key=mine"),
        ask("/a", b"x=1&y=2", method="POST", body=b'{"a": 1, "b": 2}'),
        ask("/a", b"x=1&y=2", method="POST", body=b'{"b":2,"a":1}'),
        ask("/a", b"x=1&y=2", method="POST", body=b"{}"),
        mode=NEW,
        before=before,
    )

    assert urls[2:] == ["/a?y=3&x=1", "/a?x=1&y=2", "/a?x=1&y=2"]
    assert said == []


@pytest.mark.parametrize("status", [206, 304])
def test_new_does_not_take_a_304_for_the_answer(record, status):
    """A browser with a full cache is followed by one without."""
    urls, _ = record(ask("/a", status=status, answer=b""), ask("/a"), ask("/a"), mode=NEW)

    assert urls == ["/a", "/a"]


def test_new_records_what_the_file_cannot_play(record):
    """A browser has left out the body of a long answer."""
    before = archive(entry("http://api.example/a", content={"size": 9_000_000}))

    assert record(ask("/a"), mode=NEW, before=before)[0] == ["/a", "/a"]


def test_an_internal_error_is_said(record, monkeypatch):
    """A recording that has silently ended would be missed days later."""
    monkeypatch.setattr(recorder_module, "recorded_entry", lambda _: 1 / 0)

    assert "had an internal error (ZeroDivisionError)" in record(ask("/a"))[1][0]


def test_a_secret_of_the_settings_is_not_recorded(record, tmp_path):
    """The redaction is that of the journal."""
    record(ask("/a", answer=b"the s3cret-t0ken"), tokens=["s3cret-t0ken"])

    assert b"s3cret" not in (tmp_path / "a.har").read_bytes()


def test_a_full_recording_says_so_once(record):
    """And stays a whole archive."""
    urls, said = record(
        *(ask(f"/{number}", answer=b"x" * 900) for number in range(9)), max_bytes=5000
    )

    assert 0 < len(urls) < 5
    assert len(said) == 1
    assert "has reached 5000 bytes (--recording-bytes); nothing more is recorded" in said[0]


def test_what_comes_too_fast_is_counted(record, monkeypatch):
    """Memory is bounded; a gap is never silent."""
    monkeypatch.setattr(recorder_module, "MAX_WAITING", 1)
    monkeypatch.setattr(TrafficRecorder, "start", lambda _: None)
    original = TrafficRecorder.stop
    monkeypatch.setattr(TrafficRecorder, "stop", lambda self: (original(self), self.write()))
    urls, said = record(ask("/a"), ask("/b"), ask("/c"))

    assert urls == ["/a"]
    assert "2 exchanges came faster than" in said[0]


def test_a_disk_error_ends_the_recording_only(record, monkeypatch):
    """The proxy goes on."""

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mock_server.journal.recordings.archive_file.ArchiveFile.add", fail)
    urls, said = record(ask("/a"))

    assert urls == []
    assert "cannot be written (No space left on device); nothing more is recorded" in said[0]
