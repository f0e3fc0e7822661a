"""Who may come to the admin side.

Not web pages: a page that a developer has open could otherwise steer or read a mock on the same
machine. `Host` must be a name of this machine (a page that rebinds its own name to the loopback
sends that name), and an `Origin` must be one that was allowed. A token, where there is one, is
asked of everybody.
"""

import re
from dataclasses import dataclass, field

from mock_server.http.errors import ToolProblem
from mock_server.http.problems import Problem, ProblemId
from mock_server.http.requests import RequestHead
from mock_server.http.validation.credentials import is_same_secret
from mock_server.settings import is_loopback

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,255}):?[0-9]{0,5}")
_ORIGIN = re.compile(r"https?://([^/?#@]{1,300})", re.IGNORECASE)

PREFLIGHT = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, DELETE"),
    (b"access-control-allow-headers", b"Authorization, Content-Type"),
    (b"access-control-max-age", b"600"),
)
"""What tells an allowed page's browser, beside the page's own origin, that it may go ahead."""

_FOREIGN_SITES = frozenset({"cross-site", "same-site"})

_CHALLENGE = ((b"www-authenticate", b'Bearer realm="mock server admin"'),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Decides.

    Attributes:
        hosts: Names beside those of the loopback by which the mock may be called.
        origins: Web origins whose pages may call, such as `http://localhost:5173`.
        token: What everybody must send; empty where nobody must.
    """

    hosts: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    token: str = field(default="", repr=False)

    def authorize(self, head: RequestHead) -> None:
        """Let a request pass.

        Raises:
            ToolProblem: 403 for a foreign host or page, 401 without the token.
        """
        self._check_host(head)
        self._check_origin(head)
        if head.joined_header("sec-fetch-mode") != "navigate":
            # Who opens a link looks at an answer that its page cannot read.
            self._check_site(head)
        self._check_token(head)

    def check_command(self, head: RequestHead) -> None:
        """Let a request pass that changes something by its URL alone.

        Links and forms of other pages can send it too, so opening one is not enough.

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
                Problem(
                    id=ProblemId.UNAUTHORIZED,
                    status=401,
                    detail="The request does not carry the admin token.",
                    advice="send Authorization: Bearer TOKEN",
                ),
                headers=_CHALLENGE,
            )

    def headers(self, head: RequestHead) -> tuple[tuple[bytes, bytes], ...]:
        """Return the headers that let an allowed page read the answer."""
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
                f"Pages of {origin[:80]!r} may not call the admin side",
                "allow the origin with --admin-cors-origin",
            )

    def _check_site(self, head: RequestHead) -> None:
        # Fetch Metadata: what a page embeds carries no Origin, but says where the page is from.
        site = single_header(head, "sec-fetch-site").lower()
        if site in _FOREIGN_SITES and not head.header_values("origin"):
            raise _forbidden(
                f"A page of another origin sent this request (Sec-Fetch-Site: {site})",
                "call it from the address bar, a program, or a page with an allowed origin",
            )

    def _check_referrer(self, head: RequestHead) -> None:
        # Browsers without Fetch Metadata say at least this much.
        referrer = single_header(head, "referer").lower()
        match = _ORIGIN.match(referrer)
        if match is None or head.header_values("origin") or head.header_values("sec-fetch-site"):
            return
        if match[1] != single_header(head, "host").lower() and match[0] not in self.origins:
            raise _forbidden(
                f"Pages of {match[0][:80]!r} may not call the admin side",
                "allow the origin with --admin-cors-origin",
            )

    def _has_token(self, head: RequestHead) -> bool:
        scheme, _, sent = single_header(head, "authorization").partition(" ")
        # Compared whatever the scheme, so that the time tells nothing.
        is_same = is_same_secret(sent.strip(), self.token)
        return is_same and scheme.lower() == "bearer"


def single_header(head: RequestHead, name: str) -> str:
    """Return the one line of a header; empty where there is none, or more than one."""
    lines = head.header_values(name)
    return lines[0] if len(lines) == 1 else ""


def _forbidden(detail: str, advice: str) -> ToolProblem:
    return ToolProblem(
        Problem(id=ProblemId.FORBIDDEN, status=403, detail=f"{detail}.", advice=advice)
    )
