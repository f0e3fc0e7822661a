"""Answers of many media types, served and checked by the real commands."""

from pathlib import Path

import pytest

from mock_server import MockServer, Settings
from tests.acceptance.cases import cases
from tests.acceptance.commands import run_here
from tests.acceptance.raw_socket import exchange, request

MEDIA_TYPES = Path(__file__).parents[1] / "fixtures" / "media-types.yaml"


@pytest.fixture(scope="module")
def served():
    """A mock of the made-up document."""
    with MockServer(Settings(port=0, specs=(MEDIA_TYPES,))) as server:
        yield server


@cases(
    "path, media_type, start",
    {
        "lines": (b"/csv", b"text/csv", b"kind,lives\r\n"),
        "events": (b"/events", b"text/event-stream", b'data: {"kind":'),
        "lines of JSON": (b"/lines", b"application/x-ndjson", b'{"kind":'),
        "image": (b"/image", b"image/png", b"\x89PNG\r\n"),
        "a branch": (b"/pet", b"application/json", b'{"kind":"Cat","lives":'),
        "refusal": (b"/text?n=x", b"text/plain", b"bad"),
    },
)
def test_a_body_is_what_its_media_type_says(served, path, media_type, start):
    """No body is JSON under another name, and refusals are in the documented format."""
    answer = exchange(("127.0.0.1", served.settings.port), request(path))

    assert answer.header("content-type") == media_type.decode()
    assert answer.body.startswith(start)


def test_check_passes_bodies_of_every_kind(served):
    """`contracts check` accepts what the mock makes of each media type."""
    result = run_here(
        "contracts", "check", served.url, "--spec", str(MEDIA_TYPES), "--profile", "smoke"
    )

    assert result.returncode == 0, result.stdout + result.stderr
    assert "passed: 8 operations, 0 errors, 0 warnings" in result.stdout
