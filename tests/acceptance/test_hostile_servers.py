"""With every hostile server, `contracts check` ends, and its reports can be read.

`make test` runs the quickest profile against some servers of each kind in `tests/servers/hostile`,
except for those that take a second or more of computing;

    make hostile

runs all profiles and the fuzzer against all of them, and takes its time. Nothing is green whose
entry does not say that it may be.
"""

import json
import os
import re
import subprocess
from xml.etree import ElementTree as ET

import pytest

from tests.acceptance.commands import command, environment
from tests.acceptance.printing import harmless, without_commands
from tests.acceptance.warm_commands import start
from tests.servers.hostile.catalogue import HOSTILE
from tests.servers.hostile.texts import spellings
from tests.servers.hostile.wire import serve
from tests.thorough import part

PROFILES = os.environ.get("HOSTILE_PROFILES", "").split(",")
IS_WHOLE = PROFILES != [""]
QUICK = [name for name, entry in HOSTILE.items() if not entry.is_slow]
SECRET = "hush/hush+42=token"
FORMATS = ("json", "junit", "html", "github")
REPORTS = tuple(word for name in FORMATS for word in ("--report", f"{name}={name}.out"))
REQUESTS, MEGABYTES, CPU_SECONDS = 16, 400, 60
PATIENCE = 400.0
MAX_BYTES = 32 * 1024 * 1024
SAFE = {"GET", "HEAD", "OPTIONS"}


def words(profile: str, url: str) -> tuple[str, ...]:
    """Return the command line of a run with a small budget."""
    limits = {"--max-requests": REQUESTS, "--max-bytes": MAX_BYTES, "--timeout": "0.4s"}
    budget = [str(word) for pair in limits.items() for word in pair]
    target = f"elastic_path={url}"
    if profile == "fuzz":
        return ("fuzz", target, "--for", "4s", *budget, *REPORTS, "--witnesses", "kept")
    budget = (*budget, "--max-time", "4s")
    return ("check", target, "--profile", profile, *budget, *REPORTS, "--witnesses", "kept")


def run_to_the_end(arguments, folder):
    """Return the ended process of `contracts`, and what it wrote to both its streams."""
    path = folder / "output"
    with (
        path.open("wb") as output,
        start(
            [command("contracts"), *arguments],
            cwd=folder,
            env=environment({"ELASTICPATH_TOKEN": SECRET}),
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            process.wait(timeout=PATIENCE)
        finally:
            process.kill()
    return process, path.read_bytes().decode("utf-8")


def test_there_are_enough_of_them():
    """The catalogue is not emptied by a slip; each says what it does."""
    assert len(HOSTILE) >= 100
    assert all(entry.about.endswith(".") for entry in HOSTILE.values())


@pytest.mark.parametrize("profile", PROFILES if IS_WHOLE else ["smoke"])
@pytest.mark.parametrize("name", HOSTILE if IS_WHOLE else part(QUICK, 6))
def test_a_hostile_server_is_survived(name, profile, tmp_path):
    """In bounded time, memory and requests; printable, without secrets, and well-formed."""
    with serve(name) as server:
        done, output = run_to_the_end(words(profile, server.url), tmp_path)
        asked, caught = list(server.asked), list(server.caught)

    assert done.returncode in ({0, 1, 2} if HOSTILE[name].may_pass else {1, 2}), output
    assert "Traceback (most" not in output
    assert "internal error" not in output
    assert "fault of its own" not in output
    assert caught == []
    assert {line.partition(" ")[0] for line in asked} - {""} <= SAFE
    # One more request may ask whether the server still answers.
    assert len(asked) <= REQUESTS + 1
    assert done.megabytes < MEGABYTES
    assert done.cpu_seconds < CPU_SECONDS
    assert harmless(output)
    assert without_commands(output)
    if done.returncode != 2:
        assert is_well_formed(tmp_path)
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        content = path.read_bytes()
        assert not [each for each in spellings(SECRET) if each.encode() in content], path.name
        if "corpus" in path.parts:
            continue  # Hypothesis' own files, which are not read as text
        text = content.decode("utf-8")
        assert harmless(text), path.name
        assert path.name == "github.out" or without_commands(text), path.name


def is_well_formed(folder) -> bool:
    """Whether every report is what its name says, as those take it who read it."""
    report = json.loads((folder / "json.out").read_bytes())
    ET.parse(folder / "junit.out")  # noqa: S314 - our own file
    page = (folder / "html.out").read_text(encoding="utf-8").lower()
    lines = (folder / "github.out").read_text(encoding="utf-8").splitlines()
    for path in folder.glob("kept/**/*.json"):
        json.loads(path.read_bytes())
    return (
        bool(report["operations"])
        and page.startswith("<!doctype html>")
        and page.rstrip().endswith("</html>")
        and not re.search(r"<script>document|<img|<svg on", page)
        and all(re.match("::(error|warning|notice) ", line) for line in lines)
    )
