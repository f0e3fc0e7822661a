"""The one door to Schemathesis: generates requests, and gives a second opinion on the answers.

Everything it sends goes through our transport (`_Door`), so that read-only, hosts and budgets hold
for it as well, and every answer becomes an exchange that our own checks judge. How it is set up,
and which of its own checks are turned off and why, is in `contracts.fuzz_setup`. Nothing is read
from, or written to, the user's folder.
"""

import contextlib
import math
import tempfile
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis.configuration
import requests
from schemathesis.config import SchemathesisConfig
from schemathesis.core.transport import Response as SchemathesisResponse
from schemathesis.engine import events
from schemathesis.engine.core import Engine
from schemathesis.engine.recorder import CheckNode
from schemathesis.engine.run import Phase, PhaseName, PhaseSkipReason
from schemathesis.generation.case import Case
from schemathesis.specs.openapi.schemas import OpenApiSchema
from schemathesis.transport.requests import REQUESTS_TRANSPORT, RequestsTransport

from contracts.clock import Clock
from contracts.composing import encode_query, with_headers
from contracts.credentials import Credentials
from contracts.exchange import Exchange, Purpose, Request
from contracts.finding import Finding
from contracts.fuzz_setup import configuration, reduced_document
from contracts.generation import FuzzPlan, FuzzResult
from contracts.recorder import Recorder
from contracts.targets import Target
from contracts.transport import RefusedError, SpentError
from contracts.verdict import Judgement, failed, passed
from contracts.wire import UnsendableError
from openapi.contract import Severity

JSON = Any

PREFIX = "schemathesis."

_SKIPPED_PHASES = frozenset({PhaseName.PROBING, PhaseName.AUTH_BOOTSTRAP})
"""Phases that would talk to the server past our transport."""


def fuzz(
    target: Target,
    credentials: Credentials,
    recorder: Recorder,
    plan: FuzzPlan,
    clock: Clock,
) -> FuzzResult:
    """Send generated requests to one API; the exchanges are kept by `recorder`."""
    door = _Door(recorder, credentials, target, clock)
    judgements: dict[str, list[Judgement]] = {}
    errors: list[str] = []
    with _quiet():
        schema = _schema(target, credentials, plan, door)
        stream = _Engine(schema=schema).execute()
        door.open(stream.stop)
        for event in stream:
            if isinstance(event, events.PhaseStarted) and event.phase.name is PhaseName.FUZZING:
                # Examples and boundaries are always gone through: what a run finds must not
                # depend on the speed of the machine. Only the random requests are timed.
                door.close_at(clock.monotonic() + plan.max_seconds)
            if isinstance(event, events.ScenarioFinished):
                for exchange, judgement in _judgements(event, door):
                    judgements.setdefault(exchange.operation, []).append(judgement)
            elif isinstance(event, events.NonFatalError):
                if not isinstance(event.value, requests.RequestException):
                    errors.append(_first_line(event.info.message))
            elif isinstance(event, events.FatalError):
                errors.append(_first_line(str(event.exception)))
    return FuzzResult(
        by_operation={name: tuple(found) for name, found in judgements.items()},
        errors=tuple(dict.fromkeys(errors)),
        stopped=door.spent,
    )


class _Door(RequestsTransport):
    """Schemathesis' transport, with our own behind it."""

    def __init__(
        self, recorder: Recorder, credentials: Credentials, target: Target, clock: Clock
    ) -> None:
        super().__init__()
        self._copy_serializers_from(REQUESTS_TRANSPORT)
        self._recorder = recorder
        self._credentials = credentials
        self._target = target
        self._ids = {
            (operation.method, operation.path): operation.id
            for operation in target.contract.operations
        }
        self._clock = clock
        self._stop: Callable[[], None] = lambda: None
        self._deadline = math.inf
        self.exchanges: dict[str, Exchange] = {}
        self.spent = ""

    def open(self, stop: Callable[[], None]) -> None:
        """Take how to stop the engine."""
        self._stop = stop

    def close_at(self, deadline: float) -> None:
        """Stop the engine at a moment of the clock."""
        self._deadline = deadline

    def send(
        self,
        case: Case[Any],
        *,
        session: requests.Session | None = None,  # noqa: ARG002  # our transport has its own
        **kwargs: Any,  # noqa: ANN401  # whatever `requests` takes
    ) -> SchemathesisResponse:
        """Send a case the way its own transport would have, byte for byte."""
        wanted = {
            key: kwargs[key]
            for key in ("headers", "params", "cookies", "base_url")
            if kwargs.get(key) is not None
        }
        prepared = requests.Request(**self.serialize_case(case, **wanted)).prepare()
        if self._clock.monotonic() > self._deadline:
            self._stop()
        try:
            exchange = self._recorder.exchange(
                self._request(prepared),
                operation=self._ids[case.operation.method.upper(), case.operation.path],
                purpose=Purpose.GENERATED,
                note=_note(case),
            )
        except SpentError as error:
            self.spent = error.reason
            self._stop()
            raise requests.RequestException(error.reason, request=prepared) from error
        except (RefusedError, UnsendableError) as error:
            raise requests.RequestException(str(error), request=prepared) from error
        self.exchanges[case.id] = exchange
        if exchange.response is None:
            # Not a ConnectionError: on one of those Schemathesis opens a socket of its own.
            raise requests.RequestException(exchange.failure, request=prepared)
        return _answer(prepared, exchange)

    def _request(self, prepared: requests.PreparedRequest) -> Request:
        body = prepared.body or b""
        headers = [(_text(n), _text(v)) for n, v in prepared.headers.items()]
        return Request(
            method=prepared.method or "GET",
            origin=self._target.origin,
            target=self._with_query(prepared.path_url),
            headers=with_headers(headers, self._credentials.headers),
            body=body if isinstance(body, bytes) else str(body).encode(),
        )

    def _with_query(self, target: str) -> str:
        if not self._credentials.query:
            return target
        added = encode_query(self._credentials.query)
        return f"{target}{'&' if '?' in target else '?'}{added}"


class _Schema(OpenApiSchema):
    """A schema whose operations are called through our transport."""

    door: _Door

    @property
    def transport(self) -> _Door:
        """The only way to the server."""
        return self.door


class _Engine(Engine):
    """The engine without the phases that open sockets of their own."""

    def get_phase_config(
        self, phase_name: PhaseName, *, is_supported: bool, requires_transitions: bool
    ) -> Phase:
        """Return how a phase is run; phases that bypass the transport are not."""
        if phase_name in _SKIPPED_PHASES:
            return Phase(name=phase_name, is_enabled=False, skip_reason=PhaseSkipReason.DISABLED)
        return super().get_phase_config(
            phase_name, is_supported=is_supported, requires_transitions=requires_transitions
        )


def _schema(target: Target, credentials: Credentials, plan: FuzzPlan, door: _Door) -> _Schema:
    document = reduced_document(target, plan)
    config = SchemathesisConfig.from_dict(configuration(target, credentials, plan))
    schema = _Schema(raw_schema=document, config=config.projects.get(document))
    schema.door = door
    return schema


def _judgements(
    event: events.ScenarioFinished, door: _Door
) -> Iterator[tuple[Exchange, Judgement]]:
    for case_id, nodes in event.recorder.checks.items():
        exchange = door.exchanges.get(case_id)
        for node in nodes if exchange is not None else ():
            if exchange is not None and not _is_whole_number(node):
                yield exchange, _judgement(exchange, node)


def _is_whole_number(node: CheckNode) -> bool:
    """Whether the complaint is that `4000.0` or `4e3` is no integer: to JSON it is one."""
    failure = node.failure_info.failure if node.failure_info else None
    instance = getattr(failure, "instance", None)
    return isinstance(instance, float) and instance.is_integer()


def _judgement(exchange: Exchange, node: CheckNode) -> Judgement:
    rule = f"{PREFIX}{node.name.replace('_', '-')}"
    if node.failure_info is None:
        return passed(rule)
    failure = node.failure_info.failure
    return failed(
        Finding(
            rule=rule,
            severity=Severity.ERROR,
            message=f"{failure.title}: {_first_line(failure.message)}",
            exchange=exchange.number,
            key=f"{failure.code} {exchange.response.status if exchange.response else 0}",
        )
    )


def _answer(prepared: requests.PreparedRequest, exchange: Exchange) -> SchemathesisResponse:
    response = exchange.response
    if response is None:
        message = "an exchange without an answer"
        raise ValueError(message)
    headers: dict[str, list[str]] = {}
    for name, value in response.headers:
        headers.setdefault(name.lower(), []).append(value)
    return SchemathesisResponse(
        status_code=response.status,
        headers=headers,
        content=response.body,
        request=prepared,
        elapsed=exchange.elapsed_seconds,
        verify=True,
        message=response.reason,
        encoding="utf-8",
    )


def _note(case: Case[Any]) -> str:
    """Return what is particular about a generated request, in Schemathesis' words."""
    meta = case._meta  # noqa: SLF001  # `meta` would judge the case anew, which changes it
    description = getattr(meta.phase.data, "description", "") if meta else ""
    return _first_line(description or "generated")


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0][:200] if lines else ""


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep Hypothesis' files out of the user's folder, and its chatter off the terminal."""
    with tempfile.TemporaryDirectory(prefix="contracts-") as folder:
        hypothesis.configuration.set_hypothesis_home_dir(folder)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield
        finally:
            hypothesis.configuration.set_hypothesis_home_dir(None)
