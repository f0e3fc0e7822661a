"""One exchange with the server behind the proxy, as it is recorded."""

from dataclasses import dataclass

from mock_server.http.responses import Headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its response; bodies as far as they were kept.

    Attributes:
        real: Real time of the request, in seconds since 1970.
        seconds: How long the exchange took.
        origin: Scheme and authority of the server.
        path: Raw path as the client sent it.
        headers: Those of the request, names in lower case.
        body: The body of the request, as it was sent.
        body_size: Bytes of it that were sent.
        answer: The body of the response, as it was sent, with its content coding.
        answer_size: Bytes of it that were sent.
        is_whole: Whether `answer` is all of it.
    """

    real: float
    seconds: float
    origin: str
    method: str
    path: bytes
    query: bytes
    headers: Headers
    body: bytes
    body_size: int
    status: int
    answer_headers: Headers
    answer: bytes
    answer_size: int
    is_whole: bool

    @property
    def size(self) -> int:
        """Approximate bytes in memory."""
        return 2048 + len(self.path) + len(self.query) + len(self.body) + len(self.answer)


def value_of(headers: Headers, name: bytes) -> str:
    """Return the first value of a header as text; empty without it."""
    return next((value.decode("latin-1") for key, value in headers if key == name), "")
