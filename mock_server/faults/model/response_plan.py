"""The plan of an answer: its pieces, the pauses between them, and how it ends.

A plan is a value; `delivery` carries it out.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from mock_server.http.responses import PreparedResponse


class ConnectionEnding(StrEnum):
    """How the connection is left after the answer."""

    COMPLETE = "complete"  # as HTTP requires; the connection is kept as the client requested
    CLOSE = "close"  # the connection is closed, even if the answer is incomplete
    RESET = "reset"  # by RST: bytes that the client has not read are lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A piece of a body."""

    data: bytes
    pause_seconds: float = 0.0  # pause before it is sent


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsePlan:
    """How one request is answered."""

    answer: PreparedResponse | None  # status and headers; None if no HTTP answer is sent
    chunks: tuple[Chunk, ...] = ()  # the body that is sent, which may differ from that of `answer`
    raw: bytes = b""  # bytes that are sent instead of an answer
    delay_seconds: float = 0.0  # pause before the answer
    ending: ConnectionEnding = ConnectionEnding.COMPLETE  # how the connection is left afterwards
    undoes_change: bool = False  # whether the session's records become what they were before

    @property
    def is_plain(self) -> bool:
        """Whether any ASGI server can send it: no raw bytes, and the connection is kept."""
        return self.ending is ConnectionEnding.COMPLETE and not self.raw

    @property
    def body(self) -> bytes:
        """The whole body that is sent."""
        return b"".join(chunk.data for chunk in self.chunks)

    def delayed(self, seconds: float) -> Self:
        """Return the same plan with a further delay."""
        return replace(self, delay_seconds=self.delay_seconds + seconds)


def unchanged(answer: PreparedResponse) -> ResponsePlan:
    """Return the plan that sends an answer unchanged."""
    return ResponsePlan(answer=answer, chunks=(Chunk(data=answer.body),))
