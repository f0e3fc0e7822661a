"""Sends each parameter of a request alone, if the request had several and was answered badly.

A parameter that is refused or fails alone is to blame for all combinations with it, so that one
cause is one finding. The last series of a run: it depends on what the others have shown.
"""

from collections.abc import Iterable, Iterator, Sequence

from contracts.http.messages.exchange import Exchange, Identity, Purpose
from contracts.observations.observation import Observation
from contracts.observations.tolerances import refusal_reasons
from contracts.probes.inputs.context import ProbeContext
from contracts.probes.inputs.raw_request import documented_request
from openapi.contract import Location

MAX_SENT = 12  # requests that are sent for one operation

_FIRST_REFUSAL, _FIRST_FAILURE = 400, 500


def is_candidate(exchange: Exchange) -> bool:
    """Whether a request had several parameters in its query and was refused or failed."""
    is_bad = exchange.status >= _FIRST_REFUSAL
    return is_bad and "&" in exchange.request.query and exchange.asker is Identity.OWN


def run(context: ProbeContext, observations: Iterable[Observation]) -> None:
    """Send the parameters of requests that were answered badly, each alone beside required ones.

    The operation is safe, others are left alone; the observations are those of the candidates, in
    order.
    """
    operation = context.operation
    if not operation.is_safe:
        return
    base = documented_request(context.target, operation, context.credentials)
    for name, raw in _alone([seen for seen in observations if _is_accused(seen)])[:MAX_SENT]:
        parameter = operation.parameter(Location.QUERY, name)
        if parameter is not None:
            request = base.with_value(parameter, raw).request
            context.send(request, Purpose.PARAMETER, f"{name} alone")


def _is_accused(seen: Observation) -> bool:
    """Whether a finding may follow from the answer."""
    if not seen.is_routed or seen.exchange.request.method != seen.operation.method:
        return False
    if seen.status >= _FIRST_FAILURE:
        return True
    return seen.is_valid_request and not any(refusal_reasons(seen))


def _alone(accused: Sequence[Observation]) -> Sequence[tuple[str, str]]:
    """Return names and raw values to send alone, each name once, those of short requests first."""
    shortest = sorted(accused, key=lambda seen: len(seen.query))
    return [*{name: raw for seen in reversed(shortest) for name, raw in _pairs(seen)}.items()]


def _pairs(seen: Observation) -> Iterator[tuple[str, str]]:
    raw_values = (part.partition("=")[2] for part in seen.exchange.request.query.split("&"))
    for (name, _), raw in zip(seen.query, raw_values, strict=False):
        yield name, raw
