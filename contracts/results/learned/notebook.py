"""What is kept of exchanges beside their shapes: examples, rows of objects, polls, credentials."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from contracts.http.messages.exchange import Exchange
from contracts.http.messages.masking import REDACTED
from contracts.observations.observer import decoded_query
from contracts.observations.shapes.collecting import Collector, Key
from contracts.results.learned.rows import ObservedRows, row_of, rows_of
from contracts.results.learned.seen import Scheme, Seen, SeenExample
from openapi.contract import is_json_type
from openapi.json.parsing import JsonError, parse_json
from openapi.json.types import JSON
from openapi.text.secret_names import is_credential_name, is_secret_name

MAX_EXAMPLE_BYTES = 20_000  # bytes of a body that is proposed as an example

MAX_DEPTH = 40

_BASIC, _BEARER = "basic", "bearer"
_SESSION = ("session", "sid", "auth", "token", "jwt")


@dataclass(slots=True)
class Notebook:
    """The exchanges of one server so far."""

    collector: Collector = field(default_factory=Collector)  # their shapes
    operations: dict[Key, Seen] = field(default_factory=dict)  # what else is kept of them
    count: int = 0  # how many exchanges there were

    def add(self, exchange: Exchange, source: str) -> None:
        """Take an exchange."""
        response = exchange.response
        key = self.collector.add(exchange, source)
        if key is None or response is None:
            return
        self.count += 1
        seen = self.operations.setdefault(key, Seen())
        if response.status < 400:  # noqa: PLR2004 - an accepted request
            seen.accepted += 1
            seen.schemes.update(schemes_of(exchange))
            _keep_request(seen, exchange, source)
        body = self.collector.body_of(exchange)
        if body is None:
            return
        if len(response.body) <= MAX_EXAMPLE_BYTES:
            seen.answers.setdefault(
                (response.status, response.media_type),
                SeenExample(value=body, media_type=response.media_type, source=source),
            )
        if response.is_success:
            _keep_rows(seen.rows.setdefault(response.status, {}), exchange, body)
            if exchange.request.method == "GET" and isinstance(body, Mapping):
                seen.polls.add(exchange.request.target, row_of(body))


def _keep_request(seen: Seen, exchange: Exchange, source: str) -> None:
    media_type = exchange.request.media_type
    is_fit = 0 < len(exchange.request.body) <= MAX_EXAMPLE_BYTES and is_json_type(media_type)
    if media_type in seen.requests or not is_fit:
        return
    with suppress(JsonError):
        value = parse_json(exchange.request.body)
        example = SeenExample(value=value, media_type=media_type, source=source)
        seen.requests[media_type] = example


def _keep_rows(places: dict[tuple[str, ...], ObservedRows], exchange: Exchange, body: JSON) -> None:
    for at, rows in rows_of(body):
        place = places.setdefault(at, ObservedRows())
        place.answers += bool(rows)
        for row in rows:
            place.add(row, exchange.number)


def schemes_of(exchange: Exchange) -> list[Scheme]:
    """Return the ways in which a request has credentials."""
    found: dict[Scheme, None] = {}
    for name, value in exchange.request.headers:
        lower = name.lower()
        if lower == "authorization":
            word = value.partition(" ")[0].lower()
            is_basic = word == _BASIC
            found[Scheme(kind="http", place="header", name=_BASIC if is_basic else _BEARER)] = None
        elif lower == "cookie":
            names = [part.strip().partition("=")[0] for part in value.split(";")[:50]]
            for cookie in names:
                if any(word in cookie.lower() for word in _SESSION):
                    found[Scheme(kind="apiKey", place="cookie", name=cookie)] = None
        elif is_secret_name(lower) and "csrf" not in lower and "xsrf" not in lower:
            found[Scheme(kind="apiKey", place="header", name=name)] = None
    for name, _ in decoded_query(exchange.request.query) or ():
        if is_credential_name(name):
            found[Scheme(kind="apiKey", place="query", name=name)] = None
    return list(found)


def without_secrets(
    value: JSON, hide: Callable[[str], str], *, name: str = "", depth: int = 0
) -> JSON:
    """Return a value in which the values of secret members, and known secrets, are replaced.

    `hide` replaces the known secrets in a text; `name` is the key of the value, `depth` levels
    deep.
    """
    if isinstance(value, Mapping):
        if depth > MAX_DEPTH:
            return {}
        return {
            hide(str(key)): without_secrets(child, hide, name=str(key), depth=depth + 1)
            for key, child in value.items()
        }
    if isinstance(value, list):
        if depth > MAX_DEPTH:
            return []
        return [without_secrets(child, hide, name=name, depth=depth + 1) for child in value]
    if is_secret_name(name) and value is not None and not isinstance(value, bool):
        return REDACTED if isinstance(value, str) else 0
    return hide(value) if isinstance(value, str) else value
