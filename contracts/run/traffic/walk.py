"""Walks through a server without a document: from one URL along the links in its answers.

Only GET is sent, only to the same server, and only a few times to paths of the same kind.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

from contracts.http.client.connection import InvalidRequest
from contracts.http.client.transport import BudgetExhausted, RequestNotAllowed
from contracts.http.messages.exchange import Exchange, Purpose, Request
from contracts.http.requests.building import USER_AGENT, encode_query, with_headers
from contracts.http.requests.targets import Target, parse_targets
from contracts.observations.paging.link_header import link_targets
from contracts.observations.shapes.paths import MARK, looks_like_id, segments_of
from contracts.run.session import CheckSession
from openapi.contract import Contract, is_json_type
from openapi.json.parsing import JsonError, parse_json
from openapi.json.types import JSON

MAX_REQUESTS = 100  # requests of a walk
MAX_ALIKE = 4  # requests for paths that differ only in what looks like an id, or in the query
MAX_LINKS = 200  # links of one answer that are considered

MAX_URL = 2000
DOCUMENT_PATHS = (
    "/openapi.json",
    "/swagger.json",
    *(f"/v{version}/api-docs" for version in (3, 2)),
    "/api/openapi.json",
)
"""Where servers offer their own document."""

_ACTION = re.compile(
    r"(?:log|sign)-?_?(?:out|off)|delete|remove|destroy|purge|reset|unsubscribe|cancel|revoke"
    r"|shutdown|restart|stop|disable",
    re.IGNORECASE,
)


def bare_target(url: str) -> tuple[Target, str]:
    """Return a server that is only walked through, of which no operation is known, and a path.

    Raises:
        OptionError: It is no URL of a server.
    """
    contract = Contract(api="server", title="", version="", file="", tree={})
    [target] = parse_targets([f"server={url.partition('?')[0]}"], [contract])
    return target, f"/{url.partition('://')[2].partition('/')[2]}"


def walk(session: CheckSession, path: str, notes: list[str]) -> Iterator[Exchange]:
    """Yield the answers to GET requests, from a path on, along links to the same server.

    The path may have a query; `notes` gets a sentence about what ended the walk early.
    """
    waiting, known = deque([path]), {path}
    kinds: Counter[tuple[str, ...]] = Counter()
    sent = 0
    try:
        while waiting and sent < MAX_REQUESTS:
            target = waiting.popleft()
            kind = _kind(target)
            if kinds[kind] >= MAX_ALIKE:
                continue
            kinds[kind] += 1
            sent += 1
            exchange = send(session, target)
            if exchange is None:
                continue
            yield exchange
            for link in links_of(exchange):
                if link not in known:
                    known.add(link)
                    waiting.append(link)
    except BudgetExhausted as error:
        notes.append(f"The walk ended after {sent} requests, because {error.reason}.")
    if waiting and sent >= MAX_REQUESTS:
        notes.append(f"The walk ended after {sent} requests; {len(waiting)} links are left.")


def send(session: CheckSession, target: str) -> Exchange | None:
    """Send one GET request; None if it may not be sent, or has no answer.

    Raises:
        BudgetExhausted: A budget is used up.
    """
    credentials = session.credentials
    extra = encode_query(credentials.query) if credentials.query else ""
    joint = "&" if "?" in target else "?"
    request = Request(
        method="GET",
        origin=session.target.origin,
        target=f"{target}{joint}{extra}" if extra else target,
        headers=with_headers(
            [("User-Agent", USER_AGENT), ("Accept", "application/json, */*;q=0.1")],
            credentials.headers,
        ),
    )
    try:
        exchange = session.recorder.exchange(request, operation="", purpose=Purpose.WALK)
    except (RequestNotAllowed, InvalidRequest):
        return None
    return exchange if exchange.response is not None else None


def own_document(session: CheckSession) -> tuple[str, bytes] | None:
    """Return the path and the text of the document that a server offers; None without one.

    Raises:
        BudgetExhausted: A budget is used up.
    """
    for path in DOCUMENT_PATHS:
        exchange = send(session, path)
        response = exchange.response if exchange else None
        if response is None or response.status != 200 or response.unread_reason:  # noqa: PLR2004
            continue
        try:
            value = parse_json(response.body)
        except JsonError:
            continue
        if isinstance(value, Mapping) and ("openapi" in value or "swagger" in value):
            return path, response.body
    return None


def links_of(exchange: Exchange) -> Iterator[str]:
    """Yield the targets on the same server that an answer links to, each once."""
    response = exchange.response
    if response is None:
        return
    found = [*link_targets(response.values("link")).values()]
    location = response.header("location")
    found += [location] if location else []
    if is_json_type(response.media_type) and not response.unread_reason:
        with suppress(JsonError):
            found += _texts(parse_json(response.body))
    for text in dict.fromkeys(found[:MAX_LINKS]):
        target = _target(exchange.request, text)
        if target:
            yield target


def _texts(body: JSON) -> Iterator[str]:
    """Yield the texts of a body that look like URLs or absolute paths."""
    waiting = deque([body])
    left = MAX_LINKS
    while waiting and left:
        value = waiting.popleft()
        if isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and value.startswith(("http://", "https://", "/")):
            left -= 1
            yield value


def _target(request: Request, text: str) -> str:
    """Return path and query of a link; empty if it is not followed."""
    if len(text) > MAX_URL or "{" in text or not text.isascii() or not text.isprintable():
        return ""
    try:
        parts = urlsplit(urljoin(request.url, text))
    except ValueError:
        return ""
    origin = f"{parts.scheme}://{parts.netloc}"
    if origin != request.origin or " " in text or text.startswith("//"):
        return ""
    if any(_ACTION.search(segment) for segment in segments_of(parts.path)):
        return ""
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _kind(target: str) -> tuple[str, ...]:
    path, _, query = target.partition("?")
    segments = (MARK if looks_like_id(each) else each for each in segments_of(path))
    names = sorted({part.partition("=")[0] for part in query.split("&")}) if query else []
    return (*segments, "?", *names)
