"""The lines of the CI how-tos run, and publish what they name."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.acceptance.commands import environment

HOWTOS = Path(__file__).parents[2] / "docs" / "howto"


def configuration(name):
    """Return the YAML of a how-to."""
    text = (HOWTOS / name).read_text(encoding="utf-8")
    return yaml.safe_load(text.split("```yaml\n")[1].split("```")[0])


def execute(lines, folder):
    """Run shell lines against a mock; the checker is installed, and the quick profile will do."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = "\n".join(line for line in lines if not line.startswith("pip install"))
    script = script.replace("4010", str(port)).replace("--profile ci", "--profile smoke")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environ = environment({"PATH": path, "GITHUB_STEP_SUMMARY": str(folder / "summary.md")})
    return subprocess.run(  # noqa: S603 - our own lines
        ["/bin/bash", "-ec", f"trap 'kill $(jobs -p)' EXIT\n{script}\n"],
        capture_output=True,
        check=False,
        cwd=folder,
        encoding="utf-8",
        env=environ,
        timeout=120,
    )


@pytest.mark.skipif(not Path("/bin/bash").exists(), reason="the lines are for bash")
def test_github_actions(tmp_path):
    """The check passes; the files that are uploaded and the summary are there."""
    steps = configuration("check-in-github-actions.md")["jobs"]["contract"]["steps"]
    done = execute([step["run"] for step in steps if "run" in step], tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr
    uploads = [step["with"] for step in steps if "upload" in step.get("uses", "")]
    assert json.loads((tmp_path / uploads[0]["sarif_file"]).read_text())["version"] == "2.1.0"
    assert {each.suffix for each in tmp_path.glob(uploads[1]["path"])} == {".sarif", ".xml", ".har"}
    assert (tmp_path / "summary.md").read_text().startswith("## Contracts: passed")


@pytest.mark.skipif(not Path("/bin/bash").exists(), reason="the lines are for bash")
def test_gitlab_ci(tmp_path):
    """The check passes; the reports and files that GitLab collects are there."""
    job = configuration("check-in-gitlab-ci.md")["contract"]
    done = execute(job["script"], tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr
    named = [*job["artifacts"]["paths"], *job["artifacts"]["reports"].values()]
    assert [name for name in named if not (tmp_path / name).is_file()] == []
