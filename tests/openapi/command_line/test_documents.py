"""The option type for a document."""

from pathlib import Path

import pytest

from openapi.command_line import DocumentPath
from tests.acceptance.commands import run


def test_a_path_stays_a_path():
    """Only a text that begins like a URL is fetched."""
    assert DocumentPath().convert("http.yaml", None, None) == Path("http.yaml")


def test_documents_of_a_variable_are_separated_as_paths_are_and_urls_stay_whole():
    """A URL has colons of its own, before its slashes and before its port."""
    assert DocumentPath().split_envvar_value("a.yaml:http://127.0.0.1:80/b:c.yaml") == [
        "a.yaml",
        "http://127.0.0.1:80/b",
        "c.yaml",
    ]


@pytest.mark.parametrize(
    "command", [("contracts", "lint"), ("mock-server", "serve", "--port", "0")], ids=" ".join
)
def test_a_url_that_cannot_be_fetched_ends_with_its_message(command):
    """What was found there and what to do are lines of their own; the exit code is 2."""
    result = run(*command, "http://127.0.0.1:9/none.yaml")

    assert result.returncode == 2
    lines = [line.split()[0] for line in result.stderr.splitlines() if line.startswith("  ")]
    assert lines == ["where", "found", "allowed", "hint"]
