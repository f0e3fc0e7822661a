"""Calls to the admin API of a running mock."""

import pytest

from mock_server.cli.admin_client import AdminClient, CannotCallError
from tests.acceptance.cases import cases


@cases(
    "url",
    {
        "empty": "",
        "no-scheme": "127.0.0.1:4010",
        "other-scheme": "file:///etc/passwd",
        "no-host": "http://",
        "port": "http://127.0.0.1:99999",
        "port-text": "http://127.0.0.1:abc",
        "bracket": "http://[::1",
        "control": "http://127.0.0.1:9/\x1b[2J",
        "line": "http://127.0.0.1:9/a\r\nHost: evil",
    },
)
def test_url_that_cannot_be_used_is_said(url):
    """A URL that is not one is an error in words, which is safe to show."""
    with pytest.raises(CannotCallError) as raised:
        AdminClient(url=url).call("GET", "/health")

    assert "\x1b" not in str(raised.value)


def test_token_is_not_shown():
    """The token is in no representation of the client."""
    secret = "s3cret"

    assert secret not in repr(AdminClient(url="http://127.0.0.1:4010", token=secret))


def test_what_is_none_is_not_sent(monkeypatch):
    """An option that was not given is neither in the query nor in the body."""
    sent = []

    class Connection:
        status = 204

        def request(self, _method, target, *, body, headers):
            sent.append((target, body, "Content-Type" in headers))

        def getresponse(self):
            return self

        def read(self, _limit):
            return b""

        def close(self):
            pass

    monkeypatch.setattr(AdminClient, "_connection", lambda _: (Connection(), ""))
    client = AdminClient(url="http://127.0.0.1:4010")
    client.call("DELETE", "/faults", query={"fault": None, "session": "a"})
    client.call("POST", "/reset", body={"session": None})

    assert sent == [("/__admin/faults?session=a", None, False), ("/__admin/reset", b"{}", True)]
