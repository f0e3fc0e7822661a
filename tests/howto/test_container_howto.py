"""The Containerfile and the compose file, without a container engine."""

import json
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import yaml

from tests.acceptance.commands import PATIENCE, command, environment

ROOT = Path(__file__).parents[2]
LINES = [
    line.strip()
    for line in (ROOT / "Containerfile")
    .read_text(encoding="utf-8")
    .replace("\\\n", " ")
    .split("\n")
    if line.strip() and not line.startswith("#")
]
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def instructions(name):
    """Return the arguments of an instruction, each time that it occurs."""
    return [line.partition(" ")[2] for line in LINES if line.split()[0] == name]


def variables():
    """Return the variables of the image."""
    found = dict(word.split("=", 1) for each in instructions("ENV") for word in shlex.split(each))
    return {name: value for name, value in found.items() if name != "PATH"}


def test_image_has_what_the_package_needs():
    """Every package and every file that the build reads is copied, and not ignored."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packages = json.loads(re.findall(r"^packages = (\[.*?\])", project, re.MULTILINE)[0])
    copied = {word for each in instructions("COPY") for word in each.split()[:-1]}
    needed = {*packages, "pyproject.toml", "README.md", "LICENSE", "requirements.lock"}

    assert needed <= copied
    assert needed == {line[1:] for line in IGNORED if line.startswith("!")}


def test_image_runs_without_rights():
    """Its user is a number other than root's, and its command has no shell, so signals arrive."""
    [user] = instructions("USER")

    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", user)
    assert json.loads(instructions("ENTRYPOINT")[0]) == ["mock-server"]
    assert instructions("STOPSIGNAL") == ["SIGTERM"]


def test_command_of_the_image_becomes_healthy_and_stops(tmp_path):
    """With the variables of the image and no place to write it serves, and ends on SIGTERM."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    tmp_path.chmod(0o500)
    nowhere = {"HOME": "/nonexistent", "TMPDIR": "/nonexistent"}
    env = environment({**variables(), **nowhere, "MOCK_SERVER_PORT": str(port)})
    words = [*json.loads(instructions("ENTRYPOINT")[0]), *json.loads(instructions("CMD")[0])]
    check = json.loads(instructions("HEALTHCHECK")[0].partition("CMD ")[2])

    def is_healthy():
        return not subprocess.run(  # noqa: S603 - the line of the file
            [sys.executable, *check[1:]], capture_output=True, check=False, env=env
        ).returncode

    assert not is_healthy()
    with (
        subprocess.Popen(  # noqa: S603 - the line of the file
            [command(words[0]), *words[1:]], cwd=tmp_path, env=env, stdout=subprocess.DEVNULL
        ) as process
    ):
        until = time.monotonic() + PATIENCE
        while not (healthy := is_healthy()) and time.monotonic() < until:
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        code = process.wait(PATIENCE)

    assert (healthy, code) == (True, 0)
    assert [*tmp_path.iterdir()] == []


def test_compose_file_has_both_services_and_no_rights():
    """The front end waits for a healthy mock, and both ports are published on this machine only."""
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    mock, page = services["mock"], services["front-end"]

    assert mock["read_only"]
    assert mock["cap_drop"] == ["ALL"]
    assert page["depends_on"]["mock"]["condition"] == "service_healthy"
    assert all(
        port.startswith("127.0.0.1:") for each in services.values() for port in each["ports"]
    )
    assert page["environment"]["MOCK_URL"] == "http://mock:4010"


def test_front_end_leaves_this_machine_alone():
    """It fetches no browsers of other tools, and its modules do not end up in the checkout."""
    page = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"][
        "front-end"
    ]

    assert "npm ci --ignore-scripts" in page["command"][-1]
    assert f"{page['working_dir']}/node_modules" in page["volumes"]
