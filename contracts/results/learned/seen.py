"""What is kept of the exchanges of one operation beside their shapes."""

from collections import Counter
from dataclasses import dataclass, field

from contracts.results.learned.polls import Polls
from contracts.results.learned.rows import ObservedRows
from openapi.json.types import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenExample:
    """A body that was seen."""

    value: JSON  # its JSON value, with secrets replaced when it is written
    media_type: str
    source: str  # where it comes from: `entry 3 of shop.har`


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A way in which credentials were sent; their values are not kept."""

    kind: str  # `http` or `apiKey`
    place: str  # `header`, `query` or `cookie`
    name: str  # the HTTP scheme, or the name of the header, parameter or cookie


@dataclass(slots=True)
class Seen:
    """What is kept of the exchanges of one operation, or with one path key."""

    # An example by status and media type.
    answers: dict[tuple[int, str], SeenExample] = field(default_factory=dict)
    # An example of the request's body by media type.
    requests: dict[str, SeenExample] = field(default_factory=dict)
    # The objects of successful answers by status and place.
    rows: dict[int, dict[tuple[str, ...], ObservedRows]] = field(default_factory=dict)
    polls: Polls = field(default_factory=Polls)  # repeated requests for the same resource
    # How many accepted requests had each credential.
    schemes: Counter[Scheme] = field(default_factory=Counter)
    accepted: int = 0  # how many accepted requests there were

    def take(self, other: "Seen") -> None:
        """Take what is kept of other exchanges; of two examples the own one stays."""
        self.answers = other.answers | self.answers
        self.requests = other.requests | self.requests
        for status, places in other.rows.items():
            for at, place in places.items():
                self.rows.setdefault(status, {}).setdefault(at, ObservedRows()).take(place)
        self.polls.take(other.polls)
        self.schemes += other.schemes
        self.accepted += other.accepted
