"""The how-tos for Node's tools, run by the tools themselves: `make howtos`."""

import json
import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from contracts.reports.platforms.sarif import render
from tests.acceptance.commands import command, environment, run_here
from tests.chromium import CHROMIUM
from tests.contracts.example_report import report

HERE = Path(__file__).parent
PATIENCE = 120.0
NODE_TESTS = ("msw/documented.test.mjs", "msw/handlers.test.mjs")


def npx(*words: str, cwd: Path = HERE, **env: str) -> str:
    """Run a tool of `node_modules` to its end, and return what it prints."""
    done = subprocess.run(  # noqa: S603 - our own words
        ["npx", "--no-install", *words],  # noqa: S607 - npm's own command
        capture_output=True,
        check=False,
        cwd=cwd,
        encoding="utf-8",
        env=environment({"CI": "1", **env}),
        timeout=PATIENCE * 3,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def vite(mock_url: str, session: str):
    """Serve the page of the how-to, and yield its URL."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    words = ["npx", "--no-install", "vite", "vite", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(  # noqa: S603 - our own words
        [*words, "--strictPort"],
        cwd=HERE,
        env=environment({"MOCK_URL": mock_url, "MOCK_SESSION": session}),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            until = time.monotonic() + PATIENCE
            while time.monotonic() < until and process.poll() is None:
                with httpx2.Client(timeout=PATIENCE) as client, _ignored():
                    client.get(url)
                    break
                time.sleep(0.2)
            assert process.poll() is None, "Vite has ended"
            yield url
        finally:
            if process.poll() is None:
                os.killpg(process.pid, 15)


@contextmanager
def _ignored():
    """Ignore that the server is not ready."""
    try:
        yield
    except httpx2.TransportError:
        return


def export(scenario: str, folder: str) -> None:
    """Write the states of a scenario as the how-tos say it."""
    words = ("scenarios", "export", scenario, "--at", "0s,10s,30s", "--output", f"{folder}/states")
    done = run_here("mock-server", *words, cwd=HERE)
    assert done.returncode == 0, done.stderr


def test_vite_sends_the_paths_of_the_api_to_the_mock(mock_server, mock_session, mock_clock):
    """The page of the Vite how-to follows an import, through the proxy and in its session."""
    sync_api = pytest.importorskip("playwright.sync_api")
    mock_session.select_scenario("happy-import")
    mock_clock.freeze()
    with vite(mock_server.url, mock_session.name) as url, sync_api.sync_playwright() as tool:
        page = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]).new_page()
        page.goto(url)
        status = page.get_by_role("status")
        sync_api.expect(status).to_have_text("0 of 4 bulks are done", timeout=30_000)
        mock_clock.advance("1h")
        sync_api.expect(status).to_have_text("4 of 4 bulks are done")


def test_msw_answers_with_documented_answers_and_with_states():
    """The handlers of the MSW how-to pass their own tests in Node."""
    export("happy-import", "msw")
    run_here("mock-server", "export", "msw", "--output", "msw/states/documented.mjs", cwd=HERE)
    done = subprocess.run(  # noqa: S603 - fixed words
        [str(shutil.which("node")), "--test", *NODE_TESTS],
        capture_output=True,
        check=False,
        cwd=HERE,
        encoding="utf-8",
        timeout=PATIENCE,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_storybook_has_a_story_for_each_state():
    """Storybook builds the stories of the how-to, and lists all three."""
    export("one-bulk-fails", "storybook")
    npx("storybook", "build", "--config-dir", "storybook/.storybook", "--quiet",
        "--output-dir", "build/storybook", STORYBOOK_DISABLE_TELEMETRY="1")  # fmt: skip
    index = (HERE / "build" / "storybook" / "index.json").read_text(encoding="utf-8")

    assert all(name in index for name in ("Waiting", "Working", "One Bulk Fails"))


def test_playwright_starts_the_mock_and_moves_its_clock():
    """The test of the Playwright how-to passes in Chromium."""
    assert CHROMIUM, "install it: make browsers"
    out = npx(
        "playwright", "test", "--config", "playwright/playwright.config.mjs",
        "--output", "build/playwright",
        MOCK_PORT=str(free_port()), MOCK_SERVER=command("mock-server"), CHROMIUM=CHROMIUM,
    )  # fmt: skip

    assert "1 passed" in out


def test_cypress_follows_the_import(mock_server):
    """The files of the Cypress how-to fit Cypress's types; where its program is, they pass in it.

    npm has no program of Cypress: `CYPRESS_RUN_BINARY` is the path of one.
    """
    npx("tsc", "--project", "cypress/tsconfig.json")
    if os.environ.get("CYPRESS_RUN_BINARY"):
        with vite(mock_server.url, "cypress") as url:
            out = npx(
                "cypress", "run", "--project", "cypress", "--config", f"baseUrl={url}",
                "--env", f"mock={mock_server.url},session=cypress",
            )  # fmt: skip

        assert "1 passing" in out


def test_the_validator_of_sarif_takes_the_report(tmp_path):
    """Neither the schema of SARIF 2.1.0 nor a requirement of GitHub's code scanning is broken."""
    [tool] = (HERE / "node_modules" / "@microsoft").glob("sarif-multitool-*/Sarif.Multitool")
    tool.chmod(0o755)  # its install script, which npm may not run, does the same
    log, found = tmp_path / "contracts.sarif", tmp_path / "found.sarif"
    log.write_text(render(report()), encoding="utf-8")
    words = ("validate", str(log), "--rule-kind", "Sarif;Gh", "--output", str(found))
    done = subprocess.run(  # noqa: S603 - our own words
        [str(tool), *words],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=environment({"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}),
        timeout=PATIENCE,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    [run] = json.loads(found.read_text(encoding="utf-8-sig"))["runs"]
    assert [each for each in run["results"] if each.get("level") == "error"] == []
