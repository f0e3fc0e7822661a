"""Exchanges as the journal sees them, made without a server."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from mock_server.journal.entries.entry import Entry
from mock_server.journal.entries.journal import Journal
from mock_server.sessions.request_context import RequestContext, open_context
from mock_server.sessions.request_sessions import SessionContext
from mock_server.sessions.sessions import Session
from openapi.contract import Contract
from openapi.routing import Router
from tests.mock_server.asgi_client import scope_of

NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z


class Sent(NamedTuple):
    """A request that gets the answer to a similar one."""

    path: bytes
    raw_headers: tuple[tuple[bytes, bytes], ...] = ()


def observed(
    contracts: Sequence[Contract],
    target: str,
    *headers: tuple[str, str],
    method: str = "GET",
    status: int = 200,
    answer: bytes = b"{}",
    body: bytes = b"",
    session: str = "",
    real: float = NOON,
    now: float | None = None,
    **noted: Any,
) -> RequestContext:
    """Return the context of an exchange that has ended."""
    scope = scope_of(method, target, headers)
    seen = open_context(scope, Router(contracts).find, real)
    moment = real if now is None else now
    seen.session = SessionContext(session=Session(name=session), prefix="", real=real, now=moment)
    seen.status, seen.answer, seen.answer_size = status, answer, len(answer)
    seen.headers = [(b"content-type", b"application/json")]
    seen.body, seen.body_size = body, len(body)
    for name, value in noted.items():
        setattr(seen, name, value)
    return seen


def journal_of(*seen: RequestContext, **bounds: Any) -> Journal:
    """Return a journal that has recorded these exchanges."""
    journal = Journal(**bounds)
    for each in seen:
        journal.record(each)
    return journal


def entry(contracts: Sequence[Contract], target: str, *headers: Any, **facts: Any) -> Entry:
    """Return one exchange as the journal keeps it."""
    (kept,) = journal_of(observed(contracts, target, *headers, **facts)).entries()
    return kept
