"""The records of a scenario's list as JSON values, each made when it is read.

A list may have a million records; reading ten of them makes only ten.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, overload

from openapi.json.types import JSON

if TYPE_CHECKING:
    from mock_server.scenarios.playing.run import ScenarioRun


class ListedRecords(Sequence[JSON]):
    """The whole list of a scenario run at one moment."""

    def __init__(self, run: "ScenarioRun", identity: Mapping[str, JSON], now: float) -> None:
        """Read the list of `run` with these path parameters, at `now` seconds since 1970."""
        self._run = run
        self._identity = identity
        self._now = now

    def __len__(self) -> int:
        """Return how many records the list has, without making any."""
        return self._run.count

    @overload
    def __getitem__(self, index: int) -> JSON: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[JSON]: ...

    def __getitem__(self, index: int | slice) -> JSON:
        """Return one record, or those of a slice (IndexError: the list has no such record)."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        return self._run.record(place, self._now, identity=self._identity)
