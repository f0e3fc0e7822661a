"""Compares the answer of a mock with the one that a case states."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tests.mock_server.asgi_client import Answer

_PROBLEM = "application/problem+json"
_OF_ITS_MOMENT = frozenset({"date", "content-length"})
_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The answer that a case states.

    Attributes:
        headers: Lower-case names and values.
        body: The text of the body; empty if none is stated.
    """

    status: int
    headers: Mapping[str, str]
    body: str


def read_message(text: str) -> Message:
    """Return the HTTP message of a text; interim responses before it are left out."""
    text = text.replace("\r\n", "\n").strip("\n")
    while text.startswith("HTTP/1.1 1"):
        text = text.partition("\n\n")[2]
    head, _, body = text.partition("\n\n")
    status_line, *lines = head.split("\n")
    pairs = (line.partition(":")[::2] for line in lines)
    headers = {name.strip().lower(): value.strip() for name, value in pairs}
    return Message(status=int(status_line.split()[1]), headers=headers, body=body.strip())


def difference(expected: Message, answer: Answer, *, has_body: bool) -> str:
    """Return the first difference between two answers; empty if there is none.

    Of the stated headers, the media type has to be the same, and others have to be there: their
    values are a server's own, such as a challenge. The same goes for the words of problems.

    Args:
        expected: The answer of the case.
        answer: The answer of the mock.
        has_body: Whether the body is compared.
    """
    if answer.status != expected.status:
        return f"{expected.status} expected, {answer.status} found"
    media_type = _media_type(answer.header("content-type") or "")
    stated = _media_type(expected.headers.get("content-type", ""))
    if stated and stated != media_type:
        return f"{stated} expected, {media_type or 'no media type'} found"
    found = {name for name, _ in answer.headers}
    missing = sorted(expected.headers.keys() - found - _OF_ITS_MOMENT)
    if missing:
        return f"{', '.join(missing)} expected, not found"
    is_problem = media_type == _PROBLEM and '"type":' in expected.body
    body = answer.body.decode().strip()
    if not has_body or is_problem or _is_same(expected.body, body):
        return ""
    return f"{_preview(expected.body)} expected, {_preview(body)} found"


def _media_type(value: str) -> str:
    return value.partition(";")[0].strip().lower()


def _is_same(one: str, other: str) -> bool:
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return one == other


def _preview(text: str) -> str:
    return text[:_SHOWN] or "no body"
