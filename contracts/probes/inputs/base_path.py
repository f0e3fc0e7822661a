"""Suspects a wrong base path: nearly every operation is answered like a path that does not exist.

One note on that helps more than a finding for each operation. What is sent here is no evidence.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import unquote, urlsplit

from contracts.http.client.connection import InvalidRequest, NoResponse
from contracts.http.client.transport import RequestNotAllowed
from contracts.http.messages.exchange import Exchange, Purpose, Request, Response
from contracts.http.requests.documented import is_success_of
from contracts.http.requests.targets import Target
from contracts.observations.observation import Observation, media_type_matches
from contracts.observations.observer import Observer
from contracts.probes.inputs.context import ProbeContext
from openapi.contract import Location, Operation
from openapi.schema.validation import validator_for

NEARLY_ALL = 0.9  # part of the operations that must be answered alike
MAX_TRIED = 6  # other base paths that are tried

NO_SUCH_PATH = "/contracts-no-such-path-zq7"
USUAL = ("/api", "/v1", "/api/v1")  # base paths under which applications are often mounted
NOT_THERE = frozenset({404, 405})  # statuses of a path that does not exist

_THERE = frozenset({401, 403})
_NOT_FOUND = 404
_PROBLEM = "application/problem+json"
_UNTYPED = "about:blank"

Shape = tuple[int, str, str]  # status, media type, and the body without its values


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongBasePath:
    """A base path that is probably wrong."""

    note: str  # what was seen, and what to do, two sentences
    right_url: str  # the URL of the API, as far as it was found; else empty
    operations: frozenset[str]  # ids of the operations that are answered as if they did not exist


def wrong_base_path(contexts: Sequence[ProbeContext]) -> WrongBasePath | None:
    """Return whether the base path of a target is probably wrong, by the answers so far.

    Raises:
        BudgetExhausted: A budget is used up.
    """
    first = _first_answers(contexts)
    answered = [context for context in contexts if context.operation.id in first]
    if any(is_success_of(c.operation, first[c.operation.id]) for c in answered):
        return None
    is_only = len(answered) == 1
    plain = next((c for c in answered if is_only or is_plain(c.operation)), None)
    if plain is None or not _may_be_missing(plain, first[plain.operation.id], is_only=is_only):
        return None
    target = plain.target
    base = target.contract.base_path
    wanted = first[plain.operation.id].request
    nowhere = _ask(plain, replace(wanted, target=f"{base}{NO_SUCH_PATH}"))
    if nowhere is None or nowhere.status not in NOT_THERE:
        return None
    shape = _shape(nowhere, f"{base}{NO_SUCH_PATH}")
    alike = [c for c in answered if _shape_of(first[c.operation.id]) == shape]
    if plain not in alike or len(alike) < NEARLY_ALL * len(answered):
        return None
    if is_only and not _is_like_made_up(plain, first[plain.operation.id], nowhere):
        return None
    counted = "its operation is" if is_only else f"{len(alike)} of {len(answered)} operations are"
    right_url, advice = _advice(plain, wanted)
    note = (
        f"{target.contract.api}: the base path {base or '/'} is probably wrong, since {counted} "
        f"answered as a path that does not exist ({nowhere.status}). {advice}"
    )
    operations = frozenset(context.operation.id for context in alike)
    return WrongBasePath(note=note, right_url=right_url, operations=operations)


def _may_be_missing(context: ProbeContext, first: Exchange, *, is_only: bool) -> bool:
    """Whether an answer may be that of a path that does not exist.

    Of an only operation, every documented request has to get a 404 that is not the documented one.
    """
    if not is_only:
        return first.status in NOT_THERE
    operation, target = context.operation, context.target
    answers = [
        each
        for each in context.recorder.exchanges
        if each.operation == operation.id and each.purpose is Purpose.DOCUMENTED
    ]
    if any(each.status != _NOT_FOUND for each in answers):
        return False
    return not _is_documented(Observer(target.contract).observe(first))


def _is_like_made_up(context: ProbeContext, first: Exchange, nowhere: Response) -> bool:
    """Whether the path of the only operation that was answered is one that does not exist.

    One answer alone shows little: the server has to answer OPTIONS alike on this path and on a
    made-up one. Where the path has an id, the text of both answers has to be the same, too.

    Raises:
        BudgetExhausted: A budget is used up.
    """
    made_up = f"{context.target.contract.base_path}{NO_SUCH_PATH}"
    if first.response is None:
        return False
    if not is_plain(context.operation):
        own = _text_without(first.response, first.request.path)
        if own != _text_without(nowhere, made_up):
            return False
    asked = replace(first.request, method="OPTIONS", body=b"")
    one, other = (_ask(context, replace(asked, target=path)) for path in (asked.target, made_up))
    return one is not None and other is not None and one.status == other.status


def _is_documented(seen: Observation) -> bool:
    """Whether an answer is what the contract documents for its status, its body included."""
    documented = seen.documented
    if documented is None:
        return False
    media = seen.media_type
    if media is None or media.schema is None:
        return not documented.media_types or media is not None
    return not seen.json_error and validator_for(media.schema).is_valid(seen.body)


def _first_answers(contexts: Sequence[ProbeContext]) -> Mapping[str, Exchange]:
    """Return the best answer of each operation to a documented request: a success, or the first."""
    operations = {context.operation.id: context.operation for context in contexts}
    found: dict[str, Exchange] = {}
    for exchange in contexts[0].recorder.exchanges if contexts else ():
        operation = operations.get(exchange.operation)
        if operation is None or exchange.response is None:
            continue
        if exchange.purpose is Purpose.DOCUMENTED:
            found.setdefault(operation.id, exchange)
            if is_success_of(operation, exchange):
                found[operation.id] = exchange
    return found


def is_plain(operation: Operation) -> bool:
    """Whether an operation exists for every client: a GET without an id, on the API's own path."""
    has_id = any(parameter.location is Location.PATH for parameter in operation.parameters)
    return operation.method == "GET" and not has_id and operation.base_path is None


def _advice(context: ProbeContext, wanted: Request) -> tuple[str, str]:
    """Return the right URL, empty if it is not found, and what to do."""
    target = context.target
    api, origin = target.contract.api, target.origin
    for base in islice(_other_bases(target), MAX_TRIED):
        moved = f"{base}{wanted.target.removeprefix(target.contract.base_path)}"
        answer = _ask(context, replace(wanted, target=moved))
        if answer is not None and _is_there(answer, context.operation):
            url = f"{origin}{base or '/'}"
            return url, f"{origin}{moved} is answered with {answer.status}: check {api}={url}."
    return "", f"Give the right one in the URL: {api}={origin}/BASE."


def _other_bases(target: Target) -> Iterator[str]:
    """Yield other base paths: those of the documented servers, the root, usual ones."""
    own = target.contract.base_path
    documented = [urlsplit(server.url).path.rstrip("/") for server in target.contract.servers]
    found = dict.fromkeys([*documented, "", *USUAL, *(f"{own}{usual}" for usual in USUAL if own)])
    yield from (base for base in found if base != own and "{" not in base)


def _is_there(answer: Response, operation: Operation) -> bool:
    """Whether an answer is one of the operation, and not of a page for every path."""
    if answer.status in _THERE:
        return True
    success = operation.success
    media_types = success.media_types if success else ()
    is_fit = not media_types or any(
        media_type_matches(media.name, answer.media_type) for media in media_types
    )
    return answer.is_success and is_fit


def _ask(context: ProbeContext, request: Request) -> Response | None:
    """Return the answer to a request that no check judges; None without one."""
    try:
        return context.recorder.transport.send(request)
    except (NoResponse, RequestNotAllowed, InvalidRequest):
        return None


def _shape_of(exchange: Exchange) -> Shape | None:
    return _shape(exchange.response, exchange.request.path) if exchange.response else None


def _shape(answer: Response, path: str) -> Shape:
    """Return an answer without its values, and without the path that was asked for."""
    text = answer.body[:2000].decode("utf-8", "replace")
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        kept = _text_without(answer, path)
    else:
        kept = ",".join(sorted(body)) if isinstance(body, dict) else type(body).__name__
        if isinstance(body, dict) and answer.media_type == _PROBLEM:
            # The type identifies the problem (RFC 9457, 3.1.1); members such as a hint vary.
            kind = body.get("type", _UNTYPED)
            kept = kept if kind == _UNTYPED else str(kind)
    return answer.status, answer.media_type, kept


def _text_without(answer: Response, path: str) -> str:
    """Return the beginning of a body without the path that was asked for."""
    text = answer.body[:2000].decode("utf-8", "replace")
    return text.replace(path, "").replace(unquote(path), "")
