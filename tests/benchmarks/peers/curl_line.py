"""The request that a curl line sends."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

BOUNDARY = "----case"
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request without its server.

    Attributes:
        target: Path and query, as they are sent.
        headers: Names and values, in order.
        reads_body: Whether the answer's body is read; `-I` shows the head alone.
    """

    method: str = ""
    target: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    reads_body: bool = True

    def header(self, name: str) -> str:
        """Return the value of a header; empty without it."""
        return next((v for key, v in self.headers if key.lower() == name.lower()), "")


def read_curl_line(line: str) -> Request:
    """Return the request of a curl line.

    Raises:
        ValueError: The line has an option that is not known here.

    >>> read_curl_line("curl -i -X PUT localhost:4010/a?b=1 -d id=2").target
    '/a?b=1'
    >>> read_curl_line("curl -i -X PUT localhost:4010/a?b=1 -d id=2").body
    'id=2'
    """
    words = iter(shlex.split(line)[1:])
    request, parts = Request(), list[str]()
    for word in words:
        if word in _WITHOUT_EFFECT:
            continue
        if word in {"-F", "--form"}:
            parts.append(_part(next(words)))
        elif word == "-sIXGET":
            request = replace(request, method="GET", reads_body=False)
        elif word in {"-I", "--head"}:
            request = replace(request, method="HEAD")
        elif word in _OPTIONS:
            request = _OPTIONS[word](request, next(words))
        elif word.startswith("-"):
            raise ValueError(f"curl's {word} is not known here: {line}")
        else:
            request = _with_url(request, word)
    return _complete(_with_parts(request, parts))


def _with_url(request: Request, url: str) -> Request:
    split = urlsplit(url if "://" in url else f"http://{url}")
    query = f"?{split.query}" if split.query else ""
    return replace(request, target=(split.path or "/") + query)


def _with_header(request: Request, line: str) -> Request:
    name, _, value = line.partition(":")
    # curl sends no header without a value.
    return replace(request, headers=(*request.headers, (name, value.strip()))) if value else request


def _with_data(request: Request, data: str) -> Request:
    joined = f"{request.body}&{data}" if request.body else data
    return replace(request, body=joined)


def _with_encoded_data(request: Request, data: str) -> Request:
    name, equals, value = data.partition("=")
    return _with_data(
        request, f"{name}{equals}{quote(value, safe='')}" if equals else quote(data, safe="")
    )


def _part(field: str) -> str:
    name, _, value = field.partition("=")
    return f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'


def _with_parts(request: Request, parts: list[str]) -> Request:
    if not parts:
        return request
    body = "".join(f"--{BOUNDARY}\r\n{part}" for part in parts) + f"--{BOUNDARY}--\r\n"
    sent = request.header("Content-Type") or "multipart/form-data"
    others = tuple(pair for pair in request.headers if pair[0].lower() != "content-type")
    typed = ("Content-Type", f"{sent}; boundary={BOUNDARY}")
    return replace(request, headers=(*others, typed), body=body)


def _complete(request: Request) -> Request:
    """Add what curl sends without an option."""
    headers = list(request.headers)
    if not request.header("Accept"):
        headers.append(("Accept", "*/*"))
    if request.body and not request.header("Content-Type"):
        headers.append(("Content-Type", _FORM))
    method = request.method or ("POST" if request.body else "GET")
    return replace(request, method=method, headers=tuple(headers))


_WITHOUT_EFFECT = {"-i", "-s", "-v", "--location", "-L"}

_OPTIONS: dict[str, Callable[[Request, str], Request]] = {
    "-X": lambda request, value: replace(request, method=value),
    "--request": lambda request, value: replace(request, method=value),
    "-H": _with_header,
    "--header": _with_header,
    "-d": _with_data,
    "--data": _with_data,
    "--data-urlencode": _with_encoded_data,
    "--cookie": lambda request, value: _with_header(request, f"Cookie: {value}"),
    "-u": lambda request, value: _with_header(request, f"Authorization: {value}"),
    "--url": _with_url,
}
