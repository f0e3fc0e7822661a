"""Messages that every worker has for the user, each shown once.

All workers load a saved document again, and each would report it: the parent shows a message when
the first worker has it, and the second time when a worker has it for the second time.
"""

from collections import Counter

MAX_TEXTS = 1000  # different messages that are counted; then counting begins anew


class Notices:
    """Selects which messages of workers are shown."""

    def __init__(self) -> None:
        self._shown: Counter[str] = Counter()
        self._had: dict[int, Counter[str]] = {}

    def __len__(self) -> int:
        return len(self._shown)

    def begin(self, worker: int) -> None:
        """Begin to count for a worker that is started: it does not repeat what was shown."""
        self._had[worker] = Counter(self._shown)

    def is_new(self, worker: int, text: str) -> bool:
        """Count a worker's message, and return whether it is shown."""
        if len(self._shown) > MAX_TEXTS:
            self._shown.clear()
            self._had.clear()
        had = self._had.setdefault(worker, Counter())
        had[text] += 1
        if had[text] <= self._shown[text]:
            return False
        self._shown[text] = had[text]
        return True
