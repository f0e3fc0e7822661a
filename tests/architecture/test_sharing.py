"""Every test file is run by one worker, and the workers end at about the same time."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sharing import BYTES_A_SECOND, SECONDS, family, shares

TESTS = Path(__file__).parents[1]
SIZES = {
    str(path.relative_to(TESTS)): path.stat().st_size for path in sorted(TESTS.rglob("test_*.py"))
}
FAILING = "import os\n\ndef test_it():\n    {}\n"


def test_every_heavy_file_exists():
    """A file that was moved keeps its weight."""
    assert sorted(SECONDS.keys() - SIZES.keys()) == []


@pytest.mark.parametrize("workers", [2, 8])
def test_each_file_has_one_worker_and_each_worker_as_much_to_do(workers):
    """No test is left out, none is run twice, and no worker has a tenth more than another."""
    found = shares(SIZES, workers)
    work = [0.0] * workers
    for name, worker in found.items():
        work[worker] += SECONDS.get(name, SIZES[name] / BYTES_A_SECOND)

    assert found.keys() == SIZES.keys()
    assert max(work) < 1.1 * min(work)


def test_files_of_a_family_run_in_one_worker():
    """What takes seconds is computed by one worker; any other file is given out by itself."""
    assert family("architecture/test_rooms.py") == family("architecture/test_words.py")
    assert family("openapi/test_errors.py") == "openapi/test_errors.py"


@pytest.fixture
def run(tmp_path):
    """Return a function that runs the files of a small project with two workers."""
    folder = tmp_path / "tests"
    folder.mkdir()
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n", encoding="utf-8")
    copied = (TESTS / "conftest.py").read_text(encoding="utf-8")
    (folder / "conftest.py").write_text(copied, encoding="utf-8")

    def run(files, *words):
        for name, line in files.items():
            (folder / f"test_{name}.py").write_text(FAILING.format(line), encoding="utf-8")
        plugins = "-p no:schemathesis -p no:cacheprovider -p no:anyio"
        flags = f"-n 2 --dist loadfile --max-worker-restart 0 {plugins}"
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", *flags.split(), *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(TESTS.parent), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=120,
        )
        return ended.returncode, ended.stdout

    return run


def test_a_run_has_every_test_once_and_one_progress(run):
    """All files of all workers are in one report, which is red if one of them is."""
    files = dict.fromkeys("abcdefg", "assert True")

    code, output = run({**files, "h": "assert False"})

    assert code == 1
    assert re.search(r"1 failed, 7 passed", output)
    assert "[100%]" in output


def test_a_worker_that_dies_ends_the_run_red(run):
    """Its tests have not passed, so that the run has not."""
    code, output = run({"a": "os._exit(0)", "b": "assert True", "c": "assert True"})

    assert code != 0
    assert "crashed" in output
