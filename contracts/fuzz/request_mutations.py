"""Strategies that mutate requests: they change a part or single bytes.

They start from documented requests, from values of `--param`, and from requests that the schema
allows. Credentials are never changed: a wrong one could lock an account.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from string import ascii_letters, digits
from typing import Any, TypeVar
from urllib.parse import quote

from hypothesis import strategies as st

from contracts.http.messages.exchange import Request
from contracts.http.requests.bodies import NoBodyError, documented_body
from contracts.http.requests.building import build_request, with_headers
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.documented import MAX_REQUESTS, documented_requests, row_requests
from contracts.http.requests.known_values import for_operation
from contracts.http.requests.targets import Target
from contracts.probes.inputs.invalid_texts import (
    INJECTION_TEXTS,
    UNUSUAL_NUMBERS,
    UNUSUAL_STRINGS,
    spellings_of,
)
from openapi.contract import Location, Operation

MAX_CHANGES = 4
MAX_TEXT = 40
PLAIN = f"{ascii_letters}{digits}-._~!$&'()*+,=:@/?%[]"
"""Characters of a URL that all servers read alike: not `#`, which ends it for some, and not `;`,
which some read as `&`."""

_LONG = "x" * 1000
_NUMBERS = (0, 1, 7, 42)

ODD_HEADERS: tuple[tuple[str, str], ...] = (
    ("Accept", "*/*"),
    ("Accept", "text/html"),
    ("Accept", "application/json;q=0"),
    ("Accept", "nonsense"),
    ("Accept", ""),
    ("Accept-Charset", "utf-16"),
    ("Accept-Encoding", "identity;q=0, gzip"),
    ("Accept-Encoding", "br;q=1, deflate"),
    ("Accept-Language", "ar, zh-Hant;q=0.5"),
    ("Cache-Control", "no-cache, only-if-cached"),
    ("Content-Type", "application/json"),
    ("If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"),
    ("If-None-Match", '"zq7"'),
    ("Origin", "null"),
    ("Range", "bytes=0-1"),
    ("Referer", "about:blank"),
    ("User-Agent", ""),
    ("X-Forwarded-For", "203.0.113.7"),
    ("X-Forwarded-Host", "zq7.invalid"),
    ("X-Zq7", _LONG),
)
"""Headers that any client may send; none of them asks the server to change a resource."""

Change = Callable[[Request], Request]

Text = TypeVar("Text", str, bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class MutationBase:
    """What the requests of an operation are mutated from."""

    operation: Operation
    known: tuple[Request, ...]  # requests with documented values and those of `--param`
    base_path: str  # the path of the API on its server
    fixed: frozenset[str]  # lower-case names of headers and query parameters that are never changed
    is_path_free: bool  # whether any byte of a path may be changed
    is_unsafe: bool  # whether a body may be changed


def mutation_base(
    target: Target, operation: Operation, credentials: Credentials, *, is_unsafe: bool
) -> MutationBase:
    """Return what requests of an operation are mutated from.

    Raises:
        UncomposableError: A parameter has no value that could be sent.
    """
    credentials = for_operation(credentials, operation)
    try:
        documented_body(operation)
    except NoBodyError:
        # Requests without a body are mutated as well; one operation must not end the run.
        operation = replace(operation, request_body=None)
    values = [values for _, values in documented_requests(operation, credentials)][:MAX_REQUESTS]
    requests = [build_request(operation, each, target, credentials) for each in values]
    requests += [
        build_request(operation, each, target, chosen)
        for _, each, chosen in row_requests(operation, credentials)
    ]
    live = {name.lower() for _, name in credentials.parameters}
    carried = {name.lower() for name, _ in (*credentials.headers, *credentials.query)}
    is_live_path = any(place is Location.PATH for place, _ in credentials.parameters)
    return MutationBase(
        operation=operation,
        known=tuple(dict.fromkeys(requests)),
        base_path=target.contract.base_path,
        fixed=frozenset({*live, *carried}),
        is_path_free=target.is_local and not is_live_path,
        is_unsafe=is_unsafe,
    )


def known_requests(base: MutationBase) -> st.SearchStrategy[Request]:
    """Return a strategy of the unchanged requests."""
    return st.sampled_from(base.known)


def mutated_requests(
    base: MutationBase, requests: st.SearchStrategy[Request]
) -> st.SearchStrategy[Request]:
    """Return a strategy of requests with a few changes; they shrink towards no change."""
    changes = st.lists(_change(base), max_size=MAX_CHANGES)
    return st.builds(_applied, requests, changes)


def _applied(request: Request, changes: Sequence[Change]) -> Request:
    for change in changes:
        request = change(request)
    return request


def _change(base: MutationBase) -> st.SearchStrategy[Change]:
    def free(location: Location) -> list[str]:
        every = (each for each in base.operation.parameters if each.location is location)
        return [each.name for each in every if each.name.lower() not in base.fixed]

    names, own = free(Location.QUERY), free(Location.HEADER)
    segments = [
        index
        for index, segment in enumerate(base.operation.path.split("/"))
        if segment.startswith("{") and segment[1:-1].lower() not in base.fixed
    ]
    place, raw = st.integers(0, 10_000), _raw_texts()
    kinds = [
        _changes(_with_header, st.sampled_from(ODD_HEADERS)),
        _changes(_with_query, st.just("zq7"), raw),
        _changes(_without_header, place, st.just(base.fixed)),
        _changes(_with_method, st.sampled_from(("HEAD", "OPTIONS"))),
        _changes(_spliced_query, place, st.integers(0, 8), _printable()),
    ]
    if names:
        named = st.sampled_from(names)
        kinds += [
            _changes(_with_query, named, raw),
            _changes(_with_one_more, named, raw),
            _changes(_without_query, named),
        ]
    if own:
        kinds.append(_changes(_with_header, st.tuples(st.sampled_from(own), _header_texts())))
    if segments:
        count = len(base.base_path.split("/")) - 1
        which = st.sampled_from([count + index for index in segments])
        kinds.append(_changes(_with_segment, which, raw.filter(bool)))
    if base.is_path_free:
        kinds.append(_changes(_spliced_path, place, st.integers(0, 4), _printable()))
    if base.is_unsafe and any(request.body for request in base.known):
        kinds.append(_changes(_spliced_body, place, st.integers(0, 8), st.binary(max_size=8)))
    return st.one_of(kinds)


def _changes(
    change: Callable[..., Request], *values: st.SearchStrategy[Any]
) -> st.SearchStrategy[Change]:
    """Return a strategy of changes that get a request first, and then these values."""
    return st.tuples(*values).map(lambda given: lambda request: change(request, *given))


def _raw_texts() -> st.SearchStrategy[str]:
    """Return a strategy of raw texts of a URL."""
    odd = [raw for _, raw in (*UNUSUAL_NUMBERS, *UNUSUAL_STRINGS, *INJECTION_TEXTS)]
    odd += [raw for number in _NUMBERS for _, raw in spellings_of(number)]
    return st.one_of(
        st.integers(-10, 100_000).map(str),
        st.sampled_from(list(dict.fromkeys(odd))),
        st.text(max_size=MAX_TEXT).map(_quoted),
        st.integers(-(2**66), 2**66).map(str),
    )


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def _printable() -> st.SearchStrategy[str]:
    """Return a strategy of short texts that need no escape in a request line."""
    return st.text(st.sampled_from(PLAIN), max_size=8)


def _header_texts() -> st.SearchStrategy[str]:
    letters = st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_categories=["Cc"])
    return st.text(letters, max_size=MAX_TEXT).map(str.strip)


def _with_header(request: Request, pair: tuple[str, str]) -> Request:
    return replace(request, headers=with_headers(request.headers, [pair]))


def _without_header(request: Request, place: int, fixed: frozenset[str]) -> Request:
    free = [pair for pair in request.headers if pair[0].lower() not in fixed]
    if not free:
        return request
    gone = free[place % len(free)]
    return replace(request, headers=tuple(p for p in request.headers if p is not gone))


def _with_method(request: Request, method: str) -> Request:
    return replace(request, method=method, body=b"")


def _with_query(request: Request, name: str, raw: str) -> Request:
    return _with_one_more(_without_query(request, name), name, raw)


def _with_one_more(request: Request, name: str, raw: str) -> Request:
    return _with_parts(request, [*_parts(request), f"{quote(name, safe='')}={raw}"])


def _without_query(request: Request, name: str) -> Request:
    names = {name, quote(name, safe="")}
    kept = [part for part in _parts(request) if part.partition("=")[0] not in names]
    return _with_parts(request, kept)


def _parts(request: Request) -> list[str]:
    return [part for part in request.query.split("&") if part]


def _with_parts(request: Request, parts: Sequence[str]) -> Request:
    return _with_target(request, request.path, "&".join(parts))


def _with_target(request: Request, path: str, query: str) -> Request:
    return replace(request, target=f"{path}?{query}" if query else path)


def _with_segment(request: Request, index: int, raw: str) -> Request:
    segments = request.path.split("/")
    if index >= len(segments):
        return request
    path = "/".join([*segments[:index], raw, *segments[index + 1 :]])
    return _with_target(request, path, request.query)


def _spliced_path(request: Request, place: int, gone: int, text: str) -> Request:
    path = f"/{_spliced(request.path[1:], place, gone, text)}"
    return _with_target(request, path, request.query)


def _spliced_query(request: Request, place: int, gone: int, text: str) -> Request:
    return _with_parts(request, [_spliced(request.query, place, gone, text)])


def _spliced_body(request: Request, place: int, gone: int, data: bytes) -> Request:
    return replace(request, body=_spliced(request.body, place, gone, data))


def _spliced(whole: Text, place: int, gone: int, added: Text) -> Text:
    at = place % (len(whole) + 1)
    return whole[:at] + added + whole[at + gone :]
