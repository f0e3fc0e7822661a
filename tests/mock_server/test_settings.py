"""The settings of a mock server."""

from mock_server.settings import Settings, is_loopback
from tests.acceptance.cases import cases


def test_defaults_serve_on_the_loopback():
    """By default the mock listens on the loopback, and requires no token."""
    settings = Settings()

    assert (settings.host, settings.port, settings.is_auth_required) == ("127.0.0.1", 4010, False)


def test_token_does_not_show():
    """A token is not printed with the settings."""
    assert "t0ken" not in repr(Settings(auth_token="t0ken"))  # noqa: S106


@cases(
    "name, is_this_machine",
    {
        "name": ("localhost", True),
        "below": ("app.localhost", True),
        "ipv4": ("127.0.0.1", True),
        "whole-block": ("127.1.2.3", True),
        "ipv6": ("::1", True),
        "every-address": ("0.0.0.0", False),  # noqa: S104
        "every-ipv6-address": ("::", False),
        "private": ("192.168.1.1", False),
        "rebound": ("localhost.example.com", False),
        "short-form": ("127.1", False),
        "empty": ("", False),
    },
)
def test_loopback_is_distinguished_from_other_hosts(name, is_this_machine):
    """Only names that can never lead to another machine count."""
    assert is_loopback(name) is is_this_machine
