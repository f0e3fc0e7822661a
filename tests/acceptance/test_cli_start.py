"""How the commands begin and end, and what they say when they cannot."""

import signal
import socket
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.cases import cases
from tests.acceptance.commands import (
    command,
    environment,
    mock_process,
    run,
    run_here,
    run_installed,
)
from tests.acceptance.raw_socket import exchange, request

UNREADABLE = {
    "missing": None,
    "empty": "",
    "not-yaml": "a: [",
    "a-list": "- 1",
    "not-openapi": "a: 1",
    "swagger-1": 'swagger: "1.2"\ninfo: {title: x, version: "1"}\npaths: {}',
    "asyncapi": 'asyncapi: 3.0.0\ninfo: {title: x, version: "1"}\nchannels: {}',
    "duplicate-key": 'openapi: 3.0.3\ninfo: {title: x, version: "1"}\npaths: {}\npaths: {}',
    "not-utf-8": "\udcff\udcfe",
    "reference-outside": (
        'openapi: 3.0.3\ninfo: {title: x, version: "1"}\npaths: {/a: {$ref: ../../../etc/passwd}}'
    ),
}
ODD = (
    'swagger: "2.0"\ninfo: {version: "1"}\nbasePath: /v1\npaths:\n  /a:\n    get:\n'
    "      x-pagination: {offset: start}\n"
    '      responses: {"200": {description: ok, examples: {application/json: {a: 1}}}}'
)
"""A document that lacks a title, and has an extension of another tool."""


def assert_refused(result, *words: str) -> None:
    """Assert exit code 2 and one clear message on stderr that has these words."""
    assert result.returncode == 2, result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr
    assert 1 <= len(result.stderr.strip().splitlines()) <= 12
    for word in words:
        assert word in result.stderr


@pytest.fixture(scope="module")
def terminated():
    """The installed command after a request and SIGTERM: its URL, its exit code, and its text."""
    with mock_process(executable=command("mock-server")) as running:
        exchange(running.address, request(b"/subscriptions/imports"))
        code = running.stop()
        return running.url, code, running.text()


def test_start_names_every_operation_and_example(terminated):
    """The start says where to click for each example, and what to paste where a header is due."""
    url, _, text = terminated

    assert f"{url}/subscriptions/imports" in text
    assert f"{url}/v3/infinity-mall/members/imports/1" in text
    assert "curl" in text
    assert "X-Loyalty-Club-Slug" in text
    assert text.count("__example=") >= 2
    assert "Traceback" not in text


def test_start_prints_the_accepted_token():
    """With `--require-auth` the start says which token is accepted."""
    with mock_process("--require-auth") as running:
        running.stop()
        text = running.text()

    assert "mock-token" in text


def test_token_comes_from_the_environment():
    """`MOCK_SERVER_AUTH_TOKEN` names the token, as `--auth-token` does."""
    with mock_process("--require-auth", env={"MOCK_SERVER_AUTH_TOKEN": "open-sesame"}) as running:
        answer = exchange(
            running.address,
            request(b"/subscriptions/imports", headers=[b"Authorization: Bearer open-sesame"]),
        )

    assert answer.status == 200


def test_sigterm_ends_the_mock_well(terminated):
    """After SIGTERM, the mock stops: exit 0, no traceback."""
    _, code, text = terminated

    assert code == 0
    assert "Traceback" not in text


def test_ctrl_c_ends_the_mock_well():
    """After SIGINT, the mock stops: exit 0, no traceback."""
    with mock_process(executable=command("mock-server")) as running:
        code = running.stop(signal.SIGINT)
        text = running.text()

    assert code == 0
    assert "Traceback" not in text


def test_signal_ends_the_mock_with_an_open_connection():
    """A client that keeps its connection open does not keep the mock alive."""
    with (
        mock_process() as running,
        socket.create_connection(running.address, timeout=15) as connection,
    ):
        connection.sendall(b"GET /subscriptions/imports HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.recv(1)
        code = running.stop()

    assert code == 0


def test_port_in_use_is_said():
    """A port that is taken: exit 2, and the message names it and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("mock-server", "serve", "--port", str(port))

    assert_refused(result, str(port), "--port")


@cases("text", UNREADABLE)
def test_unreadable_document_is_not_served(tmp_path, text):
    """A document that cannot be used: exit 2, and the message names the file."""
    result = run_here("mock-server", "serve", "--spec", document(tmp_path, text))

    assert_refused(result, "broken.yaml")


@pytest.mark.parametrize("case", ["missing", "not-yaml", "reference-outside"])
def test_unreadable_document_is_not_checked(tmp_path, case):
    """The checking command refuses it in the same way."""
    path = document(tmp_path, UNREADABLE[case])
    result = run_here("contracts", "check", "http://127.0.0.1:9", "--spec", path)

    assert_refused(result, "broken.yaml")


def test_what_can_be_served_is_served_with_one_line_of_warning(tmp_path):
    """A file without --spec, of any version, with slips: served, counted, and nothing more."""
    path = document(tmp_path, ODD)
    with mock_process(path) as running:
        answer = exchange(running.address, request(b"/v1/a"))
        running.stop()

    assert answer.status == 200
    warnings = [line for line in running.lines if "warning" in line]
    assert warnings == [f"mock-server: 2 warnings about the documents; see: contracts lint {path}"]


@pytest.mark.parametrize("option", ["--strict"])
def test_strictly_the_first_slip_refuses(tmp_path, option):
    """With `--strict`, an invalid document gives exit code 2 and its first error."""
    result = run("mock-server", "serve", option, document(tmp_path, ODD))

    assert_refused(result, "broken.yaml", "title")


def test_a_document_at_a_url_is_served(tmp_path):
    """What another server publishes is fetched once: here the mock's own document."""
    with (
        mock_process(document(tmp_path, ODD)) as first,
        mock_process("--spec", f"{first.url}/__openapi/broken.yaml") as second,
    ):
        answer = exchange(second.address, request(b"/v1/a"))

    assert answer.status == 200


def document(folder: Path, text: str | None) -> str:
    """Write `broken.yaml`, or not, and return its path."""
    path = folder / "broken.yaml"
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return str(path)


@pytest.mark.parametrize(
    "target",
    [["mock-server", "serve"], ["contracts", "check", "http://127.0.0.1:9"]],
    ids=["serve", "check"],
)
@cases(
    "reading, words",
    {
        "unknown-id": ("placewise.payload-kay=singular", ["placewise.payload-key"]),
        "unknown-name": ("placewise.payload-key=singulr", ["singular", "plural"]),
        "no-equals-sign": ("placewise.payload-key", ["placewise.payload-key"]),
        "not-selectable": ("placewise.no-such-reading=x", ["placewise.no-such-reading"]),
    },
)
def test_bad_reading_is_said_with_the_nearest_match(target, reading, words):
    """A reading that does not exist: exit 2, and what it may have meant."""
    result = run_here(*target, "--reading", reading)

    assert_refused(result, *words)


@cases(
    "arguments",
    {
        "unknown-flag": ["serve", "--no-such-flag"],
        "unknown-command": ["serv"],
        "port-text": ["serve", "--port", "http"],
        "port-too-big": ["serve", "--port", "65536"],
        "port-negative": ["serve", "--port", "-1"],
        "unknown-host": ["serve", "--host", "no such host"],
        "base-path-without-api": ["serve", "--base-path", "/v2"],
        "base-path-of-unknown-api": ["serve", "--base-path", "elastic=/v2"],
    },
)
def test_bad_usage_is_said(arguments):
    """A command line that makes no sense: exit 2 and one clear message."""
    result = run_here("mock-server", *arguments)

    assert_refused(result)


def test_base_path_moves_an_api():
    """`--base-path elastic_path=/v2` serves the jobs below `/v2`, and only there."""
    with mock_process("--base-path", "elastic_path=/v2") as moved:
        here = exchange(moved.address, request(b"/v2/subscriptions/imports"))
        gone = exchange(moved.address, request(b"/subscriptions/imports"))

    assert here.status == 200
    assert gone.status == 404


@pytest.mark.parametrize("name", ["mock-server", "contracts"])
def test_help_is_given(name):
    """`--help` lists the sub-commands and exits 0."""
    result = run_installed(name, "--help")

    assert result.returncode == 0
    assert {"mock-server": "serve", "contracts": "check"}[name] in result.stdout


@cases(
    "words",
    {
        "serve": ["mock-server", "serve", "--port", "0"],
        "faults": ["mock-server", "faults", "--kind", "protocol"],
        "export": ["mock-server", "scenarios", "export", "happy-import"],
        "explain": ["contracts", "explain"],
    },
)
def test_full_disk_is_said(words):
    """Without room for the output: exit 2, and one message that says so."""
    name, *rest = words
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        result = subprocess.run(
            [command(name), *rest],
            check=False,
            encoding="utf-8",
            env=environment(),
            stderr=subprocess.PIPE,
            stdout=full,
            timeout=180,
        )

    assert result.returncode == 2
    assert result.stderr.count("standard output cannot be written") == 1
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 3


def test_any_credentials_are_announced():
    """`--require-auth=any` is said at start."""
    with mock_process("--require-auth=any") as running:
        running.stop()

    assert "Token     mock-token (or any other)" in running.text()
