"""Access rules of the admin API.

Web pages have no access by default: any page that a developer has open could otherwise control a
mock on the same machine. `Host` must be a name of this machine (a page with DNS rebinding sends its
own name), and an `Origin` must be an allowed one. If a token is set, every request must carry it.
"""

import re
from dataclasses import field

from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.requests import RequestHead
from mock_server.http.validation.credentials import is_same_secret
from mock_server.settings import is_loopback
from openapi.values import dataclass

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,255}):?[0-9]{0,5}")
_ORIGIN = re.compile(r"https?://([^/?#@]{1,300})", re.IGNORECASE)

PREFLIGHT = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, DELETE"),
    (b"access-control-allow-headers", b"Authorization, Content-Type"),
    (b"access-control-max-age", b"600"),
)
"""Headers of the response to an allowed page's preflight, in addition to its origin."""

_LINKED = frozenset({"GET", "HEAD"})  # methods of a link that is followed

_FOREIGN_SITES = frozenset({"cross-site", "same-site"})

_CHALLENGE = ((b"www-authenticate", b'Bearer realm="mock server admin"'),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Decides which requests may use the admin API."""

    hosts: frozenset[str] = frozenset()  # allowed values of `Host`, beside names of the loopback
    origins: frozenset[str] = frozenset()  # web origins whose pages may call: `http://example:5173`
    token: str = field(default="", repr=False)  # required in every request; empty if none is

    def authorize(self, head: RequestHead) -> None:
        """Refuse a request that may not use the admin API.

        Raises:
            ToolProblem: 403 for a foreign host or page, 401 without the token.
        """
        self.check_page(head)
        self._check_token(head)

    def check_page(self, head: RequestHead) -> None:
        """Refuse a request that may not load a page of the console.

        Such a page holds no data, and a browser cannot send a token with its address.

        Raises:
            ToolProblem: 403 for a foreign host or page.
        """
        self._check_host(head)
        self._check_origin(head)
        if head.method not in _LINKED or head.joined_header("sec-fetch-mode") != "navigate":
            # A page cannot read the response to a link that it opens, so links are allowed; its
            # forms are not.
            self._check_site(head)

    def check_command(self, head: RequestHead) -> None:
        """Refuse a request that may not change state by its URL alone.

        Links and forms of other pages can send such requests, so they are not allowed here.

        Raises:
            ToolProblem: 403 for a foreign host or page, 401 without the token.
        """
        self._check_host(head)
        self._check_origin(head)
        self._check_site(head)
        self._check_referrer(head)
        self._check_token(head)

    def _check_token(self, head: RequestHead) -> None:
        if self.token and not self._has_token(head):
            raise ToolProblem(
                401,
                ProblemId.UNAUTHORIZED,
                "The request does not have the admin token.",
                advice="send Authorization: Bearer TOKEN",
                headers=_CHALLENGE,
            )

    def headers(self, head: RequestHead) -> tuple[tuple[bytes, bytes], ...]:
        """Return the headers that let an allowed page read the response."""
        if not self.origins:
            return ()
        origin = single_header(head, "origin").lower()
        vary = (b"vary", b"Origin")
        if origin not in self.origins:
            return (vary,)
        return (vary, (b"access-control-allow-origin", origin.encode("ascii", "replace")))

    def _check_host(self, head: RequestHead) -> None:
        text = single_header(head, "host")
        match = _HOST.fullmatch(text)
        name = match[1].strip("[]").rstrip(".").lower() if match is not None else ""
        if not is_loopback(name) and name not in self.hosts:
            raise _forbidden(
                f"Host {text[:80]!r} is not a name of this machine",
                "call localhost, or allow the name with --admin-host",
            )

    def _check_origin(self, head: RequestHead) -> None:
        if not head.header_values("origin"):
            return
        origin = single_header(head, "origin").lower()
        match = _ORIGIN.fullmatch(origin)
        is_own = match is not None and match[1] == single_header(head, "host").lower()
        if not is_own and origin not in self.origins:
            raise _forbidden(
                f"Pages of {origin[:80]!r} may not call the admin API",
                "allow the origin with --admin-cors-origin",
            )

    def _check_site(self, head: RequestHead) -> None:
        # Fetch Metadata: requests of embedded content have no Origin, but this header.
        site = single_header(head, "sec-fetch-site").lower()
        if site in _FOREIGN_SITES and not head.header_values("origin"):
            raise _forbidden(
                f"A page of another origin sent this request (Sec-Fetch-Site: {site})",
                "call it from the address bar, a program, or a page with an allowed origin",
            )

    def _check_referrer(self, head: RequestHead) -> None:
        # Browsers without Fetch Metadata send at least a Referer.
        referrer = single_header(head, "referer").lower()
        match = _ORIGIN.match(referrer)
        if match is None or head.header_values("origin") or head.header_values("sec-fetch-site"):
            return
        if match[1] != single_header(head, "host").lower() and match[0] not in self.origins:
            raise _forbidden(
                f"Pages of {match[0][:80]!r} may not call the admin API",
                "allow the origin with --admin-cors-origin",
            )

    def _has_token(self, head: RequestHead) -> bool:
        scheme, _, sent = single_header(head, "authorization").partition(" ")
        # Compared for every scheme, so that the duration reveals nothing.
        is_same = is_same_secret(sent.strip(), self.token)
        return is_same and scheme.lower() == "bearer"


def single_header(head: RequestHead, name: str) -> str:
    """Return the only line of a header; empty if there is none or more than one."""
    lines = head.header_values(name)
    return lines[0] if len(lines) == 1 else ""


def _forbidden(detail: str, advice: str) -> ToolProblem:
    return ToolProblem(403, ProblemId.FORBIDDEN, f"{detail}.", advice=advice)
