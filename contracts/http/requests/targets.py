"""Which server is checked against which contract: `[API=]URL` on the command line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, urlsplit

from contracts.errors import OptionError
from openapi.contract import Contract, Operation
from openapi.errors import did_you_mean

_API = re.compile(r"([a-z][a-z0-9_]*)=(.*)", re.DOTALL)
_URL = re.compile(r"[!-~]+")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:)?//")
_NO_PORT = -1
_LONGEST_SHOWN = 120
_FORMS = "http://HOST[:PORT][/BASE], or API=URL to name one API"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One API on one server."""

    contract: Contract  # the contract, with the base path of the API on this server
    origin: str  # scheme, host and port
    # Ids of the operations that the run is about; None for all of them.
    chosen: frozenset[str] | None = None

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations that the run is about, in the order of the document."""
        return tuple(filter(self.is_chosen, self.contract.operations))

    def is_chosen(self, operation: Operation) -> bool:
        """Whether the run is about an operation of the contract."""
        return self.chosen is None or operation.id in self.chosen

    @property
    def base_url(self) -> str:
        """Origin and base path, without a slash at the end."""
        return f"{self.origin}{self.contract.base_path}"

    @property
    def is_local(self) -> bool:
        """Whether the server runs on this machine, so that no rate limit is needed."""
        host = urlsplit(self.origin).hostname or ""
        return (
            host in {"localhost", "::1"} or re.fullmatch(r"127(\.[0-9]{1,3}){3}", host) is not None
        )


def parse_targets(texts: Sequence[str], contracts: Sequence[Contract]) -> tuple[Target, ...]:
    """Return the targets that `[API=]URL…` name, in the order of the contracts.

    A URL without an API is used for every contract that no other argument names. A URL without a
    path gets each contract's own base path.

    Raises:
        OptionError: A URL cannot be used, an API is not loaded, or it is named twice.
    """
    by_api = {contract.api: contract for contract in contracts}
    named: dict[str, str] = {}
    bare: list[str] = []
    for text in texts:
        match = _API.fullmatch(text)
        if match is None:
            bare.append(text)
            continue
        api, url = match[1], match[2]
        if api not in by_api:
            raise OptionError(
                f"no loaded contract describes an API called {api!r}{did_you_mean(api, by_api)}",
                where=f"argument {text!r}",
                allowed=", ".join(by_api),
                hint="load its document with --spec PATH",
            )
        if api in named:
            raise OptionError(
                f"the API {api!r} is given twice",
                where=f"argument {text!r}",
                allowed="one URL per API",
                hint="run the command once per server",
            )
        named[api] = url
    if len(bare) > 1:
        raise OptionError(
            "more than one URL without an API",
            found=", ".join(bare),
            allowed=_FORMS,
            hint=f"write {next(iter(by_api), 'api')}=URL",
        )
    urls = {api: bare[0] for api in by_api if bare} | named
    return tuple(_target(by_api[api], urls[api]) for api in by_api if api in urls)


def parse_server(url: str, where: str) -> tuple[str, str]:
    """Return the origin and the path that the URL of a server has.

    The message of an error says `where` the URL is.

    Raises:
        OptionError: It is no such URL.

    >>> parse_server("https://Staging.example:443/v2/", "--server")
    ('https://staging.example', '/v2/')
    """
    parts, port = _split(url)
    wrong = parts.scheme not in {"http", "https"} or not parts.hostname or port == _NO_PORT
    if wrong or parts.query or parts.fragment or parts.username or parts.password:
        raise OptionError(
            "this is not the URL of a server",
            where=where,
            found=_without_credentials(url),
            allowed=_FORMS,
            hint=_hint(url),
        )
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)
    default = 443 if parts.scheme == "https" else 80
    shown_port = "" if port in {None, default} else f":{port}"
    return f"{parts.scheme}://{host}{shown_port}", parts.path


def _target(contract: Contract, url: str) -> Target:
    origin, path = parse_server(url, f"the URL for {contract.api}")
    base_path = path.rstrip("/") if path else contract.base_path
    return Target(contract=replace(contract, base_path=base_path), origin=origin)


def _hint(url: str) -> str:
    """Return what to do about the URL of a server that cannot be used."""
    if "@" in url or "?" in url:
        return "give credentials with --header or in the environment, never in a URL"
    match = _SCHEME.match(url)
    if match and (match[1] or "http:").lower() not in {"http:", "https:"}:
        return "http and https are allowed"
    parts, port = _split(f"http://{url[match.end() :] if match else url}")
    if not parts.hostname or parts.fragment:
        return "name a host, and perhaps a port and a base path"
    if port == _NO_PORT:
        return "a port is a number up to 65535"
    return f"did you mean {parts.geturl()[:_LONGEST_SHOWN]}?"


def _split(url: str) -> tuple[SplitResult, int | None]:
    """Return the parts of a URL and its port; no parts if it cannot be read."""
    try:
        parts = urlsplit(url if _URL.fullmatch(url) else "")
    except ValueError:
        return urlsplit(""), _NO_PORT
    try:
        return parts, parts.port
    except ValueError:
        return parts, _NO_PORT


def _without_credentials(url: str) -> str:
    before, at, rest = url.rpartition("@")
    scheme = _SCHEME.match(before)
    text = f"{scheme[0] if scheme else ''}…@{rest}" if at else url
    return re.sub(r"\?.*", "?…", text, flags=re.DOTALL)[:_LONGEST_SHOWN]
