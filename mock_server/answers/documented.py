"""Every documented response of every operation, prepared at start-up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mock_server.answers.example_pages import paginate_example
from mock_server.answers.required_headers import consistent, required_headers
from mock_server.http.bodies.writing import Body, body_without_value, write_example, write_value
from mock_server.http.documented_headers import documented_headers
from mock_server.http.error_responses import fill_error_template, reason_phrase
from mock_server.http.media_types import is_json
from mock_server.http.negotiation import ResponseChoice, concrete_status, tool_error_status
from mock_server.http.problems import Problem, ProblemId
from mock_server.http.responses import (
    PreparedResponse,
    has_no_body,
    prepare_response,
)
from openapi.contract import Contract, MediaType, Operation, Pagination
from openapi.json.parsing import dump_json, parse_json
from openapi.json.types import JSON
from openapi.schema.examples import generate_example

_SUCCESS = 200
_ERRORS = 400
_BODY_HEADERS = frozenset({b"content-type", b"content-length", b"etag"})

_Key = tuple[str, str, str, str, str]


class DocumentedResponses:
    """Finds the prepared response of a choice.

    An operation's responses are prepared when the first of them is needed: to generate those of a
    large document takes many seconds, and most are never asked for.
    """

    def __init__(self, contracts: Sequence[Contract]) -> None:
        self._contracts: Mapping[Operation, Contract] = {
            operation: contract for contract in contracts for operation in contract.operations
        }
        self._prepared: dict[_Key, PreparedResponse] = {}
        # A problem has a status of its own, which its body states too.
        self._problems: set[_Key] = set()
        # The documented lists, parsed; pages are slices of them.
        self._lists: dict[bytes, JSON] = {}

    def get(
        self, operation: Operation, choice: ResponseChoice, query: Mapping[str, JSON] | None = None
    ) -> PreparedResponse:
        """Return the prepared response of a choice, or the page of it that `query` selects."""
        key = _key(operation, choice)
        if key not in self._prepared:
            self._prepare(operation)
        answer = self._prepared[key]
        if query and operation.pagination is not None and answer.status == _SUCCESS:
            answer = self._page(operation.pagination, answer, query)
        # A range or `default` is prepared with one status and may be requested with another.
        is_fixed = choice.response.isdigit() or key in self._problems
        if choice.status == answer.status or is_fixed:
            return answer
        return _with_status(answer, choice.status)

    def _prepare(self, operation: Operation) -> None:
        for choice, prepared in prepare_responses(self._contracts[operation], operation):
            key = _key(operation, choice)
            answer = consistent(self._contracts[operation], operation, prepared)
            self._prepared[key] = answer
            if choice.status != answer.status:
                self._problems.add(key)

    def _page(
        self, pagination: Pagination, answer: PreparedResponse, query: Mapping[str, JSON]
    ) -> PreparedResponse:
        """Return the page of a prepared list; the list itself if it fits on the page."""
        media_type = next((v.decode() for name, v in answer.headers if name == b"content-type"), "")
        if not is_json(media_type):
            return answer
        whole = self._lists.get(answer.body)
        if whole is None:
            whole = self._lists[answer.body] = parse_json(answer.body)
        page = paginate_example(whole, pagination, query)
        if page is whole:
            return answer
        more = [pair for pair in answer.headers if pair[0] not in _BODY_HEADERS]
        selected = prepare_response(
            answer.status, media_type=media_type, body=dump_json(page), headers=more
        )
        return replace(selected, example=answer.example)


def _with_status(answer: PreparedResponse, status: int) -> PreparedResponse:
    """Return an answer with another status; without a body where the status has none."""
    if has_no_body(status):
        kept = [pair for pair in answer.headers if pair[0] not in _BODY_HEADERS]
        return prepare_response(status, headers=kept)
    return replace(answer, status=status)


def prepare_responses(
    contract: Contract, operation: Operation
) -> Iterator[tuple[ResponseChoice, PreparedResponse]]:
    """Yield every choice of an operation, with its prepared response."""
    for response in operation.responses:
        status = concrete_status(operation, response)
        plain = ResponseChoice(status=status, response=response.status)
        added = required_headers(contract, operation, response, status)
        headers = (*documented_headers(response), *added)
        if not response.media_types:
            yield plain, prepare_response(status, headers=headers).sandboxed()
        for media in response.media_types:
            in_media = replace(plain, media_type=media.name)
            for example in media.examples:
                answer = _with_body(status, write_example(media, example.value), headers)
                named = replace(answer.sandboxed(), example=example.name)
                yield replace(in_media, example=example.name), named
            if not media.examples:
                derived = _generated_response(contract, operation, status, media).with_headers(
                    headers
                )
                yield in_media, derived.sandboxed()


def _key(operation: Operation, choice: ResponseChoice) -> _Key:
    return (operation.api, operation.id, choice.response, choice.media_type, choice.example)


def _generated_response(
    contract: Contract, operation: Operation, status: int, media: MediaType
) -> PreparedResponse:
    refusal = contract.refusal
    if status >= _ERRORS and refusal is not None and refusal.media_type == media.name:
        return fill_error_template(refusal, status, f"{reason_phrase(status)}.")
    if media.schema is None and media.external_example:
        error = ValueError(f"the externalValue {media.external_example!r} is not read")
        return _nothing_documented(operation, status, error)
    body = body_without_value(media)
    if body is not None:
        return _with_body(status, body)
    try:
        value = generate_example(media.schema) if media.schema is not None else None
    except ValueError as error:
        return _nothing_documented(operation, status, error)
    return _with_body(status, write_value(media, value))


def _with_body(
    status: int, body: Body, headers: Sequence[tuple[bytes, bytes]] = ()
) -> PreparedResponse:
    return prepare_response(status, media_type=body.media_type, body=body.content, headers=headers)


def _nothing_documented(operation: Operation, status: int, error: ValueError) -> PreparedResponse:
    return Problem(
        id=ProblemId.NOTHING_DOCUMENTED,
        status=tool_error_status(operation),
        detail=f"{operation.id} documents no example of its {status} response, and {error}.",
        advice="give the media type an example",
    ).response()
