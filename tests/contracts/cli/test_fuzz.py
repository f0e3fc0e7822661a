"""Tests of the command `contracts fuzz`, in this process."""

import json
import signal
import subprocess
import sys

import pytest

from tests.contracts.cli.test_main import run
from tests.contracts.live import serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop


@pytest.fixture
def fuzz(capsys, tmp_path, monkeypatch):
    """Return a function that runs the command on a healthy shop, in a temporary folder."""
    monkeypatch.chdir(tmp_path)

    def fuzz(*options):
        with serve(shop()) as server:
            given = ("--spec", str(SPEC), "--max-requests", "12", *options)
            return run(capsys, "fuzz", server.url, *given)

    return fuzz


def test_the_seed_is_another_one_each_time(fuzz):
    """It is shown, so that a run can be repeated."""
    first, second = (json.loads(fuzz("--format", "json")[1])["seed"] for _ in range(2))

    assert first != second


def test_a_seed_is_taken(fuzz):
    """As given."""
    assert "seed 7," in fuzz("--seed", "7")[1]


def test_folders_are_made_where_they_are_wanted(fuzz, tmp_path):
    """Nothing else is written."""
    code, _, _ = fuzz("--corpus", "here/corpus", "--witnesses", "there")

    assert code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_quiet_says_the_result_only(fuzz):
    """On standard output; nothing on standard error."""
    _, out, err = fuzz("-q")

    assert out.startswith("passed: 0 errors")
    assert (out.count("\n"), err) == (1, "")


def test_signals_are_given_back(fuzz):
    """The handlers of the process are restored after the command."""
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    fuzz()

    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_help_is_quick():
    """It imports no generator."""
    code = (
        "import sys, contracts.cli.main\n"
        "try: contracts.cli.main.main(['fuzz', '--help'])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('hypothesis', 'schemathesis') if name in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8", timeout=60
    )

    assert done.stdout.endswith("[]\n")
    assert "--witnesses" in done.stdout


def test_a_run_that_cannot_begin_leaves_reports_that_say_why(capsys, tmp_path, monkeypatch):
    """A CI server that reads JUnit sees the error, as after a check."""
    monkeypatch.chdir(tmp_path)
    words = (
        "fuzz",
        "http://127.0.0.1:9",
        "--spec",
        str(SPEC),
        "--report",
        "junit=j",
        "--format=json",
    )

    code, out, err = run(capsys, *words)

    assert (code, json.loads(out)["exit_code"]) == (2, 2)
    assert "gives no answer" in err
    assert "gives no answer" in (tmp_path / "j").read_text("utf-8")
