"""The arrows between the packages, and the one door of each framework."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.files import ROOT

LINT_IMPORTS = str(Path(sys.executable).with_name("lint-imports"))

DOORS = {
    "openapi/__init__.py": "",
    "openapi/rules/expressions.py": "import cel",
    "openapi/schema/validators.py": "import jsonschema, jsonschema_rs",
    "mock_server/__init__.py": "",
    "mock_server/asgi/connexion_app.py": "import connexion",
    "contracts/__init__.py": "",
    "contracts/fuzz/schemathesis/engine.py": "import schemathesis",
    "contracts/fuzz/schemathesis/adapter.py": "import schemathesis",
    "contracts/fuzz/schemathesis/checks.py": "import schemathesis",
}
"""A small project that keeps every contract."""


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Judge the packages in `folder` by the contracts of `pyproject.toml`."""
    return subprocess.run(
        [LINT_IMPORTS, "--no-logo", "--no-cache", "--config", str(ROOT / "pyproject.toml")],
        capture_output=True,
        check=False,
        cwd=folder,
        encoding="utf-8",
        timeout=120,
    )


def test_arrows_point_one_way():
    """Every contract that `pyproject.toml` makes about imports is kept."""
    result = lint_imports(ROOT)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("openapi/intruder.py", "import contracts"),
        ("openapi/intruder.py", "import mock_server"),
        ("mock_server/intruder.py", "import contracts"),
        ("contracts/intruder.py", "import mock_server"),
        ("mock_server/intruder.py", "import connexion"),
        ("contracts/intruder.py", "from schemathesis import Case"),
        ("mock_server/intruder.py", "import cel"),
        ("openapi/intruder.py", "from jsonschema import Draft4Validator"),
        ("contracts/intruder.py", "import jsonschema_rs"),
    ],
)
def test_import_that_crosses_a_line_is_found(tmp_path, module, line):
    """The contracts are no decoration: each of these imports breaks one."""
    for path, text in {**DOORS, module: line}.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(f"{text}\n", encoding="utf-8")
    result = lint_imports(tmp_path)

    assert result.returncode == 1
    assert "intruder" in result.stdout
