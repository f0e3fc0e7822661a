"""`make howtos` fails where a how-to was not run."""

from pathlib import Path

import pytest

from tests.acceptance.commands import run

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "text",
    [
        "import pytest\n\n@pytest.mark.skipif(True, reason='no tool')\ndef test_it(): pass\n",
        "import pytest\n\npytest.skip('no tool', allow_module_level=True)\n",
    ],
    ids=["test", "file"],
)
def test_skipped_howto_is_a_failure(tmp_path, text):
    """Its reason is shown, and the exit code is that of a failure."""
    (tmp_path / "test_it.py").write_text(text, encoding="utf-8")
    words = ("-q", "-c", "/dev/null", "-p", "tests.howtos.no_skips", str(tmp_path))
    result = run("pytest", "-p", "no:cacheprovider", *words, cwd=ROOT)

    assert result.returncode in {1, 2}, result.stdout + result.stderr
    assert "a skipped how-to is a failing how-to" in result.stdout
    assert "no tool" in result.stdout
