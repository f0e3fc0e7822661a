"""A cache from requests to the bytes of their responses.

The key is a whole request as bytes, or what its response depends on (`shared_responses`).
All responses are dropped as soon as sessions, clock or faults change; one that changes by itself,
as those of scenarios do, has the time for which it is valid. A request is cached when it comes for
the second time; of the first, only a hash is kept, so that a flood of unique requests evicts
nothing.
"""

from collections import OrderedDict
from collections.abc import Hashable
from math import inf
from typing import NamedTuple

from mock_server.asgi.fast_path.marks import Marks
from mock_server.asgi.fast_path.response_bytes import ResponseBytes
from mock_server.asgi.fast_path.value_checks import NO_CHECKS, ValueChecks
from mock_server.sessions.issued_tokens import IssuedTokens
from mock_server.sessions.request_context import RepeatRecorder
from mock_server.sessions.sessions import Sessions

MAX_REQUEST_BYTES = 4096
"""Longer requests are not cached."""

MAX_MARKS = 4096
MAX_REPLIES = 2048
MAX_BYTES = 8 * 1024 * 1024

_OVERHEAD = 4096
"""Approximate bytes of an entry besides its request and response."""


class CachedResponse(NamedTuple):
    """A response, with the functions that record that it was sent again."""

    reply: ResponseBytes
    repeats: tuple[RepeatRecorder, ...] = ()
    since: float = -inf  # when it becomes valid, on the clock of the default session
    until: float = inf  # the first moment at which it may not be valid any more
    checks: ValueChecks = NO_CHECKS  # what the values of other requests must pass to get it


class ResponseCache:
    """A bounded cache of responses, made with the current sessions, clock and faults.

    `marks` has what came once since the last change of these.
    """

    def __init__(
        self,
        sessions: Sessions,
        tokens: IssuedTokens | None = None,
        *,
        max_marks: int = MAX_MARKS,
        max_replies: int = MAX_REPLIES,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        """Begin empty.

        `sessions` is the state that may change: sessions, clock, armed faults; and so may the
        `tokens` that are accepted. `max_marks` limits
        the hashes of requests that came once, and is a power of two; the least recently used reply
        is evicted first.
        """
        self._sessions = sessions
        self._tokens = IssuedTokens() if tokens is None else tokens
        self._max_replies = max_replies
        self._max_bytes = max_bytes
        self._max_marks = max_marks
        self._kept: OrderedDict[Hashable, CachedResponse] = OrderedDict()
        self._forget()

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """Approximate bytes of all entries."""
        return self._size

    def find(self, request: Hashable) -> CachedResponse | None:
        """Return the response to an equal request, if it is cached; its time may be over."""
        if not self._is_current():
            self._forget()
            return None
        return self.find_similar(request)

    def find_similar(self, key: Hashable) -> CachedResponse | None:
        """Return the response to a similar request to the one that `find` was called for."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def was_seen_before(self, request: Hashable) -> bool:
        """Whether a request that was just answered came before, so that it is worth caching."""
        # Answering may itself have changed the state: a scenario begins when it is first played.
        if not self._is_current():
            self._forget()
        if isinstance(request, bytes) and len(request) > MAX_REQUEST_BYTES:
            return False
        return self.marks.was_seen_before(request)

    def store(self, request: Hashable, response: CachedResponse) -> None:
        """Cache the response to a request."""
        before = self._kept.pop(request, None)
        if before is not None:
            self._size -= _size(request, before)
        self._kept[request] = response
        self._size += _size(request, response)
        while len(self._kept) > self._max_replies or self._size > self._max_bytes:
            self._size -= _size(*self._kept.popitem(last=False))

    def _is_current(self) -> bool:
        """Whether the state is the same as when the responses were made.

        Sessions, clocks and faults are frozen values that are replaced whole, so the same object
        means the same state.
        """
        sessions = self._sessions
        return (
            self._default is sessions.default
            and self._clock is sessions.clock
            and self._faults is sessions.faults
            and self._issued is self._tokens.found
        )

    def _forget(self) -> None:
        sessions = self._sessions
        self.marks = Marks(self._max_marks)
        self._kept.clear()
        self._size = 0
        self._default = sessions.default
        self._clock = sessions.clock
        self._faults = sessions.faults
        self._issued = self._tokens.found


def _size(request: Hashable, response: CachedResponse) -> int:
    # A key of another kind has parts of a simple request, each with an object of its own.
    own = len(request) if isinstance(request, bytes) else 2 * MAX_REQUEST_BYTES
    return own + response.reply.size + _OVERHEAD
