"""Dynamic answers: made from the schema of an answer, with other values for each seed.

They are valid against the schema, keep the document's rules, and have the values of the request,
as derived answers do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random
from urllib.parse import quote
from zlib import crc32

from mock_server.answers.documented import media_type_of, without_contradiction
from mock_server.answers.echo import Sent, echoed
from mock_server.answers.example_pages import Page, PageSelection, page_of_example, with_page
from mock_server.answers.ordered_times import with_times_in_order
from mock_server.answers.varied_bodies import Task, varied_body
from mock_server.faults.model.healthy_exchange import rule_context
from mock_server.faults.search.schema_places import Index, location_index
from mock_server.http.bodies.list_counts import with_counts
from mock_server.http.bodies.writing import write_value
from mock_server.http.negotiation import ResponseChoice
from mock_server.http.preferences import QUERY_PREFIX
from mock_server.http.responses import NOTE, SEED, PreparedResponse, header_bytes
from mock_server.sessions.request_context import RequestContext
from openapi.contract import MediaType, Operation, is_json_type
from openapi.json.parsing import JsonError, dump_json, parse_json
from openapi.json.types import JSON
from openapi.parameters.serialization import Parameters
from openapi.rules.evaluation import evaluate_rules
from openapi.rules.expressions import RULES_MISSING, can_evaluate
from openapi.rules.outcome import Outcome
from openapi.schema.validation import validator_for

_SUCCESS = 200
_SUCCESSES = range(200, 300)
_SEED_BITS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicRequest:
    """What a dynamic answer depends on."""

    operation: Operation
    choice: ResponseChoice  # the documented answer that is chosen
    parameters: Parameters  # the typed parameters
    sent: Sent  # the values that the answer repeats
    selection: PageSelection | None  # which page the request wants; None without pages
    seed: str  # the seed as it was sent; empty for a new one
    identity: str  # what distinguishes the request from others of the operation
    now: float  # the session's time, in seconds since 1970


class DynamicAnswers:
    """Makes dynamic answers; where none can be made, the documented one is sent with a note."""

    def __init__(self, seed: int) -> None:
        """Begin; `seed` decides on the seeds of requests that name none."""
        self._seeds = Random(seed)  # noqa: S311 - nothing secret
        self._indexes: dict[MediaType, Index] = {}

    def respond(self, request: DynamicRequest, documented: PreparedResponse) -> PreparedResponse:
        """Return a dynamic answer; it has the headers of the documented one.

        Long: call it off the event loop.
        """
        media = media_type_of(request.operation, request.choice)
        if media is None or documented.status != request.choice.status:
            return documented
        if media.schema is None:
            return _noted(documented, "the response has no schema: its values cannot vary")
        if not request.seed:
            request = replace(request, seed=str(self._seeds.getrandbits(_SEED_BITS)))
        try:
            value = self._value(request, media, documented)
        except ValueError as error:
            return _noted(documented, f"the documented answer is sent: {error}")
        seed = ((SEED, quote(request.seed, safe="").encode("ascii")),)
        page = self._page(request, media, value, documented)
        documented = without_contradiction(documented)
        answer = documented.with_body(write_value(media, value).content).with_headers(seed)
        content = None if page.body is value else dump_json(page.body)
        return with_page(answer, page, content).unnamed()

    def _value(
        self, request: DynamicRequest, media: MediaType, documented: PreparedResponse
    ) -> JSON:
        """Return the value of the body."""
        task = self._task(request, media, documented)
        if task.has_rules and not can_evaluate():
            raise ValueError(RULES_MISSING)
        is_valid = validator_for(task.schema).is_valid

        def is_healthy(value: JSON) -> bool:
            return is_valid(value) and not task.broken(value)

        text = f"{request.seed} {request.operation.id} {request.identity}"
        value = varied_body(task, crc32(text.encode("utf-8", "replace")))
        value = with_times_in_order(value, is_healthy)
        if request.choice.status in _SUCCESSES:
            value = echoed(value, request.operation, request.sent, task.schema, is_healthy)
            if request.operation.pagination is None:
                value = with_counts(value, is_healthy)
        if not is_healthy(value):
            message = "no generated values keep every rule"
            raise ValueError(message)
        return value

    @staticmethod
    def _page(
        request: DynamicRequest, media: MediaType, value: JSON, documented: PreparedResponse
    ) -> Page:
        """Return the page of a generated list; the whole list if the page is not valid."""
        selection = request.selection
        is_list = request.choice.status == _SUCCESS and is_json_type(media.name)
        if selection is None or not is_list:
            return Page(body=value)
        headers = {
            name.decode("latin-1"): text.decode("latin-1") for name, text in documented.headers
        }
        return page_of_example(value, request.operation, media, selection, headers)

    def _task(
        self, request: DynamicRequest, media: MediaType, documented: PreparedResponse
    ) -> Task:
        assert media.schema is not None  # noqa: S101 - `respond` has refused it
        context = rule_context(
            request.operation,
            request.parameters,
            request.choice.status,
            datetime.fromtimestamp(request.now, UTC),
        )
        rules = [each for each in media.rules if not each.rule.rule_set]

        def broken(value: JSON) -> int:
            results = evaluate_rules(rules, value, context) if rules else ()
            return sum(each.outcome is Outcome.FAIL for each in results)

        if media not in self._indexes:
            self._indexes[media] = location_index(media.schema) if rules else {}
        return Task(
            schema=media.schema,
            index=self._indexes[media],
            starts=_starts(media, documented) if rules else (),
            broken=broken,
            has_rules=bool(rules),
        )


def dynamic_request(
    context: RequestContext,
    choice: ResponseChoice,
    sent: Sent,
    selection: PageSelection | None,
    seed: str,
) -> DynamicRequest:
    """Return what a dynamic answer to a request depends on."""
    head = context.head
    query = [pair for pair in head.query if not pair[0].startswith(QUERY_PREFIX)]
    return DynamicRequest(
        operation=context.operation,
        choice=choice,
        parameters=context.parameters,
        sent=sent,
        selection=selection,
        seed=seed,
        identity=f"{head.path!r} {query} {crc32(context.body)}",
        now=context.session.now,
    )


def _starts(media: MediaType, documented: PreparedResponse) -> Sequence[JSON]:
    """Return the documented bodies, and the one that would be sent otherwise."""
    found = [each.value for each in media.examples if not each.is_placeholder]
    if is_json_type(media.name):
        try:
            found.append(parse_json(documented.body))
        except JsonError:
            return found
    return found


def _noted(answer: PreparedResponse, note: str) -> PreparedResponse:
    return answer.with_headers(((NOTE, header_bytes(note)),))
