"""Every request in plain HTTP gets an answer."""

import re
from collections.abc import Iterator

from contracts.http.messages.exchange import Exchange
from contracts.observations.evidence import Evidence
from contracts.observations.failures.provocation import Parts, fewest_parts, provoking_parts
from contracts.observations.observation import Observation
from contracts.observations.request_heads import may_close_connection
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity
from openapi.json.types import is_number

ID = "answered"
SUMMARY = "The server answers every request, with HTTP and in time."

_WAITING = re.compile(r"delay|duration|interval|seconds|sleep|timeout|wait", re.IGNORECASE)

STOPPED_AFTER = "The server stopped answering after this request"
"""The beginning of the message about the request after which nothing was answered."""


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge whether every request was answered."""
    silent = {
        provoking_parts(seen) for seen in evidence.observations if seen.exchange.response is None
    }
    for seen in evidence.observations:
        exchange = seen.exchange
        if exchange.response is not None:
            yield passed(ID)
        elif 0 < evidence.stopped_at < exchange.number + evidence.is_stop_elsewhere:
            yield not_exercised(ID, "the server had stopped answering before")
        elif evidence.stopped_at == exchange.number:
            # No request, valid or not, may stop a server from answering the next one.
            yield failed(_finding(exchange, STOPPED_AFTER, ()))
        elif may_close_connection(seen):
            yield not_exercised(ID, "a server need not answer a request that is not plain HTTP")
        elif waits := _waits(seen):
            yield not_exercised(ID, f"{waits} may say how long the answer takes")
        else:
            blamed = fewest_parts(provoking_parts(seen), silent)
            yield failed(_finding(exchange, "No answer", blamed))


def _waits(seen: Observation) -> str:
    """Return the number by whose name a client may choose how long it waits; empty without one."""
    if " within " not in seen.exchange.failure:
        return ""  # The connection has ended, so that nothing is waited for.
    sent = {**seen.parameters.path, **seen.parameters.query}
    numbers = (name for name, value in sent.items() if is_number(value) and value >= 1)
    return next((name for name in numbers if _WAITING.search(name)), "")


def _finding(exchange: Exchange, what: str, blamed: Parts) -> Finding:
    without_numbers = "".join(c for c in exchange.failure if not c.isdigit())
    return Finding(
        rule=ID,
        severity=Severity.ERROR,
        message=f"{what}: {exchange.failure}.",
        exchange=exchange.number,
        key=exchange.failure,
        cause=f"{what}: {without_numbers}" if blamed else "",
        blamed=blamed,
    )
