"""A corpus that several machines use, with a real Redis server."""

import pytest

from contracts.errors import OptionError, UnreachableError
from contracts.fuzz.corpus import Corpus, open_corpus
from tests.redis_server import needs_redis, redis_server

KEY = b"key"


@needs_redis
def test_entry_of_one_machine_is_replayed_by_another(tmp_path):
    """What has led to a finding anywhere is tried first everywhere, operation by operation."""
    with redis_server(tmp_path) as server:
        one, other = (open_corpus(tmp_path / name, server.url) for name in ("a", "b"))
        Corpus(one, "shop.show").save(KEY, b"choices")

        assert [*Corpus(other, "shop.show").fetch(KEY)] == [b"choices"]
        assert [*Corpus(other, "shop.list").fetch(KEY)] == []

        Corpus(other, "shop.show").delete(KEY, b"choices")

        assert [*Corpus(one, "shop.show").fetch(KEY)] == []
        for each in (one, other):
            each._database.redis.close()  # noqa: SLF001 - the database has no end of its own


@needs_redis
def test_run_goes_on_without_its_corpus(tmp_path):
    """A server that is lost in the middle costs the corpus, not the run."""
    with redis_server(tmp_path) as server:
        corpus = open_corpus(tmp_path / "a", server.url)
    corpus.save(KEY, b"choices")
    corpus.delete(KEY, b"choices")

    assert [*corpus.fetch(KEY)] == []

    corpus._database.redis.close()  # noqa: SLF001 - see above


@pytest.mark.parametrize(
    ("url", "error"),
    [("redis://me:s3cret@127.0.0.1:1", UnreachableError), ("http://me:s3cret@a", OptionError)],
)
def test_corpus_that_cannot_be_used_is_refused_at_the_start(tmp_path, url, error):
    """A wrong address or a server that is away ends the command before a request is sent."""
    with pytest.raises(error) as refused:
        open_corpus(tmp_path, url)

    assert "s3cret" not in str(refused.value)
