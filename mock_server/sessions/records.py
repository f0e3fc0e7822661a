"""Records: what clients of one session have created, changed and deleted, as one frozen value.

A session without a collection here has the collection of the document's examples. Collections are
named by their API and their concrete path, such as `shop /owners/7/pets`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from typing import Self

from mock_server.errors import MockServerError
from openapi.json.parsing import dump_json
from openapi.json.types import JSON
from openapi.values import dataclass

_DIGITS = "0123456789"
_MOST_DIGITS = 15

MAX_RECORDS = 10_000  # records of one session
MAX_RECORD_BYTES = 8 * 1024 * 1024  # bytes of the records of one session, as JSON


def number_in(identity: str) -> int:
    """Return the number at the end of an identity; 0 if there is none.

    >>> number_in("pet-12"), number_in("12"), number_in("rex")
    (12, 12, 0)
    """
    digits = identity[len(identity.rstrip(_DIGITS)) :][-_MOST_DIGITS:]
    return int(digits) if digits else 0


class RecordsFullError(MockServerError):
    """A session has as many records as it may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One resource."""

    value: Mapping[str, JSON]  # its members
    is_seed: bool = False  # whether it comes from an example of the document
    size: int = 0  # its bytes as JSON

    @classmethod
    def of(cls, value: Mapping[str, JSON], *, is_seed: bool = False) -> Self:
        """Return a record with its size."""
        return cls(value=value, is_seed=is_seed, size=len(dump_json(value)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """The records of one collection, in the order of their creation."""

    records: Mapping[str, Record] = field(default_factory=dict)  # by identity, as text: 7 is `7`
    size: int = 0  # bytes of all records
    # At least the largest number at the end of an identity. Each creation makes it larger, so that
    # no identity that is made from it is one of a deleted record.
    last: int = 0

    @classmethod
    def of(cls, records: Mapping[str, Record], *, last: int = 0) -> Self:
        """Return a collection of these records."""
        size = sum(each.size for each in records.values())
        return cls(records=records, size=size, last=max([last, *map(number_in, records)]))

    def find(self, identity: str) -> Record | None:
        """Return the record with an identity; None if there is none."""
        return self.records.get(identity)

    def with_record(self, identity: str, record: Record, *, is_new: bool = False) -> Self:
        """Return the collection with a record added or replaced."""
        before = self.records.get(identity)
        return replace(
            self,
            records={**self.records, identity: record},
            size=self.size + record.size - (before.size if before is not None else 0),
            last=max(self.last + 1, number_in(identity)) if is_new else self.last,
        )

    def undone(self, before: Self, after: Self) -> Self:
        """Return the collection with what a change from `before` to `after` did taken back.

        Other changes are kept, and so are the numbers that were given to identities.
        """
        old, new = before.records, after.records
        kept = {key: each for key, each in self.records.items() if key in old or key not in new}
        kept |= {key: each for key, each in old.items() if new.get(key) is not each}
        order = dict.fromkeys([*old, *self.records])
        return self.of({key: kept[key] for key in order if key in kept}, last=self.last)

    def without(self, identity: str) -> Self:
        """Return the collection without a record."""
        kept = {key: each for key, each in self.records.items() if key != identity}
        return replace(self, records=kept, size=self.size - self.records[identity].size)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsChange:
    """What one request has made of a collection."""

    name: str  # of the collection
    before: Collection
    after: Collection
    below: Mapping[str, Collection] = field(default_factory=dict)  # those removed with a record


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """All collections of one session that differ from the examples, or were read."""

    collections: Mapping[str, Collection] = field(default_factory=dict)  # by name
    count: int = 0  # number of all records
    size: int = 0  # bytes of all records

    def with_collection(self, name: str, collection: Collection) -> Self:
        """Return the records with a collection added or replaced.

        Raises:
            RecordsFullError: There would be more records or bytes than a session may have.
        """
        before = self.collections.get(name, _EMPTY)
        count = self.count + len(collection.records) - len(before.records)
        size = self.size + collection.size - before.size
        if count > max(MAX_RECORDS, self.count) or size > max(MAX_RECORD_BYTES, self.size):
            message = (
                f"a session has at most {MAX_RECORDS} records and {MAX_RECORD_BYTES} bytes of "
                f"them; with this one it would have {count} and {size}"
            )
            raise RecordsFullError(message)
        return replace(
            self, collections={**self.collections, name: collection}, count=count, size=size
        )

    def undone(self, change: RecordsChange) -> Self:
        """Return the records with a change taken back; what others have changed since is kept.

        Raises:
            RecordsFullError: They have added so many records that there is no room for the old one.
        """
        now = self.collections.get(change.name, change.after)
        found = self.with_collection(change.name, now.undone(change.before, change.after))
        for name, collection in change.below.items():
            if name not in found.collections:
                found = found.with_collection(name, collection)
        return found

    def without_below(self, name: str) -> Self:
        """Return the records without the collections whose path is below a path."""
        kept = [each for each in self.collections if not each.startswith(f"{name}/")]
        return self if len(kept) == len(self.collections) else self.only(kept)

    def only(self, names: Iterable[str]) -> Self:
        """Return the records of these collections only."""
        kept = {name: self.collections[name] for name in names}
        count = sum(len(each.records) for each in kept.values())
        return replace(
            self, collections=kept, count=count, size=sum(each.size for each in kept.values())
        )

    def missing_in(self, other: Self) -> Mapping[str, Collection]:
        """Return the collections that others do not have."""
        return {k: each for k, each in self.collections.items() if k not in other.collections}

    def of_api(self, api: str) -> Iterator[tuple[str, Collection]]:
        """Yield the path and the collection of each collection of an API."""
        for name, collection in self.collections.items():
            owner, _, path = name.partition(" ")
            if owner == api:
                yield path, collection


_EMPTY = Collection()

NO_RECORDS = Records()  # the records of a session in which none were read or changed
