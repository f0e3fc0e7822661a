"""Frames: the messages between the parent and a worker, on a stream.

A frame is its length (4 bytes, big-endian), its kind (1 byte) and a payload of that length.
"""

import struct
from collections.abc import Iterator
from enum import IntEnum

MAX_PAYLOAD = 16 * 1024 * 1024
"""Bytes of one payload: more than a session with all its records takes."""

_HEAD = struct.Struct("!IB")


class Kind(IntEnum):
    """What a frame says.

    Attributes:
        READY: A worker answers requests; no payload.
        NOTICE: A message of a worker for the user, in UTF-8.
    """

    READY = 1
    NOTICE = 2


class FrameError(ValueError):
    """What was received is no frame."""


def frame(kind: Kind, payload: bytes = b"") -> bytes:
    """Return a frame.

    Raises:
        FrameError: The payload is too long.
    """
    if len(payload) > MAX_PAYLOAD:
        message = f"a payload of {len(payload)} bytes; at most {MAX_PAYLOAD} are allowed"
        raise FrameError(message)
    return _HEAD.pack(len(payload), kind) + payload


class FrameReader:
    """Divides a stream into frames."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[Kind, bytes]]:
        """Yield the frames that `data` completes.

        Raises:
            FrameError: A frame is too long, or of an unknown kind.
        """
        self._waiting += data
        while len(self._waiting) >= _HEAD.size:
            length, number = _HEAD.unpack_from(self._waiting)
            if length > MAX_PAYLOAD:
                message = f"a frame of {length} bytes; at most {MAX_PAYLOAD} are allowed"
                raise FrameError(message)
            end = _HEAD.size + length
            if len(self._waiting) < end:
                return
            payload = bytes(self._waiting[_HEAD.size : end])
            del self._waiting[:end]
            try:
                kind = Kind(number)
            except ValueError as error:
                message = f"a frame of the unknown kind {number}"
                raise FrameError(message) from error
            yield kind, payload
