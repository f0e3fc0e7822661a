"""The documented answers of an operation, and the preferences with which a client asks for each."""

from collections.abc import Iterator
from typing import NamedTuple

from mock_server.http.preferences import CODE, EXAMPLE, QUERY_PREFIX
from openapi.contract import Operation, Response


class ListedAnswer(NamedTuple):
    """An answer that a client can ask for."""

    response: Response  # the documented response
    example: str  # the name of the example; empty for a response without one
    is_default: bool  # whether a request without preferences gets it
    # Query parameters that ask for it; none for the default one.
    preferences: tuple[tuple[str, str], ...] = ()


def listed_answers(operation: Operation) -> Iterator[ListedAnswer]:
    """Yield every answer, in the order of the document: each example once."""
    # Without a documented success the first response is sent (`http.negotiation`).
    default = operation.success or next(iter(operation.responses), None)
    for response in operation.responses:
        names = [example.name for media in response.media_types for example in media.examples]
        for name in dict.fromkeys(names or [""]):
            is_default = response is default and name == _default_example(response)
            yield ListedAnswer(
                response=response,
                example=name,
                is_default=is_default,
                preferences=() if is_default else _preferences(operation, response, name),
            )


def _default_example(response: Response) -> str:
    media = response.media_type()
    return media.default_example if media is not None else ""


def _preferences(
    operation: Operation, response: Response, name: str
) -> tuple[tuple[str, str], ...]:
    """Return the preferences; the status only if the name alone selects another response."""
    code = (f"{QUERY_PREFIX}{CODE}", response.status)
    if not name:
        return (code,)
    example = (f"{QUERY_PREFIX}{EXAMPLE}", name)
    ordered = [operation.success, *operation.responses]
    first = next(r for r in ordered if r is not None and _has(r, name))
    return (example,) if first is response else (code, example)


def _has(response: Response, name: str) -> bool:
    return any(media.example(name) is not None for media in response.media_types)
