"""Sends other methods, conditional requests, Accept headers, and connections in other orders.

Only GET, HEAD and OPTIONS are sent. With `--unsafe` so are methods that the contract does not
name, without a body.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from contracts.http.messages.exchange import HTTP_1_0, Exchange, Purpose
from contracts.http.requests.credentials import credential_fields
from contracts.observations.failures.chance import EQUIVALENTS, HEADS, MIXED_UP
from contracts.probes.inputs.context import ProbeContext
from contracts.probes.inputs.equivalent_requests import equivalents
from contracts.probes.inputs.invalid_texts import CANARY
from contracts.probes.inputs.raw_request import RawRequest, short_page_request
from openapi.contract import Contract
from openapi.routing import Router

UNSAFE_METHODS = ("POST", "PUT", "PATCH", "DELETE", "TRACE")

ACCEPTS: tuple[tuple[str, str], ...] = (
    ("any type is accepted", "*/*"),
    ("weights are given", "text/html;q=0.3, application/*;q=0.5, */*;q=0.1"),
    ("only CSV is accepted", "text/csv"),
    ("no type is accepted", "*/*;q=0"),
    ("Accept is malformed", ";;q=x,/"),
)
CODINGS: tuple[tuple[str, str], ...] = (
    ("gzip is accepted", "gzip"),
    ("deflate is accepted", "deflate"),
    ("no coding is accepted", "gzip;q=0, deflate;q=0, br;q=0, identity"),
)
_REFUSED, _FAILED = 400, 500  # the first status of a refusal, and of a failure
NO_HEAD = frozenset({0, 405, 501})  # no answer, or HEAD is not supported
OTHER_TAG = f'"{CANARY}-no-such-tag"'


def run(context: ProbeContext) -> None:
    """Send variants of one operation's documented request that test HTTP itself."""
    target, operation = context.target, context.operation
    if not operation.is_safe:
        return
    probe = _Probe(context, short_page_request(target, operation, context.credentials))
    probe.head_requests()
    probe.ask(probe.base, Purpose.METHOD, "OPTIONS", method="OPTIONS")
    probe.content_negotiation()
    probe.conditional_requests()
    probe.connection_reuse()
    probe.with_http_1_0()
    probe.equivalents(credential_fields(target.contract, operation))
    if context.is_unsafe:
        for method in undocumented_methods(target.contract, probe.base.request.path):
            note = f"{method}, not documented"
            probe.ask(probe.base, Purpose.METHOD, note, method=method)


class _Probe:
    def __init__(self, context: ProbeContext, base: RawRequest) -> None:
        self.base = base
        self.missing = replace(base, template=f"{base.template}/{CANARY}")
        self._context = context

    def ask(  # noqa: PLR0913 - what is known about a request
        self,
        raw: RawRequest,
        purpose: Purpose,
        note: str,
        *,
        method: str = "GET",
        twin: int = 0,
        is_fresh: bool = False,
    ) -> Exchange:
        request = replace(raw, method=method).request
        return self._context.send(request, purpose, note, twin=twin, is_fresh=is_fresh)

    def head_requests(self) -> None:
        """Send HEAD between two GETs, for an existing and for a missing resource.

        A HEAD with another status than GET is sent again: the server may fail now and then.
        """
        for raw, what in ((self.base, "an existing resource"), (self.missing, "a missing one")):
            first = self.ask(raw, Purpose.METHOD, f"GET of {what}, before HEAD")
            differing = 0
            for _ in range(2 * HEADS):
                note = f"HEAD of {what}"
                seen = self.ask(raw, Purpose.METHOD, note, method="HEAD", twin=first.number)
                note = f"GET of {what}, after HEAD"
                later = self.ask(raw, Purpose.METHOD, note, twin=first.number)
                differing += first.status == later.status != seen.status
                is_settled = seen.status in {first.status, later.status} | NO_HEAD
                if is_settled or differing == HEADS:
                    break
                first = later

    def content_negotiation(self) -> None:
        self.ask(self.base.without_header("Accept"), Purpose.METHOD, "without Accept")
        for note, value in ACCEPTS:
            self.ask(self.base.with_header("Accept", value), Purpose.METHOD, note)
        for note, value in CODINGS:
            self.ask(self.base.with_header("Accept-Encoding", value), Purpose.METHOD, note)

    def conditional_requests(self) -> None:
        first = self.ask(self.base, Purpose.CONDITION, "before a condition")
        other = self.base.with_header("If-None-Match", OTHER_TAG)
        self.ask(other, Purpose.CONDITION, "a tag that was never given", twin=first.number)
        tag = first.answer.header("etag")
        if tag:
            same = self.base.with_header("If-None-Match", tag)
            self.ask(same, Purpose.CONDITION, "its own tag", twin=first.number)

    def connection_reuse(self) -> None:
        """Send two requests on one connection; before and after, the second one alone.

        It is done again if the second one has the status of the first: both may have failed.
        """
        purpose = Purpose.CONNECTION
        for _ in range(MIXED_UP):
            before = self.ask(self.missing, purpose, "on a connection of its own", is_fresh=True)
            # The fresh connection before has closed all others, so this opens one, and it is kept.
            first = self.ask(self.base, purpose, "first on a connection")
            note = "second on a connection"
            second = self.ask(self.missing, purpose, note, twin=before.number)
            note = "again on a connection of its own"
            self.ask(self.missing, purpose, note, twin=before.number, is_fresh=True)
            if second.status in {0, before.status} or second.status != first.status:
                break

    def with_http_1_0(self) -> None:
        """Send the same request in HTTP/1.0, as old proxies and health checks do."""
        request = replace(self.base.request, method="GET", version=HTTP_1_0)
        self._context.send(request, Purpose.PROTOCOL, "in HTTP/1.0", is_fresh=True)

    def equivalents(self, credential_names: frozenset[str]) -> None:
        """Send the same request in equivalent notations, between two that are as usual.

        A notation that is refused is sent again: the server may refuse any request now and then.
        """
        first = self.ask(self.base, Purpose.EQUIVALENT, "as it is")
        for note, raw in equivalents(self.base, credential_names):
            for _ in range(EQUIVALENTS):
                seen = self.ask(raw, Purpose.EQUIVALENT, note, twin=first.number)
                if not first.is_success or not _REFUSED <= seen.status < _FAILED:
                    break
        self.ask(self.base, Purpose.EQUIVALENT, "as it is, again", twin=first.number)


def undocumented_methods(contract: Contract, path: str) -> Iterator[str]:
    """Yield the methods that no operation documents at a request path.

    `/options/all` is the path of an operation, and one of those of `/options/{id}`.
    """
    known = _router(contract).find(path.encode("utf-8", "surrogateescape")).operations
    yield from (method for method in UNSAFE_METHODS if method not in known)


@lru_cache(maxsize=8)
def _router(contract: Contract) -> Router:
    """Return the router of a contract, made once: it is asked for each of its operations."""
    return Router([contract])
