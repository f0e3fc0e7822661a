"""Tests of the pause of garbage collection."""

import gc

import pytest

from openapi.process.garbage import collection_paused


def fail():
    """Fail as a document does that cannot be loaded."""
    assert not gc.isenabled()
    message = "no document"
    raise ValueError(message)


def test_collection_goes_on_after_a_pause_even_after_an_error():
    """A document that cannot be loaded leaves the process as it was."""
    with pytest.raises(ValueError, match="no document"), collection_paused():
        fail()

    assert gc.isenabled()


def test_a_pause_inside_another_does_not_end_it():
    """Who paused first decides when collection goes on."""
    with collection_paused():
        with collection_paused():
            pass
        assert not gc.isenabled()


def test_what_is_kept_is_looked_at_no_more():
    """A document of a million values is not walked again by each collection."""
    before = gc.get_freeze_count()
    try:
        with collection_paused(is_kept=True):
            kept = [[] for _ in range(1000)]

        assert gc.get_freeze_count() >= before + len(kept)
        assert gc.isenabled()
    finally:
        gc.unfreeze()
