"""The list of hostile servers, and the class of its entries."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request to a hostile server.

    Attributes:
        number: Number of the request, from 1.
        method: As sent.
        target: Path and query as sent.
        headers: The last value of each header, by lower-case name.
        elsewhere: URL of a host that the client must not contact; it records connections.
    """

    number: int
    method: str
    target: str
    headers: Mapping[str, str]
    elsewhere: str


class Reset:
    """Ends a connection with a RST instead of a FIN."""


Piece = bytes | float | Reset
"""An action of a server: write bytes, wait for seconds, or reset the connection."""

Answer = Callable[[Asked], Iterable[Piece]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """A hostile server.

    Attributes:
        name: The name of its function, with dashes.
        kind: The name of its module.
        about: What it does, in a sentence.
        answer: Returns its actions for a request; they may never end.
        keeps_open: Whether it reads another request from the same connection.
        speaks_first: Whether it sends an answer before it receives a request.
        scheme: Scheme of its URL.
        may_pass: Whether a check may pass, because its answers are as documented.
        is_slow: Whether a check of it takes a second or more of computing.
    """

    name: str
    kind: str
    about: str
    answer: Answer
    keeps_open: bool = False
    speaks_first: bool = False
    scheme: str = "http"
    may_pass: bool = False
    is_slow: bool = False


HOSTILE: dict[str, Hostile] = {}


def hostile(**options: object) -> Callable[[Answer], Answer]:
    """Register a function as a server; `options` are attributes of `Hostile`."""

    def register(answer: Answer) -> Answer:
        name = answer.__name__.replace("_", "-")
        if name in HOSTILE:
            raise ValueError(f"there is a server called {name} already; rename the function")
        about = " ".join((answer.__doc__ or "").split("\n\n")[0].split())
        kind = answer.__module__.rpartition(".")[2]
        HOSTILE[name] = Hostile(name=name, kind=kind, about=about, answer=answer, **options)
        return answer

    return register
