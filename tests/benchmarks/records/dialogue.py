"""One dialogue about one resource: create, read, list, change and delete a record."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.http.requests.building import (
    RequestValues,
    UncomposableError,
    build_request,
    value_for,
)
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from mock_server.answers.stateful.bodies import other_key
from mock_server.answers.stateful.collections import Resources
from mock_server.answers.stateful.recognition.resources import Resource
from mock_server.http.bodies.member_names import by_plain_name, plain_name
from openapi.contract import Contract, Location, MediaType, Operation, ResourceAction
from openapi.json.pointers import exists, resolve, with_value
from openapi.json.types import JSON
from openapi.schema.examples import generate_example
from openapi.schema.validation import validator_for
from tests.benchmarks.corpus.judging import OWN_EXAMPLE, RawDocument
from tests.benchmarks.corpus.judging import Answer as Judged
from tests.mock_server.asgi_client import Answer, call, scope_of


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of one dialogue.

    Attributes:
        name: The path of the collection.
        steps: The steps that were taken.
        faults: What did not agree or was not valid, by step.
    """

    name: str
    steps: list[str] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)


class NoDialogueError(Exception):
    """The document does not allow a dialogue; the message states why."""


class Dialogue:
    """Asks a stateful mock of one document, in this process."""

    def __init__(self, app: Any, contract: Contract, raw: RawDocument) -> None:
        """Ask `app`, which serves `contract`; `raw` judges its answers."""
        self._app, self._raw = app, raw
        self._target = Target(contract=contract, origin="http://mock.invalid")
        self._resources = Resources([contract])
        self._contract = contract

    def run(self, collection: str, post: Operation, get: Operation) -> Outcome:
        """Return what came of creating, reading, listing, changing and deleting one record."""
        outcome = Outcome(name=collection)
        resource = self._resources.of_operation(post)
        if resource is None or self._resources.of_operation(get) is not resource:
            outcome.faults["recognised"] = "the pair is no resource of the mock"
            return outcome
        try:
            path = self._owners(collection)
            for each in post.parameters:
                if each.location is Location.PATH and each.name not in path:
                    path = {**path, each.name: value_for(each, Credentials())}
            self._take(outcome, resource, path, post, get)
        except (NoDialogueError, UncomposableError) as error:
            outcome.steps.clear()
            outcome.faults = {"no dialogue": str(error)}
        return outcome

    def _take(
        self,
        outcome: Outcome,
        resource: Resource,
        path: Mapping[str, JSON],
        post: Operation,
        get: Operation,
    ) -> None:
        media, body = self._body(post)
        body = media, _unused(resource, media, body)
        made = self._ask(outcome, "create", post, path, body)
        if made is None:
            return
        identity, record = self._created(resource, post, made)
        if identity is None:
            outcome.faults["create"] = f"no identity: {made.body[:200]!r} {_location(made)}"
            return
        path = {**path, resource.paths.identity: identity}
        read = self._ask(outcome, "read", get, path)
        if read is None:
            return
        first = self._record(resource, get, read)
        _compare(outcome, "read", record, first)
        self._list(outcome, resource, path, identity)
        self._change(outcome, resource, path, get)
        self._delete(outcome, resource, path, get)

    def _list(
        self, outcome: Outcome, resource: Resource, path: Mapping[str, JSON], identity: JSON
    ) -> None:
        for operation, role in resource.roles.items():
            if role is not ResourceAction.LIST or operation.path.rstrip("/") != resource.paths.path:
                continue
            answer = self._ask(outcome, "list", operation, path)
            if answer is None:
                return
            items = self._items(resource, operation, answer)
            keys = {other_key(resource, shape) for shape in resource.shapes.values()}
            found = [resource.identity_of(each) for each in items]
            found += [str(each[key]) for each in items for key in keys if key in each]
            if str(identity) not in found:
                outcome.faults["list"] = f"{identity} is not in {found[:5]}"

    def _change(
        self, outcome: Outcome, resource: Resource, path: Mapping[str, JSON], get: Operation
    ) -> None:
        for operation, role in resource.roles.items():
            if role not in (ResourceAction.REPLACE, ResourceAction.UPDATE):
                continue
            name = operation.method.lower()
            media, body = self._body(operation)
            changed = _varied(media, body)
            if self._ask(outcome, name, operation, path, (media, changed)) is None:
                return
            read = self._ask(outcome, f"read after {name}", get, path)
            if read is None:
                return
            pointer = resource.sent.get(media) if media is not None else None
            if pointer is None or not exists(changed, pointer):
                continue
            sent = resolve(changed, pointer)
            after = self._record(resource, get, read)
            if isinstance(sent, dict) and isinstance(after, dict):
                writable = resource.writable or sent.keys()
                wanted = {n: e for n, e in sent.items() if n in after and n in writable}
                wanted = {n: e for n, e in wanted.items() if f"/{n}" != resource.key}
                # Requests may allow values that answers do not.
                wanted = {
                    n: e
                    for n, e in wanted.items()
                    if not isinstance(e, dict | list)
                    and n in resource.names
                    and validator_for(resource.names[n]).is_valid(e)
                }
                _compare(outcome, f"read after {name}", wanted, after)

    def _delete(
        self, outcome: Outcome, resource: Resource, path: Mapping[str, JSON], get: Operation
    ) -> None:
        for operation, role in resource.roles.items():
            if role is not ResourceAction.DELETE:
                continue
            if self._ask(outcome, "delete", operation, path) is None:
                return
            outcome.steps.append("read after delete")
            gone = self._answer(get, path)
            if gone.status != 404:
                outcome.faults["read after delete"] = f"{gone.status}, not 404"
            else:
                self._judge(outcome, "read after delete", get, gone)

    def _ask(
        self,
        outcome: Outcome,
        step: str,
        operation: Operation,
        path: Mapping[str, JSON],
        body: tuple[MediaType | None, JSON] = (None, None),
    ) -> Answer | None:
        """Return the answer of a step; None if it is no success."""
        outcome.steps.append(step)
        if body[0] is None:
            body = self._body(operation)
        answer = self._answer(operation, path, body)
        if answer.status // 100 != 2 and operation.success is not None:
            text = answer.body[:300].decode("utf-8", "replace")
            if answer.status == 400 and step == "create":
                raise NoDialogueError(f"no valid request was made: {text}")
            outcome.faults[step] = f"{answer.status} {text}"
            return None
        self._judge(outcome, step, operation, answer)
        return answer

    def _judge(self, outcome: Outcome, step: str, operation: Operation, answer: Answer) -> None:
        if operation.response_for(answer.status) is None:
            return
        note = answer.header("mock-server-note")
        if note:
            outcome.faults.setdefault(step, note)
        judged = Judged(
            status=answer.status, media_type=answer.header("content-type") or "", body=answer.body
        )
        fault = self._raw.fault_of(operation.method, operation.path, judged)
        if fault and not fault.startswith(OWN_EXAMPLE):
            outcome.faults.setdefault(step, fault)

    def _answer(
        self,
        operation: Operation,
        path: Mapping[str, JSON],
        body: tuple[MediaType | None, JSON] = (None, None),
    ) -> Answer:
        given = {
            (each.location, each.name): value_for(each, Credentials())
            for each in operation.parameters
            if (each.is_required and each.location is not Location.PATH)
            or (each.location is Location.PATH and each.name not in path)
        }
        given |= {
            (Location.PATH, each.name): path[each.name]
            for each in operation.parameters
            if each.location is Location.PATH and each.name in path
        }
        media, value = body
        values = RequestValues(
            given=given, body=value, media_type=media.name if media is not None else ""
        )
        request = build_request(operation, values, self._target, Credentials())
        kept = [pair for pair in request.headers if pair[0].lower() != "accept"]
        headers = [*kept, ("Accept", "application/json, */*;q=0.1")]
        scope = scope_of(request.method, request.target, headers)
        return asyncio.run(call(self._app, scope, [request.body or b""]))

    def _body(self, operation: Operation) -> tuple[MediaType | None, JSON]:
        body = operation.request_body
        for media in body.media_types if body is not None else ():
            example = media.example()
            if example is not None and not isinstance(example.value, str):
                return media, example.value
            if media.schema is None:
                return media, {}
            try:
                return media, generate_example(media.schema)
            except ValueError as error:
                raise NoDialogueError(f"no body: {error}") from error
        return None, None

    def _owners(self, collection: str) -> Mapping[str, JSON]:
        """Return path parameters for a collection, of records that the mock lists."""
        path: dict[str, JSON] = {}
        for operation in self._contract.operations:
            resource = self._resources.of_operation(operation)
            if resource is None or resource.roles.get(operation) is not ResourceAction.LIST:
                continue
            if not collection.startswith(f"{resource.paths.item_path}/"):
                continue
            if operation.path.rstrip("/") != resource.paths.path:
                continue
            answer = self._answer(operation, path)
            for each in self._items(resource, operation, answer):
                identity = resource.identity_of(each)
                if identity is not None:
                    key = resource.key
                    path.setdefault(resource.paths.identity, resolve(each, key))
                    break
        return path

    def _items(self, resource: Resource, operation: Operation, answer: Answer) -> list[Any]:
        response = operation.response_for(answer.status)
        for media in response.media_types if response is not None else ():
            shape = resource.shapes.get(media)
            if shape is not None and shape.is_list and answer.body[:1] in b"[{":
                body = answer.json()
                if exists(body, shape.pointer):
                    return list(resolve(body, shape.pointer))
        return []

    def _record(self, resource: Resource, operation: Operation, answer: Answer) -> JSON:
        response = operation.response_for(answer.status)
        for media in response.media_types if response is not None else ():
            shape = resource.shapes.get(media)
            if shape is not None and answer.body[:1] in (b"{", b"["):
                body = answer.json()
                return resolve(body, shape.pointer) if exists(body, shape.pointer) else None
        return None

    def _created(self, resource: Resource, post: Operation, answer: Answer) -> tuple[JSON, JSON]:
        record = self._record(resource, post, answer)
        if record is None and post.success is None:
            record = answer.json()
        if isinstance(record, dict) and resource.identity_of(record) is not None:
            return resolve(record, resource.key), record
        known = by_plain_name(record) if isinstance(record, dict) else {}
        if plain_name(resource.key) in known and isinstance(record, dict):
            return record[known[plain_name(resource.key)]], record
        for shape in resource.shapes.values() if isinstance(record, dict) else ():
            key = other_key(resource, shape)
            if key in record and not shape.is_list:
                return record[key], record
        location = _location(answer)
        return (location.rpartition("/")[2] or None) if location else None, record


def _unused(resource: Resource, media: MediaType | None, body: JSON) -> JSON:
    """Return a body with an identity that no example has, if it has one."""
    pointer = resource.sent.get(media) if media is not None else None
    if pointer is None or not resource.key or not exists(body, pointer + resource.key):
        return body
    own = resolve(body, pointer + resource.key)
    other = f"{own}-x" if isinstance(own, str) else own + 1 if isinstance(own, int) else own
    changed = with_value(body, pointer + resource.key, other)
    if media is None or media.schema is None:
        return changed
    return changed if validator_for(media.schema).is_valid(changed) else body


def _location(answer: Answer) -> str:
    return answer.header("location") or ""


def _compare(outcome: Outcome, step: str, one: JSON, other: JSON) -> None:
    """Note the members that two answers about one record both have, with different values."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return
    differing = [name for name, each in one.items() if name in other and other[name] != each]
    if differing:
        outcome.faults.setdefault(step, f"other values of {', '.join(differing[:5])}")


def _varied(media: MediaType | None, body: JSON) -> JSON:
    """Return a valid body with another text in it, if there is one."""
    if media is None or media.schema is None or not isinstance(body, dict):
        return body
    validator = validator_for(media.schema)
    for pointer, value in _texts(body):
        changed = with_value(body, pointer, f"{value} changed")
        if validator.is_valid(changed):
            return changed
    return body


def _texts(body: Mapping[str, JSON], pointer: str = "") -> Iterator[tuple[str, str]]:
    for name, each in body.items():
        if isinstance(each, str) and "/" not in name and "~" not in name:
            yield f"{pointer}/{name}", each
        elif isinstance(each, dict) and not pointer and "/" not in name:
            yield from _texts(each, f"/{name}")
