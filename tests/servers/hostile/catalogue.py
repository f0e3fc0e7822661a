"""The list of hostile servers, and what an entry of it is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, as far as a hostile server cares.

    Attributes:
        number: Which one it is, from 1.
        method: As sent.
        target: Path and query as sent.
        headers: By lower-case name, the last of each.
        elsewhere: The URL of a host that the client was not told of; it watches who comes.
    """

    number: int
    method: str
    target: str
    headers: Mapping[str, str]
    elsewhere: str


class Reset:
    """Ends a connection with a RST instead of a FIN."""


Piece = bytes | float | Reset
"""What a server does next: writes bytes, waits for so many seconds, resets the connection."""

Answer = Callable[[Asked], Iterable[Piece]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """A server that means harm.

    Attributes:
        name: The name of its function, with dashes.
        kind: The file that it stands in.
        about: What it does, in a sentence.
        answer: What it does about a request; may never end.
        keeps_open: Whether it reads another request from the same connection.
        speaks_first: Whether it does not wait for a request.
        scheme: How it is asked.
        may_pass: Whether its answers are as documented, whatever else it does.
        is_slow: Whether surviving it takes a second or more of computing.
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
    """Enter a function as a server; `options` are those of `Hostile`."""

    def enter(answer: Answer) -> Answer:
        name = answer.__name__.replace("_", "-")
        if name in HOSTILE:
            raise ValueError(f"there is a server called {name} already; rename the function")
        about = " ".join((answer.__doc__ or "").split("\n\n")[0].split())
        kind = answer.__module__.rpartition(".")[2]
        HOSTILE[name] = Hostile(name=name, kind=kind, about=about, answer=answer, **options)
        return answer

    return enter
