"""Checks that a request carries the token that the mock accepts; only with `--require-auth`.

A security alternative without a scheme (`{}`), with which documents make authentication optional,
is ignored then: the flag makes it required.
"""

from base64 import b64decode
from collections.abc import Iterable, Iterator
from hmac import compare_digest

from mock_server.http.problems import ProblemId, RequestRejected
from mock_server.http.requests import RequestHead
from openapi.contract import Contract, Location, Operation, SecurityScheme

_KEY = "apiKey"


def check_credentials(head: RequestHead, token: str, *, accepts_any: bool = False) -> None:
    """Refuse a request without the token if its operation requires one.

    With `accepts_any`, other credentials of the operation's schemes are as good as the token.

    Raises:
        RequestRejected: 401, with a challenge for each accepted scheme.
    """
    contract, operation = head.route.contract, head.operation
    if (
        contract is not None
        and operation is not None
        and not is_authorized(contract, operation, head, None if accepts_any else token)
    ):
        raise RequestRejected(
            401,
            ProblemId.UNAUTHORIZED,
            "The request does not carry credentials of the documented kind."
            if accepts_any
            else "The request does not carry the accepted token.",
            headers=((b"www-authenticate", challenge(contract, operation)),),
        )


def is_authorized(
    contract: Contract, operation: Operation, head: RequestHead, token: str | None
) -> bool:
    """Whether a request satisfies one of its operation's alternatives with the token.

    Without a token any credentials satisfy them.
    """
    alternatives = required_alternatives(operation)
    return not alternatives or any(
        all(_satisfies(contract.security_schemes[name], head, token) for name in names)
        for names in alternatives
    )


def required_alternatives(operation: Operation) -> tuple[tuple[str, ...], ...]:
    """Return the security alternatives that require at least one scheme."""
    return tuple(names for names in operation.security if names)


def challenge(contract: Contract, operation: Operation) -> bytes:
    """Return the value of `WWW-Authenticate`: a challenge for every accepted scheme."""
    names = dict.fromkeys(name for names in required_alternatives(operation) for name in names)
    return ", ".join(_challenge(contract, contract.security_schemes[n]) for n in names).encode()


def _challenge(contract: Contract, scheme: SecurityScheme) -> str:
    if scheme.type == _KEY:
        # HTTP registers no scheme for keys; the name says where the key goes.
        parameter = "".join(c for c in scheme.parameter if c.isascii() and c.isprintable())
        quoted = parameter.replace("\\", "\\\\").replace('"', '\\"')
        return f'ApiKey realm="{contract.api}", {scheme.location}="{quoted}"'
    return f'{_http_scheme(scheme).capitalize()} realm="{contract.api}"'


def _http_scheme(scheme: SecurityScheme) -> str:
    """Return the HTTP scheme; OAuth 2 and OpenID Connect tokens travel as bearer tokens."""
    return scheme.scheme.casefold() if scheme.type == "http" else "bearer"


def _satisfies(scheme: SecurityScheme, head: RequestHead, token: str | None) -> bool:
    sent = _api_keys(scheme, head) if scheme.type == _KEY else _auth_tokens(scheme, head)
    found = [*sent]
    if token is None:
        return len(found) == 1 and found[0] != ""
    return len(found) == 1 and is_same_secret(found[0], token)


def is_same_secret(sent: str, token: str) -> bool:
    """Whether a client has sent the token, compared in constant time.

    `sent` is decoded text of a query, or a header as latin-1 text; in headers some clients encode
    the token as UTF-8, others as latin-1.
    """
    as_utf8 = token.encode("utf-8", "surrogateescape")
    as_sent = sent.encode("utf-8", "surrogateescape")
    in_header = sent.encode("latin-1", "replace") if not sent.isascii() else as_sent
    is_text, is_bytes = compare_digest(as_sent, as_utf8), compare_digest(in_header, as_utf8)
    return is_text or is_bytes


def _api_keys(scheme: SecurityScheme, head: RequestHead) -> Iterable[str]:
    match scheme.location:
        case Location.QUERY:
            return (value for name, value in head.query if name == scheme.parameter)
        case Location.COOKIE:
            return _cookies(head, scheme.parameter)
        case _:
            return head.header_values(scheme.parameter.lower())


def _cookies(head: RequestHead, name: str) -> Iterator[str]:
    for part in ";".join(head.header_values("cookie")).split(";"):
        key, separator, value = part.strip().partition("=")
        if separator and key == name:
            yield value.strip('"')


def _auth_tokens(scheme: SecurityScheme, head: RequestHead) -> Iterable[str]:
    wanted = _http_scheme(scheme)
    for line in head.header_values("authorization"):
        name, _, credentials = line.strip().partition(" ")
        if name.casefold() == wanted:
            yield _password(credentials.strip()) if wanted == "basic" else credentials.strip()


def _password(credentials: str) -> str:
    try:
        decoded = b64decode(credentials, validate=True).decode()
    except ValueError:
        return ""
    return decoded.partition(":")[2]
