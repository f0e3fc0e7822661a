"""Runs a case: serves its document as it is, sends its request and compares the answers."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.types import ASGIApp

from mock_server.asgi.app import create_app
from mock_server.settings import Settings
from openapi.errors import ContractError
from openapi.loading.document import load_contracts
from tests.benchmarks.peers.case import PeerCase
from tests.benchmarks.peers.comparison import difference, read_message
from tests.benchmarks.peers.curl_line import Request, read_curl_line
from tests.mock_server.asgi_client import Answer, call, scope_of


class Outcome(StrEnum):
    """How the mock's answer compares with the case's."""

    SAME = "same"
    DEFENSIBLE = "defensible"
    DIFFERENT = "different"
    REFUSED = "refused"

    @property
    def is_worse(self) -> bool:
        """Whether a user of Prism would miss something, and no reason is written down."""
        return self in (Outcome.DIFFERENT, Outcome.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """The result of a case.

    Attributes:
        reason: What differs, or why another answer is right; empty for the same answer.
    """

    case: str
    outcome: Outcome
    reason: str = ""


def run_case(case: PeerCase, reasons: Mapping[str, str]) -> CaseResult:
    """Return how the mock's answer to a case compares with the expected one."""
    request = read_curl_line(case.command)
    try:
        answer = _answer(case, request)
    except ContractError as error:
        return CaseResult(case=case.name, outcome=Outcome.REFUSED, reason=str(error))
    has_body = case.is_exact and request.reads_body
    found = difference(read_message(case.expected), answer, has_body=has_body)
    if not found:
        return CaseResult(case=case.name, outcome=Outcome.SAME)
    if case.name in reasons:
        return CaseResult(case=case.name, outcome=Outcome.DEFENSIBLE, reason=reasons[case.name])
    return CaseResult(case=case.name, outcome=Outcome.DIFFERENT, reason=found)


def _answer(case: PeerCase, request: Request) -> Answer:
    with TemporaryDirectory() as folder:
        suffix = "json" if case.document.lstrip().startswith("{") else "yaml"
        path = Path(folder) / f"document.{suffix}"
        path.write_bytes(case.document.encode())
        contracts = load_contracts([path])
    # Prism demands credentials wherever they are documented, and takes any.
    settings = Settings(
        specs=(path,),
        is_auth_required=True,
        accepts_any_credentials=True,
        has_cors="--cors=false" not in case.flags,
    )
    return asyncio.run(_ask(create_app(contracts, settings), request))


async def _ask(app: ASGIApp, request: Request) -> Answer:
    headers = [("Host", "127.0.0.1:4010"), *request.headers]
    body = request.body.encode()
    if body:
        headers.append(("Content-Length", str(len(body))))
    return await call(app, scope_of(request.method, request.target, headers), [body])
