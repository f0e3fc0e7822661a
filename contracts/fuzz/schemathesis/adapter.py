"""Schemathesis at arm's length: its schema, its requests through our transport, its opinions.

Everything it sends goes through our transport (`Door`), so that read-only, hosts and budgets hold
for it as well. How it is set up, and which of its checks are turned off and why, is in
`contracts.fuzz.schemathesis.configuration`. Nothing is read from, or written to, the user's folder.
"""

import contextlib
import math
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis.configuration
import requests
from hypothesis import reject
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.core.errors import SchemathesisError
from schemathesis.core.transport import Response as SchemathesisResponse
from schemathesis.generation import GenerationMode
from schemathesis.generation.case import Case
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.schemas import OpenApiSchema
from schemathesis.transport.requests import REQUESTS_TRANSPORT, RequestsTransport

from contracts.errors import OptionError
from contracts.fuzz.schemathesis.checks import CHECKS, answer_of, dummy_case, first_line, run_check
from contracts.fuzz.schemathesis.configuration import filtered_document, schemathesis_config
from contracts.http.client.connection import InvalidRequest
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import BudgetExhausted, RequestNotAllowed
from contracts.http.clock import Clock
from contracts.http.messages.exchange import Exchange, Purpose, Request
from contracts.http.requests.building import encode_query, with_headers
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from contracts.results.verdict import CheckResult
from contracts.run.fuzzer_protocol import FuzzLimits
from openapi.contract import Operation

JSON = Any

_CASE_ID = "x-schemathesis-testcaseid"


class RequestConverter:
    """Writes generated cases as requests of our transport."""

    def __init__(self, credentials: Credentials, target: Target) -> None:
        """Take what every request carries, and where it goes."""
        self._credentials = credentials
        self._target = target

    def request(self, prepared: requests.PreparedRequest) -> Request:
        """Return a request that was made by Schemathesis, as one of ours."""
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


class RecordingTransport(RequestsTransport):
    """Schemathesis' transport, with our own behind it."""

    def __init__(
        self, recorder: Recorder, credentials: Credentials, target: Target, clock: Clock
    ) -> None:
        """Take what sends requests, what they carry, where they go, and the time."""
        super().__init__()
        self._copy_serializers_from(REQUESTS_TRANSPORT)
        self._recorder = recorder
        self._requests = RequestConverter(credentials, target)
        self._ids = {
            (operation.method, operation.path): operation.id
            for operation in target.contract.operations
        }
        self._clock = clock
        self._stop_engine: Callable[[], None] = lambda: None
        self.has_stopped = False
        self._deadline = math.inf
        self.exchanges: dict[str, Exchange] = {}
        self.spent = ""
        self.fault: Exception | None = None

    def attach_engine(self, stop: Callable[[], None]) -> None:
        """Take how to stop the engine."""
        self._stop_engine = stop

    def stop_in_time(self) -> None:
        """Stop the engine where there is no time left, though nothing is sent."""
        if self._clock.monotonic() > self._deadline:
            self._stop()
        try:
            self._recorder.transport.check_time()
        except BudgetExhausted as error:
            self.spent = error.reason
            self._stop()

    def in_time(
        self, _: object, cases: st.SearchStrategy[Case[Any]]
    ) -> st.SearchStrategy[Case[Any]]:
        """Return cases that are none any more when time is up; a hook of Schemathesis.

        What makes a case may try for ever and send nothing: a schema that nothing satisfies, say.
        """

        def go_on() -> None:
            self.stop_in_time()
            if self.has_stopped:
                reject()

        return st.builds(go_on).flatmap(lambda _: cases)

    def _stop(self) -> None:
        self.has_stopped = True
        self._stop_engine()

    def set_deadline(self, deadline: float) -> None:
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
        self.stop_in_time()
        try:
            exchange = self._recorder.exchange(
                self._requests.request(prepared),
                operation=self._ids[case.operation.method.upper(), case.operation.path],
                purpose=Purpose.GENERATED,
                note=_note(case),
            )
        except BudgetExhausted as error:
            self.spent = error.reason
            self._stop()
            raise requests.RequestException(error.reason, request=prepared) from error
        except (RequestNotAllowed, InvalidRequest) as error:
            raise requests.RequestException(str(error), request=prepared) from error
        except Exception as error:
            # The engine would take it for one more error of a request; it is one of ours.
            self.fault = error
            self._stop()
            raise
        self.exchanges[case.id] = exchange
        if exchange.response is None:
            # Not a ConnectionError: on one of those Schemathesis opens a socket of its own.
            raise requests.RequestException(exchange.failure, request=prepared)
        return answer_of(prepared, exchange)


class Schema(OpenApiSchema):
    """A schema whose operations are called through our transport."""

    door: RecordingTransport

    @property
    def transport(self) -> RecordingTransport:
        """The only way to the server."""
        return self.door


def create_schema(
    target: Target, credentials: Credentials, plan: FuzzLimits, door: RecordingTransport
) -> Schema:
    """Return the contract as Schemathesis reads it."""
    document = filtered_document(target, plan)
    config = SchemathesisConfig.from_dict(schemathesis_config(target, credentials, plan))
    schema = Schema(raw_schema=document, config=config.projects.get(document))
    schema.door = door
    schema.hooks.register_hook_with_name(door.in_time, "before_generate_case")
    return schema


class Generator:
    """Makes requests of one API without sending any, and judges answers to whatever was sent."""

    def __init__(
        self, target: Target, credentials: Credentials, plan: FuzzLimits, door: RecordingTransport
    ) -> None:
        """Take the API, what requests carry, what may be called, and the way that is not taken."""
        self._schema = create_schema(target, credentials, plan, door)
        self._requests = RequestConverter(credentials, target)
        self._serialize = door.serialize_case

    def requests(self, operation: Operation, *, is_valid: bool) -> st.SearchStrategy[Request]:
        """Return requests for one operation, as the contract asks or not."""
        mode = GenerationMode.POSITIVE if is_valid else GenerationMode.NEGATIVE
        cases: st.SearchStrategy[Case[Any]] = self._operation(operation).as_strategy(mode)
        return cases.map(self._written).filter(bool)  # type: ignore[return-value]

    def opinions(self, exchange: Exchange, operation: Operation) -> tuple[CheckResult, ...]:
        """Return what Schemathesis says of an answer, whoever made the request."""
        if exchange.response is None or exchange.request.method != operation.method:
            return ()
        case = dummy_case(self._operation(operation), operation)
        return tuple(judgement for name in CHECKS for judgement in run_check(name, case, exchange))

    def _operation(self, operation: Operation) -> APIOperation[Any, Any, Any, Any]:
        try:
            return self._schema[operation.path][operation.method]
        except SchemathesisError as error:
            raise OptionError(
                f"no requests of {operation.id} can be generated",
                where=f"{operation.method} {operation.path}",
                found=first_line(str(error)),
                advice="correct the document (contracts lint names what is wrong), or use check",
            ) from error

    def _written(self, case: Case[Any]) -> Request | None:
        """Return the request of a case; None where it cannot be written."""
        try:
            prepared = requests.Request(**self._serialize(case)).prepare()
        except (requests.RequestException, ValueError):
            return None
        whole = self._requests.request(prepared)
        kept = tuple(pair for pair in whole.headers if pair[0].lower() != _CASE_ID)
        return Request(
            method=whole.method,
            origin=whole.origin,
            target=whole.target,
            headers=kept,
            body=whole.body,
        )


def _note(case: Case[Any]) -> str:
    """Return what is particular about a generated request, in Schemathesis' words."""
    meta = case._meta  # noqa: SLF001  # `meta` would judge the case anew, which changes it
    description = getattr(meta.phase.data, "description", "") if meta else ""
    return first_line(description or "generated")


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


@contextlib.contextmanager
def isolated_hypothesis(home: Path | None = None) -> Iterator[None]:
    """Keep Hypothesis' files out of the user's folder, and its chatter off the terminal.

    Args:
        home: Where they go instead; None takes a folder that is gone afterwards.
    """
    with tempfile.TemporaryDirectory(prefix="contracts-") as folder:
        hypothesis.configuration.set_hypothesis_home_dir(home or folder)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield
        finally:
            hypothesis.configuration.set_hypothesis_home_dir(None)
