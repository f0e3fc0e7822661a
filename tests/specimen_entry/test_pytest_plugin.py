"""The pytest fixtures, in runs of their own."""

import subprocess
import sys

import pytest

from mock_server.sessions.sessions import parse_session_name
from specimen_entry.pytest_plugin import session_name
from tests.acceptance.cases import cases
from tests.acceptance.commands import environment, run, run_installed
from tests.thorough import part

HEAVY = (
    "connexion",
    "starlette",
    "uvicorn",
    "mock_server.server.uvicorn_server",
    "mock_server.asgi.app",
    "yaml",
)

ISOLATED = """
import pytest, requests

JOBS = "/subscriptions/imports"

@pytest.mark.parametrize("number", range(4))
def test_isolated(mock_server, mock_session, mock_journal, number):
    assert mock_journal.count() == 0
    assert len(requests.get(mock_session.url + JOBS, timeout=60).json()["data"]) == 1
    mock_session.play("no-jobs")
    assert requests.get(mock_session.url + JOBS, timeout=60).json()["data"] == []
    assert mock_journal.count() == 2
    assert mock_server.journal.count() >= 2

def test_clock(mock_session, mock_clock):
    mock_clock.freeze()
    mock_clock.set("2030-01-01T00:00:00Z")
    date = requests.get(mock_session.url + JOBS, timeout=60).headers["date"]
    assert date == "Tue, 01 Jan 2030 00:00:00 GMT"
"""

OVERRIDDEN = """
import pytest, requests

@pytest.fixture(scope="session")
def mock_server_settings():
    from mock_server import Settings
    return Settings(port=0, scenarios=("no-jobs",))

def test_settings(mock_server):
    assert requests.get(mock_server.url + "/subscriptions/imports", timeout=60).json()["data"] == []
"""

IDLE = """
import sys

def test_nothing_of_ours():
    names = ("mock_server", "contracts", "openapi", *{names!r})
    assert [name for name in names if name in sys.modules] == []
"""


def run_pytest(folder, text, *words, by=run):
    """Run pytest on one file, as another project does."""
    (folder / "test_it.py").write_text(text, encoding="utf-8")
    return by("pytest", "-q", "-p", "no:schemathesis", *words, cwd=folder)


@pytest.mark.parametrize("words", part([("-n", "1"), ("-n", "2"), ()], 3))
def test_every_test_has_a_session_of_its_own(tmp_path, words):
    """Tests do not affect each other, in any number of workers."""
    result = run_pytest(tmp_path, ISOLATED, *words)

    assert result.returncode == 0, result.stdout + result.stderr
    assert "5 passed" in result.stdout


def test_settings_can_be_overridden(tmp_path):
    """A fixture of the same name changes the settings."""
    result = run_pytest(tmp_path, OVERRIDDEN)

    assert result.returncode == 0, result.stdout + result.stderr


def test_runs_that_use_no_fixture_pay_nothing(tmp_path):
    """Without fixtures and contract tests in use, neither our packages nor theirs are imported."""
    result = run_pytest(tmp_path, IDLE.format(names=HEAVY), by=run_installed)

    assert result.returncode == 0, result.stdout + result.stderr


def test_package_lists_its_public_names_without_importing_them():
    """The package is imported without its frameworks, and its names are imported on use."""
    program = (
        "import sys, mock_server\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
        "from mock_server import MockServer, Settings, create_app\n"
        "print(MockServer.__module__, Settings.__module__, create_app.__module__)\n"
        "mock_server.nonsense"
    )
    result = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program], capture_output=True, check=False, encoding="utf-8"
    )

    assert (
        result.stdout
        == "[]\nmock_server.server.embedded mock_server.settings mock_server.asgi.app\n"
    )
    assert "module 'mock_server' has no attribute 'nonsense'" in result.stderr


@cases(
    "nodeid",
    {
        "plain": "tests/test_page.py::test_done",
        "parametrized": "tests/test_page.py::TestPage::test_done[zwei Wörter/und=mehr]",
        "long": "tests/test_page.py::test_" + "x" * 500,
        "odd": "::[]",
    },
)
def test_name_of_a_session_is_legal(nodeid):
    """Every name of a test gives a valid session name."""
    name = session_name(nodeid)

    assert parse_session_name(name) == (name, None)


def test_names_of_sessions_differ(monkeypatch):
    """Two tests, or one test in two workers, do not share a session."""
    names = {session_name("a.py::test_it"), session_name("b.py::test_it")}
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw7")
    names.add(session_name("a.py::test_it"))

    assert len(names) == 3
    assert all(name.startswith("test_it-") for name in names)


OWN = {
    "mock_server.py": "HERE = 'mine'\n",
    "contracts.py": "HERE = 'mine'\n",
    "openapi/__init__.py": "HERE = 'mine'\n",
    "test_own.py": "import contracts, mock_server, openapi\n\n"
    "def test_own():\n    assert {contracts.HERE, mock_server.HERE, openapi.HERE} == {'mine'}\n",
}
"""A project with modules that have the names of our packages."""


def write_project(folder, files):
    """Write the files of a project."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def run_module(*words, cwd):
    """Run `python -m WORDS` in a new process, where nothing is imported yet.

    Python then finds the modules of the working folder first, before pytest begins.
    """
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", *words],
        capture_output=True,
        check=False,
        cwd=cwd,
        encoding="utf-8",
        env=environment(),
        timeout=120,
    )


@pytest.fixture(scope="module")
def clashing(tmp_path_factory):
    """A folder with such a project, and a run of its tests, one of which uses our fixture."""
    folder = tmp_path_factory.mktemp("clashing")
    write_project(folder, OWN)
    text = "def test_it():\n    pass\n\ndef test_fixture(mock_session):\n    pass\n"
    return folder, run_pytest(folder, text, by=run_module)


def test_project_with_modules_of_the_same_names_is_not_disturbed(clashing):
    """A suite imports its own `mock_server`, `contracts` and `openapi` as if we were not there."""
    _, result = clashing

    assert "2 passed, 1 error" in result.stdout, result.stdout + result.stderr


def test_fixture_in_such_a_project_names_the_file_that_hides_ours(clashing):
    """The failing test says which files hide which packages, without a traceback."""
    folder, result = clashing

    for name in ("mock_server.py", "openapi/__init__.py"):
        assert f"{folder / name} hides the package" in result.stdout
    assert "Rename your module" in result.stdout
    assert "Traceback" not in result.stdout


def test_import_in_such_a_project_names_the_file_that_hides_ours(tmp_path):
    """A test file that cannot import `contracts.pytest_plugin` is explained."""
    write_project(tmp_path, OWN)
    result = run_pytest(
        tmp_path, "from contracts.pytest_plugin import contract_tests\n", by=run_module
    )

    assert result.returncode == 2
    assert f"{tmp_path / 'contracts.py'} hides the package 'contracts'" in result.stdout
