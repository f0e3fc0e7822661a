"""Internal errors of both commands: a short message, the traceback in a private file, exit 70."""

import os
import stat
import subprocess
import sys

import pytest

from openapi.process.crash import find_secrets, redact, report_crash

MOCK = """
import sys, mock_server.cli.serving.serve as serve
def broken(*_, **__): raise LookupError("gone with t0p-secret and hunter-two")
serve.serve_until_stopped = broken
from mock_server.cli.main import main
sys.argv = ["mock-server", "serve", "--auth-token", "t0p-secret"]
main()
"""
CONTRACTS = """
import contracts.run.check as run
def broken(*_, **__): raise LookupError("gone with t0p-secret and hunter-two")
run.check = broken
from contracts.cli.main import main
main(["check", "http://h", "--header", "Authorization: Bearer t0p-secret"])
"""


@pytest.mark.parametrize("program", [MOCK, CONTRACTS], ids=["mock-server", "contracts"])
def test_internal_error_of_a_command_is_a_message_and_a_private_file(program, tmp_path):
    """The terminal has no traceback; the file has no secret and only its owner can read it."""
    environment = {**os.environ, "TMPDIR": str(tmp_path), "SHOP_PASSWORD": "hunter-two"}
    result = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    (log,) = tmp_path.glob("*.log")
    text = log.read_text(encoding="utf-8")

    assert (result.returncode, result.stdout) == (70, "")
    assert "internal error (LookupError)\n" in result.stderr
    assert str(log) in result.stderr
    assert "Traceback" not in result.stderr
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert "Traceback" in text
    assert "LookupError: gone with [redacted] and [redacted]" in text


def test_internal_error_is_reported_where_no_file_can_be_written(monkeypatch, tmp_path):
    """If the file cannot be written, the message states so, and there is no second error."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))

    message = report_crash(LookupError("x"), program="contracts", arguments=(), environ={})

    assert message == "contracts: internal error (LookupError); its log file could not be written"


@pytest.mark.parametrize(
    ("arguments", "environ", "expected"),
    [
        (["--admin-token=s3cret"], {}, ["s3cret"]),
        (["--require-auth", "--port", "8080"], {}, []),
        (["--env", "SHOP"], {"SHOP": "s3cret"}, ["s3cret"]),
        (["--proxy", "http://ann:s3cret@h:1"], {}, ["http://ann:s3cret@h:1", "s3cret"]),
        (["--proxy", "http://[nonsense"], {}, ["http://[nonsense"]),
        (
            [],
            {"CONTRACTS_CHECK_HEADER": "A: one1\nB: two2"},
            ["A: one1", "one1", "B: two2", "two2"],
        ),
        ([], {"API_TOKEN": "abc", "HOME": "/home/ann"}, []),
    ],
)
def test_secrets_are_found_by_their_names(arguments, environ, expected):
    """Values of options and variables with secret names count, and those that `--env` names."""
    assert list(find_secrets(arguments, environ)) == expected


def test_no_spelling_of_a_secret_is_left():
    """A percent-encoded secret is redacted too."""
    assert redact("a s3cr%65t and s3cret", ["s3cret"]) == "a [redacted] and [redacted]"
