"""Gathers the shapes of traffic by operation, in bounded memory."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from contracts.http.messages.bodies import BodyReader
from contracts.http.messages.exchange import Exchange
from contracts.http.messages.masking import masked
from contracts.observations.shapes.operations import (
    OperationShape,
    merge_operations,
    operation_shape,
)
from contracts.observations.shapes.paths import PathEvidence, PathKey, path_evidence
from contracts.observations.shapes.templates import ObservedTemplate, templates
from openapi.contract import is_json_type
from openapi.json.types import JSON

MAX_OPERATIONS = 5000  # methods and path keys that are kept; exchanges of further ones are counted
MAX_OTHERS = 500  # methods and path keys without JSON that are kept
ALWAYS_KEPT = 20  # first exchanges of an operation that are kept as excerpts whatever they show
MAX_DIGESTS = 2000  # different bodies of one operation that are recognised when they come again

MAX_EXCERPTS = 20_000
MAX_BODY = 400  # characters of a body in an excerpt

Key = tuple[str, PathKey]
"""A method and a path key, or a method and the one text of a documented path."""


_SUCCESS = 2  # the first digit of its statuses
_OF_PAGES = re.compile(
    r"$|text/(?:html|css)|image/|font/|audio/|video/|(?:text|application)/(?:x-)?javascript"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """What is shown of an exchange as evidence."""

    source: str  # where it comes from: `entry 3 of shop.har`
    request: str  # method and target
    status: int  # the status of the answer
    body: str  # the beginning of the answer's body as text; secrets are not replaced yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """The shapes of the operations of one server."""

    operations: Mapping[tuple[str, str], OperationShape]  # by method and path template
    templates: Mapping[
        str, ObservedTemplate
    ]  # the path templates with their parameters, by path template
    excerpts: Mapping[int, Excerpt]  # by number of the exchange
    skipped: int = 0  # how many exchanges were left out, because there were too many operations
    # Operations that are left out, since no answer is JSON; each with its media types.
    without_json: tuple[str, ...] = ()


class Collector:
    """The exchanges of one server so far, as shapes."""

    def __init__(self, documented_path: Callable[[Exchange], str] | None = None) -> None:
        """Begin without exchanges.

        `documented_path` returns the path template of an exchange; without it, templates are found
        in the paths themselves.
        """
        self._documented_path = documented_path
        self._shapes: dict[Key, OperationShape] = {}
        self._others: dict[Key, OperationShape] = {}
        self._evidence: dict[PathKey, PathEvidence] = {}
        self._excerpts: dict[int, Excerpt] = {}
        self._skipped = 0
        self._digests: dict[Key, set[bytes]] = {}
        self.reader = BodyReader()

    @property
    def evidence(self) -> Mapping[PathKey, PathEvidence]:
        """What is known of the paths."""
        return self._evidence

    def add(self, exchange: Exchange, source: str) -> Key | None:
        """Take an exchange; return the key of its operation, None if it is left out.

        The exchange has an answer; `source` says where it comes from, for people.
        """
        if exchange.response is None:
            return None
        key = self._key(exchange)
        if key not in self._shapes and len(self._shapes) >= MAX_OPERATIONS:
            self._skipped += 1
            return None
        is_repeated = self._is_repeated(key, exchange.answer.body)
        shape = operation_shape(exchange, self.reader, is_repeated=is_repeated)
        merged = self._shapes.get(key, OperationShape()).merged(shape)
        self._shapes[key] = merged
        is_early = merged.count <= ALWAYS_KEPT
        if is_early or exchange.number in merged.exchanges:
            self._keep(exchange, source)
        return key

    def add_other(self, exchange: Exchange) -> None:
        """Take an exchange that belongs to the API only if one of its operation does.

        A page of errors, say: the operation that answers with one answers with JSON at other times.
        """
        if exchange.response is None:
            return
        path, _ = path_evidence(exchange.request.path, "", None, 0, is_accepted=False)
        key = (exchange.request.method, path)
        if key in self._others or len(self._others) < MAX_OTHERS:
            shape = operation_shape(exchange, self.reader, is_repeated=False)
            self._others[key] = self._others.get(key, OperationShape()).merged(shape)

    def body_of(self, exchange: Exchange) -> JSON:
        """Return the value of an answer's JSON body; None without one."""
        answer = exchange.answer
        if answer.unread_reason or not is_json_type(answer.media_type):
            return None
        value, error = self.reader.read(answer.body)
        return error.repaired[0] if error and error.repaired else value

    def traffic(self, evidence: Mapping[PathKey, PathEvidence] | None = None) -> Traffic:
        """Return everything that was seen.

        The evidence is that of all servers which are compared; None for that of this one.
        """
        found = templates(self._evidence if evidence is None else evidence)
        by_path: dict[tuple[str, str], list[OperationShape]] = {}
        alone: list[str] = []
        for (method, path), shape in self._shapes.items():
            named = found[path].path if self._documented_path is None else path[0]
            by_path.setdefault((method, named), []).append(shape)
        for (method, path), shape in self._others.items():
            named = found[path].path if path in found else _template_of(path, found.values())
            if (method, named) in by_path:
                by_path[method, named].append(shape)
            elif kinds := _kinds_beside_pages(shape):
                alone.append(f"{method} {named or '/' + '/'.join(path)} ({', '.join(kinds)})")
        return Traffic(
            operations={key: merge_operations(shapes) for key, shapes in by_path.items()},
            templates={template.path: template for template in found.values()},
            excerpts=self._excerpts,
            skipped=self._skipped,
            without_json=tuple(alone),
        )

    def _key(self, exchange: Exchange) -> Key:
        method, path = exchange.request.method, exchange.request.path
        if self._documented_path is not None:
            return method, (self._documented_path(exchange),)
        is_accepted = exchange.is_success
        body = self.body_of(exchange) if is_accepted else None
        key, evidence = path_evidence(path, method, body, exchange.number, is_accepted=is_accepted)
        known = self._evidence.get(key)
        if known is not None or len(self._evidence) < MAX_OPERATIONS:
            self._evidence[key] = known.merged(evidence) if known else evidence
        return method, key

    def _is_repeated(self, key: Key, body: bytes) -> bool:
        """Whether an operation has answered with the same body before."""
        digest = blake2b(body, digest_size=8).digest()
        known = self._digests.setdefault(key, set())
        if digest in known:
            return True
        if len(known) < MAX_DIGESTS:
            known.add(digest)
        return False

    def _keep(self, exchange: Exchange, source: str) -> None:
        answer = exchange.answer
        if len(self._excerpts) >= MAX_EXCERPTS:
            return
        self._excerpts[exchange.number] = Excerpt(
            source=source,
            request=f"{exchange.request.method} {exchange.request.target}",
            status=answer.status,
            body=masked(answer.body[: 4 * MAX_BODY].decode("utf-8", "replace"))[:MAX_BODY],
        )


def _kinds_beside_pages(shape: OperationShape) -> list[str]:
    """Return the media types of successes that are no part of a page, as a page has many."""
    successes = (answer for status, answer in shape.answers.items() if status // 100 == _SUCCESS)
    return sorted({kind for each in successes for kind in each.bodies if not _OF_PAGES.match(kind)})


def _template_of(path: PathKey, known: Iterable[ObservedTemplate]) -> str:
    """Return the path template that a path matches with the most fixed segments; empty for none."""
    fitting = [
        (sum("{" not in each for each in segments), template.path)
        for template in known
        for segments in (template.path.strip("/").split("/"),)
        if len(segments) == len(path)
        and all("{" in each or each == own for each, own in zip(segments, path, strict=True))
    ]
    return max(fitting)[1] if fitting else ""
