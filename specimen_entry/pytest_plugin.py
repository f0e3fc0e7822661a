"""pytest fixtures: one mock server for the whole run, and a session of it for every test.

The server is imported and started when a test first uses one of them. Under pytest-xdist every
worker has its own server, on a free port. Values of `contracts.pytest_plugin` are collected as
tests, if a test file has imported it.
"""

import os
import re
import sys
from collections.abc import Generator, Iterator, Sequence
from hashlib import sha256
from typing import Any

import pytest

from specimen_entry.shadows import shadow_message

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9._~-]+")
_LONGEST = 60
_OF_THE_MOCK = ("mock_server", "openapi")
_PACKAGES = ("mock_server", "contracts", "openapi")


@pytest.fixture(scope="session")
def mock_server_settings() -> Any:  # noqa: ANN401 - Settings is imported when it is needed
    """Settings of the mock server; override this fixture in a `conftest.py` to change them."""
    _refuse_shadows(_OF_THE_MOCK)
    from mock_server.settings import Settings  # noqa: PLC0415 - keeps runs without a mock fast

    return Settings(port=0)


@pytest.fixture(scope="session")
def mock_server(mock_server_settings: Any) -> Iterator[Any]:  # noqa: ANN401 - see above
    """A running mock server, the same for the whole run."""
    _refuse_shadows(_OF_THE_MOCK)
    from mock_server.server.embedded import MockServer  # noqa: PLC0415 - imports Connexion

    with MockServer(mock_server_settings) as server:
        yield server


@pytest.fixture
def mock_session(mock_server: Any, request: pytest.FixtureRequest) -> Iterator[Any]:  # noqa: ANN401
    """A session of the mock server that belongs to this test alone."""
    session = mock_server.session(session_name(request.node.nodeid))
    yield session
    session.reset()


@pytest.fixture
def mock_clock(mock_session: Any) -> Any:  # noqa: ANN401 - see above
    """The clock of this test's session."""
    return mock_session.clock


@pytest.fixture
def mock_journal(mock_session: Any) -> Any:  # noqa: ANN401 - see above
    """The exchanges of this test's session."""
    return mock_session.journal


def pytest_pycollect_makeitem(
    collector: pytest.Module | pytest.Class, name: str, obj: object
) -> Any:  # noqa: ANN401 - its type is imported late
    """Collect the value of a variable if it is contract tests."""
    plugin = sys.modules.get("contracts.pytest_plugin")
    collect = getattr(plugin, "pytest_pycollect_makeitem", None)
    return None if collect is None else collect(collector, name, obj)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Explain a test file that cannot import a package, because a module of the project hides it.

    Returns:
        The report of pytest, with a section that names the files.
    """
    report = yield
    if report.failed and (message := _explained(str(report.longrepr))):
        report.sections.append(("Specimen", message))
    return report


def _explained(text: str) -> str:
    """Return the message about hidden packages that an import error names; empty for none."""
    named = [name for name in _PACKAGES if f"'{name}'" in text or f"'{name}." in text]
    return shadow_message(named)


def _refuse_shadows(names: Sequence[str]) -> None:
    """Fail the test if modules of the project hide packages of ours."""
    message = shadow_message(names)
    if message:
        pytest.fail(message, pytrace=False)


def session_name(nodeid: str) -> str:
    """Return a readable, valid and unique session name for a test.

    >>> session_name("tests/test_page.py::test_done[two words]")
    'test_done-two-words-25d26039'
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    readable = _NOT_IN_A_NAME.sub("-", nodeid.rpartition("::")[2]).strip("-")[:_LONGEST]
    return f"{readable or 'test'}-{sha256(f'{worker} {nodeid}'.encode()).hexdigest()[:8]}"
