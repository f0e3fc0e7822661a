"""What a mock server is told before it starts."""

from mock_server.settings import Settings


def test_defaults_serve_on_the_loopback():
    """Without a word, the mock listens where only this machine can reach it, and is open."""
    settings = Settings()

    assert (settings.host, settings.port, settings.is_auth_required) == ("127.0.0.1", 4010, False)


def test_token_does_not_show():
    """A token is not printed with the settings."""
    assert "t0ken" not in repr(Settings(auth_token="t0ken"))  # noqa: S106
