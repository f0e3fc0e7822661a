"""One request with its answer, as values: what probes gather and checks judge.

Nothing here is redacted; all output goes through `contracts.http.messages.redaction` first.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from contracts.http.messages.content_codings import unread_codings
from openapi.contract import is_json_type

Headers = tuple[tuple[str, str], ...]

MAX_COMMAS = 500_000
"""Commas of a body that is read; each value between them takes about 200 bytes when parsed."""

NO_BODY_RECORDED = "the recording does not have the body, or not as it was (secrets are removed)"
"""Why the body of a recorded answer cannot be read."""

HTTP_1_0, HTTP_1_1 = "HTTP/1.0", "HTTP/1.1"


class Purpose(StrEnum):
    """Why a request was made."""

    EXAMPLE = "example"
    DOCUMENTED = "documented"
    GENERATED = "generated"
    IDENTITY = "identity"
    SEARCH = "search"
    WALK = "walk"
    PAGE = "page"  # of a list that only seems to be paged, as its parameters are named
    FILTER = "filters"  # of a list with what seems to filter it, or of an item that does not exist
    POLL = "poll"
    REPETITION = "repetition"
    PARAMETER = "intake"
    LOOKALIKE_ID = "name"
    CONTROL = "control"
    NEIGHBOUR_ID = "neighbour"
    EQUIVALENT = "equivalent"
    METHOD = "method"
    PROTOCOL = "protocol"
    CONDITION = "condition"
    CONNECTION = "connection"
    READ_BACK = "read-back"  # a write, or a GET of what it has changed
    ACCESS = "access"
    RECORDED = "recorded"  # not made by a run, but read from a recording


class Identity(StrEnum):
    """The credentials with which a request is made."""

    OWN = "own"
    ANONYMOUS = "nobody"  # without credentials
    STRANGER = "stranger"  # with a wrong credential
    OTHER = "other"  # those of the second identity
    TRESPASSER = "trespasser"  # own credentials, for a resource of the second identity
    INTRUDER = "intruder"  # those of the second identity, for an own resource


def header(headers: Headers, name: str) -> str | None:
    """Return the first value of a header; the name is matched without regard to case."""
    wanted, length = name.lower(), len(name)
    for found, value in headers:
        if len(found) == length and found.lower() == wanted:
            return value
    return None


MAX_NAMES = 64
"""Header fields of a message whose places are kept for the next message with these names."""


def _places(headers: Headers) -> Mapping[str, tuple[int, ...]]:
    """Return where each header is, by its name in lower case.

    Servers send the same names again and again, so messages share their tables.
    """
    names = tuple([name for name, _ in headers])
    is_kept = len(names) <= MAX_NAMES and sum(map(len, names)) <= MAX_NAMES * MAX_NAMES
    return _kept_places(names) if is_kept else _places_of(names)


def _places_of(names: tuple[str, ...]) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for place, name in enumerate(names):
        lower = name.lower()
        found[lower] = (*found.get(lower, ()), place)
    return found


_kept_places = lru_cache(maxsize=1024)(_places_of)


def media_type_of(content_type: str) -> str:
    """Return the media type of a Content-Type, in lower case and without its parameters."""
    # A server may send any number of long ones.
    is_kept = len(content_type) <= MAX_NAMES
    return _kept_media_type(content_type) if is_kept else _without_parameters(content_type)


def _without_parameters(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


_kept_media_type = lru_cache(maxsize=1024)(_without_parameters)


class _WithHeaders:
    """A message; checks ask for two dozen of its headers, so it has a table of their places."""

    __slots__ = ("_table",)

    headers: Headers
    _table: Mapping[str, tuple[int, ...]]

    def header(self, name: str) -> str | None:
        """Return the first value of a header; the name is matched without regard to case."""
        places = self._places.get(name.lower())
        return self.headers[places[0]][1] if places else None

    def values(self, name: str) -> tuple[str, ...]:
        """Return every value of a header, in order."""
        return tuple([self.headers[place][1] for place in self._places.get(name.lower(), ())])

    def values_by_name(self) -> Mapping[str, tuple[str, ...]]:
        """Return the values of every header, in order, by name in lower case."""
        found = self.headers
        return {
            name: tuple([found[place][1] for place in places])
            for name, places in self._places.items()
        }

    @property
    def media_type(self) -> str:
        """The media type in lower case, without its parameters; empty if there is none."""
        return media_type_of(self.header("content-type") or "")

    @property
    def header_names(self) -> Collection[str]:
        """The names of the headers in lower case, each once."""
        return self._places.keys()

    @property
    def _places(self) -> Mapping[str, tuple[int, ...]]:
        try:
            return self._table
        except AttributeError:
            object.__setattr__(self, "_table", _places(self.headers))
            return self._table


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(_WithHeaders):
    """What was sent."""

    method: str  # in capitals
    origin: str  # scheme, host and port: `http://127.0.0.1:4010`
    target: str  # raw path and query, as in the request line
    # In order, repeated ones included; `contracts.http.messages.outgoing` adds Host, Content-Length
    # and others about the connection.
    headers: Headers = ()
    body: bytes = b""
    version: str = HTTP_1_1  # the protocol in the request line
    is_body_known: bool = True  # false if a recording does not have the body

    @property
    def url(self) -> str:
        """The whole URL."""
        return f"{self.origin}{self.target}"

    @property
    def path(self) -> str:
        """The raw path."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The raw query, without its question mark."""
        return self.target.partition("?")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(_WithHeaders):
    """What was answered."""

    status: int  # the HTTP status
    reason: str = ""  # the reason phrase on the wire
    headers: Headers = ()  # in order, repeated ones included
    # The bytes of the body, gzip and deflate undone, cut at the transport's bound.
    body: bytes = b""
    # Whether the body is incomplete, as it was longer than the bound, or a stream.
    is_cut: bool = False
    is_stream: bool = False  # whether it was a stream that the transport left while it went on
    # What is wrong with the way it was carried, one clause each.
    framing_errors: tuple[str, ...] = ()
    is_body_known: bool = True  # false if a recording does not have the body
    are_headers_known: bool = True  # false if a recording does not have the headers
    # Whether the body is a text that a recorder has decoded, so that the bytes on the wire may be
    # others.
    is_text: bool = False

    @property
    def is_success(self) -> bool:
        """Whether the status is a 2xx."""
        return self.status // 100 == 2  # noqa: PLR2004 - the class of successes

    @property
    def unread_reason(self) -> str:
        """Why the body cannot be read, one clause; empty where it can, or where there is none."""
        if not self.is_body_known:
            return NO_BODY_RECORDED
        if self.is_cut and not self.is_stream:
            return "only the beginning of the body is there"
        if self.is_stream and is_json_type(self.media_type):
            return "the body is a stream that goes on"
        if len(self.body) > MAX_COMMAS and self.body.count(b",") > MAX_COMMAS:
            return f"the body has too many parts to be read (more than {MAX_COMMAS} commas)"
        is_coded = bool(self.body) and "content-encoding" in self.header_names
        codings = unread_codings(self.headers) if is_coded else ""
        return f"the body is in a content coding that is not read ({codings})" if codings else ""


NO_ANSWER = Response(status=0)
"""What takes the place of an answer where there was none: no status, no headers, no body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request with its answer."""

    number: int  # its place in the run, from 1
    request: Request
    response: Response | None  # the answer; None if there was none
    purpose: Purpose
    operation: str  # id of the operation it was made for
    at: datetime  # when it was sent
    failure: str = ""  # why there is no answer; empty if there is one
    note: str = ""  # a description of the case, one clause; may be empty
    elapsed_seconds: float = 0.0  # how long the answer took
    asker: Identity = Identity.OWN  # the credentials with which it was sent
    compared_to: int = 0  # number of the exchange that it is compared with; 0 for none
    is_fresh: bool = False  # whether it opened a new connection on purpose
    # In a recording, how many requests before it may have changed what it is about; answers with
    # another number are not compared.
    changes_before: int = 0

    @property
    def answer(self) -> Response:
        """The answer; `NO_ANSWER` if there was none."""
        return self.response or NO_ANSWER

    @property
    def status(self) -> int:
        """The status of the answer; 0 without an answer."""
        return self.answer.status

    @property
    def is_success(self) -> bool:
        """Whether there is an answer with a 2xx."""
        return self.answer.is_success

    @property
    def is_recorded(self) -> bool:
        """Whether it was read from a recording, of which parts may be missing."""
        return self.purpose is Purpose.RECORDED
