"""Gathers what servers show: documented requests, probes, generated requests, what lives on.

Nothing is judged here; a recorder keeps every exchange.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from traceback import extract_tb

from contracts.errors import ContractsError
from contracts.http.client.connection import InvalidRequest
from contracts.http.client.exhaustion import exhaustion_of
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import BudgetExhausted, RequestNotAllowed, Transport
from contracts.http.clock import Clock
from contracts.http.messages.outgoing import is_connection_header
from contracts.http.requests.building import UncomposableError
from contracts.http.requests.credentials import Credentials, primary_credentials, second_credentials
from contracts.http.requests.environment import allowed_environ, environment_notes
from contracts.http.requests.targets import Target
from contracts.observations.evidence import Evidence
from contracts.probes import (
    catalogue,
    documented_requests,
    other_ids,
    pagination_walk,
    polling,
    repetition,
)
from contracts.probes.inputs.wrong_credentials import altered_secrets
from contracts.results.verdict import CheckResult
from contracts.run.fuzzer_protocol import Fuzzer, FuzzLimits
from contracts.run.progress import StageCounter
from contracts.run.settings import Settings
from openapi.contract import Location, Operation


@dataclass(slots=True)
class ProbeResult:
    """What one target has shown.

    Attributes:
        target: The server and its contract.
        credentials: What was sent to it.
        recorder: Every exchange.
        followers: What is looked at again when all else is done.
        second_opinion: What the generator's own checks say, by operation.
        judged: What was judged, by operation; filled by whoever judges.
        notes: What did not go as planned, one sentence each.
        faults: What of ours kept an operation from being probed, one clause by operation.
    """

    target: Target
    credentials: Credentials
    recorder: Recorder
    followers: list[polling.ResourceFollower] = field(default_factory=list)
    second_opinion: dict[str, tuple[CheckResult, ...]] = field(default_factory=dict)
    judged: dict[str, Evidence] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)


def probe_target(  # noqa: PLR0913, PLR0917  # what a target is asked with
    target: Target,
    settings: Settings,
    transport: Transport,
    clock: Clock,
    fuzzer: Fuzzer | None,
    stages: StageCounter,
) -> ProbeResult:
    """Ask one target everything that the settings want.

    Args:
        target: Whom.
        settings: How thoroughly.
        transport: The door that every request leaves by.
        clock: The time.
        fuzzer: Generates requests; None sends the documented ones only.
        stages: Is told what begins.
    """
    environ = allowed_environ(target.contract, settings.environ, settings.env)
    credentials = primary_credentials(
        target.contract, settings.headers, environ, settings.known_values
    )
    extent = _probe_scope(target, settings)
    # Whosever they are, they must not be seen, nor what the access probe makes of them.
    theirs = extent.other.secrets if extent.other else ()
    secrets = tuple(altered_secrets((*credentials.secrets, *theirs)))
    credentials = replace(credentials, secrets=secrets)
    recorder = Recorder(transport, clock)
    notes = environment_notes(target.contract, settings.environ, settings.env)
    gathered = ProbeResult(target=target, credentials=credentials, recorder=recorder)
    called = [o for o in target.contract.operations if is_allowed(o, settings)]
    # What takes things away comes last, or nothing would be left to look at.
    called.sort(key=lambda operation: operation.method == "DELETE")
    gathered.notes += _unsent(called)
    try:
        for operation in called:
            stages.begin(f"{target.contract.api}: {operation.id}")
            with _surviving(gathered, [operation]):
                _probe(target, operation, settings, gathered)
                gathered.notes += catalogue.gather(target, operation, credentials, recorder, extent)
        if fuzzer is not None and called:
            stages.begin(f"{target.contract.api}: generated requests")
            plan = FuzzLimits(
                operations=frozenset(operation.id for operation in called),
                max_examples=settings.profile.max_examples,
                max_seconds=settings.profile.fuzz_seconds,
                seed=settings.seed,
                is_unsafe=settings.is_unsafe,
            )
            with _surviving(gathered, called):
                result = fuzzer(target, credentials, recorder, plan, clock)
                gathered.second_opinion.update(result.by_operation)
                gathered.notes += [f"Generation: {error}" for error in result.errors]
                if result.stopped:
                    gathered.notes.append(_stopped(target, result.stopped))
    except BudgetExhausted as error:
        gathered.notes.append(_stopped(target, error.reason))
    gathered.notes += notes
    return gathered


def follow_resources(all_gathered: Sequence[ProbeResult], settings: Settings, clock: Clock) -> None:
    """Look at everything that lives on, once all else is done: then some time has passed."""
    try:
        polling.follow(
            [follower for gathered in all_gathered for follower in gathered.followers],
            clock,
            settings.profile.follow_seconds,
            is_local=all(gathered.target.is_local for gathered in all_gathered),
        )
    except BudgetExhausted as error:
        all_gathered[-1].notes.append(_stopped(all_gathered[-1].target, error.reason))


def _probe(target: Target, operation: Operation, settings: Settings, gathered: ProbeResult) -> None:
    credentials, recorder = gathered.credentials, gathered.recorder
    try:
        tuple(documented_requests.gather(target, operation, credentials, recorder))
        if settings.runs("identities"):
            tuple(other_ids.gather(target, operation, credentials, recorder))
        if settings.runs("pagination-walk"):
            tuple(pagination_walk.gather(target, operation, credentials, recorder))
        if settings.runs("polling"):
            gathered.followers.append(polling.start(target, operation, credentials, recorder))
        if settings.runs("repetition"):
            tuple(repetition.gather(operation, recorder))
    except (UncomposableError, RequestNotAllowed, InvalidRequest) as error:
        gathered.notes.append(f"{operation.id}: no documented request can be made ({error}).")


@contextmanager
def _surviving(gathered: ProbeResult, operations: Sequence[Operation]) -> Iterator[None]:
    """Go on after a fault of our own: what is probed is then not proved, whatever was seen.

    Raises:
        SpentError: A budget is used up.
        ContractsError: The command cannot do its work.
    """
    try:
        yield
    except (BudgetExhausted, ContractsError):
        raise
    except Exception as error:  # any other is a fault of ours, and told as one
        exhausted = exhaustion_of(error)
        if exhausted:
            raise exhausted from error
        reason = gathered.credentials.redactor.text(own_fault(error))
        gathered.faults.update({operation.id: reason for operation in operations})


def _unsent(operations: Sequence[Operation]) -> Iterator[str]:
    """Yield which documented headers are not sent as documented, one sentence by operation."""
    for operation in operations:
        names = [
            parameter.name
            for parameter in operation.parameters
            if parameter.location is Location.HEADER and is_connection_header(parameter.name)
        ]
        if names:
            told = ", ".join(ascii(name)[1:-1][:60] for name in names)
            yield f"{operation.id}: only the connection writes {told}, no documented value is sent."


def own_fault(error: Exception) -> str:
    """Return an error that nobody expected, one clause, with the place where it was raised."""
    frames = extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    lines = str(error).splitlines()
    told = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    return f"contracts met a fault of its own ({told[:120]}{place})"


def _probe_scope(target: Target, settings: Settings) -> catalogue.ProbeScope:
    environ = allowed_environ(target.contract, settings.environ, settings.env)
    return catalogue.ProbeScope(
        is_thorough=settings.profile.max_examples > 0,
        is_unsafe=settings.is_unsafe,
        is_probing_access=target.is_local or settings.is_probing_access,
        other=second_credentials(target.contract, settings.headers, environ, settings.known_values),
        chosen=settings.probes,
    )


def count_stages(targets: Sequence[Target], settings: Settings, *, has_fuzzer: bool) -> int:
    """Return how many stages a run will have."""
    called = [
        sum(is_allowed(operation, settings) for operation in target.contract.operations)
        for target in targets
    ]
    return sum(called) + has_fuzzer * sum(map(bool, called)) + 2


def is_allowed(operation: Operation, settings: Settings) -> bool:
    """Whether an operation is called at all: what could change something only on demand."""
    return operation.is_safe or settings.is_unsafe


def _stopped(target: Target, reason: str) -> str:
    return f"{target.contract.api}: nothing more was sent, because {reason}."
