"""The answers to requests to resources, with records in the bodies that the document describes."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from mock_server.answers.documented import (
    DocumentedResponses,
    media_type_of,
    with_valid_records,
    without_contradiction,
)
from mock_server.answers.echo import Sent
from mock_server.answers.stateful.bodies import body_with_record, record_in
from mock_server.answers.stateful.collections import filled
from mock_server.answers.stateful.corrections import keeps_contradiction
from mock_server.answers.stateful.recognition.resources import Resource, Shape
from mock_server.answers.stateful.requests import StatefulRequest
from mock_server.faults.model.healthy_exchange import rule_context
from mock_server.http.bodies.writing import write_value
from mock_server.http.negotiation import ResponseChoice, negotiate
from mock_server.http.preferences import CODE, NO_PREFERENCES, Preference, Preferences
from mock_server.http.responses import PreparedResponse, header_bytes, prepare_response
from mock_server.sessions.request_context import RequestContext
from openapi.contract import MediaType, Response
from openapi.json.parsing import dump_json
from openapi.json.types import JSON
from openapi.rules.outcome import Outcome

UNDOCUMENTED = "undocumented"  # the response of a choice whose operation documents no success

NOT_VALID = "the documented answer is sent: no valid one has the records of this session"

_LOCATION = b"location"
_JSON = "application/json"
_OK, _NO_CONTENT = 200, 204


class RecordResponses:
    """Writes the answers of a stateful session."""

    def __init__(
        self, documented: DocumentedResponses, url_of: Callable[[RequestContext], str]
    ) -> None:
        """Write answers like the documented ones; `url_of` returns a URL without its query."""
        self.documented = documented
        self.url_of = url_of

    def choice(self, request: StatefulRequest, wanted: int | None = None) -> ResponseChoice:
        """Return the successful answer of an operation, that with a wanted status if it has one."""
        accept = request.context.head.joined_header("accept")
        preferences = NO_PREFERENCES
        if request.operation.success is None:
            # Only errors are documented: what has succeeded must not be answered with one.
            return ResponseChoice(status=wanted or _OK, response=UNDOCUMENTED)
        if wanted is not None and request.operation.exact_response(str(wanted)) is not None:
            code = Preference(name=CODE, value=str(wanted), is_header=False)
            preferences = Preferences(code=code)
        return negotiate(request.operation, preferences, accept)

    def as_documented(self, request: StatefulRequest, choice: ResponseChoice) -> PreparedResponse:
        """Return the documented answer, as one that is no example."""
        if choice.response == UNDOCUMENTED:
            return prepare_response(choice.status)
        parameters = request.context.parameters
        sent = Sent(parameters.path, parameters.query, request.context.content)
        return self.documented.get(request.operation, choice, sent).unnamed()

    def with_record(
        self,
        request: StatefulRequest,
        choice: ResponseChoice,
        value: Mapping[str, JSON],
        *,
        is_seed: bool = False,
    ) -> PreparedResponse:
        """Return an answer with a record in its body, if it has one.

        `is_seed` says that an example of the document has the record.
        """
        if choice.response == UNDOCUMENTED and choice.status != _NO_CONTENT:
            shown = record_in(request.resource, request.resource.main, value) or value
            return prepare_response(choice.status, media_type=_JSON, body=dump_json(shown))
        media = media_type_of(request.operation, choice)
        shape = request.resource.shapes.get(media) if media is not None else None
        if media is None or shape is None or shape.is_list:
            return self.as_documented(request, choice)
        answer = self.documented.get(request.operation, choice)
        body = body_with_record(request.resource, shape, value)
        if body is None or not self.keeps_rules(request, media, choice, body):
            return noted(request, self.as_documented(request, choice))
        own = {request.resource.identity_of(value): value} if is_seed else {}
        answer = with_note_on_records(answer, request.resource, shape, own)
        return answer.with_body(write_value(media, body).content).unnamed()

    def keeps_rules(
        self, request: StatefulRequest, media: MediaType, choice: ResponseChoice, body: JSON
    ) -> bool:
        """Whether a body breaks no rule of its document."""
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

    def located(
        self,
        request: StatefulRequest,
        response: PreparedResponse,
        identity: str,
        *,
        documented: Response | None,
        is_shown: bool,
    ) -> PreparedResponse:
        """Return the answer to a creation with the address of the record.

        It is there where it is documented, or where the client cannot know the identity otherwise.
        """
        headers = documented.headers if documented is not None else ()
        names = {name for name, _ in response.headers}
        names |= {each.name.lower().encode("latin-1", "replace") for each in headers}
        resource = request.resource
        is_unknown = not is_shown or not resource.key
        if not resource.paths.item_path or not (_LOCATION in names or is_unknown):
            return response
        url = self.url_of(request.context)
        own = filled(request.operation.path, request.context.parameters.path)
        values = {**request.values, resource.paths.identity: identity}
        item = filled(resource.paths.item_path, values)
        root = url.removesuffix(own.rstrip("/")) if url.endswith(own.rstrip("/")) else None
        place = f"{url.rstrip('/')}/{quote(identity, safe='')}" if root is None else f"{root}{item}"
        return response.without_header(_LOCATION).with_headers(((_LOCATION, header_bytes(place)),))


def with_note_on_records(
    answer: PreparedResponse,
    resource: Resource,
    shape: Shape,
    records: Mapping[str | None, Mapping[str, JSON]],
) -> PreparedResponse:
    """Return an answer whose note on its example is about the records that are sent in its place.

    `records` are those of examples by identity. Without what an example has wrong there is no note.
    """
    plain = without_contradiction(answer)
    if plain is answer or not keeps_contradiction(resource, shape, records):
        return plain
    return with_valid_records(answer)


def noted(
    request: StatefulRequest, answer: PreparedResponse, note: str = NOT_VALID
) -> PreparedResponse:
    """Return an answer that does not have the records, after noting why."""
    request.context.add_note(note)
    return answer.unnamed()
