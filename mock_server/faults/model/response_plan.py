"""What is to happen on the wire: an answer in pieces, with pauses, and how it ends.

A plan is a value. Whether the bytes can be torn is the server's business (`delivery`).
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from mock_server.http.responses import PreparedResponse


class ConnectionEnding(StrEnum):
    """What becomes of the connection."""

    COMPLETE = "complete"
    """The answer ends as HTTP says; the connection stays as the client asked."""

    CLOSE = "close"
    """The connection is closed, whatever was promised."""

    RESET = "reset"
    """The connection is reset (TCP RST), and what the client has not read is lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A piece of a body.

    Attributes:
        data: Its bytes.
        pause_seconds: How long to wait before it is sent.
    """

    data: bytes
    pause_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsePlan:
    """How one request is answered.

    Attributes:
        answer: Whose status and headers are sent; None where no HTTP answer is begun.
        chunks: The body that is sent, which need not be the whole body of `answer`.
        raw: Bytes that are sent in place of an answer, when there is none.
        delay_seconds: How long to wait before anything is sent.
        ending: What becomes of the connection afterwards.
    """

    answer: PreparedResponse | None
    chunks: tuple[Chunk, ...] = ()
    raw: bytes = b""
    delay_seconds: float = 0.0
    ending: ConnectionEnding = ConnectionEnding.COMPLETE

    @property
    def is_plain(self) -> bool:
        """Whether it is just an answer, which any ASGI server can send."""
        return self.ending is ConnectionEnding.COMPLETE and not self.raw

    @property
    def body(self) -> bytes:
        """Everything of the body that is sent."""
        return b"".join(chunk.data for chunk in self.chunks)

    def delayed(self, seconds: float) -> Self:
        """Return the same plan, later."""
        return replace(self, delay_seconds=self.delay_seconds + seconds)


def unchanged(answer: PreparedResponse) -> ResponsePlan:
    """Return the plan that sends an answer as it is."""
    return ResponsePlan(answer=answer, chunks=(Chunk(data=answer.body),))
