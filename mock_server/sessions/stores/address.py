"""The address of a Redis or Valkey store, parsed from its URL.

    redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]
    redis+sentinel://[[USER]:PASSWORD@]HOST[:PORT][,HOST[:PORT]…]/SERVICE[/DATABASE]
    redis+cluster://[[USER]:PASSWORD@]HOST[:PORT][,HOST[:PORT]…]
    unix://[[USER]:PASSWORD@]/PATH[?db=DATABASE]

With `rediss` in place of `redis`, the connection is encrypted; `valkey` and `valkeys` are other
names for the two. A query has options, which are described at `_OPTIONS`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Never
from urllib.parse import parse_qsl, unquote, urlsplit

from mock_server.errors import SettingsError
from openapi.errors import did_you_mean

DEFAULT_PORT = 6379
SENTINEL_PORT = 26379
DEFAULT_NAMESPACE = "mock-server"

_LARGEST_PORT = 65535
_HOST = re.compile(r"(\[[0-9A-Fa-f:.%]{2,60}\]|[A-Za-z0-9._-]{1,255})(?::([0-9]{1,5}))?", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9._-]{1,60}", re.ASCII)
_SERVERS = ("redis", "rediss", "valkey", "valkeys")
_SCHEMES = (
    *(f"{each}{way}" for way in ("", "+sentinel", "+cluster") for each in _SERVERS), "unix",
)  # fmt: skip
_OPTIONS = {
    "namespace": "the first part of every key: mocks with the same one share their sessions",
    "db": "the number of the database",
    "ca": "the PEM file of the authority that has signed the certificate of the server",
    "cert": "the PEM file of a certificate of this client",
    "key": "the PEM file of its key",
    "verify": "`no` to accept every certificate, else `yes`",
    "sentinel_username": "the user at the sentinels",
    "sentinel_password": "the password at the sentinels",
}
_OF_SENTINELS = ("sentinel_username", "sentinel_password")
_OF_TLS = ("ca", "cert", "key", "verify")
_WRITTEN = (
    "it has an @ after a /, ? or #; in a password or an option, a / is written %2F, a ? is written "
    "%3F, a # is written %23 and an @ is written %40"
)
_HINT = (
    "write redis://HOST:6379/0, rediss://USER:PASSWORD@HOST, redis+sentinel://HOST,HOST/SERVICE, "
    "redis+cluster://HOST,HOST or unix:///PATH; percent-encode special characters of a password"
)


class AddressKind(StrEnum):
    """How the server is found."""

    SINGLE = "single"
    SENTINEL = "sentinel"
    CLUSTER = "cluster"
    SOCKET = "socket"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreAddress:
    """Where a store is. Its text and its representation have no secrets."""

    kind: AddressKind  # how it is found
    hosts: tuple[tuple[str, int], ...] = ()  # or those of sentinels or nodes; none for a socket
    path: str = ""  # the path of a socket; else empty
    service: str = ""  # the name of the service that sentinels watch; else empty
    username: str = field(default="", repr=False)  # the ACL user; empty for the default one
    password: str = field(default="", repr=False)  # its password; empty for none
    database: int = 0  # the number of the database
    is_encrypted: bool = False  # whether to connect by TLS
    namespace: str = DEFAULT_NAMESPACE  # the first part of every key
    options: Mapping[str, str] = field(default_factory=dict, repr=False)  # others of the query

    def __str__(self) -> str:
        """Return the address without user, password and options."""
        if self.kind is AddressKind.SOCKET:
            return f"unix://{self.path}"
        scheme = "rediss" if self.is_encrypted else "redis"
        hosts = ",".join(f"{_bracketed(host)}:{port}" for host, port in self.hosts)
        if self.kind is AddressKind.SINGLE:
            return f"{scheme}://{hosts}/{self.database}"
        service = f"/{self.service}" if self.service else ""
        return f"{scheme}+{self.kind}://{hosts}{service}"


def parse_address(url: str) -> StoreAddress:
    """Return the address in a URL.

    Raises:
        SettingsError: It is not valid; the message shows no part of it that may be a secret.
    """
    _refuse_unescaped(url)
    try:
        parts = urlsplit(url)
    except ValueError:
        _refuse("it is not a URL")
    scheme = parts.scheme
    if "://" not in url:
        if scheme in _SCHEMES:
            _refuse(f"its scheme {scheme} is not followed by //")
        _refuse("it has no scheme", allowed=_SCHEMES)
    if scheme not in _SCHEMES:
        near = did_you_mean(scheme, _SCHEMES)
        _refuse(f"it begins with {scheme[:20]!r}{near}", allowed=_SCHEMES)
    if parts.fragment:
        _refuse("it has a #, which has to be written as %23")
    options = _options(parts.query)
    credentials, at, place = parts.netloc.rpartition("@")
    if scheme == "unix" and place:
        _refuse("the path of its socket does not begin with a /")
    username, _, password = credentials.partition(":") if at else ("", "", "")
    kind, is_encrypted = _kind(scheme), scheme.startswith(("rediss", "valkeys"))
    _check_options(kind, options, is_encrypted=is_encrypted)
    database, service = _path(kind, parts.path, options)
    namespace = options.pop("namespace", DEFAULT_NAMESPACE)
    if not _NAME.fullmatch(namespace):
        _refuse("its namespace has other characters than letters, digits, '.', '_' and '-'")
    return StoreAddress(
        kind=kind,
        hosts=() if kind is AddressKind.SOCKET else _hosts(kind, place),
        path=unquote(parts.path) if kind is AddressKind.SOCKET else "",
        service=service,
        username=unquote(username),
        password=unquote(password),
        database=database,
        is_encrypted=is_encrypted,
        namespace=namespace,
        options=options,
    )


def _refuse_unescaped(url: str) -> None:
    """Refuse an @ after the end of the host: a password may be before it, so nothing is shown.

    Only the path of a socket without a password may have one.
    """
    scheme, _, rest = url.partition("://")
    if scheme.lower() == "unix" and rest.startswith("/"):
        rest = "".join(rest.partition("?")[1:])
    if any("@" in after for after in re.split(r"[/?#]", rest, maxsplit=1)[1:]):
        _refuse(_WRITTEN)


def _kind(scheme: str) -> AddressKind:
    if scheme == "unix":
        return AddressKind.SOCKET
    return AddressKind(scheme.partition("+")[2] or AddressKind.SINGLE)


def _path(kind: AddressKind, path: str, options: dict[str, str]) -> tuple[int, str]:
    """Return the database and the name of the service."""
    parts = [] if kind is AddressKind.SOCKET else [each for each in path.split("/") if each]
    service = parts.pop(0) if kind is AddressKind.SENTINEL and parts else ""
    if kind is AddressKind.SENTINEL and not _NAME.fullmatch(service):
        _refuse("it has no name of the service that the sentinels watch")
    number = options.pop("db", parts.pop(0) if parts else "0")
    if parts or not re.fullmatch(r"[0-9]{1,5}", number):
        _refuse("its path is not the number of a database")
    if kind is AddressKind.CLUSTER and int(number):
        _refuse("a cluster has the database 0 only")
    return int(number), service


def _hosts(kind: AddressKind, place: str) -> tuple[tuple[str, int], ...]:
    found = []
    for text in place.split(","):
        match = _HOST.fullmatch(text)
        if match is None:
            _refuse("a host or port of it is not valid")
        port = int(match[2] or (SENTINEL_PORT if kind is AddressKind.SENTINEL else DEFAULT_PORT))
        if not 0 < port <= _LARGEST_PORT:
            _refuse(f"its port is not a number from 1 to {_LARGEST_PORT}")
        found.append((match[1].strip("[]"), port))
    if kind is AddressKind.SINGLE and len(found) > 1:
        _refuse("it has several hosts; for sentinels or a cluster, the scheme says so")
    return tuple(found)


def _options(query: str) -> dict[str, str]:
    found = dict(parse_qsl(query, keep_blank_values=True))
    for place, name in enumerate(found, 1):
        if name not in _OPTIONS:
            # The name is not shown: it may be a part of a password that has a `?`.
            near = did_you_mean(name, _OPTIONS)
            _refuse(f"its option {place} after the ? is none that is known{near}", allowed=_OPTIONS)
    return found


def _check_options(kind: AddressKind, options: Mapping[str, str], *, is_encrypted: bool) -> None:
    """Refuse options that the scheme has no use for, and values that mean nothing."""
    for name in options:
        if name in _OF_SENTINELS and kind is not AddressKind.SENTINEL:
            _refuse(f"its option {name} is for redis+sentinel:// and rediss+sentinel:// only")
        if name in _OF_TLS and not is_encrypted:
            _refuse(f"its option {name} is for an encrypted connection only: write rediss://")
    if options.get("verify", "yes") not in {"yes", "no"}:
        _refuse("its option verify is neither yes nor no")
    if "key" in options and "cert" not in options:
        _refuse("its option key needs the option cert, the certificate of the key")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _refuse(found: str, allowed: Iterable[str] = ()) -> Never:
    raise SettingsError(
        "the URL of the store is not valid", found=found, allowed=", ".join(allowed), hint=_HINT
    ) from None
