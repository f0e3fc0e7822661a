"""`python -m contracts`."""

import subprocess
import sys

from tests.acceptance.commands import environment


def run_module(*words, cwd=None):
    """Run `python -m contracts`."""
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "contracts", *words],
        capture_output=True,
        check=False,
        cwd=cwd,
        encoding="utf-8",
        env=environment(),
    )


def test_module_is_the_command():
    """`python -m contracts` does the same as `contracts`."""
    result = run_module("-V")

    assert (result.returncode, result.stdout.split(",")[0]) == (0, "contracts"), result.stderr


def test_folder_with_a_package_called_openapi_is_named(tmp_path):
    """Where the working folder hides our package, a sentence says so, and the exit code is 2."""
    (tmp_path / "openapi").mkdir()
    (tmp_path / "openapi" / "__init__.py").touch()
    result = run_module("-V", cwd=tmp_path)

    assert result.returncode == 2
    assert f"{tmp_path / 'openapi' / '__init__.py'} hides the package 'openapi'" in result.stderr
    assert "Traceback" not in result.stderr
