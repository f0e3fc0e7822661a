"""The tutorials, run line by line; what they print is what the pages show."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from contracts.probes import polling
from tests.acceptance.commands import command, environment, mock_process, run_here

TUTORIALS = sorted((Path(__file__).parents[2] / "docs" / "tutorial").glob("*.md"))
SERVE = "mock-server serve"
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT_CODE = re.compile(r"\s+# exit code (\d)$")
_SHELL = re.compile(r"[|;&<>*$]")


def steps(page):
    """Return the commands of a page in order, each with the lines that the page shows below it."""
    found = []
    for block in _CONSOLE.findall(page.read_text(encoding="utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return [(line, shown) for line, shown in found if not line.startswith("pip install")]


def typed(line, url, folder):
    """Run a command as a reader types it; return its exit code and all that it prints."""
    line = line.replace("http://127.0.0.1:4010", url)
    name = line.split()[0]
    env = {"MOCK_SERVER_URL": url}
    if name in {"mock-server", "contracts"}:
        words = [
            str(path)
            for word in shlex.split(line)
            for path in (sorted(folder.glob(word)) if "*" in word else [word])
        ]
        assert not _SHELL.search(re.sub(r"'[^']*'|\*", "", line)), "no shell is needed"
        done = run_here(*words, env=env, cwd=folder)
    else:
        done = subprocess.run(  # noqa: S603 - the pages' own lines
            ["bash", "-c", line],  # noqa: S607 - as above
            capture_output=True,
            check=False,
            cwd=folder,
            encoding="utf-8",
            env=environment(env),
            timeout=60,
        )
    return done.returncode, done.stdout + done.stderr


def shows(line, text):
    """Return whether a line of a page is in a text; `…` is any text within a line."""
    parts = [re.escape(part) for part in line.strip().split("…")]
    return re.search(r"[^\n]*".join(parts), text) is not None


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_tutorial_prints_what_it_shows(page, tmp_path, monkeypatch):
    """Every command ends as the page says it, and prints the lines that the page shows."""
    # Nothing moves in these mocks, so no check need wait two seconds to see that.
    monkeypatch.setattr(polling, "STILL_SECONDS", 0.0)
    (serve, _), *rest = steps(page)
    assert serve.startswith(SERVE)
    with mock_process(*shlex.split(serve.removeprefix(SERVE)), cwd=tmp_path) as mock:
        for line, shown in rest:
            wanted = _EXIT_CODE.search(line)
            code, text = typed(_EXIT_CODE.sub("", line), mock.url, tmp_path)

            assert code == int(wanted[1] if wanted else 0), f"{line}\n{text}"
            assert [each for each in shown if not shows(each, text)] == [], f"{line}\n{text}"


def test_tutorials_are_for_three_readers():
    """There is one for a front end, one for a pipeline and one for tests of an API."""
    assert [page.stem for page in TUTORIALS] == ["front-end", "pipeline", "qa-engineer"]
    assert Path(command("contracts")).exists()


def test_line_that_is_not_printed_would_be_found():
    """Parts of a line are compared in their order; `…` does not reach into another line."""
    assert shows('…"status":"failed"…', 'a\n{"id":1,"status":"failed"}\nb')
    assert not shows("passed…errors", "passed\n0 errors")
    assert not shows("404", "200\n")
