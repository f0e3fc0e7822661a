"""What a run would send, found out by running the probes against the contract's own examples.

The probes and the limits of the transport are those of a real run, but `ExampleServer` takes the
place of the network, and waiting takes no time. The counts are those of a server with just the
documented resources; a real server may have more. The budgets bound every run.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from contracts.errors import ContractsError
from contracts.http.client.connection import ReceivedAnswer
from contracts.http.client.limits import Limits
from contracts.http.client.transport import Transport
from contracts.http.clock import Clock
from contracts.http.deadline import Deadline
from contracts.http.messages.exchange import Exchange, Request, Response
from contracts.http.requests.targets import Target
from contracts.run.preparation import prepare, run_limits
from contracts.run.probing.targets import follow_resources, probe_target
from contracts.run.progress import StepCounter, ignore_step
from contracts.run.selection.operations import choice_note
from contracts.run.session import open_sessions
from contracts.run.settings.check import CheckSettings
from openapi.contract import Contract
from openapi.json.parsing import dump_json
from openapi.routing import PathFlaw, Router
from openapi.schema.examples import documented_examples
from openapi.text.listing import counted
from openapi.text.printable import printable, printable_lines

MAX_OPERATIONS = 50  # operations up to which each has lines of its own

NOT_ALL_COUNTED = "The time was up before everything was counted (--max-time); a run sends more."

_JSON = (("Content-Type", "application/json"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What a run would send."""

    hosts: tuple[str, ...]  # scheme, host and port of every server
    # Number of requests by API, operation, purpose and method.
    steps: Mapping[tuple[str, str, str, str], int]
    limits: Limits
    max_examples: int = 0  # random requests of a real run, per operation and mode
    # What was not chosen; which variables of the environment are read, and which are refused.
    notes: tuple[str, ...] = ()

    @property
    def requests(self) -> int:
        """How many requests are planned."""
        return sum(self.steps.values())


class InstantClock:
    """A clock on which waiting takes no time."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def now(self) -> datetime:
        """Return a fixed moment plus the seconds that were waited."""
        return datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=self._seconds)

    def monotonic(self) -> float:
        """Return the seconds that were waited."""
        return self._seconds

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass at once."""
        self._seconds += seconds


class ExampleServer:
    """Answers in place of every server, with the contracts' own examples."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._answers = {
            (target.origin, target.contract.api, operation): body
            for target in targets
            for operation, body in _examples(target.contract).items()
        }
        self._routers = {
            target.origin: Router([t.contract for t in targets if t.origin == target.origin])
            for target in targets
        }

    def send(self, request: Request, *, timeout: float, max_body: int) -> ReceivedAnswer:
        """Return the documented answer; nothing is sent."""
        del timeout, max_body
        route = self._routers[request.origin].find(request.path.encode("utf-8", "surrogateescape"))
        method = "GET" if request.method == "HEAD" else request.method
        is_named = route.path_flaw in {None, PathFlaw.SLASH}
        operation = route.operations.get(method) if is_named else None
        if operation is None or route.contract is None:
            return ReceivedAnswer(response=Response(status=404), received=0)
        body = self._answers.get((request.origin, route.contract.api, operation.id), b"{}")
        status = operation.success.status if operation.success else "200"
        return ReceivedAnswer(
            response=Response(
                status=int(status) if status.isdigit() else 200,
                headers=_JSON,
                body=b"" if request.method == "HEAD" else body,
            ),
            received=0,
        )

    def close(self) -> None:
        """Do nothing."""


def plan_requests(settings: CheckSettings, real_clock: Clock) -> DryRun:
    """Return what `check` would send; nothing is sent.

    Finding it out takes as long as the run may, at most, by the real clock.

    Raises:
        ContractsError: An option cannot be used, or a probe had an internal error.
        ContractError: A document cannot be used.
    """
    deadline = Deadline(real_clock, settings.max_seconds)
    targets = prepare(settings)
    if settings.token_command:
        # The command is not run: it might send something itself.
        token = ("Authorization", "Bearer token-of-the-command")
        settings = replace(settings, token_command=(), headers=(*settings.headers, token))
    clock, limits, server = InstantClock(), run_limits(targets, settings), ExampleServer(targets)
    transport = Transport(limits, clock, connect=lambda _, __: server)

    def look_at_the_clock(*_: object) -> None:
        if deadline.is_past:
            transport.stop(NOT_ALL_COUNTED)

    transport.on_exchange = look_at_the_clock
    counter = StepCounter(ignore_step, 0)
    sessions = open_sessions(targets, settings, transport, clock)
    gathered = [probe_target(session, settings, None, counter) for session in sessions]
    follow_resources(gathered, settings, clock)
    problem = next((reason for one in gathered for reason in one.internal_errors.values()), "")
    if problem:
        raise ContractsError("what would be sent is not known", found=problem)
    steps: Counter[tuple[str, str, str, str]] = Counter()
    for one in gathered:
        steps += _counted(one.session.target.contract.api, one.session.recorder.exchanges)
    return DryRun(
        hosts=tuple(dict.fromkeys(target.origin for target in targets)),
        steps=steps,
        limits=limits,
        max_examples=settings.profile.max_examples,
        notes=(
            *choice_note(settings, targets),
            *(note for session in sessions for note in session.notes),
            *dict.fromkeys(one.stopped for one in gathered if one.stopped == NOT_ALL_COUNTED),
        ),
    )


def _counted(api: str, exchanges: Sequence[Exchange]) -> Counter[tuple[str, str, str, str]]:
    return Counter((api, e.operation, e.purpose.value, e.request.method) for e in exchanges)


def format_dry_run(plan: DryRun) -> str:
    """Return a plan as text for the terminal."""
    limits = plan.limits
    lines = ["What would be sent (nothing is sent now):", ""]
    lines += [f"  to        {host}" for host in plan.hosts]
    methods: Counter[str] = Counter()
    for (_, _, _, method), count in plan.steps.items():
        methods[method] += count
    counts = ", ".join(f"{count} {method}" for method, count in sorted(methods.items()))
    lines.append(f"  methods   {counts or 'none'}")
    pace = f"{limits.per_second:g} a second" if limits.per_second else "not paced"
    lines.append(f"  at most   {limits.max_requests or 'unbounded'} requests, {pace}")
    lines.append("")
    lines += _steps(plan)
    if plan.max_examples:
        bound = f"up to {plan.max_examples} random ones per operation and mode, within the budget"
        lines.append(f"      …  GET     generated    examples, boundaries, {bound}")
    lines += ["", f"  {plan.requests:5}  in all, to a server with just the documented resources"]
    lines += [f"  note   {note}" for note in plan.notes]
    return printable_lines("\n".join(map(printable, lines)))


def _steps(plan: DryRun) -> Iterator[str]:
    """Yield the lines of the requests: of each operation, or of many operations together."""
    if len({(api, operation) for api, operation, _, _ in plan.steps}) <= MAX_OPERATIONS:
        for (api, operation, purpose, method), count in sorted(plan.steps.items()):
            yield f"  {count:5}  {method:7} {purpose:12} {api} {operation}"
        return
    counts: Counter[tuple[str, str, str]] = Counter()
    operations: Counter[tuple[str, str, str]] = Counter()
    for (api, _, purpose, method), count in plan.steps.items():
        counts[api, purpose, method] += count
        operations[api, purpose, method] += 1
    for key, count in sorted(counts.items()):
        api, purpose, method = key
        many = counted(operations[key], "operation")
        yield f"  {count:5}  {method:7} {purpose:12} {api}, {many}"
    yield "         --operation ID or --tag TAG shows the requests of each"


def _examples(contract: Contract) -> Mapping[str, bytes]:
    """Return the first documented example of each operation's success, by the operation's id."""
    found: dict[str, bytes] = {}
    for operation, response, _, example in documented_examples(contract):
        success = operation.success
        is_success = success is not None and response.status == success.status
        if is_success and not example.is_placeholder and operation.id not in found:
            found[operation.id] = dump_json(example.value)
    return found
