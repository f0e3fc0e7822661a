"""The command `contracts worker`, as far as it comes without a Redis server."""

import pytest

from tests.acceptance.commands import run_here


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("redis://127.0.0.1:1",), "--server"),
        ((), "URL"),
        (("redis://127.0.0.1:1", "--server", "staging.example"), "http://HOST"),
        (("http://127.0.0.1:1", "--server", "http://a"), "redis://"),
        (("redis://me:s3cret@127.0.0.1:1", "--server", "http://a"), "redis://127.0.0.1:1/0"),
    ],
)
def test_worker_that_cannot_begin_says_why(words, part):
    """Exit code 2, what is missing or wrong, and no password."""
    result = run_here("contracts", "worker", *words)

    assert result.returncode == 2
    assert part in result.stderr
    assert "s3cret" not in result.stderr
