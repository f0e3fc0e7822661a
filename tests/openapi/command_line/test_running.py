"""How a program ends: the same message, form and exit code for both commands."""

import errno
import sys

import click
import pytest

from openapi.command_line import run_program
from openapi.command_line.grouped_help import GroupedProgram
from openapi.errors import FactsError

FULL = OSError(errno.ENOSPC, "No space left on device")
NO_FILES = OSError(errno.EMFILE, "Too many open files")


def end_of(capsys, arguments=("go",), *, error=None, **settings):
    """Run a program whose command raises an error; return exit code and both streams."""

    @click.group(cls=GroupedProgram)
    def program():
        """A program."""

    @program.command()
    @click.option("--port", type=int)
    def go(port):  # noqa: ARG001 - as the command line has it
        """Do it."""
        if error is not None:
            raise error

    code = 0
    try:
        run_program(program.main, "program", arguments, **settings)
    except SystemExit as ended:
        code = ended.code
    return code, *capsys.readouterr()


def test_success_ends_the_function_and_not_the_process(capsys):
    """The caller goes on, and the process ends with 0."""
    assert end_of(capsys) == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "what", "command"),
    [
        (["go", "--prot", "1"], "no such option '--prot'. Did you mean '--port'?", "program go"),
        (["go", "--port", "x"], "invalid value for '--port': 'x' is not a valid integer",
         "program go"),
        (["gone"], "no such command 'gone'. Did you mean 'go'?", "program"),
    ],
)  # fmt: skip
def test_error_of_the_command_line_has_facts_and_ends_with_2(capsys, arguments, what, command):
    """It has the form of all other errors."""
    code, out, err = end_of(capsys, arguments)
    lines = [what, f"  where    command line of {command}", f"  hint     see {command} --help"]

    assert (code, out, err.splitlines()) == (2, "", lines)


def test_expected_error_is_its_message_and_ends_with_2(capsys):
    """Errors with facts are shown as they are, after the prefix of the program."""
    error = FactsError("it is wrong", found="x", hint="do it right")
    code, out, err = end_of(capsys, error=error, prefix="program: ")

    assert (code, out, err) == (2, "", f"program: {error}\n")


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (FULL, "standard output cannot be written\n  found    No space left on device"),
        (NO_FILES, "no more files can be opened\n  found    a limit of "),
    ],
    ids=["full disk", "no files"],
)
def test_shortage_of_the_machine_is_no_internal_error(capsys, error, what):
    """A full disk and a low limit of files are the user's to fix: no traceback, exit code 2."""
    code, _, err = end_of(capsys, error=error)

    assert code == 2
    assert err.startswith(what)
    assert "\n  hint     " in err


def test_program_may_know_other_shortages(capsys):
    """What the program itself recognises has precedence over the rule for open files."""
    code, _, err = end_of(capsys, error=NO_FILES, shortage_of=lambda _: FactsError("no memory"))

    assert (code, err) == (2, "no memory\n")


def test_internal_error_is_a_message_and_ends_with_70(capsys, monkeypatch, tmp_path):
    """The traceback is in a file, which the message names."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code, out, err = end_of(capsys, error=LookupError("gone"))
    (log,) = tmp_path.glob("program-*.log")

    assert (code, out) == (70, "")
    assert err.splitlines() == [
        "program: internal error (LookupError)",
        f"  where    {log}",
        "  hint     report it with this file",
    ]
    assert "Traceback" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("message", ["", "program: nothing is reported"])
def test_ctrl_c_ends_with_130(capsys, message):
    """The message of the program is shown, and neither an empty line nor `Aborted!`."""
    code, out, err = end_of(capsys, error=KeyboardInterrupt(), when_interrupted=message)

    assert (code, out, err) == (130, "", f"{message}\n" if message else "")


def test_program_without_a_command_shows_its_help(capsys):
    """The first command line of a newcomer is answered with lines to read."""
    code, out, err = end_of(capsys, [])

    assert (code, out) == (2, "")
    assert err.startswith("Usage: program [OPTIONS] COMMAND")


def test_arguments_are_those_of_the_process_if_none_are_given(capsys, monkeypatch):
    """An installed command passes none."""
    monkeypatch.setattr(sys, "argv", ["program", "gone"])
    code, _, err = end_of(capsys, None)

    assert code == 2
    assert "no such command 'gone'" in err
