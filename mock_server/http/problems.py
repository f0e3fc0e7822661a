"""What ends a request: rejections by the imitated API, and problems of the mock itself.

The latter are `application/problem+json` (RFC 9457).
Every such response carries `Mock-Server-Problem: <id>`, to distinguish it from responses of the
imitated API. Error responses of an API with its own format are made in `error_responses`.
"""

from enum import StrEnum
from typing import NamedTuple, Self

from mock_server.errors import MockServerError
from mock_server.http.responses import Headers, PreparedResponse, header_bytes, prepare_response
from openapi.errors import nearest
from openapi.json.parsing import dump_json

MEDIA_TYPE = "application/problem+json"
HEADER = b"mock-server-problem"

MAX_LISTED = 50  # allowed names that a problem lists; `more` is the number of the others


class ProblemId(StrEnum):
    """The ids of all problems, with their titles; each id is a heading of the reference."""

    heading: str

    def __new__(cls, id_: str, heading: str) -> Self:
        """Return the member of an id."""
        member = str.__new__(cls, id_)
        member._value_, member.heading = id_, heading
        return member

    UNKNOWN_PATH = "unknown-path", "Nothing is served at this path"
    UNKNOWN_CODE = "unknown-code", "The operation documents no such status"
    UNKNOWN_EXAMPLE = "unknown-example", "There is no example with this name"
    UNKNOWN_SCENARIO = "unknown-scenario", "There is no scenario with this name"
    SCENARIO_FAILED = "unplayable-scenario", "The scenario cannot answer this request"
    UNKNOWN_FAULT = "unknown-fault", "There is no fault with this name and these settings"
    INVALID_PREFERENCE = (
        "invalid-preference",
        "A preference in the query is misspelt or contradictory",
    )
    UNKNOWN_REQUEST = "unknown-request", "The journal has no such entry"
    NOT_REPLAYABLE = "not-replayable", "The request cannot be sent again"
    UNKNOWN_SESSION = "unknown-session", "There is no such session"
    INVALID_SESSION = "invalid-session", "The session name is not valid"
    INVALID_CLOCK = "invalid-clock", "The clock command is not valid"
    UNKNOWN_READING = "unknown-reading", "There is no reading with this name"
    READING_NOT_LOADED = "reading-not-loaded", "The documents cannot be loaded under this reading"
    UNKNOWN_RECORD = "unknown-record", "The session has no such record"
    RECORD_CONFLICT = "record-conflict", "The record conflicts with another one"
    RECORDS_FULL = "records-full", "The session has as many records as it may have"
    INVALID_RECORDS = "invalid-records", "The records cannot be loaded"
    NOTHING_DOCUMENTED = "nothing-documented", "No answer can be made from the document"
    METHOD_NOT_ALLOWED = "method-not-allowed", "The method is not documented for this path"
    INVALID_REQUEST = "invalid-request", "The request violates the contract"
    UNAUTHORIZED = "unauthorized", "The request is not authenticated"
    FORBIDDEN = "forbidden", "This client may not call the admin API"
    ADMIN_DISABLED = "admin-off", "The admin API is switched off"
    NOT_ACCEPTABLE = "not-acceptable", "No documented representation is acceptable"
    BODY_TOO_LARGE = "body-too-large", "The request body is too large"
    UNSUPPORTED_MEDIA_TYPE = (
        "unsupported-media-type",
        "The request body has a media type that is not documented",
    )
    TARGET_TOO_LONG = "target-too-long", "The path and query are too long"
    HEADERS_TOO_LARGE = "headers-too-large", "The request headers are too large"
    CONTRACT_VIOLATION = "contract-violation", "The exchange violates the contract"
    UPSTREAM_FAILED = "upstream-failed", "The server behind the proxy gave no response"
    NOT_RECORDED = "not-recorded", "The recording has no answer to this request"
    BUSY = "busy", "Other long request bodies are being read"
    TOO_MANY_READERS = "too-many-readers", "Too many clients read the events"
    STORE_GONE = "store-gone", "The store of the sessions cannot be reached"
    OUT_OF_FILES = "out-of-files", "The mock server has no files left to open"
    INTERNAL_ERROR = "internal-error", "The mock server has an internal error"


FORMER_IDS = {ProblemId.INVALID_PREFERENCE: "unclear-wish"}  # until the next release

Place = tuple[str | int, ...]
"""Where in a request an error is, from the part on: `("body", "items", 0, "price")`."""


class Reason(NamedTuple):
    """One reason for which a request is refused."""

    message: str  # a sentence
    place: Place


class RequestRejected(MockServerError):
    """The imitated API rejects a request: the message has every reason, as sentences.

    The id is that of the problem, for an API without its own error format. The reasons are the
    sentences of the message with the places they are about; empty if they are about no one place.
    """

    def __init__(
        self,
        status: int,
        id_: ProblemId,
        message: str,
        headers: Headers = (),
        *,
        reasons: tuple[Reason, ...] = (),
    ) -> None:
        self.status = status
        self.id = id_
        self.message = message
        self.headers = headers
        self.reasons = reasons
        super().__init__(message)


class ToolProblem(MockServerError):
    """The mock cannot do what a request asks of it."""

    def __init__(  # noqa: PLR0913 - the members of a problem, each by name
        self,
        status: int,
        id_: ProblemId,
        detail: str,
        *,
        asked_by: str = "",
        asked_for: str = "",
        available: tuple[str, ...] = (),
        advice: str = "",
        headers: Headers = (),
    ) -> None:
        """Say in a sentence what is wrong (`detail`), and what to do (`advice`).

        `asked_by` is the part of the request at fault; the nearest to `asked_for` is found in the
        `available` names, and the sentence ends with it.
        """
        self.status = status
        self.id = id_
        self.nearest = (nearest(asked_for, available) or "") if asked_for else ""
        self.detail = detail
        if self.nearest and not detail.endswith("?"):
            self.detail = f"{detail.rstrip('.')}; did you mean {self.nearest!r}?"
        self.asked_by = asked_by
        self.available = available
        self.advice = advice
        self.headers = headers
        super().__init__(self.detail)

    def response(self) -> PreparedResponse:
        """Return the problem as a response."""
        facts = {
            "type": f"urn:mock-server:problem:{self.id}",
            "formerly": FORMER_IDS.get(self.id, ""),
            "title": self.id.heading,
            "status": self.status,
            "detail": self.detail if self.detail.endswith(("?", ".")) else f"{self.detail}.",
            "asked_by": self.asked_by,
            "nearest": self.nearest,
            "available": self.available[:MAX_LISTED],
            "more": max(len(self.available) - MAX_LISTED, 0),
            "advice": self.advice,
        }
        return prepare_response(
            self.status,
            media_type=MEDIA_TYPE,
            body=dump_json({name: fact for name, fact in facts.items() if fact}),
            headers=((HEADER, header_bytes(self.id)), *self.headers),
        )


class ConnectionTorn(ConnectionError):
    """A response ends with its connection closed or reset, and the scope has no connection."""
