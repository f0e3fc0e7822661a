"""One exchange of the journal, without its secrets."""

from typing import NamedTuple

from mock_server.http.preferences import SESSION_PREFIX
from mock_server.http.requests import MOCK_PREFIX, RequestHead
from mock_server.http.responses import NOTE, REFUSED, Headers, header_bytes
from mock_server.http.validation.paths import is_of_browser
from mock_server.journal.redaction import Redaction, shown_size
from mock_server.sessions.request_context import RequestContext
from openapi.contract import Operation

MAX_KEPT_BODY = 256 * 1024  # bytes of one body that are kept
OVERHEAD = 512  # approximate bytes of an entry without its contents
_PER_HEADER = 120  # approximate bytes of a header besides its text: two byte strings and a tuple
_TOO_LARGE = frozenset({414, 431})  # of the head (RFC 9110, 15.5.15; RFC 6585, 5)
_KEPT_OF_REFUSED = 256  # bytes of its path that are kept; no query and no headers


class Entry(NamedTuple):
    """One exchange, without secrets; a tuple, since one is made for every request."""

    id: int  # counts up from 1, in the order in which the exchanges ended
    real: float  # real time of the request, in seconds since 1970
    now: float  # the session's time of the request; the real time if no session is known
    seconds: float  # how long the response took
    session: str  # name of the session; empty for the default one
    method: str
    prefix: str  # the URL prefix that named the session, or empty
    path: bytes  # raw path without that prefix
    query: bytes
    headers: Headers
    body: bytes  # body of the request, as far as it is kept
    body_size: int  # bytes of the request's body that were read
    operation: Operation | None
    status: int  # HTTP status of the response; 0 if the connection ended without one
    answer_headers: Headers
    answer: bytes  # body of the response, as far as it is kept
    answer_size: int  # bytes of the response's body that were sent
    scenario: str  # the scenario that was played, as `api/name`; empty for none
    example: str  # the documented example in the response without faults; empty for none
    collection: str  # path of the collection whose records were asked for; empty for none
    recorded: str  # which recorded answer was played, or that none was; empty without a recording
    fault: str  # name of the fault that fired; empty for none
    refusal: str  # why the mock refused the request; empty if it did not
    violations: tuple[str, ...]  # what a proxied request and its response violate, as sentences
    notes: tuple[str, ...]  # what the request asks for and did not get, as sentences
    replica: str  # which one of several processes has answered; empty for the only one
    size: int  # approximate bytes of the entry, without the response's body

    @property
    def api(self) -> str:
        """Short name of the operation's API; empty without an operation."""
        return "" if self.operation is None else self.operation.api

    @property
    def operation_id(self) -> str:
        """The operation's id; empty without an operation."""
        return "" if self.operation is None else self.operation.id

    @property
    def url(self) -> str:
        """Path and query as they were sent, without secrets."""
        path = f"{self.prefix}{self.path.decode('ascii', 'backslashreplace')}"
        return f"{path}?{self.query.decode('ascii', 'backslashreplace')}" if self.query else path

    @property
    def answer_notes(self) -> tuple[str, ...]:
        """What the response says about itself, such as what was corrected in its example."""
        texts = [value.decode("latin-1") for name, value in self.answer_headers if name == NOTE]
        elsewhere = header_bytes("; ".join(self.notes)).decode("latin-1")
        return tuple(each for each in texts if each != elsewhere and not each.startswith(REFUSED))

    @property
    def is_unmatched(self) -> bool:
        """Whether the mock refused the request."""
        return bool(self.refusal)

    @property
    def has_whole_answer(self) -> bool:
        """Whether the response's body was kept whole."""
        return len(self.answer) == self.answer_size


def entry_of(context: RequestContext, redaction: Redaction, *, number: int, replica: str) -> Entry:
    """Return the entry of an exchange that has ended."""
    head, session = context.head, context.session
    path, raw_query, raw_headers = head.path, head.raw_query, head.raw_headers
    if context.status in _TOO_LARGE and context.refusal:
        path, raw_query, raw_headers = path[:_KEPT_OF_REFUSED], b"", ()
    kept = bytes(context.body)
    query, body = redaction.query(raw_query), redaction.body(kept)
    headers = redaction.headers(raw_headers)
    answer_headers = redaction.headers(context.headers)
    return Entry(
        id=number,
        real=context.real,
        now=session.now,
        seconds=context.seconds,
        session=session.name,
        method=head.method,
        prefix=session.prefix,
        path=redaction.path(path),
        query=query,
        headers=headers,
        body=body,
        body_size=shown_size(kept, body, context.body_size),
        operation=head.operation,
        status=context.status,
        answer_headers=answer_headers,
        answer=redaction.answer(bytes(context.answer)),
        answer_size=context.answer_size,
        scenario=context.scenario,
        example=context.example,
        collection=context.collection,
        recorded=context.recorded,
        fault=context.fault,
        refusal=context.refusal,
        violations=tuple(map(redaction.sentence, context.violations)),
        notes=tuple(map(redaction.sentence, context.notes)),
        replica=replica,
        size=OVERHEAD
        + (len(path) + len(query) + len(body) + len(context.refusal))
        + sum(map(len, context.violations))
        + sum(map(len, context.notes))
        + (headers_size(headers) + headers_size(answer_headers)),
    )


def is_left_out(head: RequestHead) -> bool:
    """Whether a request is not journaled: for a page of the mock, or one of a browser's own."""
    is_of_mock = head.path.startswith(MOCK_PREFIX) and not head.path.startswith(SESSION_PREFIX)
    return is_of_mock or is_of_browser(head)


def headers_size(headers: Headers) -> int:
    """Return about how many bytes headers take."""
    size = _PER_HEADER * len(headers)
    for name, value in headers:
        size += len(name) + len(value)
    return size
