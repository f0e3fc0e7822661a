"""The choices of all workers: small values by owner and field, with compare-and-set.

They are what `sessions.stores.store` describes. The map is bounded; the owner that was changed
least recently is forgotten first, and a worker that still knows it writes it again with its next
change.
"""

from collections import OrderedDict
from collections.abc import Mapping

from mock_server.sessions.stores.store import Fields, Swap

MAX_OWNERS = 20_000
MAX_BYTES = 128 * 1024 * 1024  # bytes of all values; workers keep at most half of it as records
_OVERHEAD = 200  # approximate bytes of a value besides its text


class Choices:
    """The values of all owners."""

    def __init__(self, *, max_owners: int = MAX_OWNERS, max_bytes: int = MAX_BYTES) -> None:
        self._owners: OrderedDict[str, dict[str, bytes]] = OrderedDict()
        self._max_owners = max_owners
        self._max_bytes = max_bytes
        self._size = 0

    @property
    def size(self) -> int:
        """Approximate bytes of all values."""
        return self._size

    def owners(self) -> tuple[str, ...]:
        """Return all owners, the one that was changed least recently first."""
        return tuple(self._owners)

    def fields(self, owner: str) -> Fields:
        """Return the values of an owner by field; empty if it is not known."""
        return self._owners.get(owner, {})

    def swap(self, owner: str, swaps: Mapping[str, Swap]) -> Fields | None:
        """Write fields if all have the expected values; else return those that they have."""
        known = self._owners.get(owner, {})
        if any(known.get(field) != swap.expected for field, swap in swaps.items()):
            return {field: known[field] for field in swaps if field in known}
        known = self._owners.setdefault(owner, known)
        self._owners.move_to_end(owner)
        for field, swap in swaps.items():
            self._size += _size(field, swap.value) - _size(field, known.get(field))
            known[field] = swap.value
        self._bound()
        return None

    def _bound(self) -> None:
        """Forget owners until few are left, but not the one that was changed last."""
        while len(self._owners) > 1 and (
            len(self._owners) > self._max_owners or self._size > self._max_bytes
        ):
            _, gone = self._owners.popitem(last=False)
            self._size -= sum(_size(field, value) for field, value in gone.items())


def _size(field: str, value: bytes | None) -> int:
    return 0 if value is None else _OVERHEAD + len(field) + len(value)
