"""Remembered replies: from the bytes of a whole request to the bytes of its answer.

Only what depends on nothing else is remembered, and all of it is forgotten as soon as anything
changes that it depends on. What was asked once waits in a small room of its own and moves on when
it is asked again, so that a flood of requests that never come back pushes out nothing that does.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from mock_server.observations import Repeat
from mock_server.sessions import Sessions
from mock_server.wire import Reply

MAX_REQUEST_BYTES = 4096
"""Longer requests are not remembered."""

MAX_ONCE = 512
MAX_ONCE_BYTES = 4 * 1024 * 1024
MAX_AGAIN = 4096
MAX_AGAIN_BYTES = 16 * 1024 * 1024

_OVERHEAD = 2048
"""What an entry takes beside its bytes, roughly."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A reply with whoever takes down that it was given again.

    Attributes:
        reply: The bytes.
        repeats: Take down the exchange.
    """

    reply: Reply
    repeats: tuple[Repeat, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A reply that was given once; most are never asked for again.

    Attributes:
        reply: The bytes.
        repeats: Gives what will take down the exchange.
    """

    reply: Reply
    repeats: Callable[[], tuple[Repeat, ...]]


T = TypeVar("T", Said, Remembered)


class Replies:
    """A bounded table of replies, all of which hold in the world as it is."""

    def __init__(
        self,
        sessions: Sessions,
        *,
        max_once: int = MAX_ONCE,
        max_once_bytes: int = MAX_ONCE_BYTES,
        max_again: int = MAX_AGAIN,
        max_again_bytes: int = MAX_AGAIN_BYTES,
    ) -> None:
        """Begin empty.

        Args:
            sessions: Everything that may change: choices, clock, armed faults.
            max_once: How many wait that were asked for once.
            max_once_bytes: How much they take, requests included.
            max_again: How many are kept that were asked for again.
            max_again_bytes: How much they take, requests included.
        """
        self._sessions = sessions
        self._once: _Room[Said] = _Room(max_once, max_once_bytes)
        self._again: _Room[Remembered] = _Room(max_again, max_again_bytes)
        self._forget()

    def __len__(self) -> int:
        """Return how many are remembered."""
        return len(self._once) + len(self._again)

    @property
    def size(self) -> int:
        """Bytes that they take, roughly."""
        return self._once.size + self._again.size

    def find(self, request: bytes) -> Remembered | None:
        """Return what was said to this very request in the world as it is."""
        if not self._holds():
            self._forget()
            return None
        found = self._again.find(request)
        if found is None and (said := self._once.take(request)) is not None:
            found = Remembered(said.reply, said.repeats())
            self._again.put(request, found)
        return found

    def put(self, request: bytes, said: Said) -> None:
        """Remember what was said to a request, now that it has been said."""
        # Answering may itself have changed the world: a scenario begins when it is first played.
        if not self._holds():
            self._forget()
        if len(request) <= MAX_REQUEST_BYTES:
            self._once.put(request, said)

    def _holds(self) -> bool:
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
        self._once.clear()
        self._again.clear()
        self._default = sessions.default
        self._clock = sessions.clock
        self._faults = sessions.faults


class _Room(Generic[T]):
    """Replies by request, bounded in count and bytes; the one unused for longest goes first."""

    def __init__(self, max_count: int, max_bytes: int) -> None:
        self._max_count = max_count
        self._max_bytes = max_bytes
        self._kept: OrderedDict[bytes, T] = OrderedDict()
        self.size = 0

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, request: bytes) -> T | None:
        found = self._kept.get(request)
        if found is not None:
            self._kept.move_to_end(request)
        return found

    def take(self, request: bytes) -> T | None:
        found = self._kept.pop(request, None)
        if found is not None:
            self.size -= _size(request, found)
        return found

    def put(self, request: bytes, said: T) -> None:
        self.take(request)
        self._kept[request] = said
        self.size += _size(request, said)
        while len(self._kept) > self._max_count or self.size > self._max_bytes:
            gone, found = self._kept.popitem(last=False)
            self.size -= _size(gone, found)

    def clear(self) -> None:
        self._kept.clear()
        self.size = 0


def _size(request: bytes, said: Said | Remembered) -> int:
    return len(request) + said.reply.size + _OVERHEAD
