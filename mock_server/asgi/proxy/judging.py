"""Compares a request and a real response with the contract; a violation is a sentence."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice

from mock_server.http.media_types import covering_media_type
from mock_server.http.responses import Headers, has_no_body
from mock_server.journal.recordings.exchange import decoded
from mock_server.sessions.request_context import RequestContext
from openapi.contract import MediaType, Operation, Parameter, Response, is_json_type
from openapi.json.parsing import JsonError, parse_json
from openapi.json.types import JSON
from openapi.parameters.scalars import parse_scalar
from openapi.rules.evaluation import RuleContext, evaluate_rules
from openapi.rules.outcome import Outcome
from openapi.schema.types import type_of
from openapi.schema.validation import validator_for
from openapi.text.printable import printable

MAX_JUDGED_BYTES = 1024 * 1024  # bytes of a body that are judged; longer ones are passed on
MAX_VIOLATIONS = 10  # violations that are reported of one exchange

_SCALARS = frozenset({"string", "integer", "number", "boolean"})


def unknown_operation(context: RequestContext) -> str:
    """Return the violation of a request for which the contract has no operation."""
    head = context.head
    path = printable(head.path[:200].decode("ascii", "backslashreplace"))
    if not head.route.operations:
        return f"The contract has no path {path}."
    allowed = ", ".join(sorted(head.route.operations))
    return f"The contract has no {printable(head.method[:20])} {path}, allowed is {allowed}."


def response_violations(
    context: RequestContext, status: int, headers: Headers, body: bytes | None
) -> tuple[str, ...]:
    """Return what a response violates, worst first.

    Names of headers are in lower case; `body` is as it was sent, None if it was not kept.
    """
    found = _violations(context, context.operation, status, headers, body)
    return tuple(islice(dict.fromkeys(found), MAX_VIOLATIONS))


def _violations(
    context: RequestContext,
    operation: Operation,
    status: int,
    headers: Headers,
    body: bytes | None,
) -> Iterator[str]:
    documented = operation.response_for(status)
    if documented is None:
        allowed = ", ".join(response.status for response in operation.responses)
        yield f"The status is {status}, documented is {allowed or 'none'}."
        return
    texts = _texts(headers)
    has_body = body != b"" and not has_no_body(status) and context.head.method != "HEAD"
    if has_body and documented.media_types:
        yield from _body_violations(context, documented, status, texts, body)
    for header in documented.headers:
        problem = _header_problem(header, texts.get(header.name.lower()))
        if problem:
            yield f"The header {header.name} {problem}."


def _body_violations(
    context: RequestContext,
    documented: Response,
    status: int,
    headers: Mapping[str, str],
    body: bytes | None,
) -> Iterator[str]:
    sent = headers.get("content-type", "")
    media = covering_media_type(documented.media_types, sent)
    if media is None:
        allowed = ", ".join(each.name for each in documented.media_types)
        shown = printable(sent[:80]) if sent else "missing"
        yield f"The header Content-Type is {shown}, documented is {allowed}."
        return
    if body is None or not is_json_type(sent):
        return
    coding = headers.get("content-encoding", "").strip().lower()
    text, is_whole = decoded(body, coding, MAX_JUDGED_BYTES) or (b"", False)
    if not is_whole:
        return
    try:
        value = parse_json(text)
    except JsonError as error:
        yield f"The body is not JSON: {error.reason}."
        return
    if media.schema is not None:
        for violation in validator_for(media.schema).violations(value):
            yield _about_body(violation.message_for("the value"))
    yield from _broken_rules(context, media, value, status, headers)


def _broken_rules(
    context: RequestContext, media: MediaType, body: JSON, status: int, headers: Mapping[str, str]
) -> Iterator[str]:
    if not media.rules:
        return
    rules = RuleContext(
        request={
            "method": context.head.method,
            "path": context.parameters.path,
            "query": context.parameters.query,
            "header": {
                **{name: texts[-1] for name, texts in context.head.lines.items()},
                **context.parameters.header,
            },
        },
        response={"status": status, "header": dict(headers)},
        now=_moment(headers.get("date", ""), context.real),
    )
    for result in evaluate_rules(media.rules, body, rules):
        if result.outcome is Outcome.FAIL:
            where = result.pointer or "the value"
            yield _about_body(f"{where} breaks the rule {result.rule.id}")


def _header_problem(header: Parameter, value: str | None) -> str:
    if value is None:
        return "is missing" if header.is_required else ""
    if type_of(header.schema.definition) not in _SCALARS:
        return ""
    shown = printable(value[:80])
    try:
        typed = parse_scalar(value.strip(), header.schema)
    except ValueError as error:
        return f"is {shown}, allowed is {error}"
    violations = validator_for(header.schema).violations(typed)
    return f"is {shown}, allowed is {violations[0].allowed}" if violations else ""


def _texts(headers: Headers) -> dict[str, str]:
    """Return the values of headers by lower-case name; several lines are joined."""
    found: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _moment(date: str, otherwise: float) -> datetime:
    try:
        return parsedate_to_datetime(date).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(otherwise, UTC)


def _about_body(clause: str) -> str:
    return f"In the body, {printable(clause)[:300].rstrip('.')}."
