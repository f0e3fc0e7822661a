"""A validated call to the admin API, and helpers for its response."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from starlette.types import Message, Receive, Scope

from mock_server.admin.controls import MockControl
from mock_server.admin.replaying import Replay
from mock_server.clock import format_time
from mock_server.http.responses import PreparedResponse, prepare_response
from openapi.json.parsing import parse_json
from openapi.json.types import JSON

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000

WIDTH = 80  # characters of a value that is written on one line
_INDENT = "  "
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def indented_json(value: JSON) -> bytes:
    """Return `value` as indented UTF-8 JSON with a line feed at the end.

    `value` must be the tool's own: it is walked to its depth.
    """
    return f"{_text(value, '')}\n".encode()


def _text(value: JSON, indent: str) -> str:
    line = _encode(value)
    if len(line) <= WIDTH or not value or not isinstance(value, dict | list | tuple):
        return line
    inner = indent + _INDENT
    if isinstance(value, dict):
        items = [f"{_encode(str(name))}: {_text(each, inner)}" for name, each in value.items()]
        begin, end = "{}"
    else:
        items = [_text(each, inner) for each in value]
        begin, end = "[]"
    separator = f",\n{inner}"
    return f"{begin}\n{inner}{separator.join(items)}\n{indent}{end}"


async def _disconnected() -> Message:
    return {"type": "http.disconnect"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminCall:
    """One valid request to the admin API."""

    controls: MockControl
    path: Mapping[str, JSON] = field(default_factory=dict)
    query: Mapping[str, JSON] = field(default_factory=dict)
    header: Mapping[str, JSON] = field(default_factory=dict)  # by lower-case name
    body: Mapping[str, JSON] = field(default_factory=dict)  # JSON; an empty object if there is none
    replay: Replay | None = None  # sends requests again; None if the mock forwards them to a server
    scope: Scope = field(default_factory=dict, repr=False)  # for a response that goes on
    receive: Receive = field(default=_disconnected, repr=False)  # reports that the client has left

    @property
    def session(self) -> str | None:
        """The name of the session; None for all sessions."""
        name: str | None = {**self.query, **self.body}.get("session")
        return name

    @property
    def limit(self) -> int:
        """How many items are listed at most."""
        limit: int = self.query.get("limit", DEFAULT_LIMIT)
        return limit


Route = Callable[[AdminCall], PreparedResponse | Awaitable[PreparedResponse]]


"""Answers one operation of the admin API; one that has to await something returns an awaitable."""


Preparation = Callable[[AdminCall], Awaitable[None]]


"""Computes what an operation needs, without blocking other requests."""


def json_response(value: JSON) -> PreparedResponse:
    """Return an indented JSON response; it has no `etag`, since the next one may differ."""
    return prepare_response(
        200, media_type="application/json", body=indented_json(value)
    ).without_header(b"etag")


def indented_response(response: PreparedResponse) -> PreparedResponse:
    """Return a JSON response of the mock with its body indented."""
    body = indented_json(parse_json(response.body))
    size = (b"content-length", str(len(body)).encode())
    headers = (size if pair[0] == b"content-length" else pair for pair in response.headers)
    return replace(response, headers=tuple(headers), body=body)


def no_content() -> PreparedResponse:
    """Return a 204."""
    return prepare_response(204)


def format_moment(seconds: float) -> str:
    """Return a time in RFC 3339, with milliseconds."""
    return format_time(max(seconds, 0.0), 3)
