"""Which operations a run does not call, and why."""

import re

from contracts.run.settings.operations import OperationSettings
from openapi.contract import Operation

UNSAFE_SKIPPED = "it could change something; --unsafe calls it"
ENDING_SKIPPED = "by its path it ends the server; --operation with its id calls it"

_ENDING = re.compile(r"shut[-_]?down|restart|reboot|power[-_]?off|halt|quit", re.IGNORECASE)


def why_left_out(operation: Operation, settings: OperationSettings) -> str:
    """Return why an operation is not called; empty if it is.

    A safe one always is, others with `--unsafe`. One that ends the whole server, not a resource of
    it, has to be chosen by its id: it would end the run, too.
    """
    if operation.is_safe:
        return ""
    if not settings.is_unsafe:
        return UNSAFE_SKIPPED
    is_of_server = "{" not in operation.path
    is_ending = _ENDING.fullmatch(operation.path.rstrip("/").rpartition("/")[2])
    is_chosen = operation.id in settings.operations
    return ENDING_SKIPPED if is_of_server and is_ending and not is_chosen else ""
