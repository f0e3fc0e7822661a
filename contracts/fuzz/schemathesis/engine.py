"""Runs the engine of Schemathesis in a check run, and returns its judgements as second opinion.

Its requests go through `contracts.fuzz.schemathesis.adapter`; our own checks judge the exchanges.
"""

from collections.abc import Iterator

import requests
from schemathesis.engine import events
from schemathesis.engine.core import Engine
from schemathesis.engine.run import Phase, PhaseName, PhaseSkipReason

from contracts.fuzz.schemathesis.adapter import (
    RecordingTransport,
    create_schema,
    isolated_hypothesis,
)
from contracts.fuzz.schemathesis.checks import as_judgement, can_read, first_line, is_doubtful
from contracts.fuzz.schemathesis.configuration import left_out_patterns
from contracts.http.client.recorder import Recorder
from contracts.http.clock import Clock
from contracts.http.messages.exchange import Exchange
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from contracts.results.finding import preview
from contracts.results.verdict import CheckResult
from contracts.run.probing.fuzzer_protocol import FuzzLimits, FuzzResult

_SKIPPED_PHASES = frozenset({PhaseName.PROBING, PhaseName.AUTH_BOOTSTRAP})
"""Phases that would not send through our transport."""


def fuzz(
    target: Target,
    credentials: Credentials,
    recorder: Recorder,
    plan: FuzzLimits,
    clock: Clock,
) -> FuzzResult:
    """Send generated requests to one API; `recorder` keeps the exchanges.

    Raises:
        Exception: An internal error of the transport or of the engine.
    """
    transport = RecordingTransport(recorder, credentials, target, clock)
    judgements: dict[str, list[CheckResult]] = {}
    finished: set[str | None] = set()
    errors = [
        f"no text is made for the pattern {preview(pattern)}, because that may never end"
        for pattern in left_out_patterns(target)
    ]
    with isolated_hypothesis():
        schema = create_schema(target, credentials, plan, transport)
        stream = _Engine(schema=schema).execute()
        transport.attach_engine(stream.stop)
        for event in stream:
            transport.stop_in_time()
            if isinstance(event, events.PhaseStarted) and event.phase.name is PhaseName.FUZZING:
                # The number of requests is the bound; the time only cuts, and the report says so.
                # Examples and boundaries are not timed.
                transport.set_deadline(clock.monotonic() + plan.max_seconds)
            if isinstance(event, events.Interrupted) and not transport.has_stopped:
                raise KeyboardInterrupt  # Schemathesis would end early without an error.
            if isinstance(event, events.ScenarioFinished):
                finished |= _finished_label(event, transport)
                for exchange, judgement in _judgements(event, transport):
                    judgements.setdefault(exchange.operation, []).append(judgement)
            elif isinstance(event, events.NonFatalError):
                if not isinstance(event.value, requests.RequestException):
                    errors.append(first_line(event.info.message))
            elif isinstance(event, events.FatalError):
                raise event.exception
    if transport.error is not None:
        raise transport.error
    errors += _lateness(transport, plan, len(finished))
    return FuzzResult(
        by_operation={name: tuple(found) for name, found in judgements.items()},
        errors=tuple(dict.fromkeys(errors)),
        stop_reason=transport.exhausted_budget,
    )


def _lateness(transport: RecordingTransport, plan: FuzzLimits, finished: int) -> Iterator[str]:
    """Yield that the time has cut the random requests, if it has."""
    if transport.is_late:
        yield (
            f"random requests ended after {plan.max_seconds:g} s; {finished} of "
            f"{len(plan.operations)} operations had all of theirs, so that another run with the "
            "same seed may send others"
        )


class _Engine(Engine):
    """The engine without the phases that open their own sockets."""

    def get_phase_config(
        self, phase_name: PhaseName, *, is_supported: bool, requires_transitions: bool
    ) -> Phase:
        """Return the configuration of a phase; phases that bypass the transport are disabled."""
        if phase_name in _SKIPPED_PHASES:
            return Phase(name=phase_name, is_enabled=False, skip_reason=PhaseSkipReason.DISABLED)
        return super().get_phase_config(
            phase_name, is_supported=is_supported, requires_transitions=requires_transitions
        )


def _finished_label(
    event: events.ScenarioFinished, transport: RecordingTransport
) -> set[str | None]:
    """Return the label of an operation that got all its random requests; else nothing."""
    is_random = event.phase is PhaseName.FUZZING
    return {event.label} if is_random and not transport.has_stopped else set()


def _judgements(
    event: events.ScenarioFinished, transport: RecordingTransport
) -> Iterator[tuple[Exchange, CheckResult]]:
    for case_id, nodes in event.recorder.checks.items():
        exchange = transport.exchanges.get(case_id)
        for node in nodes if exchange is not None else ():
            failure = node.failure_info.failure if node.failure_info else None
            if exchange is None or not can_read(node.name, exchange):
                continue
            if not is_doubtful(node.name, failure):
                yield exchange, as_judgement(node.name, failure, exchange)
