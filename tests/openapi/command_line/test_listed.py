"""Variables of the environment for options that may be given several times."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from openapi.command_line import DocumentPath, ListedOption


def values(text, **about):
    """Return the exit code and the values of a variable."""
    option = ListedOption(["--value"], envvar="VALUE", multiple=True, **about)
    result, found = invoked(option, text)
    return result.exit_code, result.output if result.exit_code else [*found[0]]


def invoked(option, text):
    """Return the result of a command with one option, and what the option was."""
    found = []

    def keep(value):
        found.append(value)

    command = click.Command("x", params=[option], callback=keep)
    return CliRunner().invoke(command, env={"VALUE": text}), found


@pytest.mark.parametrize(
    ("text", "spaced", "plain"),
    [
        ("a", ["a"], ["a"]),
        ("POST /a", ["POST /a"], ["POST", "/a"]),
        ("POST /a\n\n GET /b\n", ["POST /a", "GET /b"], ["POST /a", "GET /b"]),
        ('["POST /a", "GET /b"]', ["POST /a", "GET /b"], ["POST /a", "GET /b"]),
        ("['a',\n 'b',\n]", ["a", "b"], ["a", "b"]),
        ("[]", [], []),
        (" ", [], []),
    ],
)
def test_lists_have_one_rule(text, spaced, plain):
    """Lines and TOML lists work for every option; spaces separate where none can be in a value."""
    assert values(text, has_spaces=True) == (0, spaced)
    assert values(text) == (0, plain)


def test_paths_may_be_separated_as_usual():
    """A variable with paths may be like PATH, or a list."""
    assert values("a.yaml:b c.yaml", type=DocumentPath()) == (0, [Path("a.yaml"), Path("b c.yaml")])
    assert values('["a.yaml", "b.yaml"]', type=DocumentPath()) == (
        0,
        [Path("a.yaml"), Path("b.yaml")],
    )


@pytest.mark.parametrize("text", ["[a, b]", "[1]", '["a"', "[["])
def test_broken_list_is_refused(text):
    """What begins like a list and is none is not taken as a name."""
    code, output = values(text)

    assert code == 2
    assert "is no list of texts" in output


def test_single_option_keeps_its_text():
    """An option that is given once may have any text."""
    _, found = invoked(ListedOption(["--value"], envvar="VALUE"), "[a b")

    assert found == ["[a b"]
