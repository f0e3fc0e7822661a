"""The documents of a command are loaded and served, or refused."""

import subprocess
import sys

from click.testing import CliRunner

from mock_server.cli.main import main
from tests.acceptance.cases import cases


def run(*words, **environment):
    """Run the command in this process."""
    return CliRunner().invoke(main, words, env=environment)


def test_unreadable_document_is_refused_at_once():
    """A document that cannot be served is reported without importing the framework."""
    program = (
        "import sys, click.testing, mock_server.cli.main as c;"
        "r = click.testing.CliRunner().invoke(c.main, ['serve', '--spec', 'nowhere.yaml']);"
        "print(r.exit_code, [n for n in ('connexion', 'uvicorn') if n in sys.modules])"
    )
    result = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert result.stdout == "2 []\n"


@cases(
    "words, message",
    {
        "reading": (("--reading", "placewise.payload-ky=plural"), "placewise.payload-key"),
        "spec": (("--spec", "nowhere.yaml"), "nowhere.yaml"),
        "base-path": (("--base-path", "placewize=/x"), "placewise"),
        "host": (("--port", "0", "--host", "192.0.2.1"), "cannot listen"),
        "scenario": (("--scenario", "happy-imprt"), "did you mean 'happy-import'?"),
        "scenario-file": (("--scenarios", "nowhere.yaml"), "nowhere.yaml"),
        "fault": (("--fault", "dely"), "did you mean 'delay'?"),
        "speed": (("--speed", "fast"), "--speed: 'fast' is not a speed"),
        "clock": (("--clock", "soon"), "--clock: 'soon' is not a time"),
        "clock-speed": (("--clock", "x0"), "--clock: '0' is not a speed"),
    },
)
def test_setting_that_cannot_be_met_ends_with_2(words, message):
    """What cannot be served is reported in one block on stderr, without a traceback."""
    result = run("serve", "--port", "0", *words)

    assert result.exit_code == 2
    assert result.stderr.startswith("mock-server: ")
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_misspelt_variable_is_reported_without_its_value():
    """A misspelt variable is reported without its value, which may be a secret."""
    result = run("serve", MOCK_SERVER_AUTH_TOKN="s3cret", MOCK_SERVER_HOST="192.0.2.1")

    assert "MOCK_SERVER_AUTH_TOKN is not a setting; did you mean MOCK_SERVER_AUTH_TOKEN?" in (
        result.output
    )
    assert "s3cret" not in result.output
