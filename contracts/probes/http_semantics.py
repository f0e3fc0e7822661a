"""How one resource behaves as HTTP: other methods, conditions, negotiation, connections.

Only GET, HEAD and OPTIONS go out, unless the run may change something; then also methods that the
contract does not name, without a body.
"""

from collections.abc import Iterator
from dataclasses import replace

from contracts.http.client.recorder import Recorder
from contracts.http.messages.exchange import HTTP_1_0, Exchange, Purpose
from contracts.http.requests.credentials import Credentials, credential_fields
from contracts.http.requests.targets import Target
from contracts.probes.inputs.equivalent_requests import equivalents
from contracts.probes.inputs.invalid_texts import CANARY
from contracts.probes.inputs.raw_request import RawRequest, short_page_request
from openapi.contract import Contract, Operation

MOST_REQUESTS = 40
"""Per operation, more or less."""

UNSAFE_METHODS = ("POST", "PUT", "PATCH", "DELETE", "TRACE")

ACCEPTS: tuple[tuple[str, str], ...] = (
    ("anything is accepted", "*/*"),
    ("weights are given", "text/html;q=0.3, application/*;q=0.5, */*;q=0.1"),
    ("only CSV is accepted", "text/csv"),
    ("nothing is accepted", "*/*;q=0"),
    ("Accept is malformed", ";;q=x,/"),
)
CODINGS: tuple[tuple[str, str], ...] = (
    ("gzip is accepted", "gzip"),
    ("deflate is accepted", "deflate"),
    ("no coding is accepted", "gzip;q=0, deflate;q=0, br;q=0, identity"),
)
OTHER_TAG = f'"{CANARY}-no-such-tag"'


def gather(
    target: Target,
    operation: Operation,
    credentials: Credentials,
    recorder: Recorder,
    *,
    is_unsafe: bool,
) -> Iterator[Exchange]:
    """Exercise the HTTP around one operation.

    Raises:
        SpentError: A budget is used up.
    """
    if not operation.is_safe:
        return
    probe = _Probe(short_page_request(target, operation, credentials), operation, recorder)
    yield from probe.head_requests()
    yield probe.ask(probe.base, "OPTIONS", Purpose.METHOD, "OPTIONS")
    yield from probe.content_negotiation()
    yield from probe.conditional_requests()
    yield from probe.connection_reuse()
    yield probe.with_http_1_0()
    yield from probe.equivalents(credential_fields(target.contract, operation))
    if is_unsafe:
        for method in _unnamed(target.contract, operation):
            yield probe.ask(probe.base, method, Purpose.METHOD, f"{method}, not documented")


class _Probe:
    def __init__(self, base: RawRequest, operation: Operation, recorder: Recorder) -> None:
        self.base = base
        self.missing = replace(base, template=f"{base.template}/{CANARY}")
        self._operation = operation.id
        self._recorder = recorder

    def ask(  # noqa: PLR0913  # what is known about a request
        self,
        raw: RawRequest,
        method: str,
        purpose: Purpose,
        note: str,
        *,
        twin: int = 0,
        is_fresh: bool = False,
    ) -> Exchange:
        return self._recorder.exchange(
            replace(raw, method=method).request,
            operation=self._operation,
            purpose=purpose,
            note=note,
            twin=twin,
            is_fresh=is_fresh,
        )

    def get(
        self, raw: RawRequest, purpose: Purpose, note: str, *, twin: int = 0, is_fresh: bool = False
    ) -> Exchange:
        return self.ask(raw, "GET", purpose, note, twin=twin, is_fresh=is_fresh)

    def head_requests(self) -> Iterator[Exchange]:
        """HEAD between two GETs, of what is there and of what is not."""
        for raw, what in ((self.base, "what is there"), (self.missing, "what is not there")):
            first = self.get(raw, Purpose.METHOD, f"GET of {what}, before HEAD")
            yield first
            yield self.ask(raw, "HEAD", Purpose.METHOD, f"HEAD of {what}", twin=first.number)
            yield self.get(raw, Purpose.METHOD, f"GET of {what}, after HEAD", twin=first.number)

    def content_negotiation(self) -> Iterator[Exchange]:
        yield self.get(self.base.without_header("Accept"), Purpose.METHOD, "nothing about Accept")
        for note, value in ACCEPTS:
            yield self.get(self.base.with_header("Accept", value), Purpose.METHOD, note)
        for note, value in CODINGS:
            yield self.get(self.base.with_header("Accept-Encoding", value), Purpose.METHOD, note)

    def conditional_requests(self) -> Iterator[Exchange]:
        first = self.get(self.base, Purpose.CONDITION, "before a condition")
        yield first
        other = self.base.with_header("If-None-Match", OTHER_TAG)
        yield self.get(other, Purpose.CONDITION, "a tag that was never given", twin=first.number)
        tag = first.response.header("etag") if first.response else None
        if tag:
            same = self.base.with_header("If-None-Match", tag)
            yield self.get(same, Purpose.CONDITION, "its own tag", twin=first.number)

    def connection_reuse(self) -> Iterator[Exchange]:
        """Two requests on one connection, one before and one after on others."""
        before = self.get(
            self.missing, Purpose.CONNECTION, "on a connection of its own", is_fresh=True
        )
        yield before
        yield self.get(self.base, Purpose.CONNECTION, "first on a connection", is_fresh=True)
        yield self.get(
            self.missing, Purpose.CONNECTION, "second on a connection", twin=before.number
        )
        yield self.get(
            self.missing,
            Purpose.CONNECTION,
            "once more on a connection of its own",
            twin=before.number,
            is_fresh=True,
        )

    def with_http_1_0(self) -> Exchange:
        """The same request in HTTP/1.0, as old proxies and health checks write it."""
        return self._recorder.exchange(
            replace(self.base.request, method="GET", version=HTTP_1_0),
            operation=self._operation,
            purpose=Purpose.PROTOCOL,
            note="in HTTP/1.0",
            is_fresh=True,
        )

    def equivalents(self, proving: frozenset[str]) -> Iterator[Exchange]:
        """The same request, written otherwise."""
        first = self.get(self.base, Purpose.EQUIVALENT, "as it is")
        yield first
        for note, raw in equivalents(self.base, proving):
            yield self.get(raw, Purpose.EQUIVALENT, note, twin=first.number)
        yield self.get(self.base, Purpose.EQUIVALENT, "as it is, once more", twin=first.number)


def _unnamed(contract: Contract, operation: Operation) -> Iterator[str]:
    named = {known.method for known in contract.operations if known.path == operation.path}
    yield from (method for method in UNSAFE_METHODS if method not in named)
