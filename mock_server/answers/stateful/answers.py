"""Answers a request from the records of its session, and changes them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from mock_server.answers.documented import DocumentedResponses, media_type_of
from mock_server.answers.example_pages import PageSelection, with_page
from mock_server.answers.stateful.changing.changes import (
    created,
    patched,
    replaced_by,
    sent_members,
    sent_record,
)
from mock_server.answers.stateful.changing.identities import fits
from mock_server.answers.stateful.collections import (
    Resources,
    UnknownOwnerError,
    filled,
    identity_in,
)
from mock_server.answers.stateful.listing.lists import (
    is_selection,
    pagination_of,
    selected,
    without_effect,
)
from mock_server.answers.stateful.listing.pages import described_headers, page_of_records
from mock_server.answers.stateful.requests import (
    CONFLICT,
    NOT_FOUND,
    StatefulRequest,
    conflict,
    documents_status,
    not_found,
    unknown_record,
)
from mock_server.answers.stateful.responses import RecordResponses, noted, with_note_on_records
from mock_server.answers.stateful.storing import RecordStore
from mock_server.http.bodies.writing import write_value
from mock_server.http.error_responses import validation_error_status
from mock_server.http.problems import ProblemId, RequestRejected
from mock_server.http.responses import PreparedResponse
from mock_server.http.validation.body_memory import MAX_UNCOUNTED
from mock_server.http.validation.ignored import parameters_without_effect
from mock_server.sessions.records import Collection, Record
from mock_server.sessions.request_context import RequestContext
from mock_server.sessions.sessions import Sessions
from openapi.contract import Operation, ResourceAction
from openapi.json.equality import IdentityKey
from openapi.json.patches import PatchError
from openapi.json.pointers import exists, lookup, resolve
from openapi.json.types import JSON

_NO_CONTENT = 204
_NOT_SELECTED = "no member of the records has such a name"
_TOO_LONG = "the documented answer is sent: no record is made of a body longer than 64 KiB"


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

        Bodies of `documented` answers are replaced; `seed` is that of new identities; `url_of`
        returns the URL of a request without its query.
        """
        self._resources = resources
        self._sessions = sessions
        self._responses = RecordResponses(documented, url_of)
        self._prepared: set[Operation] = set()
        self._store = RecordStore(sessions, self._responses, seed=seed)
        self._roles: Mapping[ResourceAction, Callable[[StatefulRequest], PreparedResponse]] = {
            ResourceAction.LIST: self._list,
            ResourceAction.CREATE: self._create,
            ResourceAction.READ: self._read,
            ResourceAction.REPLACE: self._replace,
            ResourceAction.UPDATE: self._update,
            ResourceAction.DELETE: self._delete,
            ResourceAction.SAVE: self._save,
            ResourceAction.CLEAR: self._clear,
        }

    def prepare(self, operation: Operation) -> None:
        """Find out what answers of an operation need of the document, which may take seconds."""
        if operation in self._prepared:
            return
        resource = self._resources.of_operation(operation)
        if resource is not None:
            self._resources.prepare(resource)
        for response in operation.responses:
            if response.status.startswith("2") or response is operation.success:
                self._responses.documented.prepare(operation, response.status)
        self._prepared.add(operation)

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
        context.collection = resource.paths.path
        parameters = context.parameters
        records = self._sessions.current(context.session.session).records
        try:
            collection = self._resources.collection(resource, parameters.path, records)
        except UnknownOwnerError as error:
            raise not_found(str(error)) from error
        request = StatefulRequest(
            context=context,
            operation=operation,
            resource=resource,
            collection=collection,
            values={**parameters.query, **parameters.path},
        )
        if context.body_size > MAX_UNCOUNTED:
            answer = self._responses.as_documented(request, self._responses.choice(request))
            return noted(request, answer, _TOO_LONG)
        return self._roles[resource.roles[operation]](request)

    def _list(self, request: StatefulRequest) -> PreparedResponse:
        context, operation, resource = request.context, request.operation, request.resource
        choice = self._responses.choice(request)
        media = media_type_of(operation, choice)
        answer = self._responses.documented.get(operation, choice)
        shape = resource.shapes.get(media) if media is not None else None
        if media is None or shape is None:
            return answer
        paging = pagination_of(operation, shape.pointer)
        values = [record.value for record in request.collection.records.values()]
        query = context.parameters.query
        found = selected(values, query, paging, resource.names)
        unused = without_effect(values, query, paging, resource.names) if query else ()
        if note := parameters_without_effect(unused, _NOT_SELECTED):
            context.add_note(note)
        selection = PageSelection(
            query=query,
            pairs=tuple(pair for pair in context.head.query if not pair[0].startswith("__")),
            url=self._responses.url_of(context),
        )
        own = {k.decode("latin-1"): v.decode("latin-1") for k, v in answer.headers}
        headers = {**described_headers(operation.exact_response(choice.response)), **own}
        page = page_of_records(
            operation,
            resource,
            shape,
            found,
            paging=paging,
            selection=selection,
            documented=headers,
        )
        if page is None or not self._responses.keeps_rules(request, media, choice, page.body):
            return noted(request, answer)
        items = lookup(page.body, shape.pointer)
        seeds = _seeds_among(request, items if isinstance(items, list) else ())
        answer = with_note_on_records(answer, resource, shape, seeds)
        return with_page(answer, page, write_value(media, page.body).content).unnamed()

    def _read(self, request: StatefulRequest) -> PreparedResponse:
        _, record = self._found(request)
        choice = self._responses.choice(request)
        return self._responses.with_record(request, choice, record.value, is_seed=record.is_seed)

    def _create(self, request: StatefulRequest) -> PreparedResponse:
        resource, collection, change = request.resource, request.collection, request.change
        sent = sent_members(resource, request.operation, change)
        identity = resource.identity_of(sent)
        value: JSON = resolve(sent, resource.key) if identity is not None else None
        if identity is None or not all(fits(each, value) for each in resource.path_schemas):
            # None was sent, or one that no path can have.
            value = self._store.new_identity(request)
            identity = str(value)
        elif identity in collection.records and documents_status(request.operation, CONFLICT):
            raise conflict(f"{resource.paths.noun} has a record {identity[:80]!r} already")
        if request.operation.request_body is None:
            # Nothing can be sent, so that every member is the server's: a job has its first state.
            resource = replace(resource, writable=frozenset())
        record = created(resource, sent, value, change)
        return self._store.stored(request, identity, record, sent=sent, change=change)

    def _replace(self, request: StatefulRequest) -> PreparedResponse:
        resource, collection = request.resource, request.collection
        identity = identity_in(resource, request.values)
        before, change = collection.find(identity), request.change
        sent = sent_members(resource, request.operation, change)
        if before is None and request.operation.response_for(NOT_FOUND) is not None:
            raise unknown_record(resource, identity)
        if before is None:
            value = created(resource, sent, self._typed(request, identity), change)
            return self._store.stored(request, identity, value, sent=sent, change=change)
        own = self._own(request, before)
        value = replaced_by(resource, before.value, sent, own, change)
        return self._store.changed(
            request, identity, value, before=before, sent=sent, change=change
        )

    def _update(self, request: StatefulRequest) -> PreparedResponse:
        identity, before = self._found(request)
        change = request.change
        if request.operation.request_body is None:
            # `POST /pets/7?name=Rex` has its members in the query.
            change = replace(change, body=dict(request.context.parameters.query))
        own = self._own(request, before)
        sent = sent_members(request.resource, request.operation, change)
        try:
            value = patched(request.resource, before.value, sent, own, change)
        except PatchError as error:
            message = f"The patch cannot be applied: {error}."
            if error.is_conflict and documents_status(request.operation, CONFLICT):
                raise conflict(message) from error
            status = validation_error_status(request.operation)
            raise RequestRejected(status, ProblemId.INVALID_REQUEST, message) from error
        return self._store.changed(
            request, identity, value, before=before, sent=sent, change=change
        )

    def _save(self, request: StatefulRequest) -> PreparedResponse:
        """Replace the record whose identity the body has, or add it."""
        resource, change = request.resource, request.change
        sent = sent_members(resource, request.operation, change)
        # The identity is read-only in many documents, and is sent nevertheless.
        whole = sent_record(resource, request.operation, change)
        identity = resource.identity_of(whole)
        before = request.collection.find(identity) if identity is not None else None
        if identity is None:
            return self._responses.as_documented(request, self._responses.choice(request))
        own = resolve(whole, resource.key)
        if before is None:
            if request.operation.exact_response(str(NOT_FOUND)) is not None:
                raise unknown_record(resource, identity)
            value = created(resource, sent, own, change)
            return self._store.stored(request, identity, value, sent=sent, change=change)
        make = patched if request.operation.method == "PATCH" else replaced_by
        value = make(resource, before.value, sent, own, change)
        return self._store.changed(
            request, identity, value, before=before, sent=sent, change=change
        )

    def _delete(self, request: StatefulRequest) -> PreparedResponse:
        resource, operation = request.resource, request.operation
        identity = identity_in(resource, request.values)
        choice = self._responses.choice(request, _NO_CONTENT)
        if identity not in request.collection.records:
            if operation.response_for(NOT_FOUND) is not None:
                raise unknown_record(resource, identity)
            # An API that documents no 404 here deletes twice without complaint.
            return self._responses.as_documented(request, choice)
        record = request.collection.records[identity]
        response = self._responses.with_record(
            request, choice, record.value, is_seed=record.is_seed
        )
        item = filled(resource.paths.item_path, request.values)
        self._store.save_collection(request, request.collection.without(identity), gone=item)
        return response

    def _clear(self, request: StatefulRequest) -> PreparedResponse:
        """Remove the records that the query selects; all without one."""
        query = request.context.parameters.query
        response = self._responses.as_documented(
            request, self._responses.choice(request, _NO_CONTENT)
        )
        records = request.collection.records
        values = [record.value for record in records.values()]
        # What is not understood might select some records only, so nothing is removed.
        if request.operation.request_body is None and is_selection(query, values):
            gone = {IdentityKey(each) for each in selected(values, query, None)}
            kept = {k: each for k, each in records.items() if IdentityKey(each.value) not in gone}
            self._store.save_collection(request, Collection.of(kept, last=request.collection.last))
        return response

    def _found(self, request: StatefulRequest) -> tuple[str, Record]:
        """Return the identity and the record that a request names."""
        identity = identity_in(request.resource, request.values)
        record = request.collection.find(identity)
        if record is None:
            raise unknown_record(request.resource, identity)
        return identity, record

    def _own(self, request: StatefulRequest, before: Record) -> JSON:
        """Return the identity as the record has it."""
        key = request.resource.key
        return resolve(before.value, key) if key and exists(before.value, key) else None

    def _typed(self, request: StatefulRequest, identity: str) -> JSON:
        """Return the identity of a path as the type that records have."""
        return request.values.get(request.resource.paths.identity, identity)


def _seeds_among(
    request: StatefulRequest, items: Sequence[JSON]
) -> Mapping[str | None, Mapping[str, JSON]]:
    """Return those of the items of a list that are records of an example, by identity."""
    identities = map(request.resource.identity_of, items)
    found = {each: request.collection.find(each) for each in identities if each is not None}
    return {name: each.value for name, each in found.items() if each is not None and each.is_seed}
