"""What a run would send, found out by playing it against the contract's own examples.

The probes run as they would, through the same door and under the same limits, but behind the door
there is no network: a stand-in answers from the contract, and time passes at once. Real servers
may have more to look at, so the counts are those of a server that has just the documented things;
the budgets bound what a run may send at most.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.errors import ContractsError
from contracts.http.client.connection import Answer
from contracts.http.client.transport import Limits, Transport
from contracts.http.messages.exchange import Exchange, Request, Response
from contracts.http.requests.targets import Target
from contracts.run.preparation import prepare, run_limits
from contracts.run.probing import follow_resources, probe_target
from contracts.run.progress import StageCounter, ignore_stage
from contracts.run.session import open_sessions
from contracts.run.settings import CheckSettings
from openapi.contract import Operation
from openapi.json.parsing import dump_json
from openapi.routing import PathError, Router
from openapi.schema.examples import documented_examples
from openapi.text.printable import printable, printable_lines

_JSON = (("Content-Type", "application/json"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What a run would send.

    Attributes:
        hosts: Scheme, host and port of every server.
        steps: Number of requests by API, operation, purpose and method.
        limits: What bounds it.
        fuzz_seconds: How long requests are generated as well, per API.
        notes: Which variables of the environment are read, and which are not.
    """

    hosts: tuple[str, ...]
    steps: Mapping[tuple[str, str, str, str], int]
    limits: Limits
    fuzz_seconds: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def requests(self) -> int:
        """How many requests are foreseen."""
        return sum(self.steps.values())


class InstantClock:
    """A clock on which waiting takes no time."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def now(self) -> datetime:
        """Return a moment that moves with whatever is waited for."""
        return datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=self._seconds)

    def monotonic(self) -> float:
        """Return the seconds that were waited."""
        return self._seconds

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass at once."""
        self._seconds += seconds


class ExampleServer:
    """Answers for every server, from the contracts' own examples."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._answers = {
            (target.origin, target.contract.api, operation.id): _example(target, operation)
            for target in targets
            for operation in target.contract.operations
        }
        self._routers = {
            target.origin: Router([t.contract for t in targets if t.origin == target.origin])
            for target in targets
        }

    def send(self, request: Request, *, timeout: float, max_body: int) -> Answer:
        """Return the documented answer; nothing goes out."""
        del timeout, max_body
        route = self._routers[request.origin].find(request.path.encode("utf-8", "surrogateescape"))
        method = "GET" if request.method == "HEAD" else request.method
        is_named = route.path_error in {None, PathError.SLASH}
        operation = route.operations.get(method) if is_named else None
        if operation is None or route.contract is None:
            return Answer(response=Response(status=404), received=0)
        body = self._answers[request.origin, route.contract.api, operation.id]
        status = operation.success.status if operation.success else "200"
        return Answer(
            response=Response(
                status=int(status) if status.isdigit() else 200,
                headers=_JSON,
                body=b"" if request.method == "HEAD" else body,
            ),
            received=0,
        )

    def close(self) -> None:
        """Close nothing."""


def plan_requests(settings: CheckSettings) -> DryRun:
    """Return what `check` would send; nothing goes out.

    Raises:
        ContractsError: An option cannot be used, or a probe has met a fault of our own.
        ContractError: A document cannot be used.
    """
    targets = prepare(settings)
    clock, limits, stand_in = InstantClock(), run_limits(targets, settings), ExampleServer(targets)
    transport = Transport(limits, clock, connect=lambda _, __: stand_in)
    stages = StageCounter(ignore_stage, 0)
    sessions = open_sessions(targets, settings, transport, clock)
    gathered = [probe_target(session, settings, None, stages) for session in sessions]
    follow_resources(gathered, settings, clock)
    fault = next((reason for one in gathered for reason in one.faults.values()), "")
    if fault:
        raise ContractsError("what would be sent cannot be said", found=fault)
    steps: Counter[tuple[str, str, str, str]] = Counter()
    for one in gathered:
        steps += _counted(one.session.target.contract.api, one.session.recorder.exchanges)
    return DryRun(
        hosts=tuple(dict.fromkeys(target.origin for target in targets)),
        steps=steps,
        limits=limits,
        fuzz_seconds=settings.profile.fuzz_seconds,
        notes=tuple(note for session in sessions for note in session.notes),
    )


def _counted(api: str, exchanges: Sequence[Exchange]) -> Counter[tuple[str, str, str, str]]:
    return Counter((api, e.operation, e.purpose.value, e.request.method) for e in exchanges)


def format_dry_run(plan: DryRun) -> str:
    """Return a plan as people read it."""
    limits = plan.limits
    lines = ["What would be sent, and nothing is:", ""]
    lines += [f"  to        {host}" for host in plan.hosts]
    methods: Counter[str] = Counter()
    for (_, _, _, method), count in plan.steps.items():
        methods[method] += count
    told = ", ".join(f"{count} {method}" for method, count in sorted(methods.items()))
    lines.append(f"  methods   {told or 'none'}")
    pace = f"{limits.per_second:g} a second" if limits.per_second else "not paced"
    lines.append(f"  at most   {limits.max_requests or 'unbounded'} requests, {pace}")
    lines.append("")
    for (api, operation, purpose, method), count in sorted(plan.steps.items()):
        lines.append(f"  {count:5}  {method:7} {purpose:12} {api} {operation}")
    if plan.fuzz_seconds:
        told = f"per API for {plan.fuzz_seconds:g} s, within the budget"
        lines.append(f"      …  GET     generated    {told}")
    lines += ["", f"  {plan.requests:5}  foreseen, against a server with the documented things"]
    lines += [f"  note   {note}" for note in plan.notes]
    return printable_lines("\n".join(map(printable, lines)))


def _example(target: Target, operation: Operation) -> bytes:
    success = operation.success
    for found in documented_examples(target.contract):
        is_success = success is not None and found.response.status == success.status
        if found.operation.id == operation.id and is_success and not found.example.is_placeholder:
            return dump_json(found.example.value)
    return b"{}"
