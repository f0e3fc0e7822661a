"""Tests of the command line, in this process."""

import os
import sys

import pytest

from contracts.cli.main import main


def run(capsys, *arguments):
    """Return exit code, standard output and standard error of a command line."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    out, err = capsys.readouterr()
    return ended.value.code, out, err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check"], "missing argument"),
        (["check", "http://h", "--profil", "ci"], "no such option"),
        (["check", "http://h", "--profile", "quick"], "'smoke', 'ci', 'full'"),
        (["check", "http://h", "--wait", "soon"], "not a duration"),
        (["check", "http://h", "--spec", "nowhere.yaml"], "nowhere.yaml"),
        (["check", "http://h", "--reading", "placewise.payload-kee=plural"], "did you mean"),
        (["check", "http://h", "--reading", "nonsense"], "ID=NAME"),
        (["check", "http://h", "--header", "nonsense"], "'Name: value'"),
        (["check", "http://h", "--report", "xml=x"], "text, json, junit, html, github"),
        (["check", "nonsense"], "not the URL"),
        (["check", "http://127.0.0.1:9"], "--wait 30s"),
        (["chek", "http://h"], "no such command"),
    ],
)
def test_what_cannot_run_ends_with_2(capsys, arguments, words):
    """One message in parts on standard error, no traceback, nothing on standard output."""
    code, out, err = run(capsys, *arguments)

    assert (code, out) == (2, "")
    assert words in err.lower() or words in err
    assert "Traceback" not in err


@pytest.mark.parametrize("arguments", [[], ["baseline"]], ids=["no command", "no part of one"])
def test_a_command_without_its_name_shows_the_help(capsys, arguments):
    """The first command of a newcomer is answered with lines to read, not with an error."""
    code, out, err = run(capsys, *arguments)

    assert (code, out) == (2, "")
    assert err.startswith("Usage: contracts")
    assert "\\n" not in err
    assert "\nCommands:\n" in err or "\nCheck a server:\n" in err


def test_an_internal_error_is_reported_without_a_traceback(capsys, monkeypatch, tmp_path):
    """An unexpected exception becomes a message, a file with the traceback, and exit code 70."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("contracts.run.check.check", None)

    code, out, err = run(capsys, "check", "http://h")

    assert (code, out) == (70, "")
    assert "contracts: internal error (TypeError)" in err
    assert "Traceback" not in err
    assert "Traceback" in next(tmp_path.glob("*.log")).read_text(encoding="utf-8")


def test_running_out_of_memory_is_reported_without_a_traceback(capsys, monkeypatch):
    """It is about this process, and no fault that must be reported."""

    def exhausted(*_, **__):
        raise MemoryError

    monkeypatch.setattr("contracts.run.check.check", exhausted)

    code, out, err = run(capsys, "check", "http://h")

    assert (code, out) == (2, "")
    assert "this command has run out of memory" in err
    assert "internal error" not in err


def test_closed_streams_are_opened_first(monkeypatch):
    """Started without standard error, a bad command line still ends with 2, not as findings do."""
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(SystemExit) as ended:
        main(["check"])
    opened = sys.stderr
    opened.close()

    assert ended.value.code == 2
    assert opened.name == os.devnull
