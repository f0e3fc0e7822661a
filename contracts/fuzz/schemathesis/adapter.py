"""Adapts Schemathesis: it sends requests through our transport, and generates requests for us.

`RecordingTransport` takes the place of its transport, so that our limits bound its requests as
well. Its configuration is in `contracts.fuzz.schemathesis.configuration`. No file in the user's
folder is read or written.
"""

import contextlib
import math
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis.configuration
import requests
from hypothesis import reject
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.core.errors import SchemathesisError
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response as SchemathesisResponse
from schemathesis.generation import GenerationMode
from schemathesis.generation.case import Case
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi._hypothesis import can_negate_headers, can_negate_path_parameters
from schemathesis.specs.openapi.schemas import OpenApiSchema
from schemathesis.transport.requests import REQUESTS_TRANSPORT, RequestsTransport

from contracts.errors import OptionError
from contracts.fuzz.schemathesis.checks import CHECKS, answer_of, dummy_case, first_line, run_check
from contracts.fuzz.schemathesis.configuration import filtered_document, schemathesis_config
from contracts.fuzz.schemathesis.hypothesis_tables import without_local_constants, write_utf8_table
from contracts.http.client.connection import InvalidRequest
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import BudgetExhausted, RequestNotAllowed
from contracts.http.clock import Clock
from contracts.http.messages.exchange import Exchange, Purpose, Request
from contracts.http.requests.building import encode_query, with_headers
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from contracts.results.verdict import CheckResult
from contracts.run.probing.fuzzer_protocol import FuzzLimits
from openapi.contract import Operation

_CASE_ID = "x-schemathesis-testcaseid"


class RequestConverter:
    """Converts requests of Schemathesis to requests of our transport."""

    def __init__(self, credentials: Credentials, target: Target) -> None:
        """Keep the credentials of all requests, and their server."""
        self._credentials = credentials
        self._target = target

    def request(self, prepared: requests.PreparedRequest) -> Request:
        """Return a prepared request of Schemathesis, with credentials, as one of ours."""
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
    """A transport of Schemathesis that sends through our own and keeps the exchanges.

    Attributes:
        has_stopped: Whether this transport has stopped the engine.
        is_late: Whether it has done so because of its deadline.
        exchanges: The exchanges by id of the case.
        exhausted_budget: Which budget is used up; empty while none is.
        error: The internal error that ended the run; None if there was none.
    """

    def __init__(
        self, recorder: Recorder, credentials: Credentials, target: Target, clock: Clock
    ) -> None:
        """Begin without exchanges, deadline and engine."""
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
        self.is_late = False
        self._deadline = math.inf
        self.exchanges: dict[str, Exchange] = {}
        self.exhausted_budget = ""
        self.error: Exception | None = None

    def attach_engine(self, stop: Callable[[], None]) -> None:
        """Keep the function that stops the engine."""
        self._stop_engine = stop

    def stop_in_time(self) -> None:
        """Stop the engine where there is no time left, though nothing is sent."""
        if self._clock.monotonic() > self._deadline:
            self.is_late = True
            self._stop()
        try:
            self._recorder.transport.check_time()
        except BudgetExhausted as error:
            self.exhausted_budget = error.reason
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
        session: requests.Session | None = None,  # noqa: ARG002 - our transport has its own
        **kwargs: Any,  # noqa: ANN401 - options of `requests`
    ) -> SchemathesisResponse:
        """Send the same bytes for a case as the transport of Schemathesis.

        Raises:
            requests.RequestException: There is no answer, or the run may not send the request.
            Exception: An internal error; `error` keeps it.
        """
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
            self.exhausted_budget = error.reason
            self._stop()
            raise requests.RequestException(error.reason, request=prepared) from error
        except (RequestNotAllowed, InvalidRequest) as error:
            raise requests.RequestException(str(error), request=prepared) from error
        except Exception as error:
            # The engine would report it as an error of the request; `fuzz` raises it again.
            self.error = error
            self._stop()
            raise
        self.exchanges[case.id] = exchange
        if exchange.response is None:
            # Not a ConnectionError, after which Schemathesis would open its own socket.
            raise requests.RequestException(exchange.failure, request=prepared)
        return answer_of(prepared, exchange)


class TransportSchema(OpenApiSchema):
    """A schema whose operations are called through our transport."""

    recording_transport: RecordingTransport

    @property
    def transport(self) -> RecordingTransport:
        """The transport through which all requests are sent."""
        return self.recording_transport


def create_schema(
    target: Target, credentials: Credentials, plan: FuzzLimits, transport: RecordingTransport
) -> TransportSchema:
    """Return the schema of Schemathesis for a contract."""
    document = filtered_document(target, plan)
    config = SchemathesisConfig.from_dict(schemathesis_config(target, credentials, plan))
    schema = TransportSchema(raw_schema=document, config=config.projects.get(document))
    schema.recording_transport = transport
    schema.hooks.register_hook_with_name(transport.in_time, "before_generate_case")
    return schema


class Generator:
    """Generates requests of one API without sending them, and judges answers to any request."""

    def __init__(
        self,
        target: Target,
        credentials: Credentials,
        plan: FuzzLimits,
        transport: RecordingTransport,
    ) -> None:
        """Read the schema; `transport` only serialises requests here."""
        self._schema = create_schema(target, credentials, plan, transport)
        self._requests = RequestConverter(credentials, target)
        self._serialize = transport.serialize_case
        self._strategies: dict[tuple[str, bool], st.SearchStrategy[Request]] = {}
        self._chosen = plan.operations

    def requests(self, operation: Operation, *, is_valid: bool) -> st.SearchStrategy[Request]:
        """Return a strategy of requests of one operation that the contract allows, or not.

        It is made once, since that takes long.
        """
        key = (operation.id, is_valid)
        if key not in self._strategies:
            self._strategies[key] = self._made(operation, is_valid=is_valid)
        return self._strategies[key]

    def _made(self, operation: Operation, *, is_valid: bool) -> st.SearchStrategy[Request]:
        own = self._operation(operation)
        if not is_valid and not _can_be_invalid(own):
            return st.nothing()
        mode = GenerationMode.POSITIVE if is_valid else GenerationMode.NEGATIVE
        cases: st.SearchStrategy[Case[Any]] = own.as_strategy(mode)
        return cases.map(self._written).filter(bool)  # type: ignore[return-value]

    def opinions(self, exchange: Exchange, operation: Operation) -> tuple[CheckResult, ...]:
        """Return the judgements of Schemathesis on an answer to any request.

        A request may match an operation that the run is not about; of those there are none.
        """
        is_other = operation.id not in self._chosen or exchange.request.method != operation.method
        if exchange.response is None or is_other:
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
                hint="correct the document (contracts lint names what is wrong), or use check",
            ) from error

    def _written(self, case: Case[Any]) -> Request | None:
        """Return the request of a case; None if it cannot be written."""
        try:
            prepared = requests.Request(**self._serialize(case)).prepare()
        except (requests.RequestException, ValueError):
            return None
        request = self._requests.request(prepared)
        kept = tuple(pair for pair in request.headers if pair[0].lower() != _CASE_ID)
        return replace(request, headers=kept)


def _can_be_invalid(operation: APIOperation[Any, Any, Any, Any]) -> bool:
    """Whether a value of a parameter or the body could break its schema.

    Of a path with a text as its only parameter none could. Hypothesis would try hundreds of times.
    """
    if any(body.is_negatable for body in operation.body.items):
        return True
    return any(
        operation.get_parameter_set(location).items
        and (location is not ParameterLocation.PATH or can_negate_path_parameters(operation))
        and (not location.is_in_header or can_negate_headers(operation, location))
        for location in (
            ParameterLocation.PATH,
            ParameterLocation.QUERY,
            ParameterLocation.HEADER,
            ParameterLocation.COOKIE,
        )
    )


def _note(case: Case[Any]) -> str:
    """Return Schemathesis' description of a generated request."""
    meta = case._meta  # noqa: SLF001 - `meta` would validate the case again, which changes it
    description = getattr(meta.phase.data, "description", "") if meta else ""
    return first_line(description or "generated")


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


@contextlib.contextmanager
def isolated_hypothesis(home: Path | None = None) -> Iterator[None]:
    """Keep Hypothesis' files out of the user's folder, and its warnings off the terminal.

    Without a home, the folder of its files is a temporary one.
    """
    with tempfile.TemporaryDirectory(prefix="contracts-") as folder:
        hypothesis.configuration.set_hypothesis_home_dir(home or folder)
        try:
            write_utf8_table(Path(home or folder))
            with warnings.catch_warnings(), without_local_constants():
                warnings.simplefilter("ignore")
                yield
        finally:
            hypothesis.configuration.set_hypothesis_home_dir(None)
