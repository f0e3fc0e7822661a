"""Frames: the messages between the parent and a worker, on a stream.

A frame is its length (4 bytes, big-endian), its kind (1 byte) and a payload of that length. A
payload of several values is each value's length (4 bytes, all ones for a missing value) and bytes.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum

MAX_PAYLOAD = 20 * 1024 * 1024  # bytes of one payload: more than the longest value of a store

_HEAD = struct.Struct("!IB")
_LENGTH = struct.Struct("!I")
_MISSING = 0xFFFFFFFF


class FrameKind(IntEnum):
    """What a frame says.

    Attributes:
        READY: A worker answers requests; no payload.
        NOTICE: A message of a worker for the user, in UTF-8.
        CALL: A worker asks the parent for something: number of the call, name, values.
        ANSWER: The parent's answer: number of the call, empty or missing if it failed, values.
        ASK: The parent asks a worker: number, name, values.
        REPLY: The worker's answer: number, values.
    """

    READY = 1
    NOTICE = 2
    CALL = 3
    ANSWER = 4
    ASK = 5
    REPLY = 6


class FrameError(ValueError):
    """What was received is no frame, or what is sent does not fit into one."""


def frame(kind: FrameKind, payload: bytes = b"") -> bytes:
    """Return a frame (FrameError: the payload is too long)."""
    if len(payload) > MAX_PAYLOAD:
        message = f"a payload of {len(payload)} bytes; at most {MAX_PAYLOAD} are allowed"
        raise FrameError(message)
    return _HEAD.pack(len(payload), kind) + payload


def pack(values: Iterable[bytes | None]) -> bytes:
    r"""Return several values as one payload.

    >>> unpack(pack([b"a", None, b""]))
    [b'a', None, b'']
    """
    parts: list[bytes] = []
    for value in values:
        if value is None:
            parts.append(_LENGTH.pack(_MISSING))
        else:
            parts += (_LENGTH.pack(len(value)), value)
    return b"".join(parts)


def unpack(payload: bytes) -> list[bytes | None]:
    """Return the values of a payload (FrameError: it does not end with a value)."""
    values: list[bytes | None] = []
    at, size = 0, len(payload)
    while at + _LENGTH.size <= size:
        (length,) = _LENGTH.unpack_from(payload, at)
        at += _LENGTH.size
        if length == _MISSING:
            values.append(None)
            continue
        values.append(payload[at : at + length])
        at += length
    if at != size:
        raise FrameError("a payload that ends within a value")
    return values


def present(values: Sequence[bytes | None]) -> list[bytes]:
    """Return values none of which may be missing (FrameError: one is)."""
    found = [value for value in values if value is not None]
    if len(found) != len(values):
        raise FrameError("a payload without a value that it must have")
    return found


class FrameReader:
    """Divides a stream into frames."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[FrameKind, bytes]]:
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
                kind = FrameKind(number)
            except ValueError as error:
                message = f"a frame of the unknown kind {number}"
                raise FrameError(message) from error
            yield kind, payload
