"""Tests of the options of the command `mock-server proxy`."""

import pytest

from tests.acceptance.commands import run_here


@pytest.mark.parametrize("upstream", ["localhost:8000", ""])
def test_a_proxy_needs_the_url_of_a_server(upstream):
    """What is no URL is refused with what would do; an unset variable starts no plain mock."""
    done = run_here("mock-server", "proxy", "--port", "0", upstream)

    assert done.returncode == 2
    assert "UPSTREAM is not the URL of a server" in done.stderr
    assert "mock-server proxy http://127.0.0.1:8000" in done.stderr


def test_a_proxy_takes_the_options_of_serve():
    """So that no option has to be learned again."""
    text = run_here("mock-server", "proxy", "--help").stdout

    assert all(
        option in text for option in ("--errors", "--upstream-timeout", "--spec", "--tls-cert")
    )
