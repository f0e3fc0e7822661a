"""Which documented answer a request gets: wishes and `Accept` in, a choice out.

Pure. A choice names what was chosen; the bytes are looked up elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mock_server.http.errors import RequestRejected, ToolProblem
from mock_server.http.media_types import best_match
from mock_server.http.preferences import Preference, Preferences
from mock_server.http.problems import Problem, ProblemId
from openapi.contract import MediaType, Operation, Response
from openapi.errors import did_you_mean
from openapi.schema.validation import preview_text

_CODE = re.compile(r"[2-5][0-9]{2}", re.ASCII)
_UNPROCESSABLE, _FAILED_DEPENDENCY = 422, 424


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseChoice:
    """The answer that a request gets, by name.

    Attributes:
        status: HTTP status to send.
        response: The documented status it stands under: `404`, `4XX` or `default`.
        media_type: Name of the representation; empty for an answer without a body.
        example: Name of the example; empty where there is none and one is derived.
    """

    status: int
    response: str
    media_type: str = ""
    example: str = ""


def negotiate(operation: Operation, preferences: Preferences, accept: str) -> ResponseChoice:
    """Return the answer that a request gets.

    Args:
        operation: What is asked.
        preferences: What the client asks of the mock.
        accept: The `Accept` header, empty without one.

    Raises:
        ToolProblem: A wish cannot be met.
        RequestRejected: No representation is acceptable.
    """
    if preferences.code is not None:
        response = _response_for(operation, preferences.code)
        status = int(preferences.code.value)
    else:
        response = _response(operation, preferences.example)
        status = concrete_status(operation, response)
    if preferences.example is not None and not _has_example(response, preferences.example.value):
        raise _unknown_example(operation, preferences.example, [response])
    wanted = preferences.example.value if preferences.example is not None else ""
    media = _media_type(response, wanted, accept)
    if media is None:
        return ResponseChoice(status=status, response=response.status)
    return ResponseChoice(
        status=status,
        response=response.status,
        media_type=media.name,
        example=wanted or media.default_example,
    )


def negotiate_media_type(offered: Sequence[str], accept: str) -> str:
    """Return the media type of `offered` that a client likes best.

    Raises:
        RequestRejected: It accepts none of them.
    """
    chosen = best_match(offered, accept)
    if chosen is None:
        names = ", ".join(offered)
        raise RequestRejected(
            406,
            ProblemId.NOT_ACCEPTABLE,
            f"Accept asks for {preview_text(accept)!r}; available is {names}.",
        )
    return chosen


def concrete_status(operation: Operation, response: Response) -> int:
    """Return the status to send for a documented one, which may be a range or `default`."""
    if response.status.isdigit():
        return int(response.status)
    if response.status[:1].isdigit():
        return int(response.status[0]) * 100
    return 200 if response is operation.success else 500


def tool_error_status(operation: Operation) -> int:
    """Return the status of the tool's own answers, one that the operation does not document."""
    documents_it = operation.exact_response(str(_UNPROCESSABLE)) is not None
    return _FAILED_DEPENDENCY if documents_it else _UNPROCESSABLE


def _response_for(operation: Operation, wish: Preference) -> Response:
    found = operation.response_for(int(wish.value)) if _CODE.fullmatch(wish.value) else None
    if found is not None:
        return found
    documented = tuple(response.status for response in operation.responses)
    raise ToolProblem(
        Problem(
            id=ProblemId.UNKNOWN_CODE,
            status=tool_error_status(operation),
            detail=f"{operation.id} documents no status {preview_text(wish.value)!r}"
            f"{did_you_mean(wish.value, documented)}",
            asked_by=preview_text(str(wish)),
            asked_for=wish.value,
            available=documented,
            advice="ask for one of the available statuses, or leave the preference out",
        )
    )


def _response(operation: Operation, wish: Preference | None) -> Response:
    """Return the success answer, or the first one with the wanted example."""
    success = operation.success
    ordered = [success] if success is not None else []
    ordered += [response for response in operation.responses if response is not success]
    if not ordered:
        raise ToolProblem(
            Problem(
                id=ProblemId.NOTHING_DOCUMENTED,
                status=tool_error_status(operation),
                detail=f"{operation.id} documents no answer at all.",
                advice="give the operation at least one response",
            )
        )
    if wish is None:
        return ordered[0]
    found = next((response for response in ordered if _has_example(response, wish.value)), None)
    if found is None:
        raise _unknown_example(operation, wish, ordered)
    return found


def _media_type(response: Response, example: str, accept: str) -> MediaType | None:
    offered = [m for m in response.media_types if not example or m.example(example) is not None]
    if not offered:
        return None
    chosen = negotiate_media_type([media.name for media in offered], accept)
    return next(media for media in offered if media.name == chosen)


def _has_example(response: Response, example: str) -> bool:
    return any(media.example(example) is not None for media in response.media_types if example)


def _unknown_example(
    operation: Operation, wish: Preference, responses: Sequence[Response]
) -> ToolProblem:
    names = tuple(dict.fromkeys(name for response in responses for name in _names(response)))
    under = f" under status {responses[0].status}" if len(responses) == 1 else ""
    return ToolProblem(
        Problem(
            id=ProblemId.UNKNOWN_EXAMPLE,
            status=tool_error_status(operation),
            detail=f"{operation.id} has no example {preview_text(wish.value)!r}{under}"
            f"{did_you_mean(wish.value, names)}",
            asked_by=preview_text(str(wish)),
            asked_for=wish.value,
            available=names,
            advice="ask for one of the available examples, or leave the preference out"
            if names
            else "there are no named examples here; leave the preference out",
        )
    )


def _names(response: Response) -> list[str]:
    return [example.name for media in response.media_types for example in media.examples]
