"""Tests of what is known about a recording."""

from contracts.results.recording import RecordingStats


def test_a_recording_begins_empty():
    """Without entries, nothing was judged and nothing is wrong."""
    stats = RecordingStats()

    assert (stats.entries, stats.judged, stats.problems) == (0, 0, ())
