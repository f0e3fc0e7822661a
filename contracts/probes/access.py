"""Sends the documented requests without credentials, with wrong ones, and as a second identity.

With a second identity (the `OTHER_` variables), each identity also requests what belongs to the
other. Around every request for what another tenant has, the owner asks for the same: what changed
meanwhile proves nothing, and what stayed is compared. Wrong credentials may lock an account, so on
a remote server the probe runs on demand only.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from contracts.http.messages.exchange import Exchange, Identity, Purpose
from contracts.http.requests.building import with_headers
from contracts.http.requests.credentials import credential_fields
from contracts.probes.inputs.context import ProbeContext
from contracts.probes.inputs.invalid_texts import CANARY
from contracts.probes.inputs.raw_request import RawRequest, documented_request, text_of
from contracts.probes.inputs.wrong_credentials import (
    is_credential,
    without_credentials,
    wrong_credentials,
)
from openapi.contract import Location, Parameter
from openapi.parameters.serialization import encode_parameter
from openapi.schema.types import type_of

ANONYMOUS_TURNS = 6
"""How often the same request is sent without a credential: a lock may fail only now and then."""

MAX_KNOWN = 6
MAX_PAGES = 3
SMALL_NUMBERS = range(1, 11)


def run(context: ProbeContext) -> None:
    """Send requests of one operation with missing, wrong and foreign credentials."""
    operation, other = context.operation, context.second_identity
    credential_names = credential_fields(context.target.contract, operation)
    base = documented_request(context.target, operation, context.credentials)
    query = {unquote(name).lower() for name, _ in base.query}
    sent = {name.lower() for name, _ in base.headers} | query
    if not operation.is_safe or not credential_names & sent & _own_names(context):
        return
    probe = _Probe(context, credential_names, base)
    probe.without_credentials()
    probe.with_wrong_credentials()
    probe.with_unknown_tenants()
    if other is not None:
        probe.with_second_identity(documented_request(context.target, operation, other))


def _own_names(context: ProbeContext) -> frozenset[str]:
    """Return the names of all values that were given for this run.

    The example of a key in the documents is no client's credential: whether a server accepts it
    says nothing of its access control.
    """
    own = context.credentials
    given = (*own.headers, *own.query)
    names = (*(name for name, _ in given), *(name for _, name in own.parameters), *own.known)
    return frozenset(name.lower() for name in names)


@dataclass(frozen=True, slots=True)
class _Probe:
    context: ProbeContext
    credential_names: frozenset[str]
    base: RawRequest

    def ask(
        self,
        raw: RawRequest,
        asker: Identity,
        note: str,
        *,
        twin: int = 0,
        is_fresh: bool = False,
    ) -> Exchange:
        return self.context.send(
            raw.request, Purpose.ACCESS, note, asker=asker, twin=twin, is_fresh=is_fresh
        )

    def without_credentials(self) -> None:
        """Send no credential: on a new connection, after a valid one, repeatedly, with HEAD."""
        anonymous = without_credentials(self.base, self.credential_names)
        self.ask(anonymous, Identity.ANONYMOUS, "without a credential", is_fresh=True)
        self.ask(self.base, Identity.OWN, "with your own credential")
        for _ in range(ANONYMOUS_TURNS):
            self.ask(anonymous, Identity.ANONYMOUS, "without a credential, again")
        head = replace(anonymous, method="HEAD")
        self.ask(head, Identity.ANONYMOUS, "HEAD without a credential")
        for note, raw in self._others():
            own = self.ask(raw, Identity.OWN, f"with your own credential, {note}")
            bare = without_credentials(raw, self.credential_names)
            self.ask(bare, Identity.ANONYMOUS, f"without a credential, {note}", twin=own.number)

    def with_wrong_credentials(self) -> None:
        for note, raw in wrong_credentials(self.base, self.credential_names):
            self.ask(raw, Identity.STRANGER, note)

    def with_unknown_tenants(self) -> None:
        """Send the own credential with other values of path parameters from the environment."""
        contexts = [p for p in self.context.operation.parameters if p.environment]
        for parameter in (p for p in contexts if p.location is Location.PATH):
            text = text_of(parameter, self.context.credentials)
            own = self.ask(self.base, Identity.OWN, "with your own credential, before")
            answers = []
            for note, other in (
                ("unknown", f"no-such-{CANARY}"),
                ("cut short", text[:-1]),
                ("a letter longer", f"{text}x"),
            ):
                if not other:
                    continue
                raw = self.base
                # A header may repeat the tenant of the path: both get the same other value.
                for same in contexts:
                    if text_of(same, self.context.credentials) == text:
                        raw = raw.with_value(same, _written(same, other))
                asked = f"{parameter.name} {note}"
                answers.append(self.ask(raw, Identity.TRESPASSER, asked, twin=own.number))
            if any(each.is_success for each in answers):
                asked = "with your own credential, after"
                self.ask(self.base, Identity.OWN, asked, twin=own.number)

    def with_second_identity(self, theirs: RawRequest) -> None:
        """Request what the second identity has as itself, then as the first; then the reverse."""
        for note, raw in self._varied(theirs):
            seen = self.ask(raw, Identity.OTHER, f"as the second identity, {note}")
            if seen.is_success and self._has_contexts:
                self._cross_tenant(raw, seen, note)
        if not self._has_contexts:
            return
        for note, raw in self._varied(self.base):
            mixed = self._with_credentials_of(raw, theirs)
            own = self.ask(raw, Identity.OWN, f"with your own credential, before, {note}")
            text = f"the second identity's credential, {note}"
            if self.ask(mixed, Identity.INTRUDER, text, twin=own.number).is_success:
                text = f"with your own credential, after, {note}"
                self.ask(raw, Identity.OWN, text, twin=own.number)

    @property
    def _has_contexts(self) -> bool:
        """Whether a request names its tenant beside its credential."""
        return any(parameter.environment for parameter in self.context.operation.parameters)

    def _cross_tenant(self, theirs: RawRequest, seen: Exchange, note: str) -> None:
        """Request a resource of the second identity with the own credential and mixed tenants."""
        own = self._with_credentials_of(theirs, self.base)
        answers = []
        for about, raw in (
            ("all else of the second identity", own),
            ("the second identity's path", replace(own, headers=self.base.headers)),
            ("your own tenant", self._in_own_context(own)),
        ):
            asked = f"your own credential, {about}, {note}"
            answers.append(self.ask(raw, Identity.TRESPASSER, asked, twin=seen.number))
        if any(each.is_success for each in answers):
            again = f"as the second identity, after, {note}"
            self.ask(theirs, Identity.OTHER, again, twin=seen.number)

    def _in_own_context(self, raw: RawRequest) -> RawRequest:
        for parameter in self.context.operation.parameters:
            if parameter.environment:
                own = text_of(parameter, self.context.credentials)
                raw = raw.with_value(parameter, _written(parameter, own))
        return raw

    def _with_credentials_of(self, raw: RawRequest, owner: RawRequest) -> RawRequest:
        proof = tuple(pair for pair in owner.headers if pair[0].lower() in self.credential_names)
        query = tuple(pair for pair in owner.query if is_credential(pair[0], self.credential_names))
        kept = without_credentials(raw, self.credential_names).query
        return replace(raw, headers=with_headers(raw.headers, proof), query=(*kept, *query))

    def _others(self) -> Iterator[tuple[str, RawRequest]]:
        """Yield other valid requests: known values of path parameters, each query parameter."""
        for parameter in self.context.operation.parameters:
            known = self.context.credentials.known.get(parameter.name, ())
            if parameter.location is Location.PATH and not parameter.environment:
                for text in known[1:MAX_KNOWN]:
                    yield (
                        f"{parameter.name}={text}",
                        self.base.with_value(parameter, _styled(parameter, text)),
                    )
            elif parameter.location is Location.QUERY and parameter.example is not None:
                text = text_of(parameter, self.context.credentials)
                yield (
                    f"with {parameter.name}",
                    self.base.with_value(parameter, quote(text, safe="")),
                )

    def _varied(self, base: RawRequest) -> Iterator[tuple[str, RawRequest]]:
        """Yield requests that show as many resources of one identity as possible."""
        yield "the documented request", base
        yield from self._pages(base)
        for parameter in self.context.operation.parameters:
            if parameter.location is Location.PATH and not parameter.environment:
                known = self.context.credentials.known.get(parameter.name, ())
                if type_of(parameter.schema.definition) == "integer":
                    numbers = map(str, SMALL_NUMBERS)
                    for text in dict.fromkeys([*known[:MAX_KNOWN], *numbers]):
                        raw = base.with_value(parameter, _styled(parameter, text))
                        yield f"{parameter.name}={text}", raw

    def _pages(self, base: RawRequest) -> Iterator[tuple[str, RawRequest]]:
        paging = self.context.operation.pagination
        if paging is None:
            return
        position = self.context.operation.parameter(Location.QUERY, paging.position)
        limit = self.context.operation.parameter(Location.QUERY, paging.limit)
        if limit is None:
            return
        size = _largest(limit)
        # An unusual size, so that no cache that ignores credentials has it yet.
        yield f"a page of {size - 1}", base.with_value(limit, str(size - 1))
        if position is None or not paging.is_counted:
            return
        for page in range(MAX_PAGES):
            offset = str(paging.value_at(page * size, size))
            whole = base.with_value(limit, str(size)).with_value(position, offset)
            yield f"page {page + 1} of {size}", whole


def _largest(limit: Parameter) -> int:
    bound = limit.schema.definition.get("maximum")
    return bound if isinstance(bound, int) and 1 < bound <= 1000 else 100  # noqa: PLR2004


def _written(parameter: Parameter, text: str) -> str:
    return text if parameter.location is Location.HEADER else quote(text, safe="")


def _styled(parameter: Parameter, text: str) -> str:
    """Return the text of one value as the parameter's style writes it in a path."""
    return encode_parameter(parameter, text)[0][1]
