"""Opens connections, directly or through a proxy, with the certificates of the options.

`--proxy` is for every host; without it the variables of the environment count.
"""

import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from contracts.errors import OptionError
from contracts.http.client.proxies import Proxy, parse_proxy, proxy_of_environment
from contracts.http.messages.exchange import Headers

MAX_PROXY_HEAD = 16 * 1024
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionSettings:
    """How to connect to servers."""

    # Trusted certificates and the client's own; None trusts those of the system.
    tls: ssl.SSLContext | None = None
    proxy: Proxy | None = None  # the proxy for every host; None for that of the environment
    # Variables that may name a proxy; they may hold credentials.
    environ: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    # The same as options of a command line; none of them is secret.
    option_words: tuple[str, ...] = ()

    def proxy_for(self, origin: str) -> Proxy | None:
        """Return the proxy for an origin; None if it is reached directly.

        Raises:
            OptionError: A variable has something else than a proxy.
        """
        return self.proxy or proxy_of_environment(self.environ, origin)

    def headers(self, origin: str) -> Headers:
        """Return the header fields that a request has for the proxy; none of them in a tunnel."""
        proxy = self.proxy_for(origin) if origin.startswith("http:") else None
        return proxy.headers if proxy else ()

    def connect(self, origin: str, timeout: float) -> socket.socket:
        """Return a connected socket to `origin`.

        Raises:
            OSError: The connection or the TLS handshake failed.
        """
        parts = urlsplit(origin)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        proxy = self.proxy_for(origin)
        try:
            sock = socket.create_connection(proxy.address if proxy else (host, port), timeout)
        except (ConnectionError, socket.gaierror) as error:
            raise (_unreachable(proxy, error) if proxy else error) from error
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if parts.scheme != "https":
                return sock
            if proxy:
                _connect_tunnel(sock, host, port, proxy)
            context = self.tls or ssl.create_default_context()
            return context.wrap_socket(sock, server_hostname=host)
        except BaseException:
            sock.close()
            raise

    def target(self, origin: str, target: str) -> str:
        """Return the request target: through a proxy the whole URL, except in a TLS tunnel."""
        is_whole = origin.startswith("http:") and self.proxy_for(origin) is not None
        return f"{origin}{target}" if is_whole else target


NO_PROXY = ConnectionSettings()  # no proxy, and the trusted certificates of the system


def connection_settings(
    proxy: str | None = None,
    ca: Path | None = None,
    is_insecure: bool = False,  # noqa: FBT001, FBT002 - in the order of the options
    certificate: Path | None = None,
    key: Path | None = None,
) -> ConnectionSettings:
    """Return the settings that the options about connections give.

    `proxy` is `http://[USER:PASSWORD@]HOST:PORT`; the certificates of `ca` replace those of the
    system; the certificate is the client's own, in PEM, and its key may be in another file.

    Raises:
        OptionError: A file cannot be read, or the proxy is no such URL.
    """
    if key and not certificate:
        raise OptionError(
            "a key without its certificate",
            where="--tls-key",
            found=str(key),
            allowed="--tls-cert FILE beside it",
        )
    through = parse_proxy(proxy, needs_port=True) if proxy else None
    return ConnectionSettings(
        tls=_context(ca, certificate, key, is_insecure=is_insecure)
        if ca or certificate or is_insecure
        else None,
        proxy=through,
        option_words=(
            *(("--proxy", through.url) if through else ()),
            *(("--tls-ca", str(ca)) if ca else ()),
            *(("--tls-insecure",) if is_insecure else ()),
            *(("--tls-cert", str(certificate)) if certificate else ()),
            *(("--tls-key", str(key)) if key else ()),
        ),
    )


def _context(
    ca: Path | None, certificate: Path | None, key: Path | None, *, is_insecure: bool
) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=str(ca) if ca else None)
    except OSError as error:
        raise _unreadable("--tls-ca", ca, error) from error
    if is_insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if certificate:
        try:
            # Without a password OpenSSL would ask on the terminal; an empty one is just refused.
            context.load_cert_chain(certificate, key, password="")
        except OSError as error:
            raise _unreadable("--tls-cert", certificate, error) from error
    return context


def _unreadable(option: str, path: Path | None, error: OSError) -> OptionError:
    return OptionError(
        "the certificates cannot be used",
        where=f"{option} {path}",
        found=error.strerror or "no certificate in PEM",
        allowed="a file in PEM, its key without a passphrase",
    )


def with_environment(
    settings: ConnectionSettings, environ: Mapping[str, str], origins: Iterable[str]
) -> ConnectionSettings:
    """Return settings that also follow the proxy variables of the environment.

    A wrong variable is refused now, if one of the origins would use it.

    Raises:
        OptionError: A variable has something else than a proxy.
    """
    found = replace(settings, environ=environ)
    for origin in origins:
        found.proxy_for(origin)
    return found


def _unreachable(proxy: Proxy, error: OSError) -> OSError:
    """Return the error about a proxy that cannot be connected to; it names the proxy."""
    reason = (
        "its name does not resolve"
        if isinstance(error, socket.gaierror)
        else (
            "the connection was refused"
            if isinstance(error, ConnectionRefusedError)
            else "the connection was reset"
        )
    )
    return OSError(f"the proxy {proxy.url} ({proxy.source}) cannot be reached: {reason}")


def _connect_tunnel(sock: socket.socket, host: str, port: int, proxy: Proxy) -> None:
    """Ask a proxy for a tunnel to `host` (RFC 9110, 9.3.6), with its credentials.

    Reads its answer byte by byte, so that no byte of the TLS handshake is read.
    """
    name = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {name} HTTP/1.1", f"Host: {name}", *(f"{n}: {v}" for n, v in proxy.headers)]
    sock.sendall("".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii"))
    head = bytearray()
    while not head.endswith(b"\r\n\r\n"):
        byte = sock.recv(1)
        if not byte or len(head) > MAX_PROXY_HEAD:
            message = "the proxy did not answer"
            raise ConnectionError(message)
        head += byte
    status = head.split(b"\r\n", 1)[0].split(b" ")
    if len(status) < 2 or not status[1].startswith(b"2"):  # noqa: PLR2004 - version and status
        shown = b" ".join(status[1:]).decode("latin-1")[:60]
        message = f"the proxy {proxy.url} ({proxy.source}) refused the tunnel: {shown}"
        raise OSError(message)
