"""Which proxy a request goes through: `--proxy`, or the variables that every HTTP client reads.

`http_proxy`, `https_proxy` and `all_proxy` name the proxy of a scheme, `no_proxy` the hosts that
are reached directly; each may also be in capitals. A host of this machine is never reached through
a proxy of the environment.
"""

import ipaddress
import re
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from contracts.errors import OptionError
from contracts.http.messages.exchange import Headers
from contracts.http.messages.redaction import Secret

_PROXY = re.compile(r"http://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?/?")
_LOOPBACK = re.compile(r"localhost|::1|127(\.[0-9]{1,3}){3}")
_DEFAULT_PORT = 80
_PORTS = {"http": 80, "https": 443}
_CGI = "REQUEST_METHOD"
"""In a CGI program, `HTTP_PROXY` may be a header of a request (CVE-2016-5385, "httpoxy")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy for HTTP, and for HTTPS by a tunnel."""

    host: str  # name or address, without brackets
    port: int
    # User and password, as `user:password`; empty without any; secret.
    credentials: str = field(default="", repr=False)
    source: str = "--proxy"  # the option or variable that names it

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, to connect to."""
        return self.host, self.port

    @property
    def url(self) -> str:
        """Its URL without credentials."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    @property
    def headers(self) -> Headers:
        """The header with its credentials (RFC 9110, 11.7.2), if it has any."""
        if not self.credentials:
            return ()
        encoded = b64encode(self.credentials.encode()).decode()
        return (("Proxy-Authorization", f"Basic {encoded}"),)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The credentials in every form in which they are sent."""
        if not self.credentials:
            return ()
        _, _, password = self.credentials.partition(":")
        encoded = b64encode(self.credentials.encode()).decode()
        forms = (("PAIR", self.credentials), ("PASSWORD", password), ("BASE64", encoded))
        return tuple(Secret(name=f"PROXY_{name}", value=text) for name, text in forms if text)


def parse_proxy(text: str, source: str = "--proxy", *, needs_port: bool = False) -> Proxy:
    """Return the proxy that a URL names; credentials in it are percent-decoded.

    `source` is the option or variable with the URL, whose scheme and port may be missing, unless
    `needs_port`.

    Raises:
        OptionError: It is no such URL; the message does not show credentials.
    """
    whole = text.strip() if needs_port or "://" in text else f"http://{text.strip()}"
    scheme, _, rest = whole.partition("://")
    held, at, place = rest.rpartition("@")
    match = _PROXY.fullmatch(f"{scheme.lower()}://{place}")
    port = int(match[2] or _DEFAULT_PORT) if match else 0
    credentials = unquote(held)
    is_sendable = credentials.isprintable() and (":" in credentials or not at)
    if match is None or not 0 < port < 2**16 or not is_sendable or (needs_port and not match[2]):
        shown = f"{scheme}://…@{place}" if at else whole
        raise OptionError(
            "this is not a proxy",
            where=source,
            found=shown[:80],
            allowed="http://HOST:PORT or http://USER:PASSWORD@HOST:PORT",
        )
    return Proxy(host=match[1].strip("[]"), port=port, credentials=credentials, source=source)


def proxy_of_environment(environ: Mapping[str, str], origin: str) -> Proxy | None:
    """Return the proxy that variables name for an origin; None if it is reached directly.

    Raises:
        OptionError: A variable has something else than a proxy.
    """
    parts = urlsplit(origin)
    host, port = (parts.hostname or "").rstrip("."), parts.port or _PORTS[parts.scheme]
    exempt = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    if _LOOPBACK.fullmatch(host) or is_exempt(host, port, exempt):
        return None
    for name in (f"{parts.scheme}_proxy", "all_proxy"):
        names = (name, name.upper())
        if name == "http_proxy" and _CGI in environ:
            names = (name, "")
        for each in names:
            if value := environ.get(each, "").strip():
                return parse_proxy(value, each)
    return None


def is_exempt(host: str, port: int, exempt: str) -> bool:
    """Whether a list of hosts names a host: itself, its domain, its network, or all by `*`.

    >>> is_exempt("api.shop.example", 443, "localhost, .shop.example")
    True
    >>> is_exempt("10.1.2.3", 80, "10.0.0.0/8")
    True
    """
    for entry in exempt.replace(",", " ").split():
        name, colon, number = entry.rpartition(":")
        if colon and number.isdecimal() and name.count(":") in {0, *_of_brackets(name)}:
            if int(number[:6]) != port:
                continue
            entry = name  # noqa: PLW2901 - the entry without its port
        if entry == "*" or _names(entry.strip("[]").lower(), host.lower()):
            return True
    return False


def _of_brackets(name: str) -> tuple[int, ...]:
    return (name.count(":"),) if name.startswith("[") and name.endswith("]") else ()


def _names(entry: str, host: str) -> bool:
    domain = entry.removeprefix("*").strip(".")
    if domain and (host == domain or host.endswith(f".{domain}")):
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    return False
