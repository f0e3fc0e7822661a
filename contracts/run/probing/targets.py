"""Gathers exchanges: documented requests, probes, generated requests, later polls.

Nothing is judged here; a recorder keeps every exchange. What sends requests raises
`BudgetExhausted` when a budget is used up, which ends the run.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial

from contracts.http.client.connection import InvalidRequest
from contracts.http.client.transport import BudgetExhausted, RequestNotAllowed
from contracts.http.clock import Clock
from contracts.http.interruption import Interruption
from contracts.http.messages.exchange import Exchange, Purpose
from contracts.http.messages.outgoing import is_connection_header
from contracts.http.requests.building import UncomposableError
from contracts.http.requests.targets import Target
from contracts.observations.evidence import by_operation
from contracts.probes import polling
from contracts.probes.all_probes import DOCUMENTED, run_probes
from contracts.probes.inputs import single_parameters
from contracts.probes.inputs.base_path import wrong_base_path
from contracts.probes.inputs.context import ProbeContext, RowUse
from contracts.probes.inputs.learning import Learner
from contracts.probes.inputs.raw_request import documented_request
from contracts.run.probing.fuzzer_protocol import Fuzzer, FuzzLimits
from contracts.run.probing.result import ProbeResult, leaving_silent, surviving
from contracts.run.progress import MAX_NAMED, Reached, StepCounter, notes_on_end
from contracts.run.selection.left_out import why_left_out
from contracts.run.session import CheckSession
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.operations import OperationSettings
from openapi.contract import Location, Operation
from openapi.text.listing import listed

MANY_OPERATIONS = 2
"""Operations from which on each is asked once before any probe: a slow server may cut any run."""


def probe_target(
    session: CheckSession,
    settings: CheckSettings,
    fuzzer: Fuzzer | None,
    steps: StepCounter,
    interruption: Interruption | None = None,
) -> ProbeResult:
    """Send one target the documented requests, the probes' and the generated ones.

    Without a fuzzer, only the documented requests and the probes are sent.
    """
    interruption = interruption or Interruption()
    target = session.target
    gathered = ProbeResult(session=session)
    chosen = settings.probe_ids(is_local=target.is_local)
    called = called_operations(target, settings)
    gathered.notes += _unsent(called)
    context_of = partial(
        session.probe_context,
        followers=gathered.followers,
        rows_used=gathered.rows_used,
        is_unsafe=settings.is_unsafe,
    )
    contexts = [*map(context_of, called)]
    learner = Learner(target.contract, session.observer, context_of)
    try:
        with interruption.sending():
            _ask_each(contexts, gathered)
            _suspect_base_path(contexts, gathered)
            if gathered.wrong_base_path is None:
                _probe_operations(contexts, gathered, learner, chosen, steps)
                _suspect_base_path(contexts, gathered)
            if fuzzer is not None and called and gathered.wrong_base_path is None:
                steps.begin(f"{target.contract.api}: generated requests")
                with surviving((gathered, called)):
                    _generate(gathered, called, settings, fuzzer)
            if "intake" in chosen and not gathered.stopped:
                _blame(contexts, gathered)
    except BudgetExhausted as error:
        gathered.stopped = error.reason
    gathered.stopped = gathered.stopped or interruption.reason
    gathered.reached = _reached(gathered, called)
    if not session.is_part:
        gathered.notes += notes_on_end(target.contract.api, [gathered.reached])
    gathered.notes += [*notes_on_rows(gathered.rows_used), *session.notes]
    return gathered


def _suspect_base_path(contexts: Sequence[ProbeContext], gathered: ProbeResult) -> None:
    """Note a base path that is probably wrong; then further requests would prove nothing."""
    if gathered.session.is_part:
        return  # A few operations show too little; the run has made sure before it was divided.
    with surviving((gathered, [])):
        gathered.wrong_base_path = wrong_base_path(contexts)
    if gathered.wrong_base_path is not None:
        gathered.notes.insert(0, gathered.wrong_base_path.note)


def notes_on_rows(used: Sequence[RowUse]) -> Iterator[str]:
    """Yield which rows of values were answered with a success, one sentence by operation."""
    for operation in dict.fromkeys(use.operation for use in used):
        by_status: dict[str, list[str]] = {}
        for use in dict.fromkeys(used):  # A link may be followed again.
            if use.operation == operation:
                by_status.setdefault(str(use.status or "no answer"), []).append(use.row)
        parts = [
            f"{status} with {listed(rows, MAX_NAMED)}" for status, rows in sorted(by_status.items())
        ]
        yield f"{operation}: {'; '.join(parts)}."


def _probe_operations(
    contexts: Sequence[ProbeContext],
    gathered: ProbeResult,
    learner: Learner,
    chosen: frozenset[str],
    steps: StepCounter,
) -> None:
    """Send every operation its documented requests and those of the chosen probes."""
    left: set[str] = set()
    for context, probes in _rounds(contexts, chosen):
        operation = context.operation
        is_last = probes != {DOCUMENTED} or probes == chosen
        if is_last:
            steps.begin(f"{context.target.contract.api}: {operation.id}")
        # Every probe begins with a documented request that could be made and was answered.
        if DOCUMENTED in probes or operation.id not in left | gathered.silent:
            with surviving((gathered, [operation])), leaving_silent(gathered, operation):
                for note in run_probes(learner.settled(context), probes):
                    gathered.notes.append(note)
                    gathered.unbuilt.setdefault(operation.id, _clause(note, operation))
                    left.add(operation.id)
        gathered.documented.add(operation.id)
        if is_last:
            gathered.finished.append(operation.id)
    for context in contexts:
        operation = context.operation
        if operation.id not in gathered.silent:
            with surviving((gathered, [operation])), leaving_silent(gathered, operation):
                learner.follow_links(context)


def _rounds(
    contexts: Sequence[ProbeContext], chosen: frozenset[str]
) -> Iterator[tuple[ProbeContext, frozenset[str]]]:
    """Yield the operations with the probes to run on them, in the order of the run.

    Each gets its documented requests before any gets the other probes, so that a budget which ends
    the run has shown something of all of them.
    """
    kept = [context for context in contexts if context.operation.method != "DELETE"]
    last = contexts[len(kept) :]
    rest = chosen - {DOCUMENTED}
    if not rest:
        yield from ((context, chosen) for context in contexts)
        return
    for group in (kept, last):
        for probes in (frozenset({DOCUMENTED}), rest):
            yield from ((context, probes) for context in group)


def _blame(contexts: Sequence[ProbeContext], gathered: ProbeResult) -> None:
    """Find out which parameter is to blame where a request with several was answered badly."""
    session = gathered.session
    candidates = filter(single_parameters.is_candidate, session.recorder.exchanges)
    seen = by_operation(map(session.observer.observe, candidates))
    for context in contexts:
        operation = context.operation
        with (
            surviving((gathered, [operation])),
            leaving_silent(gathered, operation),
            suppress(UncomposableError, RequestNotAllowed, InvalidRequest),
        ):
            if operation.id in seen:
                single_parameters.run(context, seen[operation.id])


def _generate(
    gathered: ProbeResult, called: Sequence[Operation], settings: CheckSettings, fuzzer: Fuzzer
) -> None:
    """Send generated requests, and keep what the generator says of the answers."""
    session = gathered.session
    plan = FuzzLimits(
        operations=frozenset(operation.id for operation in called),
        max_examples=settings.profile.max_examples,
        max_seconds=settings.profile.fuzz_seconds,
        seed=settings.seed,
        is_unsafe=settings.is_unsafe,
    )
    result = fuzzer(session.target, session.credentials, session.recorder, plan, session.clock)
    gathered.second_opinion = result.by_operation
    gathered.notes += [f"Generation: {error}" for error in result.errors]
    gathered.stopped = result.stop_reason


def _ask_each(contexts: Sequence[ProbeContext], gathered: ProbeResult) -> None:
    """Send one request to each safe operation, so that a budget leaves none unasked."""
    asks_each = gathered.session.asks_each
    if not (len(contexts) >= MANY_OPERATIONS if asks_each is None else asks_each):
        return
    for context in contexts:
        operation = context.operation
        if not operation.is_safe:
            continue
        with surviving((gathered, [operation])), leaving_silent(gathered, operation):
            ask_documented(context)


def ask_documented(context: ProbeContext) -> Exchange | None:
    """Send the first documented request of an operation; None if it cannot be made or sent.

    Raises:
        BudgetExhausted: A budget is used up.
    """
    with suppress(UncomposableError, RequestNotAllowed, InvalidRequest):
        plain = documented_request(context.target, context.operation, context.credentials)
        return context.send(plain.request, Purpose.DOCUMENTED, "the first documented request")
    return None


def follow_resources(
    all_gathered: Sequence[ProbeResult], settings: CheckSettings, clock: Clock
) -> None:
    """Poll resources that may still change, after all other requests: by then time has passed."""
    try:
        polled = (
            (gathered, [o for o in gathered.session.target.operations if o.polling])
            for gathered in all_gathered
        )
        with surviving(*polled):
            polling.follow(
                [follower for gathered in all_gathered for follower in gathered.followers],
                clock,
                settings.profile.follow_seconds,
                is_local=all(gathered.session.target.is_local for gathered in all_gathered),
            )
    except BudgetExhausted as error:
        last = all_gathered[-1]
        last.notes.append(f"{last.session.target.contract.api}: polling ended, as {error.reason}.")


def _unsent(operations: Sequence[Operation]) -> Iterator[str]:
    """Yield which documented headers are not sent as documented, one sentence by operation."""
    for operation in operations:
        names = [
            parameter.name
            for parameter in operation.parameters
            if parameter.location is Location.HEADER and is_connection_header(parameter.name)
        ]
        if names:
            shown = ", ".join(ascii(name)[1:-1][:60] for name in names)
            yield f"{operation.id}: this command writes {shown} itself, not the documented value."


def count_steps(targets: Sequence[Target], settings: CheckSettings, *, has_fuzzer: bool) -> int:
    """Return how many steps a run has: one per operation, generation, polling, judging."""
    called = [len(called_operations(target, settings)) for target in targets]
    return sum(called) + has_fuzzer * sum(map(bool, called)) + 2


def called_operations(target: Target, settings: OperationSettings) -> tuple[Operation, ...]:
    """Return the operations of a target that the run may call.

    DELETE comes last: the requests before it need the resource.
    """
    allowed = (each for each in target.operations if not why_left_out(each, settings))
    return tuple(sorted(allowed, key=lambda operation: operation.method == "DELETE"))


def _clause(note: str, operation: Operation) -> str:
    """Return a note on an operation without its name and its full stop."""
    return note.removeprefix(f"{operation.id}: ").removesuffix(".")


def _reached(gathered: ProbeResult, called: Sequence[Operation]) -> Reached:
    """Return how far the run came."""
    sent = Counter(exchange.operation for exchange in gathered.session.recorder.exchanges)
    return Reached(
        called=tuple(operation.id for operation in called),
        finished=tuple(gathered.finished),
        asked_once=tuple(operation.id for operation in called if sent[operation.id] <= 1),
        stopped=gathered.stopped,
    )
