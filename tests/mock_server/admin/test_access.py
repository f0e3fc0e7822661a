"""Who may come to the admin API."""

import pytest

from mock_server.admin.access import Access
from mock_server.http.problems import ToolProblem
from mock_server.http.requests import read_head
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import scope_of

PAGE = "http://localhost:5173"


def head(*headers, method="GET"):
    """Return the head of a request with these headers."""
    return read_head(scope_of(method, "/__admin/health", headers))


@cases(
    "host",
    {
        "name": "localhost:4010",
        "without-port": "localhost",
        "case": "LocalHost:4010",
        "dot-at-the-end": "localhost.:4010",
        "ipv4": "127.0.0.1:4010",
        "ipv6": "[::1]:4010",
        "allowed": "mock.internal:4010",
    },
)
def test_names_of_this_machine_may_be_called(host):
    """Calls to the loopback, or to an allowed host name, are accepted."""
    Access(hosts=frozenset({"mock.internal"})).authorize(head(("Host", host)))


def test_form_of_another_page_is_refused():
    """A form is sent as a navigation, as links are; it could reset the mock without a body."""
    headers = (
        ("Host", "localhost"),
        ("Sec-Fetch-Mode", "navigate"),
        ("Sec-Fetch-Site", "cross-site"),
    )

    Access().authorize(head(*headers))
    with pytest.raises(ToolProblem, match="A page of another origin"):
        Access().authorize(head(*headers, method="POST"))


@cases(
    "hosts",
    {
        "other": ["evil.example"],
        "rebound": ["localhost.evil.example:4010"],
        "address-of-all": ["0.0.0.0:4010"],
        "none": [],
        "empty": [""],
        "two": ["localhost", "evil.example"],
        "user": ["evil@localhost"],
        "not-a-host": ["localhost/x"],
        "port-of-letters": ["localhost:x"],
    },
)
def test_other_names_are_refused(hosts):
    """A page with DNS rebinding sends its own name, and is refused."""
    with pytest.raises(ToolProblem, match="is not a name of this machine") as raised:
        Access().authorize(head(*(("Host", host) for host in hosts)))

    assert (raised.value.status, raised.value.id) == (403, "forbidden")


@cases(
    "origin, is_welcome",
    {
        "own": ("http://localhost:4010", True),
        "allowed": (PAGE, True),
        "other-port": ("http://localhost:3000", False),
        "other-scheme": ("https://localhost:5173", False),
        "other-site": ("https://evil.example", False),
        "null": ("null", False),
        "file": ("file://", False),
    },
)
def test_pages_come_in_by_invitation(origin, is_welcome):
    """The mock's own pages and those of allowed origins may call, no others."""
    access = Access(origins=frozenset({PAGE}))
    asked = head(("Host", "localhost:4010"), ("Origin", origin))

    if is_welcome:
        access.authorize(asked)
    else:
        with pytest.raises(ToolProblem, match="may not call the admin API"):
            access.authorize(asked)


@cases(
    "authorization, is_welcome",
    {
        "right": ("Bearer s3cret", True),
        "case-of-scheme": ("bearer s3cret", True),
        "wrong": ("Bearer s3cre", False),
        "longer": ("Bearer s3cret1", False),
        "other-scheme": ("Basic s3cret", False),
        "alone": ("s3cret", False),
        "empty": ("", False),
        "odd": ("Bearer \xff\xfe", False),
    },
)
def test_token_is_required_of_every_client(authorization, is_welcome):
    """With a token in the settings, only requests that carry it are accepted."""
    access = Access(token="s3cret")  # noqa: S106
    asked = head(("Host", "localhost"), ("Authorization", authorization))

    if is_welcome:
        access.authorize(asked)
    else:
        with pytest.raises(ToolProblem) as raised:
            access.authorize(asked)
        assert raised.value.status == 401
        assert raised.value.headers[0][0] == b"www-authenticate"


def test_token_does_not_show():
    """A token is not printed with the rest."""
    assert "s3cret" not in repr(Access(token="s3cret"))  # noqa: S106


def test_answers_can_be_read_by_allowed_pages_only():
    """Only pages of allowed origins get the CORS headers."""
    access = Access(origins=frozenset({PAGE}))
    vary = (b"vary", b"Origin")

    assert access.headers(head(("Origin", PAGE))) == (
        vary,
        (b"access-control-allow-origin", PAGE.encode()),
    )
    assert access.headers(head(("Origin", "https://evil.example"))) == (vary,)
    assert Access().headers(head(("Origin", PAGE))) == ()
