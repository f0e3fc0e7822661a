"""The latest answer about each resource, which its parameters identify, kept while it is valid."""

from collections import OrderedDict
from collections.abc import Mapping

from mock_server.scenarios.model.scenario import Scenario, Snapshot
from openapi.contract import Location, Operation
from openapi.json.types import JSON

MAX_SNAPSHOTS = 256
MAX_BYTES = 8 * 1024 * 1024
_OVERHEAD = 1024  # bytes that a kept answer takes in addition to its body, roughly


def identity_of(operation: Operation, parameters: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Return the parameters of a request that identify its resource.

    These are the parameters of `x-polling: identity`, or else the path parameters.
    """
    if operation.polling and operation.polling.identity:
        names = operation.polling.identity
    else:
        names = tuple(
            parameter.name
            for parameter in operation.parameters
            if parameter.location is Location.PATH
        )
    return {name: parameters[name] for name in names if name in parameters}


def is_known(scenario: Scenario, identity: Mapping[str, JSON]) -> bool:
    """Whether the resource exists in the scenario; `1` and `"1"` are the same identity."""
    return not scenario.known or any(
        all(str(identity.get(name)) == str(value) for name, value in known.items())
        for known in scenario.known
    )


class SnapshotCache:
    """The latest snapshots by identity; the one stored first is dropped first.

    Attributes:
        size: Size of the kept snapshots in bytes, roughly.
    """

    def __init__(self, *, max_snapshots: int = MAX_SNAPSHOTS, max_bytes: int = MAX_BYTES) -> None:
        self.size = 0
        self._max_snapshots = max_snapshots
        self._max_bytes = max_bytes
        self._entries: OrderedDict[str, tuple[int, int | None, Snapshot]] = OrderedDict()

    def __len__(self) -> int:
        """Return the number of kept snapshots."""
        return len(self._entries)

    def get(self, key: str, elapsed: int) -> Snapshot | None:
        """Return the snapshot of an identity if it is valid at `elapsed` milliseconds."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        since, until, snapshot = entry
        is_valid = since <= elapsed and (until is None or elapsed < until)
        return snapshot if is_valid else None

    def put(self, key: str, snapshot: Snapshot, *, since: int, until: int | None) -> None:
        """Keep the snapshot of an identity, valid from `since` to before `until` milliseconds.

        An `until` of None is for ever.
        """
        before = self._entries.pop(key, None)
        if before is not None:
            self.size -= _size_of(before[2])
        self._entries[key] = (since, until, snapshot)
        self.size += _size_of(snapshot)
        while len(self._entries) > self._max_snapshots or self.size > self._max_bytes:
            _, (_, _, dropped) = self._entries.popitem(last=False)
            self.size -= _size_of(dropped)


def _size_of(snapshot: Snapshot) -> int:
    return len(snapshot.body) + _OVERHEAD
