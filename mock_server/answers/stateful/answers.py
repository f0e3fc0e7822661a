"""Answers a request from the records of its session, and changes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote

from mock_server.answers.documented import DocumentedResponses, media_type_of, with_body
from mock_server.answers.echo import Sent
from mock_server.answers.example_pages import PageSelection
from mock_server.answers.stateful.bodies import body_with_record, record_in, shows_identity
from mock_server.answers.stateful.changes import (
    Change,
    created,
    patched,
    replaced_by,
    sent_members,
    sent_record,
)
from mock_server.answers.stateful.collections import (
    Resources,
    UnknownOwnerError,
    collection_name,
    filled,
    identity_in,
)
from mock_server.answers.stateful.identities import fits, new_identity
from mock_server.answers.stateful.lists import is_selection, pagination_of, selected
from mock_server.answers.stateful.pages import Page, page_of_records
from mock_server.answers.stateful.resources import Resource
from mock_server.answers.stateful.seeds import ONLY, owned
from mock_server.faults.model.healthy_exchange import rule_context
from mock_server.http.bodies.writing import write_value
from mock_server.http.error_responses import validation_error_status
from mock_server.http.errors import RequestRejected, ToolProblem
from mock_server.http.negotiation import ResponseChoice, negotiate, tool_error_status
from mock_server.http.preferences import CODE, NO_PREFERENCES, Preference, Preferences
from mock_server.http.problems import Problem, ProblemId
from mock_server.http.responses import PreparedResponse, header_bytes, prepare_response
from mock_server.http.validation.body_memory import MAX_UNCOUNTED
from mock_server.sessions.records import Collection, Record, RecordsFullError, number_in
from mock_server.sessions.request_context import RequestContext
from mock_server.sessions.sessions import Sessions
from openapi.contract import Location, MediaType, Operation, ResourceAction, Schema
from openapi.json.identity import IdentityKey
from openapi.json.parsing import dump_json
from openapi.json.patches import PatchError
from openapi.json.pointers import exists, resolve
from openapi.json.types import JSON
from openapi.rules.outcome import Outcome

_NOTE = b"mock-server-note"
_LOCATION = b"location"
_UNDOCUMENTED = "undocumented"
_JSON = "application/json"
_OK = 200
_NOT_FOUND, _CONFLICT, _CREATED, _NO_CONTENT = 404, 409, 201, 204

_NOT_VALID = "the documented answer is sent: no valid one has the records of this session"
_TOO_LONG = "the documented answer is sent: no record is made of a body longer than 64 KiB"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """A request to a resource.

    Attributes:
        context: Its context.
        operation: Its operation.
        resource: The resource.
        collection: The records before it.
        values: Its typed path and query parameters.
    """

    context: RequestContext
    operation: Operation
    resource: Resource
    collection: Collection
    values: Mapping[str, JSON]

    @property
    def change(self) -> Change:
        """What the request has for a record."""
        path = self.context.parameters.path
        return Change(
            body=self.context.content,
            media_type=_media_type(self.context),
            now=self.context.session.now,
            owners={name: path[name] for name in self.resource.paths.parameters if name in path},
        )


class StatefulAnswers:
    """Answers from the records of sessions; nothing is awaited, so no change is ever lost."""

    def __init__(
        self,
        resources: Resources,
        sessions: Sessions,
        documented: DocumentedResponses,
        url_of: Callable[[RequestContext], str],
        *,
        seed: int = 0,
    ) -> None:
        """Answer from these.

        Args:
            resources: The resources of the documents.
            sessions: The sessions, which have the records.
            documented: The answers whose bodies are replaced.
            url_of: Returns the URL of a request without its query.
            seed: Seed of new identities.
        """
        self._resources = resources
        self._sessions = sessions
        self._documented = documented
        self._url_of = url_of
        self._seed = seed
        self._roles: Mapping[ResourceAction, Callable[[_Request], PreparedResponse]] = {
            ResourceAction.LIST: self._list,
            ResourceAction.CREATE: self._create,
            ResourceAction.READ: self._read,
            ResourceAction.REPLACE: self._replace,
            ResourceAction.UPDATE: self._update,
            ResourceAction.DELETE: self._delete,
            ResourceAction.SAVE: self._save,
            ResourceAction.CLEAR: self._clear,
        }

    def respond(self, context: RequestContext) -> PreparedResponse | None:
        """Return the answer to a valid request; None if its operation has nothing to do with it.

        Raises:
            RequestRejected: There is no such record, it conflicts with another one, or the client
                accepts no available representation.
            ToolProblem: The session has too many records.
        """
        operation = context.operation
        resource = self._resources.of_operation(operation)
        if resource is None:
            return None
        context.is_cacheable = False
        parameters = context.parameters
        records = self._sessions.current(context.session.session).records
        try:
            collection = self._resources.collection(resource, parameters.path, records)
        except UnknownOwnerError as error:
            raise _not_found(str(error)) from error
        request = _Request(
            context=context,
            operation=operation,
            resource=resource,
            collection=collection,
            values={**parameters.query, **parameters.path},
        )
        if context.content is None and context.body_size > MAX_UNCOUNTED:
            return _noted(self._as_documented(request, self._choice(request)), _TOO_LONG)
        return self._roles[resource.roles[operation]](request)

    def _list(self, request: _Request) -> PreparedResponse:
        context, operation, resource = request.context, request.operation, request.resource
        choice = self._choice(request)
        media = media_type_of(operation, choice)
        answer = self._documented.get(operation, choice)
        shape = resource.shapes.get(media) if media is not None else None
        if media is None or shape is None:
            return answer
        paging = pagination_of(operation, shape.pointer)
        values = [record.value for record in request.collection.records.values()]
        found = selected(values, context.parameters.query, paging)
        selection = PageSelection(
            query=context.parameters.query,
            pairs=tuple(pair for pair in context.head.query if not pair[0].startswith("__")),
            url=self._url_of(context),
        )
        headers = frozenset(name.decode("latin-1") for name, _ in answer.headers)
        page = page_of_records(
            operation,
            resource,
            shape,
            found,
            paging=paging,
            selection=selection,
            documented=headers,
        )
        if page is None or not self._keeps_rules(request, media, choice, page.body):
            return _noted(answer)
        return _with_page(answer, media, page)

    def _read(self, request: _Request) -> PreparedResponse:
        _, record = self._found(request)
        return self._with_record(request, self._choice(request), record.value)

    def _create(self, request: _Request) -> PreparedResponse:
        resource, collection = request.resource, request.collection
        sent = sent_members(resource, request.operation, request.change)
        identity = resource.identity_of(sent)
        value: JSON = resolve(sent, resource.key) if identity is not None else None
        if identity is None or not all(fits(each, value) for each in _path_schemas(resource)):
            # None was sent, or one that no path can have.
            value = self._new_identity(request)
            identity = str(value)
        elif identity in collection.records and _documents(request.operation, _CONFLICT):
            raise _conflict(f"{resource.paths.noun} has a record {identity[:80]!r} already")
        return self._stored(request, identity, created(resource, sent, value, request.change))

    def _replace(self, request: _Request) -> PreparedResponse:
        resource, collection = request.resource, request.collection
        identity = identity_in(resource, request.values)
        before = collection.find(identity)
        sent = sent_members(resource, request.operation, request.change)
        if before is None and request.operation.response_for(_NOT_FOUND) is not None:
            raise _unknown(resource, identity)
        if before is None:
            value = created(resource, sent, self._typed(request, identity), request.change)
            return self._stored(request, identity, value)
        own = self._own(request, before)
        value = replaced_by(resource, before.value, sent, own, request.change)
        return self._changed(request, identity, value, before)

    def _update(self, request: _Request) -> PreparedResponse:
        identity, before = self._found(request)
        change = request.change
        if request.operation.request_body is None:
            # `POST /pets/7?name=Rex` has its members in the query.
            change = replace(change, body=dict(request.context.parameters.query))
        own = self._own(request, before)
        try:
            value = patched(request.resource, request.operation, before.value, own, change)
        except PatchError as error:
            message = f"The patch cannot be applied: {error}."
            if error.is_conflict and _documents(request.operation, _CONFLICT):
                raise _conflict(message) from error
            status = validation_error_status(request.operation)
            raise RequestRejected(status, ProblemId.INVALID_REQUEST, message) from error
        return self._changed(request, identity, value, before)

    def _save(self, request: _Request) -> PreparedResponse:
        """Replace the record whose identity the body has, or add it."""
        resource = request.resource
        sent = sent_members(resource, request.operation, request.change)
        # The identity is read-only in many documents, and is sent nevertheless.
        whole = sent_record(resource, request.operation, request.change)
        identity = resource.identity_of(whole)
        before = request.collection.find(identity) if identity is not None else None
        if identity is None:
            return self._as_documented(request, self._choice(request))
        own = resolve(whole, resource.key)
        if before is None:
            if request.operation.exact_response(str(_NOT_FOUND)) is not None:
                raise _unknown(resource, identity)
            return self._stored(request, identity, created(resource, sent, own, request.change))
        if request.operation.method == "PATCH":
            value = patched(resource, request.operation, before.value, own, request.change)
        else:
            value = replaced_by(resource, before.value, sent, own, request.change)
        return self._changed(request, identity, value, before)

    def _delete(self, request: _Request) -> PreparedResponse:
        resource, operation = request.resource, request.operation
        identity = identity_in(resource, request.values)
        choice = self._choice(request, _NO_CONTENT)
        if identity not in request.collection.records:
            if operation.response_for(_NOT_FOUND) is not None:
                raise _unknown(resource, identity)
            # An API that documents no 404 here deletes twice without complaint.
            return self._as_documented(request, choice)
        record = request.collection.records[identity]
        response = self._with_record(request, choice, record.value)
        item = filled(resource.paths.item_path, request.values)
        self._save_collection(request, request.collection.without(identity), gone=item)
        return response

    def _clear(self, request: _Request) -> PreparedResponse:
        """Remove the records that the query selects; all without one."""
        query = request.context.parameters.query
        response = self._as_documented(request, self._choice(request, _NO_CONTENT))
        records = request.collection.records
        values = [record.value for record in records.values()]
        # What is not understood might select some records only, so nothing is removed.
        if request.operation.request_body is None and is_selection(query, values):
            gone = {IdentityKey(each) for each in selected(values, query, None)}
            kept = {k: each for k, each in records.items() if IdentityKey(each.value) not in gone}
            self._save_collection(request, Collection.of(kept, last=request.collection.last))
        return response

    def _found(self, request: _Request) -> tuple[str, Record]:
        """Return the identity and the record that a request names.

        Raises:
            RequestRejected: There is none.
        """
        identity = identity_in(request.resource, request.values)
        record = request.collection.find(identity)
        if record is None:
            raise _unknown(request.resource, identity)
        return identity, record

    def _own(self, request: _Request, before: Record) -> JSON:
        """Return the identity as the record has it."""
        key = request.resource.key
        return resolve(before.value, key) if key and exists(before.value, key) else None

    def _typed(self, request: _Request, identity: str) -> JSON:
        """Return the identity of a path as the type that records have."""
        return request.values.get(request.resource.paths.identity, identity)

    def _new_identity(self, request: _Request) -> JSON:
        resource, collection = request.resource, request.collection
        if resource.paths.is_single:
            return ONLY
        schemas = [resource.key_schema] if resource.key_schema is not None else []
        schemas += _path_schemas(resource)
        number = max([collection.last, *map(number_in, collection.records)])
        template = resource.main.template
        has_key = resource.key and exists(template, resource.key)
        like = resolve(template, resource.key) if has_key else None
        first = next(iter(collection.records.values()), None)
        if first is not None and resource.identity_of(first.value) is not None:
            like = resolve(first.value, resource.key)
        seed = f"{self._seed} {collection_name(resource, request.context.parameters.path)}"
        taken = collection.records
        try:
            return new_identity(
                schemas,
                like,
                taken,
                number=number,
                seed=seed,
            )
        except ValueError:
            return str(number + 1)

    def _stored(
        self, request: _Request, identity: str, value: Mapping[str, JSON]
    ) -> PreparedResponse:
        """Add a record, and return the answer to its creation."""
        owners = request.change.owners or {}
        value = owned(value, owners, request.resource.key)
        choice = self._choice(request, _CREATED)
        response = self._with_record(request, choice, value)
        media = media_type_of(request.operation, choice)
        shape = request.resource.shapes.get(media) if media is not None else None
        is_shown = shows_identity(request.resource, shape) or choice.response == _UNDOCUMENTED
        response = self._located(request, response, identity, is_shown=is_shown)
        collection = request.collection.with_record(identity, Record.of(value), is_new=True)
        self._save_collection(request, collection)
        return response

    def _changed(
        self, request: _Request, identity: str, value: Mapping[str, JSON], before: Record
    ) -> PreparedResponse:
        """Replace a record, and return the answer to that."""
        response = self._with_record(request, self._choice(request), value)
        record = Record.of(value, is_seed=before.is_seed)
        self._save_collection(request, request.collection.with_record(identity, record))
        return response

    def _save_collection(
        self, request: _Request, collection: Collection, *, gone: str = ""
    ) -> None:
        """Keep a changed collection, without those below a path that is gone."""
        context, resource = request.context, request.resource
        session = self._sessions.current(context.session.session)
        name = collection_name(resource, context.parameters.path)
        try:
            records = session.records.with_collection(name, collection)
        except RecordsFullError as error:
            raise ToolProblem(
                Problem(
                    id=ProblemId.RECORDS_FULL,
                    status=tool_error_status(request.operation),
                    detail=f"The record is not kept: {error}.",
                    advice="delete records, or restart the session with ?__restart",
                )
            ) from error
        if gone:
            records = records.without_below(f"{resource.paths.api} {gone}")
        self._sessions.change(session, records=records)

    def _choice(self, request: _Request, wanted: int | None = None) -> ResponseChoice:
        """Return the successful answer of an operation, that with a wanted status if it has one."""
        accept = request.context.head.joined_header("accept")
        preferences = NO_PREFERENCES
        if request.operation.success is None:
            # Only errors are documented: what has succeeded must not be answered with one.
            return ResponseChoice(status=wanted or _OK, response=_UNDOCUMENTED)
        if wanted is not None and request.operation.exact_response(str(wanted)) is not None:
            code = Preference(name=CODE, value=str(wanted), is_header=False)
            preferences = Preferences(code=code)
        return negotiate(request.operation, preferences, accept)

    def _as_documented(self, request: _Request, choice: ResponseChoice) -> PreparedResponse:
        if choice.response == _UNDOCUMENTED:
            return prepare_response(choice.status)
        parameters = request.context.parameters
        sent = Sent(parameters.path, parameters.query, request.context.content)
        return self._documented.get(request.operation, choice, sent).unnamed()

    def _with_record(
        self, request: _Request, choice: ResponseChoice, value: Mapping[str, JSON]
    ) -> PreparedResponse:
        """Return an answer with a record in its body, if it has one."""
        if choice.response == _UNDOCUMENTED and choice.status != _NO_CONTENT:
            shown = record_in(request.resource, request.resource.main, value) or value
            return prepare_response(choice.status, media_type=_JSON, body=dump_json(shown))
        media = media_type_of(request.operation, choice)
        shape = request.resource.shapes.get(media) if media is not None else None
        if media is None or shape is None or shape.is_list:
            return self._as_documented(request, choice)
        answer = self._documented.get(request.operation, choice)
        body = body_with_record(request.resource, shape, value)
        if body is None or not self._keeps_rules(request, media, choice, body):
            return _noted(self._as_documented(request, choice))
        return with_body(answer, write_value(media, body).content).unnamed()

    def _keeps_rules(
        self, request: _Request, media: MediaType, choice: ResponseChoice, body: JSON
    ) -> bool:
        rules = [each for each in media.rules if not each.rule.rule_set]
        if not rules:
            return True
        context = request.context
        moment = datetime.fromtimestamp(context.session.now, UTC)
        known = rule_context(request.operation, context.parameters, choice.status, moment)
        # Imported when it is needed: most mocks have no records.
        from openapi.rules.evaluation import evaluate_rules  # noqa: PLC0415

        results = evaluate_rules(rules, body, known)
        return all(each.outcome is not Outcome.FAIL for each in results)

    def _located(
        self, request: _Request, response: PreparedResponse, identity: str, *, is_shown: bool
    ) -> PreparedResponse:
        """Return the answer to a creation with the address of the record.

        It is there where it is documented, or where the client cannot know the identity otherwise.
        """
        names = {name for name, _ in response.headers}
        resource = request.resource
        is_unknown = not is_shown or not resource.key
        if not resource.paths.item_path or not (_LOCATION in names or is_unknown):
            return response
        url = self._url_of(request.context)
        own = filled(request.operation.path, request.context.parameters.path)
        values = {**request.values, resource.paths.identity: identity}
        item = filled(resource.paths.item_path, values)
        root = url.removesuffix(own.rstrip("/")) if url.endswith(own.rstrip("/")) else None
        place = f"{url.rstrip('/')}/{quote(identity, safe='')}" if root is None else f"{root}{item}"
        return response.without_header(_LOCATION).with_headers(((_LOCATION, header_bytes(place)),))


def _path_schemas(resource: Resource) -> list[Schema]:
    """Return the schemas of the identity in the paths of a record."""
    name = resource.paths.identity
    reads = [each for each, role in resource.roles.items() if role is ResourceAction.READ]
    parameters = [each.parameter(Location.PATH, name) for each in reads]
    return [each.schema for each in parameters if each is not None]


def _with_page(answer: PreparedResponse, media: MediaType, page: Page) -> PreparedResponse:
    replaced_names = {name for name, _ in page.headers} | page.dropped
    kept = [pair for pair in answer.headers if pair[0].decode("latin-1") not in replaced_names]
    own = [(name.encode("latin-1", "replace"), header_bytes(text)) for name, text in page.headers]
    answer = replace(answer, headers=(*kept, *own))
    return with_body(answer, write_value(media, page.body).content).unnamed()


def _documents(operation: Operation, status: int) -> bool:
    """Whether an operation documents an error of its own, not only errors as a whole."""
    found = operation.response_for(status)
    return found is not None and found.status != "default"


def _media_type(context: RequestContext) -> str:
    return context.head.joined_header("content-type").partition(";")[0].strip().casefold()


def _unknown(resource: Resource, identity: str) -> RequestRejected:
    noun = resource.paths.noun
    if resource.paths.is_single:
        return _not_found(f"{noun} was deleted")
    return _not_found(f"{noun} has no record {identity[:80]!r}")


def _not_found(message: str) -> RequestRejected:
    return RequestRejected(_NOT_FOUND, ProblemId.UNKNOWN_RECORD, f"In this session, {message}.")


def _conflict(message: str) -> RequestRejected:
    return RequestRejected(_CONFLICT, ProblemId.RECORD_CONFLICT, f"{message.rstrip('.')}.")


def _noted(answer: PreparedResponse, note: str = _NOT_VALID) -> PreparedResponse:
    return answer.unnamed().with_headers(((_NOTE, header_bytes(note)),))
