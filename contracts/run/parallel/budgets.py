"""The budgets of a whole run, of which each unit gets its share; the pace of all workers together.

Nothing here reads a clock or waits: times are arguments.
"""

from contracts.http.client.limits import Limits
from contracts.run.parallel.units import Share, Unit


class Budgets:
    """Divides requests and bytes among the units: by operations, and what is left over again."""

    def __init__(self, limits: Limits, operations: int, portions: int = 1) -> None:
        """Begin with nothing taken.

        The operations are those of all units together, 0 if units go on for ever; a unit of one
        operation gets at most one of so many portions of what is left.
        """
        self._portions = portions
        self._requests = limits.max_requests
        self._bytes = limits.max_total_bytes
        self._operations = operations
        self._taken: dict[int, Share] = {}
        self._has_requests = bool(limits.max_requests)

    def spend(self, requests: int, received_bytes: int) -> None:
        """Take away what was sent and received outside of the units."""
        self._requests -= requests
        self._bytes -= received_bytes

    @property
    def is_spent(self) -> bool:
        """Whether no unit can get requests any more, even if those that are done give some back."""
        return self._has_requests and self._requests <= 0 and not self._taken

    def begin(self, unit: Unit, elapsed: float) -> Share | None:
        """Return the share of a unit; None if no request is left for now.

        `elapsed` seconds have passed since the first request of the run.
        """
        size = len(unit.operations)
        left = max(self._operations, size * self._portions)
        is_last = size >= left
        requests = self._requests if is_last else self._requests * size // left
        if self._has_requests and self._requests <= 0:
            return None
        share = Share(
            requests=max(requests, 1) if self._has_requests else 0,
            received_bytes=max(self._bytes if is_last else self._bytes * size // left, 1),
            elapsed=elapsed,
        )
        self._taken[unit.number] = share
        self._operations -= size
        self.spend(share.requests, share.received_bytes)
        return share

    def end(self, unit: Unit, requests: int, kept_bytes: int) -> None:
        """Give back what a unit has not used, of what it has sent and received."""
        share = self._taken.pop(unit.number)
        self.spend(
            -max(share.requests - requests, 0) if self._has_requests else 0,
            -max(share.received_bytes - kept_bytes, 0),
        )

    def lose(self, unit: Unit) -> None:
        """Take note that a unit is begun again; what it may have used is not known and is gone."""
        self._taken.pop(unit.number)
        self._operations += len(unit.operations)


class SharedPace:
    """The moments at which all workers together may send: evenly, never in a burst."""

    def __init__(self, per_second: float) -> None:
        """Begin with the first moment free; `per_second` 0 does not pace."""
        self._every = 1 / per_second if per_second else 0.0
        self._next = 0.0

    @property
    def every(self) -> float:
        """Seconds between two requests; 0 without a pace."""
        return self._every

    def reserve(self, now: float, count: int = 1) -> float:
        """Return in how many seconds the first of `count` requests may be sent, and keep its turn.

        `now` is in seconds; the others follow, each after `every` seconds.
        """
        first = max(now, self._next)
        self._next = first + count * self._every
        return first - now
