"""A package can be imported without its own command."""

import subprocess
import sys

import pytest

from openapi.process.imports import install_line, is_installed, without_module

PACKAGE = "package_with_a_command"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package that imports its own command."""
    folder = tmp_path / PACKAGE
    folder.mkdir()
    (folder / "__init__.py").write_text("from . import command\n")
    (folder / "command.py").write_text("NAME = 'real'\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield PACKAGE
    for name in [name for name in sys.modules if name.startswith(PACKAGE)]:
        del sys.modules[name]


def test_the_module_is_not_imported_in_the_block_and_can_be_after_it(package):
    """Other code of the process gets the real module."""
    with without_module(f"{package}.command"):
        __import__(package)
    assert f"{package}.command" not in sys.modules

    assert __import__(f"{package}.command").command.NAME == "real"


def test_names_of_the_module_can_be_imported_in_the_block(package):
    """A package that imports names of its command is imported without it, too."""
    with without_module(f"{package}.command", "NAME"):
        command = __import__(f"{package}.command").command
        assert command.NAME is None

    assert f"{package}.command" not in sys.modules


def test_a_module_that_is_there_stays(package):
    """Nothing is taken from code that has imported it before."""
    before = __import__(f"{package}.command").command
    with without_module(f"{package}.command"):
        pass

    assert sys.modules[f"{package}.command"] is before


def test_a_failed_import_leaves_no_empty_module():
    """The error is raised, and the name is free."""
    with pytest.raises(ModuleNotFoundError), without_module("no_such_package.command"):
        __import__("no_such_package")

    assert "no_such_package.command" not in sys.modules


@pytest.mark.parametrize(
    ("program", "unwanted"),
    [
        (
            "from openapi.rules.expressions import evaluate; evaluate('1 + 1', {})",
            {"prompt_toolkit", "typer", "rich"},
        ),
        ("import mock_server.asgi.connexion_app", {"pygments", "rich"}),
    ],
)
def test_no_terminal_is_imported_to_answer_or_to_judge(program, unwanted):
    """A server and a check start without the commands of the libraries that they use."""
    names = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    out = subprocess.check_output(  # noqa: S603 - our own words
        [sys.executable, "-c", f"{program}; {names}"], encoding="utf-8"
    )

    assert unwanted & {*out.split()} == set()


def test_missing_module_is_not_called_installed(monkeypatch):
    """A module that can be imported is installed; one that cannot, or that is broken, is not."""
    assert is_installed("click")
    assert not is_installed("no_such_module_anywhere")
    monkeypatch.setitem(sys.modules, "is_blocked", None)
    assert not is_installed("is_blocked")


def test_line_is_quoted_for_the_shell():
    """Brackets are patterns in some shells, so the line has quotes."""
    assert install_line("tls") == "pip install 'specimen[tls]'"
