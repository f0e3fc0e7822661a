"""The option type for a document."""

from pathlib import Path

import click
import pytest

from openapi.command_line import DocumentPath


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


def test_a_url_that_cannot_be_fetched_is_a_bad_parameter():
    """The command ends with one message and exit code 2, not with a traceback."""
    with pytest.raises(click.BadParameter, match=r"cannot be fetched"):
        DocumentPath().convert("http://127.0.0.1:9/none.yaml", None, None)
