"""What the head of a request leaves to the server: its size, its notation, what it accepts."""

import re

from contracts.http.messages.exchange import HTTP_1_1, header, media_type_of
from contracts.observations.observation import Observation

_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PRINTABLE = re.compile(rb"[!-~ ]*")
LONGEST_HEAD = 8000  # bytes of a request's head that practically every server accepts
SMALL_TEXT = 255  # bytes of a target or a header's value that no server refuses as too large
_TOO_LARGE = frozenset({414, 431})
_TOO_LARGE_ON_THE_WHOLE = frozenset({400, 413}) | _TOO_LARGE


def has_condition(seen: Observation) -> bool:
    """Whether a request is conditional."""
    names = {name.lower() for name, _ in seen.exchange.request.headers}
    return bool(names & {"if-none-match", "if-modified-since"})


def accepts(seen: Observation) -> bool:
    """Whether a request accepts a documented media type of the operation's success.

    Where none is documented the answer may be of any, so that the request has to accept all.
    """
    request, success = seen.exchange.request, seen.operation.success
    values = [value for name, value in request.headers if name.lower() == "accept"]
    if not values or success is None:
        return True
    names = [media.name for media in success.media_types] or ["*/*"]
    return any(is_acceptable(name, ", ".join(values)) for name in names)


def is_acceptable(media_type: str, accept: str) -> bool:
    """Whether an Accept header accepts a media type: the most specific range counts."""
    wanted = media_type_of(media_type)
    family = f"{wanted.partition('/')[0]}/*"
    weights: dict[str, bool] = {}
    for part in accept.split(","):
        name, *parameters = (text.strip().lower() for text in part.split(";"))
        weight = next((p[2:].strip() for p in parameters if p.startswith("q=")), "1")
        weights[name] = not re.fullmatch(r"0(\.0{0,3})?", weight)
    return next((weights[name] for name in (wanted, family, "*/*") if name in weights), False)


def may_close_connection(seen: Observation) -> bool:
    """Whether a server may close the connection instead of answering this request."""
    request = seen.exchange.request
    texts = [request.target, *(text for pair in request.headers for text in pair)]
    data = "\n".join(texts).encode("utf-8", "surrogateescape")
    printable = _PRINTABLE.fullmatch(data.replace(b"\n", b""))
    is_odd = request.version != HTTP_1_1 or _BROKEN_ESCAPE.search(request.target) is not None
    return is_odd or not seen.is_routed or printable is None or len(data) > LONGEST_HEAD


def is_too_large(seen: Observation) -> bool:
    """Whether the refusal may be due to the size of the request's head alone."""
    request = seen.exchange.request
    texts = [request.target, *(text for pair in request.headers for text in pair)]
    sizes = [len(text.encode("utf-8", "surrogateescape")) for text in texts]
    if sum(sizes) > LONGEST_HEAD and seen.status in _TOO_LARGE_ON_THE_WHOLE:
        return True
    return max(sizes) > SMALL_TEXT and seen.status in _TOO_LARGE


def is_malformed_multipart(seen: Observation) -> bool:
    """Whether the body is labelled as multipart without the boundary of its parts."""
    value = header(seen.exchange.request.headers, "content-type") or ""
    return value.lower().startswith("multipart/") and "boundary=" not in value.lower()
