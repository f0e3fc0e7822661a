"""The tests run in forks of one process, and their outcomes are those of one process."""

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

REPOSITORY = Path(__file__).parents[2]
TESTS = {
    "test_a.py": """
import os, pytest
def test_passes(record): record("a")
def test_fails(record): record("a"); print("printed by a"); assert 1 == 2
@pytest.mark.skip(reason="for a reason")
def test_is_skipped(): pass
""",
    "test_b.py": """
def test_first(record): record("b")
def test_second(record): record("b")
""",
    "test_c.py": """
def test_third(record): record("c"); raise AttributeError("in the middle")
def test_fourth(record): record("c")
""",
}
CONFTEST = """
import os, pathlib, pytest
@pytest.fixture(scope="session")
def log():
    path = pathlib.Path(os.environ["LOG"])
    yield path
    with path.open("a") as lines: lines.write(f"end {os.getpid()}\\n")
@pytest.fixture
def record(log):
    def write(name):
        with log.open("a") as lines: lines.write(f"{name} {os.getpid()}\\n")
    return write
"""


def run(folder, *words, tests=TESTS):
    """Return what pytest printed, its exit code, and the lines that the tests wrote."""
    for name, text in {**tests, "conftest.py": CONFTEST}.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name in ("pytest.ini", "log"):
        (folder / name).touch()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.forks", "-p", "no:cacheprovider", *words],
        capture_output=True,
        check=False,
        cwd=folder,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "LOG": str(folder / "log")},
        timeout=120,
    )
    return done.stdout + done.stderr, done.returncode, (folder / "log").read_text().split("\n")


@pytest.fixture(scope="module")
def ended(tmp_path_factory):
    """A run of three files in two processes, and its file for JUnit."""
    folder = tmp_path_factory.mktemp("forks")
    output, code, lines = run(folder, "--forks", "2", "--junitxml", "junit.xml", "-ra")
    return output, code, lines, ET.parse(folder / "junit.xml").getroot()  # noqa: S314 - our own


def test_every_outcome_is_reported(ended):
    """What passed, failed and was skipped is counted and shown, with what it printed."""
    output, code, _, junit = ended

    assert code == 1
    assert re.search(r"2 failed, 4 passed, 1 skipped in", output), output
    assert "assert 1 == 2" in output
    assert "printed by a" in output
    assert re.search(r"SKIPPED \[1\] test_a.py:5: for a reason", output)
    assert len([*junit.iter("testcase")]) == 7
    assert len([*junit.iter("failure")]) == 2


def test_a_file_stays_with_its_process(ended):
    """The tests of a file share what is made once; each process takes it down at its end."""
    lines = [line.split() for line in ended[2] if line]
    pids = {name: {pid for other, pid in lines if other == name} for name, _ in lines}
    made = pids.pop("end")

    assert sorted(pids) == ["a", "b", "c"]
    assert {len(each) for each in pids.values()} == {1}
    assert set.union(*pids.values()) == made
    assert len([name for name, _ in lines if name == "end"]) == len(made)


def test_a_process_that_ends_fails_its_test_and_the_run(tmp_path):
    """The test that ended it is named, and the tests that no process is left to run are counted."""
    dies = "import os\ndef test_dies(record): record('d'); os._exit(0)\n"
    files = {f"test_{number}.py": dies for number in range(3)}
    output, code, lines = run(tmp_path, "--forks", "2", tests=files)

    assert code == 1
    assert len([line for line in lines if line]) == 2
    assert "the process that ran it has ended" in output
    assert "2 failed in" in output
    assert "3 tests were not run to their end" in output


def test_first_failure_can_end_the_run(tmp_path):
    """`--maxfail` counts the failures of all processes."""
    fails = {f"test_{number}.py": "def test_fails(record): assert 0\n" for number in range(9)}
    fails["test_x.py"] = "def test_writes(record): record('x')\n"
    output, code, _ = run(tmp_path, "--forks", "2", "--maxfail=2", tests=fails)

    assert code == 1
    assert "stopping after 2 failures" in output
