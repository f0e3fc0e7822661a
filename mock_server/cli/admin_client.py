"""Calls to the admin API of a running mock, for the commands `log` and `send`.

Only the standard library is used: it is there at once, knows no proxies, and follows no redirects,
so that the token reaches only the server that was named.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from mock_server.errors import MockServerError
from openapi.errors import FactsError
from openapi.json.parsing import JsonError, parse_json

MAX_ANSWER = 8 * 1024 * 1024  # bytes that are read; the admin API's limit of a list is half of it
_SECONDS = 60.0  # the first fault is found by evaluating all rules, which may take seconds

_START = "start one with: mock-server serve; or name another with --url or MOCK_SERVER_URL"
_ADMIN_OFF = "admin-off"
_ERRORS = 400


class CannotCallError(MockServerError, FactsError):
    """No mock with an admin API can be called."""


class NoAnswerError(CannotCallError):
    """Nothing answers at the URL; what does may be started later."""


class RefusedError(MockServerError, FactsError):
    """The mock refused a call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminClient:
    """Calls one mock."""

    url: str  # of the mock, such as `http://127.0.0.1:4010`
    token: str = field(default="", repr=False)  # the admin token; empty for none

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return the JSON object in the answer; an empty one for an answer without a body.

        `path` is below `/__admin`, such as `/faults`; members that are None are left out.

        Raises:
            NoAnswerError: Nothing answers at the URL.
            CannotCallError: There is no mock at the URL, or its admin API is off, or it does not
                accept the token.
            RefusedError: The mock refused the call.
        """
        pairs = _without_none(query or {})
        target = f"/__admin{path}{f'?{urlencode(pairs)}' if pairs else ''}"
        headers = {"Accept": "application/json", "Connection": "close"}
        if self.token:
            headers["Authorization"] = f"Bearer {self._sendable_token()}"
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(_without_none(body)).encode()
        connection, base = self._connection()
        try:
            connection.request(method, base + target, body=data, headers=headers)
            answer = connection.getresponse()
            content = answer.read(MAX_ANSWER + 1)
        except (OSError, HTTPException, ValueError) as error:
            raise NoAnswerError(
                f"no mock answers: {_reason(error)}", where=self.url, hint=_START
            ) from error
        finally:
            connection.close()
        return self._read(answer.status, content)

    def _sendable_token(self) -> str:
        # Checked here, since the message of `http.client` would show the token.
        if not self.token.isascii() or not self.token.isprintable():
            raise CannotCallError(
                "the admin token cannot be sent",
                found="characters that are not printable ASCII",
                hint="set MOCK_SERVER_ADMIN_TOKEN to the token that the mock was started with",
            )
        return self.token

    def _connection(self) -> tuple[HTTPConnection, str]:
        parts = None
        try:
            parts = urlsplit(self.url)
            port = parts.port
        except ValueError:
            port = None
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            raise CannotCallError(
                "the URL cannot be used",
                found=self.url,
                allowed="http:// or https://, host and port",
                hint="for instance: --url http://127.0.0.1:4010",
            )
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        return kind(parts.hostname, port, timeout=_SECONDS), parts.path.rstrip("/")

    def _read(self, status: int, content: bytes) -> dict[str, Any]:
        if not content and status < _ERRORS:
            return {}
        try:
            value = parse_json(content, max_bytes=MAX_ANSWER)
        except JsonError as error:
            raise self._no_mock(status) from error
        if not isinstance(value, dict):
            raise self._no_mock(status)
        if status >= _ERRORS:
            raise self._refusal(status, value)
        return value

    def _no_mock(self, status: int) -> CannotCallError:
        return CannotCallError(
            "the server is not a mock: its answer is not that of an admin API",
            where=self.url,
            found=f"status {status}",
            hint=_START,
        )

    def _refusal(self, status: int, problem: Mapping[str, Any]) -> CannotCallError | RefusedError:
        kind = str(problem.get("type", "")).rpartition(":")[2]
        detail, advice = str(problem.get("detail", "")), str(problem.get("advice", ""))
        if not str(problem.get("type", "")).startswith("urn:mock-server:"):
            return self._no_mock(status)
        if kind == _ADMIN_OFF:
            return CannotCallError(detail.rstrip("."), where=self.url, hint=advice)
        if status == 401:  # noqa: PLR2004 - HTTP's own number
            return CannotCallError(
                "the mock wants its admin token",
                where=self.url,
                found="another token" if self.token else "no token",
                hint="set MOCK_SERVER_ADMIN_TOKEN to the token that the mock was started with",
            )
        if status == 403:  # noqa: PLR2004 - HTTP's own number
            return CannotCallError(detail.rstrip("."), where=self.url, hint=advice)
        meant = str(problem.get("nearest", ""))
        near = f"; did you mean {meant!r}?" if meant and "did you mean" not in detail else ""
        hint = advice.replace("GET /__admin", f"GET {self.url}/__admin")
        return RefusedError(f"{detail.rstrip('.')}{near}", hint=hint)


def _without_none(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
