"""Gathers exchanges: documented requests, probes, generated requests, later polls.

Nothing is judged here; a recorder keeps every exchange.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from traceback import extract_tb

from contracts.errors import ContractsError
from contracts.http.client.connection import InvalidRequest
from contracts.http.client.exhaustion import exhaustion_of
from contracts.http.client.transport import BudgetExhausted, RequestNotAllowed, ServerSilent
from contracts.http.clock import Clock
from contracts.http.messages.exchange import Purpose, Request
from contracts.http.messages.outgoing import is_connection_header
from contracts.http.requests.building import UncomposableError
from contracts.http.requests.targets import Target
from contracts.probes import polling
from contracts.probes.catalogue import run_probes
from contracts.probes.inputs.context import ProbeContext, ResourceFollower
from contracts.probes.inputs.raw_request import documented_request
from contracts.results.verdict import CheckResult
from contracts.run.fuzzer_protocol import Fuzzer, FuzzLimits
from contracts.run.progress import StepCounter
from contracts.run.session import CheckSession
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.server import ServerSettings
from contracts.run.silence import is_gone, last_answered
from openapi.contract import Location, Operation

MANY_OPERATIONS = 6
"""Operations from which on each is asked once before any probe."""

MAX_PLAIN = 3
"""Other operations that are asked whether a server still answers."""


@dataclass(slots=True)
class ProbeResult:
    """The result of probing one target; the recorder of its session has the exchanges.

    Attributes:
        followers: Resources that are polled again at the end.
        second_opinion: Judgements of the generator's own checks, by operation id.
        notes: What did not go as planned, one sentence each.
        stopped_at: Number of the exchange from which on the server answered no request, or 0.
        internal_errors: Which error of ours kept an operation from being probed, one clause by
            operation id.
    """

    session: CheckSession
    followers: list[ResourceFollower] = field(default_factory=list)
    second_opinion: Mapping[str, tuple[CheckResult, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    stopped_at: int = 0
    internal_errors: dict[str, str] = field(default_factory=dict)


def probe_target(
    session: CheckSession, settings: CheckSettings, fuzzer: Fuzzer | None, steps: StepCounter
) -> ProbeResult:
    """Send one target the documented requests, the probes' and the generated ones.

    Args:
        session: The target and its credentials.
        settings: How thorough the run is.
        fuzzer: Generates requests; None sends the documented ones and the probes only.
        steps: Counts and reports the steps that begin.
    """
    target, credentials = session.target, session.credentials
    gathered = ProbeResult(session=session)
    chosen = settings.probe_ids(is_local=target.is_local)
    called = [o for o in target.contract.operations if is_allowed(o, settings)]
    # DELETE comes last: the requests before it need the resource.
    called.sort(key=lambda operation: operation.method == "DELETE")
    gathered.notes += _unsent(called)
    contexts = [
        ProbeContext(
            target=target,
            operation=operation,
            credentials=credentials,
            recorder=session.recorder,
            second_identity=session.second_identity,
            is_unsafe=settings.is_unsafe,
            followers=gathered.followers,
        )
        for operation in called
    ]
    try:
        _ask_each(contexts, gathered)
        for context in contexts:
            operation = context.operation
            steps.begin(f"{target.contract.api}: {operation.id}")
            with _surviving((gathered, [operation])), _leaving_silent(gathered, operation):
                gathered.notes += run_probes(context, chosen)
        if fuzzer is not None and called:
            steps.begin(f"{target.contract.api}: generated requests")
            plan = FuzzLimits(
                operations=frozenset(operation.id for operation in called),
                max_examples=settings.profile.max_examples,
                max_seconds=settings.profile.fuzz_seconds,
                seed=settings.seed,
                is_unsafe=settings.is_unsafe,
            )
            with _surviving((gathered, called)):
                result = fuzzer(target, credentials, session.recorder, plan, session.clock)
                gathered.second_opinion = result.by_operation
                gathered.notes += [f"Generation: {error}" for error in result.errors]
                if result.stop_reason:
                    gathered.notes.append(_stopped(target, result.stop_reason))
    except BudgetExhausted as error:
        gathered.notes.append(_stopped(target, error.reason))
        gathered.notes += _asked_once(gathered, called)
    gathered.notes += session.notes
    return gathered


def _ask_each(contexts: Sequence[ProbeContext], gathered: ProbeResult) -> None:
    """Send one request to each safe operation, so that a budget leaves none unasked.

    Few operations are all reached by their probes, which begin with the same request.

    Raises:
        BudgetExhausted: A budget is used up.
    """
    if len(contexts) < MANY_OPERATIONS:
        return
    for context in contexts:
        operation = context.operation
        if not operation.is_safe:
            continue
        with (
            _surviving((gathered, [operation])),
            _leaving_silent(gathered, operation),
            suppress(UncomposableError, RequestNotAllowed, InvalidRequest),
        ):
            plain = documented_request(context.target, operation, context.credentials)
            context.send(plain.request, Purpose.DOCUMENTED, "the first documented request")


def _asked_once(gathered: ProbeResult, called: Sequence[Operation]) -> Iterator[str]:
    """Yield how many operations got one request or none, if there are any."""
    sent = Counter(exchange.operation for exchange in gathered.session.recorder.exchanges)
    few = sum(sent[operation.id] <= 1 for operation in called)
    if few:
        api = gathered.session.target.contract.api
        yield f"{api}: {few} of {len(called)} operations got one request at most."


def follow_resources(
    all_gathered: Sequence[ProbeResult], settings: CheckSettings, clock: Clock
) -> None:
    """Poll resources that may still change, after all other requests: by then time has passed."""
    try:
        polled = (
            (gathered, [o for o in gathered.session.target.contract.operations if o.polling])
            for gathered in all_gathered
        )
        with _surviving(*polled):
            polling.follow(
                [follower for gathered in all_gathered for follower in gathered.followers],
                clock,
                settings.profile.follow_seconds,
                is_local=all(gathered.session.target.is_local for gathered in all_gathered),
            )
    except BudgetExhausted as error:
        all_gathered[-1].notes.append(_stopped(all_gathered[-1].session.target, error.reason))


@contextmanager
def _leaving_silent(gathered: ProbeResult, operation: Operation) -> Iterator[None]:
    """Go on with other operations after one that is not answered, if the server still answers.

    Raises:
        ServerSilent: The server answers no other request either.
    """
    try:
        yield
    except ServerSilent as error:
        transport = gathered.session.recorder.transport
        if all(is_gone(transport, plain) for plain in _plain_requests(gathered, operation)):
            raise
        transport.forgive(gathered.session.target.origin)
        gathered.notes.append(
            f"{operation.id}: it was left, because {error.reason}; other requests are answered."
        )


def _plain_requests(gathered: ProbeResult, silent: Operation) -> Iterator[Request]:
    """Yield requests that a working server answers: one that it did answer, or documented ones."""
    session = gathered.session
    answered = last_answered(session.recorder.exchanges)
    if answered is not None:
        yield answered.request
        return
    others = (each for each in session.target.contract.operations if each is not silent)
    for operation in islice((each for each in others if each.is_safe), MAX_PLAIN):
        with suppress(UncomposableError):
            yield documented_request(session.target, operation, session.credentials).request


@contextmanager
def _surviving(*probed: tuple[ProbeResult, Sequence[Operation]]) -> Iterator[None]:
    """Go on after an internal error: the operations are then reported as not proved.

    Raises:
        BudgetExhausted: A budget is used up.
        ContractsError: The command cannot do its work.
    """
    try:
        yield
    except (BudgetExhausted, ContractsError):
        raise
    except Exception as error:  # reported as an internal error
        exhausted = exhaustion_of(error)
        if exhausted:
            raise exhausted from error
        for gathered, operations in probed:
            reason = gathered.session.credentials.redactor.text(internal_error(error))
            gathered.internal_errors.update({operation.id: reason for operation in operations})


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


def internal_error(error: Exception) -> str:
    """Return an unexpected error as one clause, with the place where it was raised."""
    frames = extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    lines = str(error).splitlines()
    shown = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    return f"contracts had an internal error ({shown[:120]}{place})"


def count_steps(targets: Sequence[Target], settings: CheckSettings, *, has_fuzzer: bool) -> int:
    """Return how many steps a run has: one per operation, generation, polling, judging."""
    called = [
        sum(is_allowed(operation, settings) for operation in target.contract.operations)
        for target in targets
    ]
    return sum(called) + has_fuzzer * sum(map(bool, called)) + 2


def is_allowed(operation: Operation, settings: ServerSettings) -> bool:
    """Whether an operation may be called: always if it is safe, else with `--unsafe`."""
    return operation.is_safe or settings.is_unsafe


def _stopped(target: Target, reason: str) -> str:
    return f"{target.contract.api}: nothing more was sent, because {reason}."
