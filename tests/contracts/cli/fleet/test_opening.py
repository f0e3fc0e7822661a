"""What `--fleet` does not do, and what it needs."""

import pytest

from tests.acceptance.commands import run_here

CHECK = ("contracts", "check", "http://127.0.0.1:1", "--profile", "smoke")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--witnesses", "there"), "--witnesses"),
        (("--report", "har=there.har"), "har"),
        (("--workers", "2"), "--workers"),
        (("--header", "Authorization: s3cret"), "CONTRACTS_CHECK_HEADER"),
        (("--fleet", "http://me:s3cret@127.0.0.1"), "redis://"),
        (("--fleet", "redis://me:s3cret@127.0.0.1:1"), "redis://127.0.0.1:1/0"),
    ],
)
def test_run_that_a_fleet_cannot_do_is_refused(words, part):
    """The message says what does not go together, before anything is sent."""
    result = run_here(*CHECK, "--fleet", "redis://127.0.0.1:1", *words)

    assert result.returncode == 2
    assert part in result.stderr
    assert "s3cret" not in result.stdout + result.stderr


def test_password_of_a_fleet_belongs_into_no_file(tmp_path):
    """`contracts.toml` cannot hold the address, which may have a password."""
    (tmp_path / "contracts.toml").write_text('[check]\nfleet = "redis://:s3cret@a"\n')
    result = run_here(*CHECK, cwd=tmp_path)

    assert result.returncode == 2
    assert "fleet" in result.stderr
    assert "s3cret" not in result.stderr


def test_list_of_known_findings_is_kept_by_one_process():
    """`contracts baseline update` takes no fleet, since its words are those of another command."""
    words = ("known.yaml", "http://127.0.0.1:1", "--fleet", "redis://127.0.0.1:1")
    result = run_here("contracts", "baseline", "update", *words)

    assert result.returncode == 2
    assert "--fleet" in result.stderr
