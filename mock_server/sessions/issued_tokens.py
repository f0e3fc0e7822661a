"""The tokens that a mock has handed out: the answers of a login or a token endpoint have them."""

from collections.abc import Iterator, Mapping
from http.cookies import CookieError, SimpleCookie
from itertools import islice

from mock_server.http.validation.credentials import required_alternatives
from mock_server.sessions.request_context import RepeatRecorder, RequestContext, record_nothing
from openapi.json.parsing import JsonError, parse_json
from openapi.json.types import JSON
from openapi.text.secret_names import is_credential_name

MAX_TOKENS = 1000  # that are accepted; the oldest is forgotten
MAX_TOKEN = 8192  # characters of one
_MAX_BODY = 64 * 1024  # bytes of an answer that may have some
_MAX_VALUES = 1000  # of an answer that are looked at
_SUCCESSES = range(200, 300)


class IssuedTokens:
    """Keeps the tokens of successful answers by session; a recorder of exchanges.

    A token is a text with the name of a credential, a cookie, or the whole answer of an operation
    that requires no credentials itself.

    Attributes:
        found: The tokens with their sessions, the latest first; replaced as a whole.
    """

    def __init__(self) -> None:
        """Begin without tokens."""
        self.found: Mapping[tuple[str, str], None] = {}

    def is_issued(self, session: str, token: str) -> bool:
        """Whether an answer in a session had this token."""
        return (session, token) in self.found

    def record(self, context: RequestContext) -> None:
        """Keep the tokens of an answer."""
        if context.status not in _SUCCESSES or context.head.operation is None:
            return
        session = context.session.name
        tokens = (each for each in _tokens_of(context) if 0 < len(each) <= MAX_TOKEN)
        if new := {(session, each): None for each in tokens if not self.is_issued(session, each)}:
            self.found = dict(islice({**new, **self.found}.items(), MAX_TOKENS))

    def recorder_for_repeats(self, context: RequestContext) -> RepeatRecorder:  # noqa: ARG002 - as other recorders have it
        """Return what records nothing: the first of equal answers has the same tokens."""
        return record_nothing


def _tokens_of(context: RequestContext) -> Iterator[str]:
    operation = context.head.operation
    for name, value in context.headers:
        if name == b"set-cookie":
            yield from _cookies(value.decode("latin-1"))
    if context.answer_size > _MAX_BODY:
        return
    try:
        body = parse_json(bytes(context.answer))
    except JsonError:
        return
    if isinstance(body, str):
        is_open = operation is not None and not required_alternatives(operation)
        yield from (body,) * is_open
    else:
        yield from _named(body)


def _cookies(line: str) -> Iterator[str]:
    try:
        yield from (each.value for each in SimpleCookie(line).values())
    except CookieError:
        return


def _named(body: JSON) -> Iterator[str]:
    """Yield the texts of a body whose names are those of credentials."""
    pending, left = [body], _MAX_VALUES
    while pending and left:
        part = pending.pop()
        left -= 1
        if isinstance(part, dict):
            for name, value in part.items():
                if isinstance(value, str) and is_credential_name(name):
                    yield value
            pending += part.values()
        elif isinstance(part, list):
            pending += part
