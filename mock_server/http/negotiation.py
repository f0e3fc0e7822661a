"""Selects the documented response to a request by its preferences and `Accept`.

Pure functions: they return names, and the caller finds the prepared bytes.
"""

import re
from collections.abc import Sequence

from mock_server.http.media_types import best_match, concrete_media_type
from mock_server.http.preferences import Preference, Preferences
from mock_server.http.problems import MAX_LISTED, ProblemId, RequestRejected, ToolProblem
from mock_server.http.responses import has_no_body
from openapi.contract import MediaType, Operation, Response
from openapi.text.previews import preview_text
from openapi.values import dataclass

_CODE = re.compile(r"[2-5][0-9]{2}", re.ASCII)
_SUCCESS = 200
_RATE_LIMITED = "429"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseChoice:
    """The documented response that a request gets, by name."""

    status: int
    response: str  # as documented: `404`, `4XX`, `default`; empty without any response
    media_type: str = ""  # name of the representation; empty for a response without a body
    example: str = ""  # name of the example; empty if none is documented and one is generated
    is_named: bool = False  # whether the client names the example, and gets it as it is written


def negotiate(operation: Operation, preferences: Preferences, accept: str) -> ResponseChoice:
    """Return the documented response to a request.

    An operation without any, which OpenAPI 3.1 allows, gets an empty 200: it may answer anything.

    Raises:
        ToolProblem: The operation does not document the preferred status or example.
        RequestRejected: No representation is acceptable.
    """
    if preferences.code is None and preferences.example is None and not operation.responses:
        return ResponseChoice(status=_SUCCESS, response="")
    if preferences.code is not None:
        response, status = _response_for(operation, preferences.code)
    else:
        response = _response(operation, preferences.example)
        status = concrete_status(operation, response)
    if preferences.example is not None and not _has_example(response, preferences.example.value):
        raise _unknown_example(operation, preferences.example, [response])
    wanted = preferences.example.value if preferences.example is not None else ""
    # Nothing of a body is sent, so its media type need not be acceptable.
    media = _media_type(response, wanted, "" if has_no_body(status) else accept)
    if media is None:
        return ResponseChoice(status=status, response=response.status)
    return ResponseChoice(
        status=status,
        response=response.status,
        media_type=media.name,
        example=wanted or media.default_example,
        is_named=bool(wanted),
    )


def negotiate_media_type(offered: Sequence[str], accept: str) -> str:
    """Return the media type of `offered` that a client prefers.

    Raises:
        RequestRejected: The client accepts none of them.
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


def _response_for(operation: Operation, code: Preference) -> tuple[Response, int]:
    """Return the response of a status, or of a documented range or `default`, and its status."""
    found = operation.response_for(int(code.value)) if _CODE.fullmatch(code.value) else None
    if found is not None:
        return found, int(code.value)
    found = operation.exact_response(code.value)
    if found is not None and not found.status.isdigit():
        return found, concrete_status(operation, found)
    documented = tuple(response.status for response in operation.responses)
    # Similar digits are not a similar meaning: only a range or `default` is guessed.
    misspelt = "" if code.value.isdigit() else code.value
    known = f"it documents {', '.join(documented[:MAX_LISTED]) or 'none'}"
    raise ToolProblem(
        422,
        ProblemId.UNKNOWN_CODE,
        f"{operation.id} documents no status {preview_text(code.value)!r}; {known}",
        asked_by=preview_text(str(code)),
        asked_for=misspelt,
        available=documented,
        advice="ask for one of the available statuses, or leave the preference out"
        + _fault_advice(code.value),
    )


def _fault_advice(code: str) -> str:
    """Return which fault has a status that is not documented; empty if none has."""
    if not _CODE.fullmatch(code) or (code[0] != "5" and code != _RATE_LIMITED):
        return ""
    usual = "rate-limit" if code == _RATE_LIMITED else "server-error"
    setting = "" if code in (_RATE_LIMITED, "500") else f";status={code}"
    return f"; an answer that is not documented is a fault: ?__fault={usual}{setting}"


def _response(operation: Operation, example: Preference | None) -> Response:
    """Return the success response, or the first response that has the example."""
    success = operation.success
    ordered = [success] if success is not None else []
    ordered += [response for response in operation.responses if response is not success]
    if example is None:
        return ordered[0]
    found = next((response for response in ordered if _has_example(response, example.value)), None)
    if found is None:
        raise _unknown_example(operation, example, ordered)
    return found


def _media_type(response: Response, example: str, accept: str) -> MediaType | None:
    offered = [m for m in response.media_types if not example or m.example(example) is not None]
    if not offered:
        return None
    by_name = {media.name: media for media in offered}
    chosen = negotiate_media_type([*by_name], accept)
    # A range is sent as one media type, which may be documented beside it.
    return by_name.get(concrete_media_type(chosen), by_name[chosen])


def _has_example(response: Response, example: str) -> bool:
    return any(media.example(example) is not None for media in response.media_types if example)


def _unknown_example(
    operation: Operation, example: Preference, responses: Sequence[Response]
) -> ToolProblem:
    offered = [media for response in responses for media in response.media_types]
    names = tuple(dict.fromkeys(each.name for media in offered for each in media.examples))
    under = f" under status {responses[0].status}" if len(responses) == 1 else ""
    return ToolProblem(
        422,
        ProblemId.UNKNOWN_EXAMPLE,
        f"{operation.id} has no example {preview_text(example.value)!r}{under}",
        asked_by=preview_text(str(example)),
        asked_for=example.value,
        available=names,
        advice="ask for one of the available examples, or leave the preference out"
        if names
        else "there are no named examples here; leave the preference out",
    )
