"""Removes secrets from exchanges before the journal keeps them.

Secret headers and parameters are those of the contracts' security schemes, and those with names of
`openapi.text.secret_names`, such as `Authorization`. Bodies are searched for keys with such names,
in JSON and in forms; a JSON key may have escapes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from mock_server.http.preferences import SESSION_HEADER
from mock_server.http.responses import Headers
from openapi.contract import Contract, Location
from openapi.text.secret_names import is_credential_name, is_sent_credential_name

if TYPE_CHECKING:
    from openapi.text.spellings import Spellings

REDACTED = b"[redacted]"

_MAX_CACHED = 2048
_MAX_CACHED_BYTES = 256
"""How many texts are cached with their secrets removed, and the size limit of each."""

_SESSION_HEADER = SESSION_HEADER.encode()
_OWN = b"__"  # begins the names of the mock's own parameters, such as `__session`

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

# An escape of a printable ASCII character, which JSON does not require.
_ESCAPE = re.compile(rb"\\u00([2-7][0-9A-Fa-f])")

# One value, or a flat list of them. A string or list without an end counts too, and a list ends at
# the first bracket in it, so that no byte is read twice.
_JSON_PLAIN = rb'"(?:[^"\\]|\\.)*+"?|[^\s",\[\]{}]++'
_JSON_VALUE = rb"(" + _JSON_PLAIN + rb"|\[(?:[\s,]++|" + _JSON_PLAIN + rb")*+(?:\]|\Z))"

_JSON_KEY = re.compile(rb'"([^"\\]{1,200}+)"\s*+:\s*+')
_JSON_WHOLE_VALUE = re.compile(_JSON_VALUE, re.DOTALL)

# Every string, with its value if it is a key.
_JSON_TEXT = re.compile(rb'("((?:[^"\\]|\\.)*+)"?)(?:(\s*+:\s*+)' + _JSON_VALUE + rb")?", re.DOTALL)


class Redaction:
    """Replaces the values of secret headers, parameters and keys, and given secrets anywhere."""

    def __init__(self, contracts: Sequence[Contract] = (), *, tokens: Iterable[str] = ()) -> None:
        """Collect the names.

        The contracts' security schemes name headers, parameters and cookies; `tokens` are replaced
        in every encoding.
        """
        own = [*_scheme_names(contracts)]
        self._headers = {name for location, name in own if location is Location.HEADER}
        self._parameters = {name for place, name in own if place is Location.QUERY}
        self._tokens = tuple(token.encode("utf-8", "surrogateescape") for token in tokens if token)
        if self._tokens:
            # Imported when it is needed: most mocks have no secret of their own.
            from openapi.text.spellings import Spellings  # noqa: PLC0415

            self._spellings = Spellings([token.decode("latin-1") for token in self._tokens])
        self._cached = lru_cache(maxsize=_MAX_CACHED)(self._replace_tokens)

    def headers(self, headers: Iterable[tuple[bytes, bytes]]) -> Headers:
        """Return raw headers (lower-case names) without secrets."""
        own = self._headers
        kept = tuple(
            [
                (name, REDACTED if name in own or _is_secret_header(name) else value)
                for name, value in headers
            ]
        )
        if self._tokens:
            clean = self._without_tokens
            return tuple((clean(name), clean(value)) for name, value in kept)
        return kept

    def query(self, raw: bytes) -> bytes:
        """Return a raw query without the values of secret parameters.

        >>> Redaction().query(b"a=1&api%5Fkey=s3cret")
        b'a=1&api%5Fkey=[redacted]'
        """
        if not raw:
            return raw
        return self._without_tokens(b"&".join(map(self._redact_query_pair, raw.split(b"&"))))

    def body(self, body: bytes) -> bytes:
        """Return a JSON or form body without the values of secret keys.

        >>> Redaction().body(b'{"user":"ann","password":"s3cret"}')
        b'{"user":"ann","password":"[redacted]"}'
        """
        if not body:
            return body
        if _is_json(body):
            body = _without_members(body, self._is_secret)
            if _ESCAPE.search(body):
                body = _JSON_TEXT.sub(self._redact_json_key, body)
            return self._without_tokens(body)
        return self._without_tokens(self.query(body) if b"=" in body else body)

    def answer(self, body: bytes) -> bytes:
        """Return a response body without secrets; the identical bytes if it has none."""
        return self._without_tokens(body) if self._tokens else body

    def received(self, body: bytes) -> bytes:
        """Return the body of a real server's answer without tokens, passwords and the like.

        >>> Redaction().received(b'{"access_token":"s3cret","key":"row 7"}')
        b'{"access_token":"[redacted]","key":"row 7"}'
        """
        if _is_json(body):
            body = _without_members(body, _is_secret_of_answer)
        return self._without_tokens(body)

    def sentence(self, text: str) -> str:
        """Return a reason or a message without secrets."""
        return self._without_tokens(text.encode("utf-8", "replace")).decode("utf-8", "replace")

    def path(self, raw: bytes) -> bytes:
        """Return a raw path without secrets."""
        return self._without_tokens(raw) if self._tokens else raw

    def _is_secret(self, name: bytes) -> bool:
        """Whether a parameter or a key of a request may be a secret."""
        return name.lower() in self._parameters or _is_secret_of_request(name)

    def _redact_query_pair(self, pair: bytes) -> bytes:
        name, separator, _ = pair.partition(b"=")
        plain = unquote_to_bytes(name.replace(b"+", b" ")).strip()
        return name + separator + REDACTED if separator and self._is_secret(plain) else pair

    def _redact_json_key(self, match: re.Match[bytes]) -> bytes:
        text, inner, colon, _ = match.groups()
        plain = _ESCAPE.sub(lambda escape: bytes.fromhex(escape[1].decode()), inner)
        if colon is None or not self._is_secret(plain):
            return match[0]
        return text + colon + b'"' + REDACTED + b'"'

    def _without_tokens(self, data: bytes) -> bytes:
        if not self._tokens or not data:
            return data
        # Requests are similar: most of their headers have been seen before.
        is_short = len(data) <= _MAX_CACHED_BYTES
        return self._cached(data) if is_short else self._replace_tokens(data)

    def _replace_tokens(self, data: bytes) -> bytes:
        return without_spellings(data, self._spellings)


def shown_size(kept: bytes, shown: bytes, size: int) -> int:
    """Return the size of a body that is shown without its secrets.

    `kept` is what there is of the body before the secrets are replaced, `size` how many bytes were
    sent. The result is the length of `shown` exactly if the body was kept whole.

    >>> shown_size(b"pwd=x", b"pwd=[redacted]", 5), shown_size(b"pwd=x", b"pwd=[redacted]", 14)
    (14, 15)
    """
    return len(shown) if len(kept) == size else max(size, len(shown) + 1)


def without_spellings(data: bytes, spellings: "Spellings") -> bytes:
    """Return bytes without some secrets in any spelling; the identical ones if they have none."""
    parts, last = list[bytes](), 0
    for span in spellings.spans(data.decode("latin-1")):
        parts += [data[last : span.start], REDACTED]
        last = span.end
    return b"".join([*parts, data[last:]]) if parts else data


@lru_cache(maxsize=_MAX_CACHED)
def _is_secret_header(name: bytes) -> bool:
    return name != _SESSION_HEADER and is_credential_name(name.decode("latin-1"))


@lru_cache(maxsize=_MAX_CACHED)
def _is_secret_of_request(name: bytes) -> bool:
    return not name.startswith(_OWN) and is_sent_credential_name(name.decode("latin-1"))


def _is_secret_of_answer(name: bytes) -> bool:
    return is_credential_name(name.decode("latin-1"))


def _without_members(body: bytes, is_secret: Callable[[bytes], bool]) -> bytes:
    """Return a JSON body without the values of members with some names; also if it is broken."""
    parts, last = list[bytes](), 0
    for key in _JSON_KEY.finditer(body):
        if key.start() < last or not is_secret(key[1]):
            continue
        if value := _JSON_WHOLE_VALUE.match(body, key.end()):
            parts += [body[last : key.end()], b'"', REDACTED, b'"']
            last = value.end()
    return b"".join([*parts, body[last:]]) if parts else body


def _is_json(body: bytes) -> bool:
    """Whether a body seems to be a JSON object or list."""
    return body[:64].removeprefix(_BYTE_ORDER_MARK).lstrip()[:1] in (b"{", b"[")


def _scheme_names(contracts: Sequence[Contract]) -> Iterator[tuple[Location, bytes]]:
    for contract in contracts:
        for scheme in contract.security_schemes.values():
            if scheme.parameter:
                yield scheme.location, scheme.parameter.lower().encode("latin-1", "replace")
