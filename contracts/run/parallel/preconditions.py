"""What a run makes sure of before it is divided: the base paths, and that servers serve several.

A few operations cannot show whether the base path is right, and a server that serves one connection
at a time would leave the requests of a second worker without an answer, through no fault of its
own.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from contracts.http.client.connection_pool import MAX_IDLE
from contracts.http.client.limits import TrafficStats
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import BudgetExhausted, Pace, Transport
from contracts.http.messages.exchange import Request
from contracts.http.requests.building import USER_AGENT
from contracts.http.requests.documented import is_success_of
from contracts.probes.inputs.base_path import NOT_THERE, is_plain, wrong_base_path
from contracts.results.merging.merge import merged_tally
from contracts.run.check import CheckRun, Examined, examine_here
from contracts.run.parallel.budgets import SharedPace
from contracts.run.probing.targets import ask_documented, called_operations
from contracts.run.session import CheckSession
from contracts.run.settings.operations import OperationSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Simultaneous:
    """How many workers the servers of a run serve at the same time."""

    count: int  # at most as many as were wanted
    origin: str = ""  # the server that serves no more; empty if all serve as many as were wanted
    tally: TrafficStats = field(default_factory=TrafficStats)  # what was sent to find it out

    def notes(self, wanted: int) -> Sequence[str]:
        """Return a sentence on a server that does not serve the connections of all workers."""
        if self.count == wanted:
            return ()
        few = f"{self.origin} serves few connections at a time"
        return (f"{few}: {self.count} of {wanted} workers worked.",)


def examine_surely(
    sessions: Sequence[CheckSession],
    run: CheckRun,
    wanted: int,
    divided: Callable[[Simultaneous, SharedPace], Examined],
) -> Examined:
    """Return what a divided run has found; where it cannot be sure, what this process has found."""
    pace = SharedPace(run.transport.limits.per_second)
    pace.reserve(run.clock.monotonic())  # The run has just sent a request.
    are_sure, able = False, Simultaneous(count=wanted)
    # A budget that ends here, or a signal, ends the run of one process in the same way.
    with run.interruption.sending(), suppress(BudgetExhausted):
        are_sure = all(is_base_path_sure(session, run.settings) for session in sessions)
        able = simultaneous(
            sessions, run.transport, lambda: pace.reserve(run.clock.monotonic()), wanted
        )
    if run.interruption.is_set or not are_sure or (able.count == 1 and able.origin):
        examined = examine_here(sessions, run)
    else:
        examined = divided(able, pace)
    return replace(
        examined,
        notes=[*able.notes(wanted), *examined.notes],
        tally=merged_tally([examined.tally, able.tally]),
    )


def is_base_path_sure(session: CheckSession, settings: OperationSettings) -> bool:
    """Whether the base path of a target does not seem to be wrong; usually one request shows it.

    The recorder of the session keeps none of the exchanges.

    Raises:
        BudgetExhausted: A budget is used up.
    """
    recorder = Recorder(session.transport, session.clock, session.recorder.tokens)
    own = replace(session, recorder=recorder)
    contexts = [
        own.probe_context(operation, [], [], is_unsafe=settings.is_unsafe)
        for operation in called_operations(session.target, settings)
        if operation.is_safe
    ]
    contexts.sort(key=lambda context: not is_plain(context.operation))
    for context in contexts:
        answer = ask_documented(context)
        response = answer.response if answer else None
        if not is_plain(context.operation) and context is contexts[0]:
            return True  # Without an operation that exists for every client, nothing shows it.
        is_there = response is not None and response.status not in NOT_THERE
        if is_there or (answer is not None and is_success_of(context.operation, answer)):
            return True
    return wrong_base_path(contexts) is None


def simultaneous(
    sessions: Sequence[CheckSession], transport: Transport, pace: Pace, wanted: int
) -> Simultaneous:
    """Return how many workers all servers serve at the same time, up to `wanted`.

    Each worker may keep a few connections open. The connections of `transport` are closed in the
    end, since a server may serve just as many as the workers need. The transport has one open
    connection to each server of the sessions.
    """
    count, slow, used = wanted, "", []
    bases = {s.target.origin: s.target.contract.base_path for s in sessions}
    try:
        for origin, base_path in bases.items():
            for number in range(1, MAX_IDLE * count):
                another = transport.another(pace)
                used.append(another)
                if another.ping(_plain(origin, base_path)):
                    count, slow = max(number // MAX_IDLE, 1), origin
                    break
        return Simultaneous(
            count=count, origin=slow, tally=merged_tally(each.tally for each in used)
        )
    finally:
        for each in (*used, transport):
            each.close()


def _plain(origin: str, base_path: str) -> Request:
    headers = (("User-Agent", USER_AGENT), ("Accept", "*/*"))
    return Request(method="GET", origin=origin, target=base_path or "/", headers=headers)
