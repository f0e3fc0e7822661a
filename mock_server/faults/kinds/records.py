"""Faults of records: a write is answered as usual, and the session's records stay as they were.

They fire where a stateful session has changed a record, so that a later GET shows the old state.
"""

import re
from dataclasses import replace

from mock_server.faults.model.fault import CheckId, Fault, FaultKind, Settings
from mock_server.faults.model.healthy_exchange import HealthyExchange
from mock_server.faults.model.response_plan import ResponsePlan, unchanged
from openapi.contract import Contract, Operation

FAMILY = "record"  # the first word of these faults' ids

_UPDATE = ("update-lost", "The update is answered as usual, and the record stays as it was.")
_FAULTS = {
    "POST": ("creation-lost", "The creation is answered as usual, and no record is added."),
    "PUT": _UPDATE,
    "PATCH": _UPDATE,
    "DELETE": ("deletion-lost", "The deletion is answered as usual, and the record stays."),
}
_CLAIMS = {"POST": frozenset({"201"})}
_DONE = frozenset({"200", "201", "204"})
"""Statuses that say that the change has been made; of a POST, that there is a new resource."""

_ITEM = re.compile(r"/\{[^{}/]+\}/?")


def loss_of(method: str) -> str:
    """Return the id of the fault of a method's change; empty for a method that changes nothing."""
    return f"{FAMILY}.{_FAULTS[method][0]}" if method in _FAULTS else ""


def record_faults(contract: Contract, operation: Operation) -> tuple[Fault, ...]:
    """Return the fault of an operation whose change a GET shows; none for another operation."""
    success = operation.success
    if success is None or operation.method not in _FAULTS or not _is_read(contract, operation):
        return ()
    _, summary = _FAULTS[operation.method]
    is_claimed = success.status in _CLAIMS.get(operation.method, _DONE)
    fault = Fault(
        id=loss_of(operation.method),
        kind=FaultKind.RECORDS,
        summary=summary,
        apply=_undone,
        api=operation.api,
        operation=operation.id,
        statuses=(success.status,),
        detected_by=(CheckId.READ_BACK,) if is_claimed else (),
        exchanges_needed=2,
    )
    return (fault,)


def _undone(exchange: HealthyExchange, _settings: Settings) -> ResponsePlan | None:
    """Return the healthy answer, and that the change behind it is undone."""
    if not exchange.has_changed or not exchange.is_success:
        return None
    return replace(unchanged(exchange.answer), undoes_change=True)


def _is_read(contract: Contract, operation: Operation) -> bool:
    """Whether a GET shows one record: at the same path, or below the collection of a POST."""
    reads = [each.path for each in contract.operations if each.method == "GET" and not each.polling]
    path = operation.path
    if operation.method == "POST":
        place = path.rstrip("/")
        return any(p.startswith(place) and _ITEM.fullmatch(p[len(place) :]) for p in reads)
    return path.rstrip("/").endswith("}") and path in reads
