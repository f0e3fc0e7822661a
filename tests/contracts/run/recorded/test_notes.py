"""Tests of what a report says about a recording."""

from contracts.results.recording import RecordingStats
from contracts.run.recorded.notes import notes_on


def notes(**about):
    """Return the notes on a recording."""
    return list(notes_on(RecordingStats(**about)))


def test_a_whole_recording_needs_no_note():
    """Where everything was judged, there is nothing to say."""
    assert notes(entries=3, judged=3) == []


def test_everything_that_was_not_judged_is_said():
    """Broken files, unknown requests, other hosts and missing bodies are counted and named."""
    assert notes(
        judged=1,
        problems=("a.har could not be read",),
        unmatched={"GET /a": 2, "PUT /b": 1},
        unmatched_total=3,
        without_body=4,
        outside={"GET /page": 1},
        hosts={"https://cdn.example": 9},
        suspects={"https://b.example": 3},
        not_judged={"without an answer": 2, "that are CORS preflights": 1},
    ) == [
        "a.har could not be read; what comes after it was not judged.",
        (
            "Requests with paths of operations went to places that are not named with --url: "
            "https://b.example (x3)."
        ),
        "3 requests match no operation: GET /a (x2), PUT /b.",
        ("4 answers were recorded without a body that can be read, so the body was not judged."),
        (
            "Not judged, since the documents have no API at the path: 1 request to servers of an "
            "API: GET /page."
        ),
        (
            "Not judged, since the documents name no such server and --url names none: 9 requests "
            "to https://cdn.example (x9)."
        ),
        (
            "Entries that show nothing about the server: 2 without an answer, "
            "1 that are CORS preflights."
        ),
    ]


def test_long_lists_are_cut():
    """The first ten are named, the others counted."""
    unmatched = {f"GET /{n}": 1 for n in range(12)}
    [note] = notes(unmatched=unmatched, unmatched_total=12)

    assert note.endswith("GET /9 and 2 more.")
