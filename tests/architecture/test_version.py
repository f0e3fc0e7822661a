"""The version is in one place, and both commands print it."""

import tomllib
from importlib.metadata import version

import pytest
from click.testing import CliRunner

from contracts.cli.main import contracts
from mock_server.cli.main import main
from tests.architecture.files import ROOT, name_of, package_modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.mark.parametrize("flag", ["--version", "-V"])
@pytest.mark.parametrize(
    ("command", "name"), [(main, "mock-server"), (contracts, "contracts")], ids=["mock", "checker"]
)
def test_both_commands_print_the_version_of_the_package(command, name, flag):
    """The long and the short flag print the command's name and the installed version."""
    result = CliRunner().invoke(command, [flag])

    assert (result.exit_code, result.output) == (0, f"{name}, version {version('specimen')}\n")


def test_the_version_is_in_pyproject_alone():
    """A release changes one line: no module repeats the version."""
    repeated = [
        name_of(path)
        for path in package_modules()
        if f'"{PROJECT["version"]}"' in path.read_text(encoding="utf-8")
    ]

    assert repeated == []
