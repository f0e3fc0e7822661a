"""Runs checks of Schemathesis on recorded exchanges, also of requests that it did not generate."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import requests
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response as SchemathesisResponse
from schemathesis.generation.case import Case
from schemathesis.openapi.checks import UnsupportedMethodResponse
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    response_headers_conformance,
    response_schema_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from contracts.fuzz.schemathesis.configuration import filtered_document, schemathesis_config
from contracts.http.messages.exchange import Exchange
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from contracts.observations.observation import WITHOUT_CONTENT, Observation
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from contracts.run.probing.fuzzer_protocol import FuzzLimits
from contracts.witnesses.resending import SecondOpinion
from contracts.witnesses.second_opinions import ALWAYS_ALLOWED_METHODS, METHOD_RULES
from openapi.contract import Contract, Location, Operation, Severity

PREFIX = "schemathesis."
_LONGEST = 200

CHECKS = {
    "response_schema_conformance": response_schema_conformance,
    "response_headers_conformance": response_headers_conformance,
}
"""Checks that can judge an answer to any request."""


def create_second_opinion(contract: Contract) -> SecondOpinion:
    """Return a judge of recorded answers by the rules of Schemathesis.

    Its schema is made when a finding first needs it, since that takes long.
    """
    schema = cache(lambda: _schema(contract))

    def judge(rule: str, seen: Observation) -> tuple[CheckResult, ...]:
        name = rule.removeprefix(PREFIX).replace("-", "_")
        if rule in METHOD_RULES:
            return _about_method(rule, seen)
        if name not in CHECKS or not seen.is_success or not seen.is_routed:
            return (not_exercised(rule, "it judges nothing but a success of the operation"),)
        case = dummy_case(schema()[seen.operation.path][seen.operation.method], seen.operation)
        return tuple(run_check(name, case, seen.exchange))

    return judge


def _schema(contract: Contract) -> OpenApiSchema:
    target = Target(contract=contract, origin="http://localhost")
    names = frozenset(operation.id for operation in contract.operations)
    plan = FuzzLimits(operations=names, max_examples=1, max_seconds=0, seed=0, is_unsafe=True)
    document = filtered_document(target, plan)
    config = SchemathesisConfig.from_dict(schemathesis_config(target, Credentials(), plan))
    return OpenApiSchema(raw_schema=document, config=config.projects.get(document))


def can_judge(rule: str) -> bool:
    """Whether `create_second_opinion` knows a rule."""
    name = rule.removeprefix(PREFIX).replace("-", "_")
    return rule.startswith(PREFIX) and (name in CHECKS or rule in METHOD_RULES)


def _about_method(rule: str, seen: Observation) -> tuple[CheckResult, ...]:
    """Judge as `unsupported_method` does, which only judges cases that it generated."""
    method, path = seen.exchange.request.method, seen.operation.path
    named = {o.method for o in seen.contract.operations if o.path == path} | ALWAYS_ALLOWED_METHODS
    if not seen.status or method in named:
        return (not_exercised(rule, "the method is documented, or there is no answer"),)
    if not seen.is_success:
        return (passed(rule),)
    failure = UnsupportedMethodResponse(
        operation=seen.operation.id,
        method=method,
        status_code=seen.status,
        failure_reason="wrong_status",
        message=f"{method} is answered with {seen.status}",
    )
    return (failed(_finding(rule, failure, seen.exchange)),)


def dummy_case(found: APIOperation[Any, Any, Any, Any], operation: Operation) -> Case[Any]:
    """Return a case of an operation; no check reads the values in its path."""
    names = [p.name for p in operation.parameters if p.location is Location.PATH]
    return found.Case(path_parameters=dict.fromkeys(names, "-"))


def run_check(name: str, case: Case[Any], exchange: Exchange) -> Iterator[CheckResult]:
    """Yield the judgements of one check of Schemathesis on an answer."""
    prepared = requests.Request(exchange.request.method, "http://localhost/").prepare()
    failures: Sequence[Failure] = ()
    if not can_read(name, exchange):
        yield not_exercised(f"{PREFIX}{name.replace('_', '-')}", "the body cannot be read")
        return
    try:
        case.validate_response(answer_of(prepared, exchange), checks=[CHECKS[name]])
    except FailureGroup as group:
        failures = group.exceptions
    except Failure as single:
        failures = (single,)
    wrong = [failure for failure in failures if not is_doubtful(name, failure)]
    for failure in wrong:
        yield as_judgement(name, failure, exchange)
    if not wrong:
        yield as_judgement(name, None, exchange)


def can_read(name: str, exchange: Exchange) -> bool:
    """Whether a check of Schemathesis can judge an answer.

    It would read half a body, and demand one of answers that have none (RFC 9110 6.4.1), since
    some documents have a media type for each status.
    """
    is_about_body = name == "response_schema_conformance"
    has_none = exchange.status in WITHOUT_CONTENT or exchange.request.method == "HEAD"
    return not is_about_body or not (has_none or exchange.answer.unread_reason)


def is_doubtful(name: str, failure: Failure | None) -> bool:
    """Whether Schemathesis misreads what a failure is about."""
    return is_whole_number(failure) or (
        name == "response_headers_conformance" and _is_object(failure)
    )


def _is_object(failure: Failure | None) -> bool:
    """Whether a failure is about a header that holds an object.

    Frameworks write JSON there (flask-smorest's `X-Pagination`), though style `simple` has no
    braces. Clients can read it, and `response-headers` does not judge it either.
    """
    schema = getattr(failure, "schema", None)
    is_wanted = isinstance(schema, Mapping) and schema.get("type") == "object"
    return is_wanted or isinstance(getattr(failure, "instance", None), Mapping)


def is_whole_number(failure: Failure | None) -> bool:
    """Whether a failure is about `4000.0` or `4e3`, which JSON Schema accepts as integers."""
    instance = getattr(failure, "instance", None)
    return isinstance(instance, float) and instance.is_integer()


def as_judgement(name: str, failure: Failure | None, exchange: Exchange) -> CheckResult:
    """Return the result of a check of Schemathesis as one of our judgements."""
    rule = f"{PREFIX}{name.replace('_', '-')}"
    return passed(rule) if failure is None else failed(_finding(rule, failure, exchange))


def _finding(rule: str, failure: Failure, exchange: Exchange) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        message=f"{failure.title}: {first_line(failure.message)}",
        exchange=exchange.number,
        key=f"{failure.code} {exchange.response.status if exchange.response else 0}",
        cause=f"{failure.code} {_statement(failure)}",
    )


def _statement(failure: Failure) -> str:
    """Return the place in the body and the keyword that a failure is about; empty for none."""
    place = getattr(failure, "instance_path", None) or ()
    keywords = getattr(failure, "schema_path", None) or ()
    pointer = "".join(f"/{'*' if isinstance(each, int) else each}" for each in place)
    return f"{pointer} {'/'.join(map(str, keywords))}".strip()


def answer_of(prepared: requests.PreparedRequest, exchange: Exchange) -> SchemathesisResponse:
    """Return the answer of an exchange as a response of Schemathesis.

    Raises:
        ValueError: The exchange has no answer.
    """
    response = exchange.response
    if response is None:
        message = "an exchange without an answer"
        raise ValueError(message)
    headers: dict[str, list[str]] = {}
    for name, value in response.headers:
        headers.setdefault(name.lower(), []).append(value)
    return SchemathesisResponse(
        status_code=response.status,
        headers=headers,
        content=response.body,
        request=prepared,
        elapsed=exchange.elapsed_seconds,
        verify=True,
        message=response.reason,
        encoding="utf-8",
    )


def first_line(text: str) -> str:
    """Return the first line of a text that is not empty, cut to `_LONGEST` characters.

    One that ends with a colon is followed by what it introduces.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    shown = lines[:2] if lines and lines[0].endswith(":") else lines[:1]
    return " ".join(shown)[:_LONGEST]
