"""The recording of a server that runs."""

from dataclasses import replace

import pytest

from mock_server.errors import SettingsError
from mock_server.journal.recordings.opening import recorded, recording_sentences
from mock_server.journal.recordings.recording import load_recording
from mock_server.settings import Settings
from tests.mock_server.recorded import archive, entry, exchange

PROXY = Settings(upstream="http://127.0.0.1:1")


def test_nothing_is_written_unless_it_is_asked_for(tmp_path):
    """A recording that is played is not touched."""
    path = tmp_path / "a.har"

    for settings in (Settings(record="all"), PROXY):
        with recorded(replace(settings, recording=path), print) as recorder:
            assert recorder is None
    assert not path.exists()


def test_the_recording_is_whole_when_the_server_has_stopped(tmp_path):
    """Also if the server fails."""
    path = tmp_path / "a.har"
    settings = replace(PROXY, record="all", recording=path)

    def fail():
        with recorded(settings, print) as recorder:
            recorder.add(exchange())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert len(load_recording(path, 10**6).answers) == 1


def test_a_recording_that_cannot_be_written_is_refused(tmp_path):
    """Before the server starts."""
    settings = replace(PROXY, record="new", recording=tmp_path / "none" / "a.har")

    with pytest.raises(SettingsError), recorded(settings, print):
        pass


def test_the_start_says_what_is_recorded_and_played(tmp_path):
    """With the name of the file."""
    path = tmp_path / "a.har"
    path.write_bytes(archive(entry()))
    sentences = [
        *recording_sentences(Settings(), load_recording(path, 10**6)),
        *recording_sentences(replace(PROXY, record="new"), None),
        *recording_sentences(replace(PROXY, record="all", recording=path), None),
    ]

    assert sentences == [
        "Playing a.har: 1 answer to 1 request.",
        "Recording new requests to recording.har",
        f"Recording every exchange to {path}",
    ]


@pytest.mark.parametrize("field", ["is_recorded_only", "has_recording_times"])
def test_an_option_without_a_recording_is_refused(field):
    """It would do nothing, and a user would not see why."""
    with (
        pytest.raises(SettingsError, match="--recording FILE"),
        recorded(Settings(**{field: True}), print),
    ):
        pass
