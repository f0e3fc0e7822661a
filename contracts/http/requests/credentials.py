"""Live values from outside: `--header`, and the environment variables that a contract names.

A security scheme or a parameter with `x-environment: NAME` takes its value from that variable.
Everything that comes in here is a secret: it goes into requests, and never into output.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from contracts.errors import OptionError
from contracts.http.messages.exchange import Headers
from contracts.http.messages.outgoing import is_connection_header
from contracts.http.messages.redaction import Redactor, Secret
from openapi.contract import Contract, Location, Operation, SecurityScheme

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t -~\x80-\xff]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What is added to every request to one API.

    Attributes:
        headers: Headers of every request.
        query: Query parameters of every request.
        parameters: Live values of parameters, by place and name.
        known: Values from `--param` that exist on the server, by parameter name; no secrets.
        secrets: All values, so that they can be kept out of output.
    """

    headers: Headers = ()
    query: tuple[tuple[str, str], ...] = ()
    parameters: Mapping[tuple[Location, str], str] = field(default_factory=dict)
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    secrets: tuple[Secret, ...] = ()

    @property
    def redactor(self) -> Redactor:
        """What keeps these values out of output."""
        return Redactor(
            secrets=self.secrets,
            header_names=frozenset(name.lower() for name, _ in self.headers),
        )


def parse_header(text: str) -> tuple[str, str]:
    """Return name and value of `Name: value`.

    Raises:
        OptionError: It is not a header; the message does not show the value.
    """
    name, colon, value = text.partition(":")
    name, value = name.strip(), value.strip()
    if not colon or not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
        raise OptionError(
            "this is not a header",
            where="--header",
            found=name if colon and _NAME.fullmatch(name) else "(not shown, it may be a secret)",
            allowed="'Name: value', without line breaks",
        )
    if is_connection_header(name):
        raise OptionError(
            f"the header {name} is written by this command itself",
            where="--header",
            found=name,
            allowed="headers that say nothing of the connection, the host or the body's length",
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

    Args:
        contract: Names the variables.
        headers: From the command line; they win over the environment.
        environ: The environment.
        known: Values that exist on the server, by parameter name.
    """
    given = {name.lower() for name, _ in headers}
    sent: list[tuple[str, str]] = list(headers)
    query: list[tuple[str, str]] = []
    secrets = [Secret(name=variable_of(name), value=value) for name, value in headers if value]
    secrets += [part for name, value in headers for part in _parts(variable_of(name), name, value)]
    for scheme in contract.security_schemes.values():
        value = _clean(environ.get(scheme.environment, "")) if scheme.environment else ""
        if not value:
            continue
        secrets.append(Secret(name=scheme.environment, value=value))
        location, name, text = _as_sent(scheme, value)
        if text != value:
            secrets += _parts(scheme.environment, name, text)
        if location is Location.QUERY:
            query.append((name, text))
        elif name.lower() not in given:
            sent.append((name, text))
    parameters = _parameters(contract, environ)
    secrets += [
        Secret(name=variable, value=value) for variable, value in parameters.values() if value
    ]
    return Credentials(
        headers=tuple(sent),
        query=tuple(query),
        parameters={key: value for key, (_, value) in parameters.items()},
        known=known or {},
        secrets=tuple(secret for secret in dict.fromkeys(secrets) if secret.value),
    )


SECOND_IDENTITY_PREFIX = "OTHER_"
"""Before the name of a variable: the same value of a second identity."""


def second_credentials(
    contract: Contract,
    headers: Sequence[tuple[str, str]],
    environ: Mapping[str, str],
    known: Mapping[str, tuple[str, ...]] | None = None,
) -> Credentials | None:
    """Return the credentials of a second identity, from `OTHER_API_TOKEN` and the like.

    None where the environment has none; headers from the command line that prove nobody's
    identity are shared.
    """
    names = {scheme.environment for scheme in contract.security_schemes.values()}
    if not any(name and environ.get(SECOND_IDENTITY_PREFIX + name) for name in names):
        return None
    theirs = {
        name.removeprefix(SECOND_IDENTITY_PREFIX): value
        for name, value in environ.items()
        if name.startswith(SECOND_IDENTITY_PREFIX)
    }
    proving = {_name(scheme) for scheme in contract.security_schemes.values()}
    shared = [pair for pair in headers if pair[0].lower() not in proving]
    found = primary_credentials(contract, shared, theirs, known)
    secrets = tuple(
        Secret(name=SECOND_IDENTITY_PREFIX + s.name, value=s.value) for s in found.secrets
    )
    return replace(found, secrets=secrets)


def credential_fields(contract: Contract, operation: Operation) -> frozenset[str]:
    """Return the lower-case header and query names that meet an operation's security schemes."""
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
    """Yield what is secret inside a header: a token, a user's password, a cookie's value."""
    if name.lower() == "cookie":
        for number, pair in enumerate(value.split(";"), 1):
            part = pair.partition("=")[2].strip()
            yield Secret(name=f"{variable}_{number}", value=part)
        return
    scheme, space, rest = value.partition(" ")
    if not space or scheme.lower() not in {"bearer", "basic"}:
        return
    yield Secret(name=variable, value=rest)
    if scheme.lower() == "basic":
        with suppress(ValueError):
            pair = b64decode(rest.strip(), validate=True).decode()
            yield Secret(name=f"{variable}_PAIR", value=pair)
            yield Secret(name=f"{variable}_PASSWORD", value=pair.partition(":")[2])


def _clean(value: str) -> str:
    """Return a value that may stand in a header; what may not is as good as absent."""
    return value.strip() if _VALUE.fullmatch(value.strip()) else ""


def variable_of(name: str) -> str:
    """Return the variable of a shell that stands for what a header says."""
    return "".join(c if c.isalnum() else "_" for c in name.upper())
