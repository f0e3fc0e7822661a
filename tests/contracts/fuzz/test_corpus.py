"""Tests of the corpus of a fuzz run."""

import pytest
from hypothesis.database import InMemoryExampleDatabase

from contracts.errors import OptionError
from contracts.fuzz.corpus import Corpus, open_corpus

KEY = b"digest of a function"


def test_entries_belong_to_their_operation():
    """The name is that of the operation, not Hypothesis' key of the test."""
    database = InMemoryExampleDatabase()
    Corpus(database, "shop.show").save(KEY, b"one")

    assert set(Corpus(database, "shop.show").fetch(b"another digest")) == {b"one"}
    assert set(Corpus(database, "shop.list").fetch(KEY)) == set()


def test_lesser_entries_are_kept_apart():
    """What Hypothesis calls secondary does not mix with the best."""
    corpus = Corpus(InMemoryExampleDatabase(), "shop.show")
    corpus.save(KEY + b".secondary", b"long")

    assert set(corpus.fetch(KEY)) == set()
    assert set(corpus.fetch(KEY + b".secondary")) == {b"long"}


def test_what_is_no_finding_is_not_kept():
    """Hypothesis' notes on what it tried are dropped."""
    database = InMemoryExampleDatabase()
    corpus = Corpus(database, "shop.show")
    corpus.save(KEY + b".pareto", b"tried")
    corpus.delete(KEY + b".pareto", b"tried")

    assert set(corpus.fetch(KEY + b".pareto")) == set()
    assert database.data == {}


@pytest.mark.parametrize(("is_kept", "left"), [(True, {b"one"}), (False, set())])
def test_an_entry_outlives_a_replay(is_kept, left):
    """While shrinking, a longer entry makes way for a shorter one; in a replay none goes."""
    corpus = Corpus(InMemoryExampleDatabase(), "shop.show", is_kept=is_kept)
    corpus.save(KEY, b"one")
    corpus.delete(KEY, b"one")

    assert set(corpus.fetch(KEY)) == left


def test_a_folder_keeps_entries_between_runs(tmp_path):
    """The folder is made, and holds them for the next one."""
    Corpus(open_corpus(tmp_path / "a" / "b"), "shop.show").save(KEY, b"one")

    assert set(Corpus(open_corpus(tmp_path / "a" / "b"), "shop.show").fetch(KEY)) == {b"one"}
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["examples"]


def test_a_file_in_its_place_is_reported(tmp_path):
    """The message says so."""
    (tmp_path / "corpus").write_bytes(b"")

    with pytest.raises(OptionError, match="the corpus cannot be kept there"):
        open_corpus(tmp_path / "corpus")
