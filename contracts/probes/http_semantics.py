"""How one resource behaves as HTTP: other methods, conditions, negotiation, connections.

Only GET, HEAD and OPTIONS go out, unless the run may change something; then also methods that the
contract does not name, without a body.
"""

from collections.abc import Iterator
from dataclasses import replace

from contracts.http.messages.exchange import HTTP_1_0, Exchange, Purpose
from contracts.http.requests.credentials import credential_fields
from contracts.probes.inputs.context import ProbeContext
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


def run(context: ProbeContext) -> None:
    """Exercise the HTTP around one operation.

    Raises:
        BudgetExhausted: A budget is used up.
    """
    target, operation = context.target, context.operation
    if not operation.is_safe:
        return
    probe = _Probe(context, short_page_request(target, operation, context.credentials))
    probe.head_requests()
    probe.ask(probe.base, "OPTIONS", Purpose.METHOD, "OPTIONS")
    probe.content_negotiation()
    probe.conditional_requests()
    probe.connection_reuse()
    probe.with_http_1_0()
    probe.equivalents(credential_fields(target.contract, operation))
    if context.is_unsafe:
        for method in _unnamed(target.contract, operation):
            probe.ask(probe.base, method, Purpose.METHOD, f"{method}, not documented")


class _Probe:
    def __init__(self, context: ProbeContext, base: RawRequest) -> None:
        self.base = base
        self.missing = replace(base, template=f"{base.template}/{CANARY}")
        self._context = context

    def ask(  # noqa: PLR0913 - what is known about a request
        self,
        raw: RawRequest,
        method: str,
        purpose: Purpose,
        note: str,
        *,
        twin: int = 0,
        is_fresh: bool = False,
    ) -> Exchange:
        request = replace(raw, method=method).request
        return self._context.send(request, purpose, note, twin=twin, is_fresh=is_fresh)

    def get(
        self, raw: RawRequest, purpose: Purpose, note: str, *, twin: int = 0, is_fresh: bool = False
    ) -> Exchange:
        return self.ask(raw, "GET", purpose, note, twin=twin, is_fresh=is_fresh)

    def head_requests(self) -> None:
        """HEAD between two GETs, of what is there and of what is not."""
        for raw, what in ((self.base, "what is there"), (self.missing, "what is not there")):
            first = self.get(raw, Purpose.METHOD, f"GET of {what}, before HEAD")
            self.ask(raw, "HEAD", Purpose.METHOD, f"HEAD of {what}", twin=first.number)
            self.get(raw, Purpose.METHOD, f"GET of {what}, after HEAD", twin=first.number)

    def content_negotiation(self) -> None:
        self.get(self.base.without_header("Accept"), Purpose.METHOD, "nothing about Accept")
        for note, value in ACCEPTS:
            self.get(self.base.with_header("Accept", value), Purpose.METHOD, note)
        for note, value in CODINGS:
            self.get(self.base.with_header("Accept-Encoding", value), Purpose.METHOD, note)

    def conditional_requests(self) -> None:
        first = self.get(self.base, Purpose.CONDITION, "before a condition")
        other = self.base.with_header("If-None-Match", OTHER_TAG)
        self.get(other, Purpose.CONDITION, "a tag that was never given", twin=first.number)
        tag = first.response.header("etag") if first.response else None
        if tag:
            same = self.base.with_header("If-None-Match", tag)
            self.get(same, Purpose.CONDITION, "its own tag", twin=first.number)

    def connection_reuse(self) -> None:
        """Two requests on one connection, one before and one after on others."""
        before = self.get(
            self.missing, Purpose.CONNECTION, "on a connection of its own", is_fresh=True
        )
        self.get(self.base, Purpose.CONNECTION, "first on a connection", is_fresh=True)
        self.get(self.missing, Purpose.CONNECTION, "second on a connection", twin=before.number)
        self.get(
            self.missing,
            Purpose.CONNECTION,
            "once more on a connection of its own",
            twin=before.number,
            is_fresh=True,
        )

    def with_http_1_0(self) -> None:
        """The same request in HTTP/1.0, as old proxies and health checks write it."""
        request = replace(self.base.request, method="GET", version=HTTP_1_0)
        self._context.send(request, Purpose.PROTOCOL, "in HTTP/1.0", is_fresh=True)

    def equivalents(self, proving: frozenset[str]) -> None:
        """The same request, written otherwise."""
        first = self.get(self.base, Purpose.EQUIVALENT, "as it is")
        for note, raw in equivalents(self.base, proving):
            self.get(raw, Purpose.EQUIVALENT, note, twin=first.number)
        self.get(self.base, Purpose.EQUIVALENT, "as it is, once more", twin=first.number)


def _unnamed(contract: Contract, operation: Operation) -> Iterator[str]:
    named = {known.method for known in contract.operations if known.path == operation.path}
    yield from (method for method in UNSAFE_METHODS if method not in named)
