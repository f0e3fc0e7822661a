"""Follows the journal: what is new to one reader, and how much it has missed.

The journal itself is the queue of every reader, so recording an exchange does no work for them, and
a slow reader takes no memory. What the journal dropped before the reader came to it is counted.
"""

from dataclasses import dataclass

from mock_server.journal.entries.entry import Entry
from mock_server.journal.entries.journal import Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is new to a reader."""

    is_cleared: bool = False  # whether the reader must forget what it has: `entries` begin anew
    missed: int = 0  # exchanges before `entries` that the journal does not have any more
    entries: tuple[Entry, ...] = ()  # the oldest first

    def __bool__(self) -> bool:
        """Whether anything is new."""
        return bool(self.is_cleared or self.missed or self.entries)


class JournalFollower:
    """One reader's place in the journal."""

    def __init__(self, journal: Journal, *, after: int | None = None) -> None:
        """Begin after an entry.

        `after` is the number of the last entry that the reader has; 0 for all that are kept, None
        for only what comes from now on.
        """
        self._journal = journal
        self._clearings = journal.clearings
        self._seen = journal.latest if after is None else after
        self._is_anew = after == 0

    def take(self, limit: int) -> News:
        """Return what is new, at most `limit` entries; call it again for the rest."""
        journal = self._journal
        # A server that was started again counts from 1: its reader may be ahead.
        is_cleared = journal.clearings != self._clearings or self._seen > journal.latest
        if is_cleared:
            self._clearings, self._seen, self._is_anew = journal.clearings, 0, True
        elif self._seen == journal.latest:
            return News()
        new = journal.entries(since=self._seen)
        if not new:
            # What the reader has not seen was dropped at once: it was too large to be kept.
            missed = 0 if self._is_anew else journal.latest - self._seen
            self._seen, self._is_anew = journal.latest, False
            return News(is_cleared=is_cleared, missed=missed)
        missed = 0 if self._is_anew else new[0].id - self._seen - 1
        taken = new[:limit]
        self._seen, self._is_anew = taken[-1].id, False
        return News(is_cleared=is_cleared, missed=missed, entries=taken)
