"""The corpus: Hypothesis' database of the choices that led to findings, kept between runs.

`examples` in its folder is the database; `cache` may be deleted. Entries belong to an operation by
name, so that they stay valid when our code changes. An entry that no longer shows a finding is
kept: what is fixed today may break again.
"""

from collections.abc import Iterable
from pathlib import Path

from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from contracts.errors import OptionError

_SECONDARY = b".secondary"
_PARETO = b".pareto"


class Corpus(ExampleDatabase):
    """The part of a database that belongs to one operation."""

    def __init__(self, database: ExampleDatabase, name: str, *, is_kept: bool = False) -> None:
        """Open the part of an operation.

        `name` is its API and operation; `is_kept` keeps entries that show no finding, too.
        """
        super().__init__()
        self._database = database
        self._name = name.encode()
        self._is_kept = is_kept

    def save(self, key: bytes, value: bytes) -> None:
        """Keep an entry."""
        if not key.endswith(_PARETO):
            self._database.save(self._key(key), value)

    def fetch(self, key: bytes) -> Iterable[bytes]:
        """Return the entries of this operation."""
        return () if key.endswith(_PARETO) else self._database.fetch(self._key(key))

    def delete(self, key: bytes, value: bytes) -> None:
        """Delete an entry that has a shorter replacement, unless entries are kept."""
        if not self._is_kept and not key.endswith(_PARETO):
            self._database.delete(self._key(key), value)

    def _key(self, key: bytes) -> bytes:
        return self._name + (_SECONDARY if key.endswith(_SECONDARY) else b"")


def open_corpus(folder: Path, url: str | None = None) -> ExampleDatabase:
    """Return the database in a folder, which is created if it is missing, or that of a server.

    The folder beside a server has what may be deleted. Several runs may use a server at the same
    time.

    Raises:
        OptionError: The folder cannot be created or written to, or the URL is none.
        UnreachableError: The server does not answer.
    """
    probe = folder / ".writable"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise OptionError(
            "the corpus cannot be kept there",
            where="--corpus",
            found=f"{folder}: {error.strerror or type(error).__name__}",
            allowed="a folder that can be written to",
        ) from error
    if url is not None:
        from contracts.fuzz.shared_corpus import open_shared_corpus  # noqa: PLC0415 - an extra

        return open_shared_corpus(url)
    return DirectoryBasedExampleDatabase(folder / "examples")
