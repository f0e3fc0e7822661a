"""Tests of the notes of a run on its own recording."""

from dataclasses import replace

import pytest

from contracts.http.archive.notes import note_of, read_note, with_note
from contracts.http.messages.exchange import HTTP_1_0, Identity, Purpose
from tests.contracts.shop import exchange


def test_what_a_run_knows_is_read_as_it_was_written():
    """Purpose, credentials, partner and faults come back; numbers are counted from a base."""
    known = exchange(number=3, faults=("no length",), compared_to=2, is_fresh=True, note="case")
    known = replace(
        known,
        asker=Identity.STRANGER,
        purpose=Purpose.ACCESS,
        request=replace(known.request, version=HTTP_1_0),
    )

    note = read_note(note_of(known, is_base64=False))
    bare = exchange(number=1)

    assert with_note(bare, note, 0) == known
    assert with_note(bare, note, 100).number == 103
    assert with_note(bare, note, 100).compared_to == 102


@pytest.mark.parametrize(
    "comment", [None, 5, "a comment", "specimen {", "specimen []", "specimen " + "[" * 100_000]
)
def test_other_comments_are_no_notes(comment):
    """A comment of another program is ignored."""
    assert read_note(comment) is None
