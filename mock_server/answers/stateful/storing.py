"""Keeps what a request has made of a record, and answers with it."""

from collections.abc import Mapping

from mock_server.answers.documented import media_type_of
from mock_server.answers.stateful.bodies import shows_identity
from mock_server.answers.stateful.changing.changes import RecordChange, not_kept
from mock_server.answers.stateful.changing.identities import new_identity
from mock_server.answers.stateful.collections import collection_name
from mock_server.answers.stateful.requests import StatefulRequest
from mock_server.answers.stateful.responses import UNDOCUMENTED, RecordResponses
from mock_server.answers.stateful.seeds import ONLY, owned
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.responses import PreparedResponse
from mock_server.sessions.records import Collection, Record, RecordsChange, RecordsFullError
from mock_server.sessions.sessions import Sessions
from openapi.json.pointers import exists, resolve
from openapi.json.types import JSON

_CREATED = 201
_NOT_READ = "the record has no member of the body, which is no JSON, form or XML with members"
_MAX_NAMED = 10  # members in a note


class RecordStore:
    """Changes the records of sessions; nothing is awaited, so no change is ever lost."""

    def __init__(self, sessions: Sessions, responses: RecordResponses, *, seed: int = 0) -> None:
        """Change the records of these sessions; `seed` is that of new identities."""
        self._sessions = sessions
        self._responses = responses
        self._seed = seed

    def new_identity(self, request: StatefulRequest) -> JSON:
        """Return an identity that no record of the collection has."""
        resource, collection = request.resource, request.collection
        if resource.paths.is_single:
            return ONLY
        schemas = [resource.key_schema] if resource.key_schema is not None else []
        schemas += resource.path_schemas
        number = collection.last
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

    def stored(
        self,
        request: StatefulRequest,
        identity: str,
        value: Mapping[str, JSON],
        *,
        sent: Mapping[str, JSON],
        change: RecordChange,
    ) -> PreparedResponse:
        """Add a record, made of the members that were sent; return the answer to its creation."""
        _note_changes(request, value, sent, change)
        value = owned(value, change.owners, request.resource.key)
        choice = self._responses.choice(request, _CREATED)
        response = self._responses.with_record(request, choice, value)
        media = media_type_of(request.operation, choice)
        shape = request.resource.shapes.get(media) if media is not None else None
        is_shown = shows_identity(request.resource, shape) or choice.response == UNDOCUMENTED
        documented = request.operation.exact_response(choice.response)
        response = self._responses.located(
            request, response, identity, documented=documented, is_shown=is_shown
        )
        collection = request.collection.with_record(identity, Record.of(value), is_new=True)
        self.save_collection(request, collection)
        return response

    def changed(  # noqa: PLR0913 - what a record was and becomes, each by name
        self,
        request: StatefulRequest,
        identity: str,
        value: Mapping[str, JSON],
        *,
        before: Record,
        sent: Mapping[str, JSON],
        change: RecordChange,
    ) -> PreparedResponse:
        """Replace a record by one with the members that were sent; return the answer to that."""
        _note_changes(request, value, sent, change)
        choice = self._responses.choice(request)
        response = self._responses.with_record(request, choice, value, is_seed=before.is_seed)
        record = Record.of(value, is_seed=before.is_seed)
        self.save_collection(request, request.collection.with_record(identity, record))
        return response

    def save_collection(
        self, request: StatefulRequest, collection: Collection, *, gone: str = ""
    ) -> None:
        """Keep a changed collection, without those below a path that is gone."""
        context, resource = request.context, request.resource
        session = self._sessions.current(context.session.session)
        name = collection_name(resource, context.parameters.path)
        try:
            records = session.records.with_collection(name, collection)
        except RecordsFullError as error:
            raise ToolProblem(
                422,
                ProblemId.RECORDS_FULL,
                f"The record is not kept: {error}.",
                advice="delete records, or restart the session with ?__restart",
            ) from error
        if gone:
            records = records.without_below(f"{resource.paths.api} {gone}")
        context.change = RecordsChange(
            name=name,
            before=request.collection,
            after=collection,
            below=session.records.missing_in(records),
        )
        self._sessions.change(session, records=records)


def _note_changes(
    request: StatefulRequest,
    value: Mapping[str, JSON],
    sent: Mapping[str, JSON],
    change: RecordChange,
) -> None:
    """Note which members of a request its record does not have as they were sent."""
    if request.context.content is None and request.context.body_size:
        request.context.add_note(_NOT_READ)
    names = not_kept(request.resource, sent, change, value)
    if names:
        some = ", ".join(names[:_MAX_NAMED])
        request.context.add_note(f"not kept as sent, since records cannot have the value: {some}")
