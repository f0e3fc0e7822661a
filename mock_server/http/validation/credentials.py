"""Checks that a request carries the token that the mock accepts; only with `--require-auth`.

A security alternative without a scheme (`{}`), with which documents make authentication optional,
is ignored then: the flag makes it required.
"""

from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from hmac import compare_digest

from mock_server.http.problems import ProblemId, RequestRejected
from mock_server.http.requests import RequestHead
from mock_server.settings import DEFAULT_TOKEN
from openapi.contract import Contract, Location, Operation, SecurityScheme

_KEY = "apiKey"


def _never(_token: str) -> bool:
    return False


def check_credentials(
    head: RequestHead,
    token: str,
    *,
    accepts_any: bool = False,
    is_issued: Callable[[str], bool] = _never,
) -> None:
    """Refuse a request without an accepted token if its operation requires one.

    Accepted are the token and those that the mock has handed out (`is_issued`); with
    `accepts_any`, any credentials of the operation's schemes.

    Raises:
        RequestRejected: 401, with a challenge for each accepted scheme.
    """
    contract, operation = head.route.contract, head.operation
    if contract is None or operation is None:
        return
    accepted = None if accepts_any else token
    if not is_authorized(contract, operation, head, accepted, is_issued):
        raise RequestRejected(
            401,
            ProblemId.UNAUTHORIZED,
            _refusal(contract, operation, head, accepted),
            headers=((b"www-authenticate", challenge(contract, operation)),),
        )


def _refusal(contract: Contract, operation: Operation, head: RequestHead, token: str | None) -> str:
    """Return what is wrong with the credentials of a request, and which ones are accepted."""
    has_any = is_authorized(contract, operation, head, None)
    if has_any:
        wrong = "does not carry an accepted token"
    elif head.header_values("authorization"):
        wrong = "has an Authorization header, but not the documented credentials"
    else:
        wrong = "carries no credentials"
    if token is None:
        what = "any token is accepted there"
    else:
        shown = repr(token) if token == DEFAULT_TOKEN else "that of --auth-token"
        what = f"accepted there is {shown}, or one that the mock has answered in this session"
        what += "; with --require-auth=any, any token is"
    places = " or ".join(
        " with ".join(_place(contract.security_schemes[name]) for name in names)
        for names in required_alternatives(operation)
    )
    return (
        f"The request {wrong}: send a token in {places}; {what}. "
        "WWW-Authenticate has the challenge (RFC 9110, 11.6.1)."
    )


def _place(scheme: SecurityScheme) -> str:
    """Return where a request has a token of a scheme."""
    if scheme.type == _KEY:
        return f"{scheme.location} {scheme.parameter!r}"
    kind = _http_scheme(scheme)
    form = "base64 of 'anyone:TOKEN', RFC 7617" if kind == "basic" else "TOKEN"
    form += ", RFC 6750" * (kind == "bearer")
    return f"header 'Authorization' ({kind.capitalize()} {form})"


def is_authorized(
    contract: Contract,
    operation: Operation,
    head: RequestHead,
    token: str | None,
    is_issued: Callable[[str], bool] = _never,
) -> bool:
    """Whether a request satisfies one of its operation's alternatives with an accepted token.

    Without a token any credentials satisfy them.
    """

    def is_accepted(sent: str) -> bool:
        if token is None:
            return sent != ""
        return is_same_secret(sent, token) or is_issued(sent)

    alternatives = required_alternatives(operation)
    return not alternatives or any(
        all(_satisfies(contract.security_schemes[name], head, is_accepted) for name in names)
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


def _satisfies(
    scheme: SecurityScheme, head: RequestHead, is_accepted: Callable[[str], bool]
) -> bool:
    found = [*(_api_keys(scheme, head) if scheme.type == _KEY else _auth_tokens(scheme, head))]
    return len(found) == 1 and is_accepted(found[0])


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
