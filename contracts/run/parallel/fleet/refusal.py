"""The error of a run of which a worker cannot do its part."""

from contracts.errors import OptionError
from openapi.text.printable import printable

MAX_LINES = 8  # lines of a worker's own message that are shown
MAX_LINE = 300  # characters of one of them


class RefusedByWorkerError(OptionError):
    """A worker cannot do its part: the message has the worker's own lines."""

    def __init__(self, worker: str, refusal: str) -> None:
        """Take the message of a worker.

        The worker is empty if it is not known; the refusal has several lines.
        """
        super().__init__(
            "a worker of the fleet cannot do its part", where=worker and f"worker {worker}"
        )
        self._lines = refusal.splitlines()[:MAX_LINES]

    def __str__(self) -> str:
        """Return the message, with each line of the worker's as a line."""
        own = [printable(line[:MAX_LINE]) for line in self._lines]
        return "\n".join([super().__str__(), *(f"  {line}" for line in own)])
