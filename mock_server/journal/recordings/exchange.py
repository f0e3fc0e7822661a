"""One exchange with the server behind the proxy, as it is recorded."""

from dataclasses import dataclass

from mock_server.http.responses import Headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its response; bodies as far as they were kept."""

    real: float  # real time of the request, in seconds since 1970
    seconds: float  # how long the exchange took
    origin: str  # scheme and authority of the server
    method: str
    path: bytes  # raw path as the client sent it
    query: bytes
    headers: Headers  # those of the request, names in lower case
    body: bytes  # the body of the request, as it was sent
    body_size: int  # bytes of it that were sent
    status: int
    answer_headers: Headers
    answer: bytes  # the body of the response, as it was sent, with its content coding
    answer_size: int  # bytes of it that were sent
    is_whole: bool  # whether `answer` is all of it

    @property
    def size(self) -> int:
        """Approximate bytes in memory."""
        return 2048 + len(self.path) + len(self.query) + len(self.body) + len(self.answer)


def value_of(headers: Headers, name: bytes) -> str:
    """Return the first value of a header as text; empty without it."""
    return next((value.decode("latin-1") for key, value in headers if key == name), "")
