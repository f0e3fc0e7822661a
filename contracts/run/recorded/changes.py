"""Counts the requests of a recording that may have changed what another request is about.

Two answers can be compared only if no client made a change in between. A request with another
method than GET, HEAD or OPTIONS may change everything at its path and below it. Unless it is a
POST, which adds something, it may change what is above it, too. What it does to paths with another
beginning is not known, so it counts for all of them.
"""

from openapi.contract import SAFE_METHODS

MAX_PATHS = 20_000  # paths that are kept; beyond them, all that was seen before counts as changed


class ChangeCounter:
    """The changes of one API."""

    def __init__(self) -> None:
        self._total = 0
        self._forgotten = 0
        self._below: dict[tuple[str, ...], int] = {}
        self._replaced: dict[tuple[str, ...], int] = {}
        self._beginnings: dict[str, int] = {}

    def before(self, path: str, base_path: str = "") -> int:
        """Return how many requests so far may have changed what a path is about.

        The path is raw; all have the base path in common.
        """
        if not self._total and not self._forgotten:
            return 0
        parts = _parts(path, base_path)
        above = sum(self._replaced.get(parts[:count], 0) for count in range(len(parts)))
        elsewhere = self._total - self._beginnings.get(parts[0], 0)
        return self._forgotten + self._below.get(parts, 0) + above + elsewhere

    def add(self, method: str, path: str, base_path: str = "") -> None:
        """Take a request; a safe one changes nothing."""
        if method in SAFE_METHODS:
            return
        parts = _parts(path, base_path)
        if len(self._below) > MAX_PATHS:
            self._forgotten += self._total + 1
            self._total = 0
            for known in (self._below, self._replaced, self._beginnings):
                known.clear()
        self._total += 1
        self._beginnings[parts[0]] = self._beginnings.get(parts[0], 0) + 1
        for count in range(len(parts) + 1):
            self._below[parts[:count]] = self._below.get(parts[:count], 0) + 1
        if method != "POST":
            self._replaced[parts] = self._replaced.get(parts, 0) + 1


def _parts(path: str, base_path: str) -> tuple[str, ...]:
    """Return the segments below the base path, at least one."""
    return tuple(path.removeprefix(base_path).strip("/").split("/")[:50])
