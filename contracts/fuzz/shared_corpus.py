"""A corpus that several runs and machines use at once: Hypothesis' own database in Redis."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from hypothesis.database import ExampleDatabase
from hypothesis.extra.redis import RedisExampleDatabase

from contracts.run.parallel.fleet.address import parse_address
from contracts.run.parallel.fleet.store import STORE_ERRORS, corpus_client
from contracts.run.settings.libraries import require_fleet

KEPT = timedelta(days=90)  # how long an entry is kept that no run has used

KEY_PREFIX = b"specimen:corpus:"


class SharedCorpus(ExampleDatabase):
    """A database whose server may be away for a while: a run goes on without it.

    What is saved meanwhile is only in the witnesses of the run.
    """

    def __init__(self, database: ExampleDatabase) -> None:
        super().__init__()
        self._database = database

    def save(self, key: bytes, value: bytes) -> None:
        """Keep an entry."""
        with suppress(*STORE_ERRORS):
            self._database.save(key, value)

    def fetch(self, key: bytes) -> Iterable[bytes]:
        """Return the entries of a key."""
        with suppress(*STORE_ERRORS):
            return [*self._database.fetch(key)]
        return ()

    def delete(self, key: bytes, value: bytes) -> None:
        """Delete an entry."""
        with suppress(*STORE_ERRORS):
            self._database.delete(key, value)


def open_shared_corpus(url: str) -> ExampleDatabase:
    """Return the corpus that a Redis server keeps.

    Raises:
        OptionError: The URL is not that of a Redis server.
        MissingLibrariesError: The client is not installed.
        UnreachableError: The server does not answer.
    """
    require_fleet()
    client = corpus_client(parse_address(url, "--corpus-url"))
    return SharedCorpus(RedisExampleDatabase(client, expire_after=KEPT, key_prefix=KEY_PREFIX))
