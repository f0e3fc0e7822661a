"""What ends a request: rejections by the imitated API, and problems of the mock itself.

The latter are `application/problem+json` (RFC 9457).
Every such response carries `Mock-Server-Problem: <id>`, to distinguish it from responses of the
imitated API. Error responses of an API with its own format are made in `error_responses`.
"""

from enum import StrEnum
from typing import NamedTuple

from mock_server.errors import MockServerError
from mock_server.http.responses import Headers, PreparedResponse, header_bytes, prepare_response
from openapi.errors import nearest
from openapi.json.parsing import dump_json

MEDIA_TYPE = "application/problem+json"
HEADER = b"mock-server-problem"

MAX_LISTED = 50  # allowed names that a problem lists; `more` is the number of the others


class ProblemId(StrEnum):
    """The ids of all problems; each is a heading of the reference."""

    UNKNOWN_PATH = "unknown-path"
    UNKNOWN_CODE = "unknown-code"
    UNKNOWN_EXAMPLE = "unknown-example"
    UNKNOWN_SCENARIO = "unknown-scenario"
    SCENARIO_FAILED = "unplayable-scenario"
    UNKNOWN_FAULT = "unknown-fault"
    INVALID_PREFERENCE = "invalid-preference"
    UNKNOWN_REQUEST = "unknown-request"
    NOT_REPLAYABLE = "not-replayable"
    UNKNOWN_SESSION = "unknown-session"
    INVALID_SESSION = "invalid-session"
    INVALID_CLOCK = "invalid-clock"
    UNKNOWN_READING = "unknown-reading"
    READING_NOT_LOADED = "reading-not-loaded"
    UNKNOWN_RECORD = "unknown-record"
    RECORD_CONFLICT = "record-conflict"
    RECORDS_FULL = "records-full"
    INVALID_RECORDS = "invalid-records"
    NOTHING_DOCUMENTED = "nothing-documented"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    INVALID_REQUEST = "invalid-request"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    ADMIN_DISABLED = "admin-off"
    NOT_ACCEPTABLE = "not-acceptable"
    BODY_TOO_LARGE = "body-too-large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type"
    TARGET_TOO_LONG = "target-too-long"
    HEADERS_TOO_LARGE = "headers-too-large"
    CONTRACT_VIOLATION = "contract-violation"
    UPSTREAM_FAILED = "upstream-failed"
    NOT_RECORDED = "not-recorded"
    BUSY = "busy"
    TOO_MANY_READERS = "too-many-readers"
    STORE_GONE = "store-gone"
    OUT_OF_FILES = "out-of-files"
    INTERNAL_ERROR = "internal-error"


FORMER_IDS = {ProblemId.INVALID_PREFERENCE: "unclear-wish"}  # until the next release

_TITLES = {
    ProblemId.UNKNOWN_PATH: "Nothing is served at this path",
    ProblemId.UNKNOWN_CODE: "The operation documents no such status",
    ProblemId.UNKNOWN_EXAMPLE: "There is no example with this name",
    ProblemId.UNKNOWN_SCENARIO: "There is no scenario with this name",
    ProblemId.SCENARIO_FAILED: "The scenario cannot answer this request",
    ProblemId.UNKNOWN_FAULT: "There is no fault with this name and these settings",
    ProblemId.INVALID_PREFERENCE: "A preference in the query is misspelt or contradictory",
    ProblemId.UNKNOWN_REQUEST: "The journal has no such entry",
    ProblemId.NOT_REPLAYABLE: "The request cannot be sent again",
    ProblemId.UNKNOWN_SESSION: "There is no such session",
    ProblemId.INVALID_SESSION: "The session name is not valid",
    ProblemId.INVALID_CLOCK: "The clock command is not valid",
    ProblemId.UNKNOWN_READING: "There is no reading with this name",
    ProblemId.READING_NOT_LOADED: "The documents cannot be loaded under this reading",
    ProblemId.UNKNOWN_RECORD: "The session has no such record",
    ProblemId.RECORD_CONFLICT: "The record conflicts with another one",
    ProblemId.RECORDS_FULL: "The session has as many records as it may have",
    ProblemId.INVALID_RECORDS: "The records cannot be loaded",
    ProblemId.NOTHING_DOCUMENTED: "The operation documents no response",
    ProblemId.METHOD_NOT_ALLOWED: "The method is not documented for this path",
    ProblemId.INVALID_REQUEST: "The request violates the contract",
    ProblemId.UNAUTHORIZED: "The request is not authenticated",
    ProblemId.FORBIDDEN: "This client may not call the admin API",
    ProblemId.ADMIN_DISABLED: "The admin API is switched off",
    ProblemId.NOT_ACCEPTABLE: "No documented representation is acceptable",
    ProblemId.BODY_TOO_LARGE: "The request body is too large",
    ProblemId.UNSUPPORTED_MEDIA_TYPE: "The request body has a media type that is not documented",
    ProblemId.TARGET_TOO_LONG: "The path and query are too long",
    ProblemId.HEADERS_TOO_LARGE: "The request headers are too large",
    ProblemId.CONTRACT_VIOLATION: "The exchange violates the contract",
    ProblemId.UPSTREAM_FAILED: "The server behind the proxy gave no response",
    ProblemId.NOT_RECORDED: "The recording has no answer to this request",
    ProblemId.BUSY: "Other long request bodies are being read",
    ProblemId.TOO_MANY_READERS: "Too many clients read the events",
    ProblemId.STORE_GONE: "The store of the sessions cannot be reached",
    ProblemId.OUT_OF_FILES: "The mock server has no files left to open",
    ProblemId.INTERNAL_ERROR: "The mock server has an internal error",
}


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
        `available` names.
        """
        self.status = status
        self.id = id_
        self.detail = detail
        self.asked_by = asked_by
        self.asked_for = asked_for
        self.available = available
        self.advice = advice
        self.headers = headers
        super().__init__(detail)

    def response(self) -> PreparedResponse:
        """Return the problem as a response."""
        facts = {
            "type": f"urn:mock-server:problem:{self.id}",
            "formerly": FORMER_IDS.get(self.id, ""),
            "title": _TITLES[self.id],
            "status": self.status,
            "detail": self.detail if self.detail.endswith(("?", ".")) else f"{self.detail}.",
            "asked_by": self.asked_by,
            "nearest": (nearest(self.asked_for, self.available) or "") if self.asked_for else "",
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
