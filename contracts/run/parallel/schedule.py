"""Which unit is done next, which is done again, and which cannot be done. Knows no process."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contracts.run.parallel.units import Partial, Unit

ALL_SENT = "as many requests were sent as the run may (--max-requests)"
TOO_LATE = "the time of the run is used up (--max-time)"

ATTEMPTS = 2  # how often a unit is begun; one that has ended so many workers is not proved


@dataclass(frozen=True, slots=True, kw_only=True)
class Unproved:
    """A unit without a result."""

    unit: Unit
    reason: str  # why, one clause


class Schedule:
    """The state of a divided run: units that wait, that are being done, and results."""

    def __init__(self, units: Iterable[Unit] = ()) -> None:
        """Begin with units that wait, in the order in which they are begun."""
        self._waiting = list(units)
        self._running: dict[int, Unit] = {}
        self._losses: dict[int, int] = {}
        self._lost_once: dict[int, Unproved] = {}
        self._partials: dict[int, Partial] = {}
        self._unproved: dict[int, Unproved] = {}
        self._stop = ""
        self._halt = ""
        self._silent: set[str] = set()

    def add(self, units: Iterable[Unit]) -> None:
        """Add units to the end; once the run is stopped, they are not begun."""
        self._waiting += units

    def next(self) -> Unit | None:
        """Return the unit to begin now; None if none may be begun."""
        if self._stop:
            return None
        taken = {unit.exclusive for unit in self._running.values()} - {""}
        for place, unit in enumerate(self._waiting):
            if unit.exclusive not in taken:
                self._running[unit.number] = self._waiting.pop(place)
                return unit
        return None

    def finish(self, partial: Partial) -> None:
        """Take a result; one that says so stops the run."""
        if self._running.pop(partial.number, None) is None:
            return  # A worker that was given up has finished after all.
        self._partials[partial.number] = partial
        if partial.stop:
            self._halt = self._halt or partial.stop
            self.stop(partial.stop)

    def give_back(self, number: int) -> None:
        """Let a unit wait that could not be begun."""
        self._waiting.insert(0, self._running.pop(number))

    def lose(self, number: int, reason: str) -> None:
        """Take note that a worker has ended without a result; another one begins the unit again.

        The reason says how the worker has ended, one clause.
        """
        unit = self._running.pop(number)
        self._lost_once.setdefault(number, Unproved(unit=unit, reason=reason))
        losses = self._losses[number] = self._losses.get(number, 0) + 1
        if losses < ATTEMPTS or self._stop:
            self._waiting.insert(0, unit)  # After a stop it is not begun, for the reason of that.
        else:
            again = f" {losses} times" if losses > 1 else ""
            why = f"the worker that checked it ended{again}: {reason}"
            self._unproved[number] = Unproved(unit=unit, reason=why)

    def stop(self, reason: str) -> None:
        """Begin no unit any more; those that wait are not proved, for this reason."""
        self._stop = self._stop or reason

    def note_silence(self, origin: str, reason: str) -> bool:
        """Take note that a server stopped answering; all units of the run end.

        Return whether another unit has found that before. The reason says why it gets nothing more,
        one clause; an empty one only asks.
        """
        if origin in self._silent:
            return True
        if reason:
            self._silent.add(origin)
            self._halt = self._halt or reason
            self.stop(reason)
        return False

    def abandon(self, reason: str) -> None:
        """End now: no unit without a result is proved, those that are being done neither.

        The reason says what the run has lost, one clause.
        """
        self.stop(reason)
        for unit in (*self._waiting, *self._running.values()):
            self._unproved.setdefault(unit.number, Unproved(unit=unit, reason=reason))

    @property
    def halt_reason(self) -> str:
        """Why units that are being done send nothing more either: what a result has said."""
        return self._halt

    @property
    def stop_reason(self) -> str:
        """Why no unit is begun any more, one clause; empty if some may be."""
        return self._stop

    @property
    def is_stopped(self) -> bool:
        """Whether no unit is begun any more."""
        return bool(self._stop)

    @property
    def running(self) -> Mapping[int, Unit]:
        """The units that are being done, by number."""
        return self._running

    @property
    def waiting(self) -> int:
        """How many units wait."""
        return 0 if self._stop else len(self._waiting)

    @property
    def is_over(self) -> bool:
        """Whether nothing is being done, and nothing waits."""
        return not self._running and not self.waiting

    @property
    def partials(self) -> tuple[Partial, ...]:
        """The results, in the order of the plan."""
        return tuple(partial for _, partial in sorted(self._partials.items()))

    @property
    def repeated(self) -> tuple[Unproved, ...]:
        """The units with a result that a worker began before and did not end, with its reason."""
        lost = sorted(self._lost_once.items())
        return tuple(each for number, each in lost if number in self._partials)

    @property
    def lost(self) -> tuple[Unproved, ...]:
        """The units that have ended as many workers as they may, in the order of the plan."""
        return tuple(each for _, each in sorted(self._unproved.items()))

    @property
    def unproved(self) -> tuple[Unproved, ...]:
        """The units without a result, in the order of the plan; complete when the run is over."""
        left = {
            unit.number: Unproved(unit=unit, reason=self._stop)
            for unit in (*self._waiting, *self._running.values())
        }
        return tuple(each for _, each in sorted({**left, **self._unproved}.items()))
