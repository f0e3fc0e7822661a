"""The directions of imports, and the only importer of each framework."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.files import PACKAGES, ROOT

LINT_IMPORTS = str(Path(sys.executable).with_name("lint-imports"))

IMPORTERS = {
    "openapi/rules/expressions.py": "import cel",
    "openapi/text/templates.py": "import jinja2, markupsafe",
    "contracts/run/parallel/fleet/engine.py": "import celery, kombu",
    "contracts/run/parallel/fleet/store.py": "import redis",
    "contracts/run/progress.py": "import rich",
    "contracts/http/archive/writing.py": "import harfile",
    "mock_server/journal/recordings/writing.py": "import harfile",
    "openapi/loading/overlays/targets.py": "import jsonpath",
    "mock_server/asgi/proxy/upstream.py": "import httpcore2",
    "mock_server/server/made_certificate.py": "import trustme",
    "mock_server/sessions/stores/redis_clients.py": "import redis",
    "openapi/schema/validators.py": "import jsonschema, jsonschema_rs",
    "mock_server/asgi/connexion_app.py": "import connexion",
    "contracts/fuzz/schemathesis/adapter.py": "import schemathesis",
    "contracts/fuzz/schemathesis/checks.py": "import schemathesis",
    "contracts/fuzz/schemathesis/engine.py": "import schemathesis",
}
"""The modules that may import a framework."""

CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def small_project(folder: Path) -> None:
    """Write a small project that keeps every contract: empty rooms and the importers."""
    for contract in CONFIGURATION["tool"]["importlinter"]["contracts"]:
        for container in contract.get("containers", ()):
            for layer in contract["layers"]:
                for room in layer.split(" | "):
                    write(folder.joinpath(*container.split("."), room, "__init__.py"), "")
    for path, text in IMPORTERS.items():
        write(folder / path, f"{text}\n")


def write(path: Path, text: str) -> None:
    """Write a file, and an empty `__init__.py` into each folder above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for parent in path.parents:
        if parent.name in set(PACKAGES):
            (parent / "__init__.py").touch()
            break
        (parent / "__init__.py").touch()
    path.write_text(text, encoding="utf-8")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the packages in `folder` against the contracts of `pyproject.toml`."""
    return subprocess.run(
        [LINT_IMPORTS, "--no-logo", "--no-cache", "--config", str(ROOT / "pyproject.toml")],
        capture_output=True,
        check=False,
        cwd=folder,
        encoding="utf-8",
        timeout=120,
    )


def test_arrows_point_one_way():
    """The packages keep every contract on imports in `pyproject.toml`."""
    result = lint_imports(ROOT)

    assert result.returncode == 0, result.stdout + result.stderr


def test_small_project_keeps_every_contract(tmp_path):
    """The project of the next test has no finding before an import is added."""
    small_project(tmp_path)
    result = lint_imports(tmp_path)

    assert result.returncode == 0, result.stdout + result.stderr


INTRUDERS = (
    ("openapi.json", "import contracts"),
    ("openapi.json", "import mock_server"),
    ("openapi.json", "import openapi.loading"),
    ("mock_server.http", "import contracts"),
    ("mock_server.http", "import mock_server.asgi"),
    ("contracts.http", "import mock_server"),
    ("contracts.http", "import contracts.checks"),
    ("mock_server.http", "import connexion"),
    ("contracts.http", "from schemathesis import Case"),
    ("mock_server.http", "import cel"),
    ("contracts.http", "from jinja2 import Template"),
    ("contracts.http", "from rich.console import Console"),
    ("openapi.json", "from jsonschema import Draft4Validator"),
    ("contracts.http", "import jsonschema_rs"),
)
"""Imports that cross a line, each in a module of its own in the room."""


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    """What is found in the small project with all of them."""
    folder = tmp_path_factory.mktemp("intruders")
    small_project(folder)
    for number, (room, line) in enumerate(INTRUDERS):
        write(folder.joinpath(*room.split("."), f"intruder_{number}.py"), f"{line}\n")
    return lint_imports(folder).stdout


@pytest.mark.parametrize("number", range(len(INTRUDERS)), ids=map(": ".join, INTRUDERS))
def test_import_that_crosses_a_line_is_found(findings, number):
    """Each of these imports breaks a contract."""
    room, _ = INTRUDERS[number]

    assert f"- {room}.intruder_{number} -> " in findings
