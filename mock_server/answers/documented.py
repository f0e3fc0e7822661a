"""Every documented response of every operation, prepared at start-up."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from mock_server.answers.echo import NOTHING_SENT, Sent, echoed, echoed_names
from mock_server.answers.required_headers import consistent, with_required_headers
from mock_server.http.bodies.error_shapes import with_own_status
from mock_server.http.bodies.list_counts import with_counts
from mock_server.http.bodies.shown_examples import (
    CONTRADICTS,
    ShownExample,
    shown_example,
    shown_in_json,
    written_example,
)
from mock_server.http.bodies.writing import Body, body_without_value, write_example, write_value
from mock_server.http.documented_headers import documented_headers
from mock_server.http.negotiation import ResponseChoice, concrete_status
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.responses import NOTE, PreparedResponse, header_bytes, prepare_response
from openapi.contract import Contract, Example, MediaType, Operation, Response, Schema, is_json_type
from openapi.json.parsing import dump_json, parse_json
from openapi.json.types import JSON
from openapi.schema.discriminators import branch_of
from openapi.schema.examples import generate_example
from openapi.schema.validation import validator_for

if TYPE_CHECKING:
    from mock_server.answers.example_pages import PageSelection

_SUCCESS = 200
_SUCCESSES = range(200, 300)
_ERRORS = 400
_NO_RESPONSE = ((NOTE, b"the operation documents no response"),)
_CONTRADICTS = CONTRADICTS.encode()
_AS_RECORD = _CONTRADICTS + b"; records are sent as far as they are valid"

_Key = tuple[str, str, str, str, str, bool]

Listed = Callable[[Operation, MediaType, Mapping[str, JSON]], JSON]
"""Returns the body of an answer about the record that a path names, as its list shows it; None if
it is in no list."""


class Derived(NamedTuple):
    """A value that was made from the schema of an answer without an example."""

    media: MediaType
    value: JSON


class DocumentedResponses:
    """Finds the prepared response of a choice.

    A response is prepared when it is needed: to generate those of a large document takes many
    seconds, and most, the errors above all, are never asked for.
    """

    def __init__(self, contracts: Sequence[Contract], listed: Listed | None = None) -> None:
        """Prepare the responses of contracts; `listed` finds the records that lists show."""
        self._listed = listed
        self._contracts: Mapping[Operation, Contract] = {
            operation: contract for contract in contracts for operation in contract.operations
        }
        self._prepared: dict[_Key, PreparedResponse] = {}
        self._derived: dict[_Key, Derived] = {}
        # A problem has a status of its own, which its body states too.
        self._problems: set[_Key] = set()
        # The documented lists, parsed; pages are slices of them.
        self._lists: dict[bytes, JSON] = {}

    def get(
        self,
        operation: Operation,
        choice: ResponseChoice,
        sent: Sent = NOTHING_SENT,
        selection: "PageSelection | None" = None,
    ) -> PreparedResponse:
        """Return the prepared response of a choice, or the selected page of it.

        A derived one has the values of the request.
        """
        answer = self._of_choice(operation, choice, sent, selection)
        response = operation.exact_response(choice.response)
        if response is None:
            return answer
        return with_required_headers(self._contracts[operation], operation, response, answer)

    def _of_choice(
        self,
        operation: Operation,
        choice: ResponseChoice,
        sent: Sent,
        selection: "PageSelection | None",
    ) -> PreparedResponse:
        key = _key(operation, choice)
        if key not in self._prepared:
            self.prepare(operation, choice.response)
        prepared, derived = self._prepared[key], self._derived.get(key)
        answer = prepared
        if derived is not None and choice.status in _SUCCESSES and not sent.is_empty:
            answer = self._echoing(operation, answer, derived, sent)
        if selection and operation.pagination is not None and answer.status == _SUCCESS:
            answer = self._page(operation, choice, answer, selection)
        # A range or `default` is prepared with one status and may be requested with another.
        is_fixed = choice.response.isdigit() or key in self._problems
        if choice.status == answer.status or is_fixed:
            return answer
        if derived is not None and derived.media.schema is not None and choice.status >= _ERRORS:
            is_valid = validator_for(derived.media.schema).is_valid
            value = with_own_status(derived.value, choice.status, is_valid)
            answer = answer.with_body(write_value(derived.media, value).content)
        return answer.with_status(choice.status)

    def is_derived(self, operation: Operation, choice: ResponseChoice) -> bool:
        """Whether the response of a choice, which was returned before, is made from its schema."""
        return _key(operation, choice) in self._derived

    def read_names(
        self, operation: Operation, choice: ResponseChoice, query: Mapping[str, JSON]
    ) -> frozenset[str]:
        """Return the names of a query whose values the response of a choice has."""
        derived = self._derived.get(_key(operation, choice))
        return echoed_names(derived.value, query) if derived is not None else frozenset()

    def prepare(self, operation: Operation, status: str) -> None:
        """Prepare all responses of a documented status."""
        contract = self._contracts[operation]
        response = operation.exact_response(status)
        responses = () if response is None else (response,)
        for choice, prepared, derived in _prepared_responses(contract, operation, responses):
            key = _key(operation, choice)
            answer = consistent(contract, operation, prepared)
            self._prepared[key] = answer
            if derived is not None:
                self._derived[key] = derived
            if choice.status != answer.status:
                self._problems.add(key)

    def _echoing(
        self, operation: Operation, answer: PreparedResponse, derived: Derived, sent: Sent
    ) -> PreparedResponse:
        """Return a derived answer with the values of a request, and of the list that it is in."""
        media, value = derived.media, derived.value
        if self._listed is not None and sent.path and operation.method == "GET":
            record = self._listed(operation, media, sent.path)
            value = value if record is None else record
        if media.schema is not None:
            is_valid = validator_for(media.schema).is_valid
            value = _of_branch(media.schema, value, sent.body)
            value = echoed(value, operation, sent, media.schema, is_valid)
            if value is not derived.value and operation.pagination is None:
                value = with_counts(value, is_valid)
        if value is derived.value:
            return answer
        return answer.with_body(write_value(media, value).content)

    def _page(
        self,
        operation: Operation,
        choice: ResponseChoice,
        answer: PreparedResponse,
        selection: "PageSelection",
    ) -> PreparedResponse:
        """Return the page of a prepared list; the list itself if it fits on the page."""
        documented = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in answer.headers
        }
        media_type = documented.get("content-type", "")
        if not is_json_type(media_type):
            return answer
        whole = self._lists.get(answer.body)
        if whole is None:
            whole = parse_json(answer.body)
            if answer is self._prepared[_key(operation, choice)]:
                self._lists[answer.body] = whole
        # Imported when it is needed: the first answer is rarely a page.
        from mock_server.answers.example_pages import page_of_example, with_page  # noqa: PLC0415

        media = media_type_of(operation, choice)
        page = page_of_example(whole, operation, media, selection, documented)
        return with_page(answer, page, None if page.body is whole else dump_json(page.body))


def _of_branch(schema: Schema, value: JSON, body: JSON) -> JSON:
    """Return a derived answer of the branch that a body names: to a dog, that of a dog."""
    if not isinstance(body, dict) or not isinstance(value, dict):
        return value
    branch = branch_of(schema, body)
    if branch is None or branch == branch_of(schema, value):
        return value
    try:
        return generate_example(branch, fills_maps=True)
    except ValueError:
        return value


def media_type_of(operation: Operation, choice: ResponseChoice) -> MediaType | None:
    """Return the documentation of the body of a choice."""
    response = operation.exact_response(choice.response)
    return None if response is None else response.media_type(choice.media_type)


def with_valid_records(answer: PreparedResponse) -> PreparedResponse:
    """Return the answer in which valid records take the place of the example that it had."""
    headers = tuple(
        (NOTE, _AS_RECORD) if _is_contradiction(*pair) else pair for pair in answer.headers
    )
    return replace(answer, headers=headers)


def without_contradiction(answer: PreparedResponse) -> PreparedResponse:
    """Return the answer whose body is not the example, and without a note about that example."""
    kept = [pair for pair in answer.headers if not _is_contradiction(*pair)]
    return answer if len(kept) == len(answer.headers) else replace(answer, headers=tuple(kept))


def _is_contradiction(name: bytes, value: bytes) -> bool:
    return name == NOTE and value.startswith(_CONTRADICTS)


def prepare_responses(
    contract: Contract, operation: Operation
) -> Iterator[tuple[ResponseChoice, PreparedResponse]]:
    """Yield every choice of an operation, with its prepared response.

    An operation that documents no response has one all the same: an empty 200 that says so.
    """
    for choice, answer, _ in _prepared_responses(contract, operation, operation.responses):
        response = operation.exact_response(choice.response)
        if response is not None:
            answer = with_required_headers(contract, operation, response, answer)  # noqa: PLW2901
        yield choice, answer


def _prepared_responses(
    contract: Contract, operation: Operation, responses: Sequence[Response]
) -> Iterator[tuple[ResponseChoice, PreparedResponse, Derived | None]]:
    if not operation.responses:
        unknown = ResponseChoice(status=_SUCCESS, response="")
        yield unknown, prepare_response(_SUCCESS, headers=_NO_RESPONSE), None
    for response in responses:
        status = concrete_status(operation, response)
        plain = ResponseChoice(status=status, response=response.status)
        headers = (*documented_headers(response),)
        if not response.media_types:
            yield plain, prepare_response(status, headers=headers).sandboxed(), None
        for media in response.media_types:
            in_media = replace(plain, media_type=media.name)
            for example, shown, is_named in _of_examples(media):
                noted = (*headers, *_noted(shown))
                answer = _with_body(status, write_example(media, shown.value), noted)
                chosen = replace(in_media, example=example.name, is_named=is_named)
                yield chosen, replace(answer.sandboxed(), example=example.name), None
            if not media.examples:
                made, derived = _generated_response(contract, operation, response, media)
                yield in_media, made.with_headers(headers).sandboxed(), derived


def _noted(shown: ShownExample) -> tuple[tuple[bytes, bytes], ...]:
    return ((NOTE, header_bytes(shown.note)),) if shown.note else ()


def _of_examples(media: MediaType) -> Iterator[tuple[Example, ShownExample, bool]]:
    """Yield each example as it is sent, and whether to a client that names it."""
    for example in media.examples:
        if example.name == media.default_example:
            yield example, shown_example(media, example.name), False
        yield example, written_example(media, example), True


def _key(operation: Operation, choice: ResponseChoice) -> _Key:
    names = (choice.response, choice.media_type, choice.example)
    return (operation.api, operation.id, *names, choice.is_named)


def _generated_response(
    contract: Contract, operation: Operation, response: Response, media: MediaType
) -> tuple[PreparedResponse, Derived | None]:
    status = concrete_status(operation, response)
    if status >= _ERRORS:
        # Imported when it is needed: the first answers are rarely errors.
        from mock_server.http.error_responses import undocumented_error  # noqa: PLC0415

        in_api_format = undocumented_error(contract, status, media)
        if in_api_format is not None:
            return in_api_format, None
    if media.schema is None and media.external_example:
        error = ValueError(f"the externalValue {media.external_example!r} is not read")
        return _nothing_documented(operation, status, error), None
    body = body_without_value(media)
    if body is not None:
        return _with_body(status, body), None
    shown = shown_in_json(response, media)
    if shown is not None:
        return _with_body(status, write_example(media, shown.value), _noted(shown)), None
    try:
        schema = media.schema
        value = None if schema is None else generate_example(schema, fills_maps=True)
    except ValueError as error:
        return _nothing_documented(operation, status, error), None
    if media.schema is not None:
        is_valid = validator_for(media.schema).is_valid
        is_error = status >= _ERRORS
        value = (
            with_own_status(value, status, is_valid) if is_error else with_counts(value, is_valid)
        )
    answer = _with_body(status, write_value(media, value))
    return answer, Derived(media=media, value=value)


def _with_body(
    status: int, body: Body, headers: Sequence[tuple[bytes, bytes]] = ()
) -> PreparedResponse:
    return prepare_response(status, media_type=body.media_type, body=body.content, headers=headers)


def _nothing_documented(operation: Operation, status: int, error: ValueError) -> PreparedResponse:
    return ToolProblem(
        422,
        ProblemId.NOTHING_DOCUMENTED,
        f"{operation.id} documents no example of its {status} response, and {error}.",
        advice="give the media type an example",
    ).response()
