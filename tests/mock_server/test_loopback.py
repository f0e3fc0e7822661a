"""Which names mean this machine."""

from mock_server.loopback import is_loopback
from tests.acceptance.cases import cases


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
def test_loopback_is_told_from_the_world(name, is_this_machine):
    """Only names that can never lead to another machine count."""
    assert is_loopback(name) is is_this_machine
