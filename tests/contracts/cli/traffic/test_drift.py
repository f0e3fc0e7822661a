"""Tests of `contracts drift`, in this process."""

import json

import pytest

from tests.contracts.cli.test_main import run
from tests.contracts.traffic import members, tree, write


@pytest.fixture
def drift(capsys, tmp_path, monkeypatch):
    """Return a function that runs the command on two documents."""
    monkeypatch.delenv("CI", raising=False)

    def command(one, other, *options):
        a, b = (write(tmp_path, f"{n}.json", tree(s)) for n, s in (("a", one), ("b", other)))
        return run(capsys, "drift", str(a), str(b), *options)

    return command


FULL, LESS = members(("a",), a={}, b={}), members(("a",), a={})
LOOSE = members(a={}, b={})


@pytest.mark.parametrize(
    ("sides", "options", "code"),
    [
        ((FULL, FULL), (), 0),
        ((FULL, LESS), (), 1),
        ((FULL, LOOSE), (), 0),
        ((FULL, LOOSE), ("--fail-on", "likely"), 1),
        ((LESS, FULL), ("--fail-on", "likely"), 0),
        ((LESS, FULL), ("--fail-on", "any"), 1),
        ((FULL, FULL), ("--fail-on", "any"), 0),
    ],
)
def test_the_exit_code_depends_on_the_least_change_that_fails(drift, sides, options, code):
    """By default only what breaks a front end."""
    assert drift(*sides, *options)[0] == code


def test_formats_go_to_standard_output_or_to_a_file(drift, tmp_path):
    """A file has the whole report."""
    _, out, err = drift(FULL, LESS, "--format", "json")
    code, nothing, _ = drift(FULL, LESS, "--format", "markdown", "--output", str(tmp_path / "r.md"))

    assert json.loads(out)["counts"] == {"breaking": 1, "likely": 0, "minor": 0}
    assert (code, nothing, err) == (1, "", "")
    assert (tmp_path / "r.md").read_text().startswith("## Drift: 1 breaking")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["a.yaml"], "missing argument 'to'"),
        (["none.yaml", "none.har"], "this side cannot be read"),
        (["http://127.0.0.1:9", "http://127.0.0.1:9"], "gives no answer"),
        (["-", "-", "--fail-on", "all"], "'breaking', 'likely', 'any'"),
        (["-", "-", "--output", "/nowhere/x"], "no such folder"),
    ],
)
def test_what_cannot_run_ends_with_2(capsys, arguments, words):
    """One message, no traceback."""
    code, out, err = run(capsys, "drift", *arguments)

    assert (code, out) == (2, "")
    assert words in err.lower()
    assert "Traceback" not in err
