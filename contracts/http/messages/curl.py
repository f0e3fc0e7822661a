"""A request as one curl line that sends the same bytes; the shell fills in the secrets."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from contracts.http.messages.derivation import shell_word
from contracts.http.messages.exchange import HTTP_1_0, Request, Response
from contracts.http.messages.redaction import Redactor, hidden_name
from openapi.text.shell import quoted_word

MAX_BODY = 2000  # characters of the longest body that is part of the line

_SECONDS_FOR_NO_BODY = 5

BODY_FILE = "BODY-OF-THE-WITNESS"
"""The file that takes the place of a longer body; curl ends with an error while it is missing."""

_NOISE = frozenset(
    {"host", "connection", "content-length", "user-agent", "x-schemathesis-testcaseid"}
)
_OF_BROWSERS = re.compile(
    r"sec-.*|accept-language|accept-encoding|cache-control|pragma|dnt|priority"
    r"|upgrade-insecure-requests"
)
"""Headers that a browser sends to every server, and that change no answer of an API."""

_CLEAN = re.compile(r"[ -~]*")


def curl_line(request: Request, redactor: Redactor, answer: Response | None = None) -> str:
    """Return a curl command that repeats `request`.

    Headers that only this tool needs are left out; secrets are written as `$NAME`, and those that
    are not known, as in a recording, as `$NAME_HIDDEN`, for the reader to set. A compressed
    answer is shown as text, but one that is not well-formed as its bytes: curl would undo an
    error of its coding without a word.
    """
    derivations = redactor.derivations
    variables = {name: shell_word(name, derivations) for name in redactor.known}
    parts = [*_options(request, answer)]
    for name, value in redactor.headers(request.headers):
        if name.lower() not in _NOISE and not (name.lower() == "accept" and value == "*/*"):
            text = f"{name}: {value}" if value else f"{name};"
            hidden = hidden_name(name)
            parts.append(f"-H {_quoted(text, {**variables, hidden: f'${hidden}'})}")
    if not request.values("accept"):
        parts.append("-H 'Accept:'")  # or curl sends */*
    if request.body:
        body = redactor.text(request.body.decode("utf-8", "surrogateescape"))
        if len(body) <= MAX_BODY and "\0" not in body:  # a zero byte ends a word of the shell
            parts.append(f"--data-raw {_quoted_body(body, variables)}")
        else:
            parts.append(f"--data-binary @{BODY_FILE}")
    parts.append(_quoted(redactor.text(request.url), variables))
    return " ".join(parts)


def without_browser_headers(request: Request, documented: Collection[str]) -> Request:
    """Return a recorded request without what its browser has added.

    Documented headers, in lower case, are kept.
    """
    kept = tuple(
        (name, value)
        for name, value in request.headers
        if name.lower() in documented or not _OF_BROWSERS.fullmatch(name.lower())
    )
    return replace(request, headers=kept)


def _options(request: Request, answer: Response | None) -> Iterator[str]:
    """Yield curl's name, and the options that come before the headers."""
    is_bare = not request.body
    yield "curl -sS -I" if request.method == "HEAD" and is_bare else "curl -sS -i"
    if request.method not in {"HEAD", "GET"} or not is_bare:
        yield f"-X {_quoted(request.method)}"
    if request.method == "HEAD" and not is_bare:
        yield f"--max-time {_SECONDS_FOR_NO_BODY}"  # -I excludes a body, and -X HEAD waits for one
    if request.version == HTTP_1_0:
        yield "--http1.0"
    if answer and answer.header("content-encoding") and not answer.framing_errors:
        yield "--compressed"
    if re.search(r"[\[\]{}]", request.target):
        yield "--globoff"
    if re.search(r"/\.\.?(/|$)", request.path):
        yield "--path-as-is"


def _quoted_body(body: str, variables: Mapping[str, str]) -> str:
    """Quote a body: as its characters if a terminal shows them, else byte for byte."""
    if all(char.isascii() or char.isprintable() for char in body):
        return _quoted(body, variables, literal=quoted_word)
    return _quoted(body.encode("utf-8", "surrogateescape").decode("latin-1"), variables)


def _quoted(
    text: str,
    variables: Mapping[str, str] | None = None,
    *,
    literal: Callable[[str], str] | None = None,
) -> str:
    """Quote for a shell: known `$NAME`s stay variables, unprintable characters become `$'…'`.

    The variables have, for each known name, the expression for inside double quotes. `literal`
    quotes what is no variable; by default a character is the byte of its number, as in a header.
    """
    known = variables or {}
    pieces = re.split(r"(\$[A-Z][A-Z0-9_]*)", text)
    return "".join(
        f'"{known[piece[1:]]}"'
        if piece[0] == "$" and piece[1:] in known
        else (literal or _literal)(piece)
        for piece in pieces
        if piece
    )


def _literal(text: str) -> str:
    if not _CLEAN.fullmatch(text):
        escaped = text.encode("unicode_escape").decode().replace("'", "\\'")
        return f"$'{escaped}'"
    if re.fullmatch(r"[A-Za-z0-9_@%+=:,./-]+", text):
        return text
    escaped = text.replace("'", "'\"'\"'")
    return f"'{escaped}'"
