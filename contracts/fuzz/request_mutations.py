"""Requests around known ones: strategies that change a piece or a byte of a request.

They start from the documented requests, from values that the caller knows to exist, and from what
the schema allows. Credentials are never changed: a wrong one could lock an account.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from string import ascii_letters, digits
from urllib.parse import quote

from hypothesis import strategies as st

from contracts.http.messages.exchange import Request
from contracts.http.requests.building import build_request
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.documented import MAX_REQUESTS, documented_requests
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
"""Characters of a URL that every reader takes for the same: no `#`, which ends it for some, and no
`;`, which some take for `&`."""

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
"""Headers that a server may meet on any day; none of them asks it to change anything."""

Change = Callable[[Request], Request]


@dataclass(frozen=True, slots=True, kw_only=True)
class MutationBase:
    """What requests are made around.

    Attributes:
        operation: What is called.
        known: Requests made of documented and known values.
        base_path: Where the API is on its server.
        fixed: Lower-case names of headers and query parameters that are never touched.
        is_path_free: Whether any byte of a path may be changed.
        is_unsafe: Whether a body may be changed.
    """

    operation: Operation
    known: tuple[Request, ...]
    base_path: str
    fixed: frozenset[str]
    is_path_free: bool
    is_unsafe: bool


def mutation_base(
    target: Target, operation: Operation, credentials: Credentials, *, is_unsafe: bool
) -> MutationBase:
    """Return what requests for an operation are made around.

    Raises:
        ValueError: A parameter has no value that could be sent.
    """
    values = [values for _, values in documented_requests(operation, credentials)][:MAX_REQUESTS]
    requests = (build_request(operation, each, target, credentials) for each in values)
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


def known_requests(around: MutationBase) -> st.SearchStrategy[Request]:
    """Return the requests that are known to be right."""
    return st.sampled_from(around.known)


def mutated_requests(
    around: MutationBase, base: st.SearchStrategy[Request]
) -> st.SearchStrategy[Request]:
    """Return requests with a few changes; they shrink towards none."""
    changes = st.lists(_change(around), max_size=MAX_CHANGES)
    return st.builds(_applied, base, changes)


def _applied(request: Request, changes: Sequence[Change]) -> Request:
    for change in changes:
        request = change(request)
    return request


def _change(around: MutationBase) -> st.SearchStrategy[Change]:
    names = [
        parameter.name
        for parameter in around.operation.parameters
        if parameter.location is Location.QUERY and parameter.name.lower() not in around.fixed
    ]
    own = [
        parameter.name
        for parameter in around.operation.parameters
        if parameter.location is Location.HEADER and parameter.name.lower() not in around.fixed
    ]
    segments = [
        index
        for index, segment in enumerate(around.operation.path.split("/"))
        if segment.startswith("{") and segment[1:-1].lower() not in around.fixed
    ]
    place, raw = st.integers(0, 10_000), _raw_texts()
    kinds: list[st.SearchStrategy[Change]] = [
        st.builds(_with_header, st.sampled_from(ODD_HEADERS)),
        st.builds(_with_query, st.just("zq7"), raw),
        st.builds(_without_header, place, st.just(around.fixed)),
        st.builds(_with_method, st.sampled_from(("HEAD", "OPTIONS"))),
        st.builds(_spliced_query, place, st.integers(0, 8), _printable()),
    ]
    if names:
        named = st.sampled_from(names)
        kinds += [
            st.builds(_with_query, named, raw),
            st.builds(_with_one_more, named, raw),
            st.builds(_without_query, named),
        ]
    if own:
        kinds.append(st.builds(_with_own_header, st.sampled_from(own), _header_texts()))
    if segments:
        count = len(around.base_path.split("/")) - 1
        which = st.sampled_from([count + index for index in segments])
        kinds.append(st.builds(_with_segment, which, raw.filter(bool)))
    if around.is_path_free:
        kinds.append(st.builds(_spliced_path, place, st.integers(0, 4), _printable()))
    if around.is_unsafe and any(request.body for request in around.known):
        kinds.append(st.builds(_spliced_body, place, st.integers(0, 8), st.binary(max_size=8)))
    return st.one_of(kinds)


def _raw_texts() -> st.SearchStrategy[str]:
    """Return texts as they stand in a URL."""
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
    """Return what may stand in a request line as it is."""
    return st.text(st.sampled_from(PLAIN), max_size=8)


def _header_texts() -> st.SearchStrategy[str]:
    letters = st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_categories=["Cc"])
    return st.text(letters, max_size=MAX_TEXT).map(str.strip)


def _with_header(pair: tuple[str, str]) -> Change:
    return lambda request: replace(request, headers=_replaced(request.headers, *pair))


def _with_own_header(name: str, value: str) -> Change:
    return lambda request: replace(request, headers=_replaced(request.headers, name, value))


def _replaced(
    headers: tuple[tuple[str, str], ...], name: str, value: str
) -> tuple[tuple[str, str], ...]:
    kept = tuple(pair for pair in headers if pair[0].lower() != name.lower())
    return (*kept, (name, value))


def _without_header(place: int, fixed: frozenset[str]) -> Change:
    def change(request: Request) -> Request:
        free = [pair for pair in request.headers if pair[0].lower() not in fixed]
        if not free:
            return request
        gone = free[place % len(free)]
        return replace(request, headers=tuple(p for p in request.headers if p is not gone))

    return change


def _with_method(method: str) -> Change:
    return lambda request: replace(request, method=method, body=b"")


def _with_query(name: str, raw: str) -> Change:
    def change(request: Request) -> Request:
        kept = [part for part in _parts(request) if not _is_named(part, name)]
        return _asking(request, [*kept, f"{quote(name, safe='')}={raw}"])

    return change


def _with_one_more(name: str, raw: str) -> Change:
    return lambda request: _asking(request, [*_parts(request), f"{quote(name, safe='')}={raw}"])


def _without_query(name: str) -> Change:
    return lambda request: _asking(
        request, [part for part in _parts(request) if not _is_named(part, name)]
    )


def _parts(request: Request) -> list[str]:
    return [part for part in request.query.split("&") if part]


def _is_named(part: str, name: str) -> bool:
    return part.partition("=")[0] in {name, quote(name, safe="")}


def _asking(request: Request, parts: Sequence[str]) -> Request:
    query = "&".join(parts)
    return replace(request, target=f"{request.path}?{query}" if query else request.path)


def _with_segment(index: int, raw: str) -> Change:
    def change(request: Request) -> Request:
        segments = request.path.split("/")
        if index >= len(segments):
            return request
        path = "/".join([*segments[:index], raw, *segments[index + 1 :]])
        return replace(request, target=f"{path}?{request.query}" if request.query else path)

    return change


def _spliced_path(place: int, gone: int, text: str) -> Change:
    def change(request: Request) -> Request:
        rest = request.path[1:]
        path = f"/{_spliced(rest, place, gone, text)}"
        return replace(request, target=f"{path}?{request.query}" if request.query else path)

    return change


def _spliced_query(place: int, gone: int, text: str) -> Change:
    return lambda request: _asking(request, [_spliced(request.query, place, gone, text)])


def _spliced_body(place: int, gone: int, data: bytes) -> Change:
    def change(request: Request) -> Request:
        at = place % (len(request.body) + 1)
        return replace(request, body=request.body[:at] + data + request.body[at + gone :])

    return change


def _spliced(text: str, place: int, gone: int, added: str) -> str:
    at = place % (len(text) + 1)
    return text[:at] + added + text[at + gone :]
