"""Parses bodies of answers as JSON, and keeps the values of the latest ones.

Every check needs the values of every answer, but values take up to thirty times the memory of the
bytes. So a bounded part is kept, equal bodies share their values, and the others are parsed again
when needed.
"""

import threading
from collections import OrderedDict

from contracts.http.messages.exchange import Response
from openapi.json.parsing import JsonError, parse_json
from openapi.json.types import JSON

KEPT_BYTES = 32 * 1024 * 1024  # bytes of the bodies whose values are kept

Reading = tuple[JSON, JsonError | None]  # the value, and the error of the text; None if it is valid


class BodyReader:
    """A cache of parsed JSON bodies; safe to use from several threads."""

    def __init__(self, most: int = KEPT_BYTES) -> None:
        """Begin with an empty cache.

        Values of bodies of `most` bytes together are kept; the latest one is always kept.
        """
        self._most = most
        self._kept: OrderedDict[bytes, Reading] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def read(self, body: bytes) -> Reading:
        """Return the value of a JSON body, or its error; callers must not change the value."""
        known = self._kept.get(body)
        if known is not None:
            # The order matters only if something has to go soon.
            if self._bytes > self._most // 2:
                self._use(body)
            return known
        reading = _read(body)
        with self._lock:
            if body not in self._kept:
                self._kept[body] = reading
                self._bytes += len(body)
            while self._bytes > self._most and len(self._kept) > 1:
                gone, _ = self._kept.popitem(last=False)
                self._bytes -= len(gone)
        return reading

    def _use(self, body: bytes) -> None:
        with self._lock:
            if body in self._kept:
                self._kept.move_to_end(body)


def json_of_success(answer: Response) -> JSON:
    """Return the JSON of a success; None for another answer, and where it cannot be read."""
    is_readable = answer.is_success and not answer.unread_reason
    return _read(answer.body)[0] if is_readable else None


def _read(body: bytes) -> Reading:
    try:
        return parse_json(body), None
    except JsonError as error:
        return None, error
