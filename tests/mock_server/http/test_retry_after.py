"""`Retry-After` in real seconds."""

from mock_server.asgi.app import create_app
from mock_server.http.responses import prepare_response
from mock_server.http.retry_after import with_real_retry_after
from mock_server.settings import Settings
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask


@cases(
    "value, speed, expected",
    {
        "faster": (b"5", 10.0, b"1"),
        "a-little-faster": (b"5", 2.0, b"3"),
        "slower": (b"5", 0.5, b"10"),
        "nothing": (b"0", 10.0, b"0"),
        "date": (b"Sat, 21 Nov 2026 12:00:00 GMT", 10.0, b"Sat, 21 Nov 2026 12:00:00 GMT"),
        "endless": (b"9" * 400, 10.0, b"9" * 400),
    },
)
def test_retry_after_is_said_in_real_seconds(value, speed, expected):
    """A client that waits this long is not too late, at any speed."""
    answer = prepare_response(200, headers=((b"retry-after", value),))

    assert dict(with_real_retry_after(answer, speed).headers)[b"retry-after"] == expected


def test_speed_shortens_what_a_fault_says_too(packaged):
    """A client that waits this long is not refused again, at any speed."""
    app = create_app(packaged, Settings(speed=10.0))
    answer = ask(app, "/subscriptions/imports?__fault=rate-limit;requests=0;retry-after=30")

    assert (answer.status, answer.header("retry-after")) == (429, "3")
