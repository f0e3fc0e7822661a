"""Asks every operation of a document over a socket, with requests made by the checker's builder."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from contracts.http.messages.exchange import Request
from contracts.http.requests.bodies import NoBodyError, documented_body
from contracts.http.requests.building import (
    RequestValues,
    UncomposableError,
    build_request,
    value_for,
)
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from openapi.contract import Contract, Location, Operation
from openapi.loading.document import load_contracts
from tests.benchmarks.corpus.judging import CONTRADICTION, OWN_EXAMPLE, Answer, RawDocument

_SECONDS = 20.0
_SUCCESS = 2
_PARAMETER = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One operation, and what came of asking it.

    Attributes:
        operation: Method and path.
        is_valid: Whether the answer was a documented success with a valid body.
        fault: Why not.
        is_documents: Whether the fault is the document's: its own example contradicts its schema,
            no value is valid for its schema, or another operation has the same route.
        place: File and line of the operation, if there is a fault.
        is_valid_if_derived: Whether the answer that `Prefer: dynamic=true` asks for is valid where
            the document's own example is not.
    """

    operation: str
    is_valid: bool
    fault: str = ""
    is_documents: bool = False
    place: str = ""
    is_valid_if_derived: bool = False


def ask_all(path: Path, url: str, most: int, seed: int) -> tuple[int, list[Asked]]:
    """Ask the operations of a document; return how many it has, and what came of those asked.

    Args:
        path: The document.
        url: The mock of it.
        most: Operations that are asked; of more, some are drawn by the seed.
        seed: The same seed draws the same ones.
    """
    raw, contract = RawDocument(path), load_contracts([path])[0]
    known = {(each.method, each.path): each for each in contract.operations}
    documented = raw.operations
    drawn = documented
    if len(documented) > most:
        rng = Random(seed)  # noqa: S311 - a selection, no secret
        drawn = sorted(rng.sample(documented, most))
    asked = [*_ask(raw, contract, known, drawn, url)]
    for index, one in enumerate(asked):
        if one.fault:
            line = raw.line_of(*one.operation.split(" ", 1))
            asked[index] = replace(one, place=f"{path.name}:{line}")
    return len(documented), asked


def _ask(
    raw: RawDocument,
    contract: Contract,
    known: dict[tuple[str, str], Operation],
    drawn: Sequence[tuple[str, str]],
    url: str,
) -> Iterator[Asked]:
    host = urlsplit(url)
    target = Target(contract=contract, origin=f"{host.scheme}://{host.netloc}")
    for method, path in drawn:
        name = f"{method} {path}"
        operation = known.get((method, path))
        if operation is None:
            reason = _why_left_out(path, [each for how, each in raw.operations if how == method])
            fault = f"not served{reason and ': '}{reason}"
            yield Asked(operation=name, is_valid=False, fault=fault, is_documents=bool(reason))
            continue
        try:
            request = build_request(operation, _values(operation), target, Credentials())
            answer = _answer(request, host.netloc)
        except UncomposableError as error:
            yield _impossible(raw, name, f"no request: {error}")
            continue
        except (OSError, HTTPException) as error:
            yield Asked(operation=name, is_valid=False, fault=f"no answer: {error!r}")
            continue
        asked = _judged(raw, method, path, answer)
        if asked.fault.startswith(OWN_EXAMPLE):
            wanted = replace(request, headers=(*request.headers, ("Prefer", "dynamic=true")))
            with suppress(OSError, HTTPException):
                derived = _judged(raw, method, path, _answer(wanted, host.netloc))
                asked = replace(asked, is_valid_if_derived=derived.is_valid)
        yield asked


def _why_left_out(path: str, others: Sequence[str]) -> str:
    """Return why a path is not served by the document's fault; empty if there is no reason."""
    if "?" in path:
        return "a path with a query, without which it has the route of another one"
    template = _PARAMETER.sub("{}", path)
    twins = [each for each in others if _PARAMETER.sub("{}", each) == template]
    return f"{twins[0]} has the same route" if len(twins) > 1 else ""


def _judged(raw: RawDocument, method: str, path: str, answer: Answer) -> Asked:
    name = f"{method} {path}"
    statuses = raw.statuses(method, path)
    if not statuses:
        # Nothing is documented: a client expects success.
        is_valid = answer.status // 100 == _SUCCESS
        fault = "" if is_valid else f"{answer.status}, and no answer is documented"
        return Asked(operation=name, is_valid=is_valid, fault=fault)
    if all(each.startswith("1") for each in statuses):
        fault = f"only {', '.join(sorted(statuses))} is documented, a change of protocol"
        return Asked(operation=name, is_valid=False, fault=fault, is_documents=True)
    wants_success = any(each[:1] in {"2", "d"} for each in statuses)
    if wants_success and answer.status // 100 != _SUCCESS:
        text = answer.body[:300].decode("utf-8", "replace").replace("\n", " ")
        return _impossible(raw, name, f"{answer.status} {text}")
    fault = raw.fault_of(method, path, answer)
    is_documents = fault.startswith((OWN_EXAMPLE, CONTRADICTION))
    return Asked(operation=name, is_valid=not fault, fault=fault, is_documents=is_documents)


def _impossible(raw: RawDocument, name: str, fault: str) -> Asked:
    """Return what came of an operation without success: the document's fault if it has no value."""
    reason = raw.impossibility_of(*name.split(" ", 1))
    if reason:
        fault = f"{CONTRADICTION}: {reason}"
    return Asked(operation=name, is_valid=False, fault=fault, is_documents=bool(reason))


def _values(operation: Operation) -> RequestValues:
    """Return values for what an operation requires, and its body."""
    given = {
        (each.location, each.name): value_for(each, Credentials())
        for each in operation.parameters
        if each.is_required or each.location is Location.PATH
    }
    try:
        body, media_type, _ = documented_body(operation)
    except NoBodyError as error:
        raise UncomposableError(str(error)) from error
    return RequestValues(given=given, body=body, media_type=media_type)


def _answer(request: Request, netloc: str) -> Answer:
    connection = HTTPConnection(netloc, timeout=_SECONDS)
    try:
        connection.request(
            request.method, request.target, body=request.body or None, headers=dict(request.headers)
        )
        response = connection.getresponse()
        is_endless = "event-stream" in (response.getheader("Content-Type") or "")
        body = response.read1(65536) if is_endless else response.read()
        return Answer(
            status=response.status,
            media_type=response.getheader("Content-Type") or "",
            body=body,
        )
    finally:
        connection.close()
