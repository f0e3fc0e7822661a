"""Remembered replies: from the bytes of a whole request to the bytes of its answer.

Only what depends on nothing else is remembered, and all of it is forgotten as soon as anything
changes that it depends on. Of what was asked once only a mark is kept: a flood of requests that
never come back pushes out nothing that does.
"""

from collections import OrderedDict
from dataclasses import dataclass

from mock_server.asgi.fast_path.response_bytes import ResponseBytes
from mock_server.sessions.request_context import RepeatRecorder
from mock_server.sessions.sessions import Sessions

MAX_REQUEST_BYTES = 4096
"""Longer requests are not remembered."""

MAX_MARKS = 16_384
MAX_REPLIES = 2048
MAX_BYTES = 8 * 1024 * 1024

_OVERHEAD = 4096
"""What an entry takes beside its bytes, roughly."""


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A reply with whoever takes down that it was given again.

    Attributes:
        reply: The bytes.
        repeats: Take down the exchange.
    """

    reply: ResponseBytes
    repeats: tuple[RepeatRecorder, ...] = ()


class ResponseCache:
    """A bounded table of replies, all of which hold in the world as it is."""

    def __init__(
        self,
        sessions: Sessions,
        *,
        max_marks: int = MAX_MARKS,
        max_replies: int = MAX_REPLIES,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        """Begin empty.

        Args:
            sessions: Everything that may change: choices, clock, armed faults.
            max_marks: Requests of which it is known that they came once.
            max_replies: How many are kept; the one unused for longest goes first.
            max_bytes: How much they take, requests included.
        """
        self._sessions = sessions
        self._max_marks = max_marks
        self._max_replies = max_replies
        self._max_bytes = max_bytes
        self._marks: set[int] = set()
        self._kept: OrderedDict[bytes, CachedResponse] = OrderedDict()
        self._forget()

    def __len__(self) -> int:
        """Return how many are remembered."""
        return len(self._kept)

    @property
    def size(self) -> int:
        """Bytes that they take, roughly."""
        return self._size

    def find(self, request: bytes) -> CachedResponse | None:
        """Return what was said to this very request in the world as it is."""
        if not self._is_current():
            self._forget()
            return None
        found = self._kept.get(request)
        if found is not None:
            self._kept.move_to_end(request)
        return found

    def was_seen_before(self, request: bytes) -> bool:
        """Whether a request that has just been answered came before, so that it will come again."""
        # Answering may itself have changed the world: a scenario begins when it is first played.
        if not self._is_current():
            self._forget()
        if len(request) > MAX_REQUEST_BYTES:
            return False
        mark = hash(request)
        if mark in self._marks:
            return True
        if len(self._marks) >= self._max_marks:
            self._marks.clear()
        self._marks.add(mark)
        return False

    def store(self, request: bytes, remembered: CachedResponse) -> None:
        """Remember what has just been said to a request that comes back."""
        before = self._kept.pop(request, None)
        if before is not None:
            self._size -= _size(request, before)
        self._kept[request] = remembered
        self._size += _size(request, remembered)
        while len(self._kept) > self._max_replies or self._size > self._max_bytes:
            gone, found = self._kept.popitem(last=False)
            self._size -= _size(gone, found)

    def _is_current(self) -> bool:
        """Whether the world is still the one in which all of them were said.

        Choices are frozen values that are swapped whole, so the same object is the same choice.
        """
        sessions = self._sessions
        return (
            self._default is sessions.default
            and self._clock is sessions.clock
            and self._faults is sessions.faults
        )

    def _forget(self) -> None:
        sessions = self._sessions
        self._marks.clear()
        self._kept.clear()
        self._size = 0
        self._default = sessions.default
        self._clock = sessions.clock
        self._faults = sessions.faults


def _size(request: bytes, remembered: CachedResponse) -> int:
    return len(request) + remembered.reply.size + _OVERHEAD
