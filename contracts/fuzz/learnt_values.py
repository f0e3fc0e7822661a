"""Values that exist on the server, for the requests from which a fuzz run starts.

Mutations of a request that is answered with a 404 reach little of a server. So before the first
round, ids are learnt as `contracts check` learns them: where no documented one is answered with a
success, from the operation that lists the resources.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from contracts.fuzz.operation_fuzzer import FuzzEnded
from contracts.http.client.transport import BudgetExhausted
from contracts.http.requests.credentials import Credentials
from contracts.probes.inputs.context import RowUse
from contracts.probes.inputs.learning import Learner
from contracts.run.session import CheckSession
from openapi.contract import Operation


def learn_values(
    session: CheckSession,
    operations: Sequence[Operation],
    tick: Callable[[], None],
    rows_used: list[RowUse],
    *,
    is_unsafe: bool,
) -> Mapping[str, Credentials]:
    """Return the credentials of operations with values that exist, by id of the operation.

    An operation for which nothing was learnt is left out, and so are all from the moment on at
    which the run is over: what happens then is the same as without this. The operations are those
    that were answered with no success. `tick` is called before each, and may raise `FuzzEnded`;
    `rows_used` gets the values that were tried, with their statuses.
    """
    learner = Learner(
        session.target.contract,
        session.observer,
        lambda operation: session.probe_context(operation, [], rows_used, is_unsafe=is_unsafe),
    )
    found: dict[str, Credentials] = {}
    with suppress(FuzzEnded, BudgetExhausted):
        for operation in operations:
            context = session.probe_context(operation, [], rows_used, is_unsafe=is_unsafe)
            if context.credentials.rows:
                continue  # Every row that a user gives is fuzzed anyway.
            tick()
            settled = learner.settled(context).credentials
            if settled.row is not None:
                found[operation.id] = settled
    return found
