"""Opens connections, directly or through a proxy, with the certificates of the options.

Proxy variables of the environment and settings of the system are ignored: only options count.
"""

import re
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from contracts.errors import OptionError

MAX_PROXY_HEAD = 16 * 1024
_PROXY = re.compile(r"http://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})/?")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionSettings:
    """How to connect to servers.

    Attributes:
        tls: Trusted certificates and the client's own; None trusts those of the system.
        proxy: Host and port of the proxy.
        option_words: The same as options of a command line; none of them is secret.
    """

    tls: ssl.SSLContext | None = None
    proxy: tuple[str, int] | None = None
    option_words: tuple[str, ...] = ()

    def connect(self, origin: str, timeout: float) -> socket.socket:
        """Return a connected socket to `origin`.

        Raises:
            OSError: The connection or the TLS handshake failed.
        """
        parts = urlsplit(origin)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        sock = socket.create_connection(self.proxy or (host, port), timeout)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if parts.scheme != "https":
                return sock
            if self.proxy:
                _connect_tunnel(sock, parts.hostname or "", port)
            context = self.tls or ssl.create_default_context()
            return context.wrap_socket(sock, server_hostname=host)
        except BaseException:
            sock.close()
            raise

    def target(self, origin: str, target: str) -> str:
        """Return the request target: through a proxy the whole URL, except in a TLS tunnel."""
        return f"{origin}{target}" if self.proxy and origin.startswith("http:") else target


NO_PROXY = ConnectionSettings()
"""No proxy, and the trusted certificates of the system."""


def connection_settings(
    proxy: str | None = None,
    ca: Path | None = None,
    is_insecure: bool = False,  # noqa: FBT001, FBT002 - in the order of the options
    certificate: Path | None = None,
    key: Path | None = None,
) -> ConnectionSettings:
    """Return the settings that the options about connections give.

    Args:
        proxy: `http://HOST:PORT`; None for none.
        ca: File with the trusted certificates, in place of the system's.
        is_insecure: Whether any certificate is trusted.
        certificate: The client's own, in PEM.
        key: Its key, if that is in another file.

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
    return ConnectionSettings(
        tls=_context(ca, certificate, key, is_insecure=is_insecure)
        if ca or certificate or is_insecure
        else None,
        proxy=_proxy(proxy) if proxy else None,
        option_words=(
            *(("--proxy", proxy) if proxy else ()),
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


def _proxy(text: str) -> tuple[str, int]:
    match = _PROXY.fullmatch(text)
    if match is None or not 0 < int(match[2]) < 2**16:
        raise OptionError(
            "this is not a proxy",
            where="--proxy",
            found=re.sub(r"//[^/@]*@", "//…@", text)[:80],
            allowed="http://HOST:PORT, without credentials",
        )
    return match[1].strip("[]"), int(match[2])


def _connect_tunnel(sock: socket.socket, host: str, port: int) -> None:
    """Ask a proxy for a tunnel to `host` (RFC 9110, 9.3.6).

    Reads its answer byte by byte, so that no byte of the TLS handshake is read.
    """
    name = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    sock.sendall(f"CONNECT {name} HTTP/1.1\r\nHost: {name}\r\n\r\n".encode("ascii"))
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
        message = f"the proxy refused the tunnel: {shown}"
        raise OSError(message)
