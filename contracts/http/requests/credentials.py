"""Live values from `--header` and from the environment variables that a contract names.

A security scheme or a parameter with `x-environment: NAME` takes its value from that variable.
These values are secrets: they are sent in requests, and never written to output.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from contracts.errors import OptionError
from contracts.http.messages.derivation import Derivation, derive, scheme_and_token
from contracts.http.messages.exchange import Headers
from contracts.http.messages.outgoing import FIELD_VALUE, TOKEN, is_connection_header
from contracts.http.messages.redaction import Redactor, Secret, variable_of
from contracts.http.requests.rows import Row
from openapi.contract import Contract, Location, Operation, SecurityScheme

MAX_COOKIES = 99  # number of the last cookie of a header whose value differs from the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What is added to every request to one API."""

    headers: Headers = ()
    query: tuple[tuple[str, str], ...] = ()
    # Live values of parameters, by location and name.
    parameters: Mapping[tuple[Location, str], str] = field(default_factory=dict)
    # Values from `--param` that exist on the server, by parameter name; no secrets.
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()  # values that exist together
    row: Row | None = None  # the one of them that is in use; None if there is none
    secrets: tuple[Secret, ...] = ()  # all secret values, for redaction
    # Returns the secrets that came up during the run.
    issued: Callable[[], tuple[Secret, ...]] = field(default=tuple, compare=False)

    @property
    def redactor(self) -> Redactor:
        """The redactor of these secrets."""
        return Redactor(
            secrets=self.secrets,
            header_names=frozenset(name.lower() for name, _ in self.headers),
            issued=self.issued,
        )


def parse_header(text: str) -> tuple[str, str]:
    """Return name and value of `Name: value`.

    Raises:
        OptionError: It is not a header; the message does not show the value.
    """
    name, colon, value = text.partition(":")
    name, value = name.strip(), value.strip()
    if not colon or not TOKEN.fullmatch(name) or not FIELD_VALUE.fullmatch(value):
        raise OptionError(
            "this is not a header",
            where="--header",
            found=name if colon and TOKEN.fullmatch(name) else "(not shown, it may be a secret)",
            allowed="'Name: value', without line breaks",
        )
    if is_connection_header(name):
        raise OptionError(
            f"the header {name} is written by this command itself",
            where="--header",
            found=name,
            allowed="headers that are not about the connection, the host or the body's length",
            hint="name another host in the URL" if name.lower() == "host" else "leave it out",
        )
    return name, value


def primary_credentials(
    contract: Contract,
    headers: Sequence[tuple[str, str]],
    environ: Mapping[str, str],
    known: Mapping[str, tuple[str, ...]] | None = None,
) -> Credentials:
    """Return what `--header` and the environment give for one API.

    Headers, from the command line, take precedence over the environment; `known` has values that
    exist on the server, by parameter name.
    """
    given = {name.lower() for name, _ in headers}
    sent: list[tuple[str, str]] = list(headers)
    query: list[tuple[str, str]] = []
    secrets = [Secret(name=variable_of(name), value=value) for name, value in headers if value]
    secrets += [part for name, value in headers for part in _parts(variable_of(name), name, value)]
    for scheme in contract.security_schemes.values():
        variable, value = _variable_and_value(scheme, environ, known or {})
        if not value:
            continue
        secrets.append(Secret(name=variable, value=value))
        location, name, text = _as_sent(scheme, value)
        if scheme.scheme == "basic":
            secrets += _basic_parts(variable, value)
        if location is Location.QUERY:
            query.append((name, text))
        elif name.lower() not in given:
            sent.append((name, text))
    key_names = key_parameters(contract)
    secrets += [
        Secret(name=f"{variable_of(name)}_{number}", value=value)
        for name, values in (known or {}).items()
        if name in key_names
        for number, value in enumerate(values[1:], 2)
    ]
    parameters = _parameters(contract, environ)
    secrets += [
        Secret(name=variable, value=value) for variable, value in parameters.values() if value
    ]
    return Credentials(
        headers=tuple(sent),
        query=tuple(query),
        parameters={key: value for key, (_, value) in parameters.items()},
        known=known or {},
        secrets=_each_once(secrets),
    )


def _each_once(secrets: Iterable[Secret]) -> tuple[Secret, ...]:
    """Return the secrets that are not empty, of those with the same value the first."""
    by_value: dict[str, Secret] = {}
    for secret in secrets:
        by_value.setdefault(secret.value, secret)
    return tuple(secret for value, secret in by_value.items() if value)


def key_parameters(contract: Contract) -> frozenset[str]:
    """Return the names of API keys in the query or in a cookie, which `--param` can give."""
    return frozenset(
        scheme.parameter
        for scheme in contract.security_schemes.values()
        if scheme.type == "apiKey" and scheme.location is not Location.HEADER
    )


def _variable_and_value(
    scheme: SecurityScheme, environ: Mapping[str, str], known: Mapping[str, tuple[str, ...]]
) -> tuple[str, str]:
    """Return the credential of a scheme with the name of its secret; empty texts if none is given.

    `--param` takes precedence over the environment.
    """
    is_key = scheme.type == "apiKey" and scheme.location is not Location.HEADER
    if is_key and known.get(scheme.parameter):
        text = known[scheme.parameter][0]
        is_usable = scheme.location is Location.QUERY or text == _clean(text)
        return variable_of(scheme.parameter), text if is_usable else ""
    value = _clean(environ.get(scheme.environment, "")) if scheme.environment else ""
    return scheme.environment, value


SECOND_IDENTITY_PREFIX = "OTHER_"
"""Prefix of the variables with the credentials of a second identity."""


def second_credentials(
    contract: Contract,
    headers: Sequence[tuple[str, str]],
    environ: Mapping[str, str],
    known: Mapping[str, tuple[str, ...]] | None = None,
) -> Credentials | None:
    """Return the credentials of a second identity, from `OTHER_API_TOKEN` and the like.

    None if the environment has none. Headers from the command line are shared, except those that
    carry credentials.
    """
    names = {scheme.environment for scheme in contract.security_schemes.values()}
    if not any(name and environ.get(SECOND_IDENTITY_PREFIX + name) for name in names):
        return None
    other_environ = {
        name.removeprefix(SECOND_IDENTITY_PREFIX): value
        for name, value in environ.items()
        if name.startswith(SECOND_IDENTITY_PREFIX)
    }
    names_of_credentials = {_name(scheme) for scheme in contract.security_schemes.values()}
    shared = [pair for pair in headers if pair[0].lower() not in names_of_credentials]
    keys = key_parameters(contract)
    others = {name: values for name, values in (known or {}).items() if name not in keys}
    found = primary_credentials(contract, shared, other_environ, others)
    return replace(found, secrets=tuple(map(_of_second_identity, found.secrets)))


def _of_second_identity(secret: Secret) -> Secret:
    """Return the secret with a name of its own, and with that of its source."""
    made = secret.derivation
    return replace(
        secret,
        name=SECOND_IDENTITY_PREFIX + secret.name,
        derivation=made and replace(made, source=SECOND_IDENTITY_PREFIX + made.source),
    )


def names_of_credentials(contract: Contract, credentials: Credentials) -> dict[str, str]:
    """Return what is sent, by every name that a secret of it may have.

    These are the name of the header or of the API key, and the variable of the security scheme.
    """
    names = {variable_of(name): value for name, value in credentials.headers if value}
    names |= {variable_of(name): value for name, value in credentials.query if value}
    headers = {name.lower(): value for name, value in credentials.headers}
    query = dict(credentials.query)
    for scheme in contract.security_schemes.values():
        value = _value_sent(scheme, headers, query)
        for name in (scheme.environment, variable_of(scheme.parameter)):
            if value and name:
                names.setdefault(name, value)
    return names


def _value_sent(
    scheme: SecurityScheme, headers: Mapping[str, str], query: Mapping[str, str]
) -> str:
    """Return the credential of a scheme as its variable holds it; empty if none is sent."""
    if scheme.type == "apiKey" and scheme.location is Location.QUERY:
        return query.get(scheme.parameter, "")
    text = headers.get(_name(scheme), "")
    if scheme.type == "apiKey" and scheme.location is Location.COOKIE:
        pairs = (part.strip().partition("=") for part in text.split(";"))
        return next((value for name, _, value in pairs if name == scheme.parameter), "")
    if scheme.type == "apiKey":
        return text
    token = derive("token", text)
    return derive("decoded", token) if scheme.scheme == "basic" else token


def credential_fields(contract: Contract, operation: Operation) -> frozenset[str]:
    """Return the lower-case header and query names that carry an operation's credentials."""
    names = {name for alternative in operation.security for name in alternative}
    schemes = [contract.security_schemes[name] for name in names & set(contract.security_schemes)]
    return frozenset(_name(scheme) for scheme in schemes)


def _name(scheme: SecurityScheme) -> str:
    if scheme.type != "apiKey":
        return "authorization"
    return "cookie" if scheme.location is Location.COOKIE else scheme.parameter.lower()


def _as_sent(scheme: SecurityScheme, value: str) -> tuple[Location, str, str]:
    if scheme.type == "apiKey":
        if scheme.location is Location.COOKIE:
            return Location.HEADER, "Cookie", f"{scheme.parameter}={value}"
        return scheme.location, scheme.parameter, value
    if scheme.scheme == "basic":
        return Location.HEADER, "Authorization", f"Basic {b64encode(value.encode()).decode()}"
    return Location.HEADER, "Authorization", f"Bearer {value}"


def _parameters(
    contract: Contract, environ: Mapping[str, str]
) -> dict[tuple[Location, str], tuple[str, str]]:
    return {
        (parameter.location, parameter.name): (parameter.environment, value)
        for operation in contract.operations
        for parameter in operation.parameters
        if parameter.environment and (value := _clean(environ.get(parameter.environment, "")))
    }


def _parts(variable: str, name: str, value: str) -> Iterator[Secret]:
    """Yield the secret parts of a header: a token, a user's password, a cookie's value."""
    if name.lower() == "cookie":
        for number, pair in enumerate(value.split(";"), 1):
            part = pair.partition("=")[2].strip()
            made = Derivation(source=variable, how=f"cookie-{min(number, MAX_COOKIES)}")
            yield Secret(name=f"{variable}_{number}", value=part, derivation=made)
        return
    scheme, rest = scheme_and_token(value)
    if not scheme:
        return
    token = f"{variable}_TOKEN"
    yield Secret(name=token, value=rest, derivation=Derivation(source=variable, how="token"))
    if scheme.lower() == "basic" and (pair := derive("decoded", rest)):
        decoded = Derivation(source=token, how="decoded")
        yield Secret(name=f"{variable}_PAIR", value=pair, derivation=decoded)
        yield from _password(variable, f"{variable}_PAIR", pair)


def _basic_parts(variable: str, pair: str) -> Iterator[Secret]:
    """Yield what a Basic header is made of (RFC 7617, 2): the encoded pair, and the password."""
    encoded = Derivation(source=variable, how="base64")
    yield Secret(name=f"{variable}_BASE64", value=derive("base64", pair), derivation=encoded)
    yield from _password(variable, variable, pair)


def _password(variable: str, source: str, pair: str) -> Iterator[Secret]:
    made = Derivation(source=source, how="password")
    yield Secret(name=f"{variable}_PASSWORD", value=derive("password", pair), derivation=made)


def _clean(value: str) -> str:
    """Return a value that a header may have; for any other an empty text."""
    return value.strip() if FIELD_VALUE.fullmatch(value.strip()) else ""
