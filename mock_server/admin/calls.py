"""A call to the admin side, judged already, and how it is answered."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from mock_server.admin.controls import MockControl
from mock_server.clock import format_time
from mock_server.http.responses import PreparedResponse, prepare_response
from openapi.json.parsing import dump_json
from openapi.json.types import JSON

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminCall:
    """One request to the admin side, as its document allows it.

    Attributes:
        controls: Of the mock that is meant.
        path: Typed path parameters.
        query: Typed query parameters.
        body: The JSON body; an empty object where none is taken.
    """

    controls: MockControl
    path: Mapping[str, JSON] = field(default_factory=dict)
    query: Mapping[str, JSON] = field(default_factory=dict)
    body: Mapping[str, JSON] = field(default_factory=dict)

    @property
    def session(self) -> str | None:
        """The session that is meant; None for everybody."""
        name: str | None = {**self.query, **self.body}.get("session")
        return name

    @property
    def limit(self) -> int:
        """How many things are listed at most."""
        limit: int = self.query.get("limit", DEFAULT_LIMIT)
        return limit


Route = Callable[[AdminCall], PreparedResponse]
"""Answers one operation of the admin side."""

Preparation = Callable[[AdminCall], Awaitable[None]]
"""Works out what answering an operation needs, without holding up others."""


def json_response(value: JSON) -> PreparedResponse:
    """Return a JSON answer; it has no tag, since the next one may differ."""
    return prepare_response(
        200, media_type="application/json", body=dump_json(value)
    ).without_header(b"etag")


def no_content() -> PreparedResponse:
    """Return the answer to what has no more to say."""
    return prepare_response(204)


def format_moment(seconds: float) -> str:
    """Return a moment as the admin side writes it, to the millisecond."""
    return format_time(max(seconds, 0.0), 3)
