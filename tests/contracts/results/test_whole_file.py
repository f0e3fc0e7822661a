"""Tests of: a file is what it was, or what it is to be, and nothing between."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from contracts.errors import ReportError
from contracts.results.baseline import read_baseline, write_baseline
from contracts.results.whole_file import write_output, write_whole
from tests.contracts.results.test_baseline import KNOWN


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path):
    """The next run finds one file."""
    path = tmp_path / "known.yaml"
    path.write_text("before")
    write_whole(path, "after\n")

    assert path.read_text() == "after\n"
    assert [*tmp_path.iterdir()] == [path]


def test_a_link_leads_to_the_same_file_afterwards(tmp_path):
    """Who keeps the file elsewhere keeps it there."""
    meant, link = tmp_path / "meant", tmp_path / "link"
    meant.write_text("before")
    link.symlink_to(meant)
    write_whole(link, "after")

    assert link.is_symlink()
    assert meant.read_text() == "after"


def test_entries_are_not_lost_when_there_is_no_room(tmp_path, monkeypatch):
    """A list of known findings was written by hand; a full disk leaves it as it was."""
    path = tmp_path / "known.yaml"
    write_baseline(path, (KNOWN,))
    real = os.replace

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "half")
    monkeypatch.setattr(os, "replace", real)

    assert read_baseline(path) == (KNOWN,)
    assert [*tmp_path.iterdir()] == [path]


def test_what_cannot_be_written_is_said_by_its_name(tmp_path):
    """The message names the report, the place and what is allowed."""
    with pytest.raises(ReportError, match="the html report cannot be written") as caught:
        write_output("text", str(tmp_path / "none" / "a.html"), "the html report")

    assert caught.value.where.endswith("none/a.html")


def test_half_a_character_is_replaced_and_the_rest_written(tmp_path):
    """JSON may hold half a surrogate pair, which no file can."""
    path = tmp_path / "report.json"
    path.write_text("old", encoding="utf-8")

    write_output('{"a": "\ud800", "b": 1}', str(path))

    assert path.read_text(encoding="utf-8") == '{"a": "?", "b": 1}'
    assert [*tmp_path.iterdir()] == [path]


def test_a_pipe_stays_a_pipe(tmp_path):
    """What a command writes to a named pipe is read at its other end."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        read = pool.submit(pipe.read_text, encoding="utf-8")
        write_output("all of it", str(pipe))

        assert read.result(timeout=30) == "all of it"
    assert pipe.is_fifo()
