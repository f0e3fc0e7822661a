"""The parts of an entry of an HTTP archive, as the programs differ that record them.

They write bodies as text or Base64, sizes of -1, headers as a list or an object, and a URL as it
was typed.
"""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from openapi.json.types import JSON

MAX_BODY_BYTES = 8 * 1024 * 1024  # bytes of a body; what is longer is no whole one

_IN_TARGET = "/?!$&'()*+,;=:@-._~%[]|^`{}\"<>\\"
"""Characters of a target that stay as they are beside letters and digits."""


def split_url(url: str) -> tuple[str, str]:
    """Return the origin and the target of a URL, in ASCII; two empty texts if it is not HTTP.

    The origin has no port that its scheme has anyway.

    >>> split_url("HTTPS://Me@Api.example:443?q=ä b#top")
    ('https://api.example', '/?q=%C3%A4%20b')
    """
    scheme, found, rest = url.partition("://")
    scheme = scheme.lower()
    if scheme not in {"http", "https"} or not found:
        return "", ""
    rest = rest.partition("#")[0]
    end = next((place for place, c in enumerate(rest) if c in "/?"), len(rest))
    host = rest[:end].rpartition("@")[2].lower()
    host = host.removesuffix(":443" if scheme == "https" else ":80")
    target = rest[end:] if rest[end : end + 1] == "/" else f"/{rest[end:]}"
    if not target.isascii() or not target.isprintable() or " " in target:
        target = quote(target, safe=_IN_TARGET)
    return (f"{scheme}://{host}", target) if host else ("", "")


def read_fields(found: JSON, most: int) -> list[tuple[str, str]]:
    """Return the first names and values of header fields, listed or as an object.

    Raises:
        KeyError, TypeError, AttributeError: They are no header fields.
    """
    listed = found or ()
    if isinstance(listed, Mapping):
        listed = [{"name": name, "value": value} for name, value in listed.items()]
    return [
        (each["name"], value if type(value := each.get("value")) is str else _text(value))
        for each in listed[:most]
    ]


def _text(value: JSON) -> str:
    return "" if value is None else str(value)


def body_bytes(text: str, *, is_base64: bool) -> bytes | None:
    """Return the bytes of a body that is written as a text; None if it is no Base64."""
    if not is_base64:
        return text.encode("utf-8", "replace")
    try:
        return b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return None


def is_posted_base64(posted: Mapping[str, JSON]) -> bool:
    """Whether the text of a request's body is Base64, for which the format has no member."""
    return "base64" in {posted.get("encoding"), posted.get("_encoding")}


def posted_form(posted: Mapping[str, JSON]) -> bytes | None:
    """Return the body of a request whose form is listed, not written; None for another one."""
    if not posted.get("params") or "urlencoded" not in str(posted.get("mimeType") or ""):
        return None
    pairs = [(each["name"], each.get("value") or "") for each in posted["params"]]
    return urlencode(pairs).encode()


def read_size(value: JSON) -> int | None:
    """Return a size; None if it is missing, no number, or the -1 of an unknown one."""
    try:
        size = int(value)
    except (TypeError, ValueError, ArithmeticError):
        return None
    return size if size >= 0 else None
