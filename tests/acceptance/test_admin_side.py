"""The admin API of a real mock, held against its own document, and called with bad intentions."""

import json

import pytest

from contracts.http.client import connection
from mock_server.admin.document import document_file
from openapi.loading.yaml import read_yaml
from tests.acceptance.cases import cases
from tests.acceptance.commands import mock_process, run_here
from tests.acceptance.raw_socket import exchange, request

JSON = b"Content-Type: application/json"
JOBS = b"/subscriptions/imports"
SESSION = b"X-Mock-Session: tab-1"


@pytest.fixture(scope="module")
def mock():
    """A mock of this module's own, whose journal has seen something of everything."""
    with mock_process("--admin-token", "") as running:
        for target in (JOBS, JOBS + b"?page%5Blimit%5D=500", b"/v3/nothing"):
            exchange(running.address, request(target, headers=[SESSION]))
        yield running


def ask(mock, method: bytes, target: bytes, body: bytes = b"", *headers: bytes):
    """Call the admin API with raw bytes."""
    length = [b"Content-Length: %d" % len(body)] if body else []
    raw = request(b"/__admin" + target, method=method, headers=[*length, *headers], body=body)
    return exchange(mock.address, raw)


GENERATED = ("armFault", "chooseScenario")
"""Operations that are called with generated bodies; `make admin-side` does so with all."""


def changing():
    """Return the operations that may change something: those that reading leaves out."""
    paths = read_yaml(document_file()).tree["paths"].values()
    members = [(method, each) for path in paths for method, each in path.items()]
    return [each["operationId"] for method, each in members if method in {"delete", "post", "put"}]


@cases(
    "words, names",
    {
        "read-only": (["--profile", "smoke"], tuple),
        "changes": (["--profile", "smoke", "--unsafe"], changing),
        "generated": (["--profile", "ci", "--unsafe"], lambda: GENERATED),
    },
)
def test_checker_passes_the_admin_side(mock, monkeypatch, words, names):
    """`contracts check` passes the running admin API by its document, changes included."""
    # The checks read the journal's stream some fifty times, each for so long.
    monkeypatch.setattr(connection, "STREAM_SECONDS", 0.01)
    only = [word for name in names() for word in ("--operation", name)]
    spec = ("--spec", str(document_file()))
    result = run_here("contracts", "check", mock.url, *spec, "--format", "json", *words, *only)
    report = json.loads(result.stdout)

    assert report["findings"] == [], result.stdout
    assert result.returncode == 0, result.stdout


@cases(
    "method, target, body, headers, status",
    {
        "deep": (b"POST", b"/verify", b"[" * 60_000, (JSON,), 400),
        "huge": (b"POST", b"/verify", b"1" * 200_000, (JSON,), 413),
        "announced": (b"POST", b"/verify", b"", (JSON, b"Content-Length: 999999999"), 413),
        "utf-16": (b"POST", b"/reset", "{}".encode("utf-16"), (JSON,), 400),
        "utf-7": (b"POST", b"/reset", b"+AHsAfQ-", (JSON + b"; charset=utf-7",), 400),
        "compressed": (b"POST", b"/reset", b"\x1f\x8b", (JSON, b"Content-Encoding: gzip"), 415),
        "form": (b"POST", b"/reset", b"a=b", (b"Content-Type: text/plain",), 415),
        "no-type": (b"POST", b"/reset", b"{}", (), 415),
        "lone-surrogate": (b"POST", b"/faults", b'{"fault":"\\ud800"}', (JSON,), 400),
        "nul": (b"POST", b"/faults", b'{"fault":"\\u0000"}', (JSON,), 404),
        "huge-number": (b"PUT", b"/clock", b'{"speed":1e400}', (JSON,), 400),
        "far-future": (b"PUT", b"/clock", b'{"time":"9999-12-31T23:59:60Z"}', (JSON,), 400),
        "bad-escape": (b"GET", b"/sessions/%f", b"", (), 404),
        "traversal": (b"GET", b"/../../etc/passwd", b"", (), 404),
        "huge-id": (b"GET", b"/requests/99999999999999999999999", b"", (), 400),
        "odd-digits": (b"GET", b"/requests/%D9%A1", b"", (), 400),
        "trace": (b"TRACE", b"/health", b"", (), 405),
    },
)
def test_hostile_call_is_refused(mock, method, target, body, headers, status):
    """For any bytes the response is a client error, and the mock continues."""
    answer = ask(mock, method, target, body, *headers)
    after = ask(mock, b"GET", b"/ready")

    assert (answer.status, answer.media_type) == (status, "application/problem+json")
    assert after.status == 200


@cases(
    "lines, status",
    {
        "own": ([b"Host: 127.0.0.1"], 200),
        "rebound": ([b"Host: evil.example"], 403),
        "page": ([b"Host: 127.0.0.1", b"Origin: https://evil.example"], 403),
        "no-host": ([], 403),
    },
)
def test_web_pages_are_kept_out(mock, lines, status):
    """A page elsewhere reaches the admin API neither directly nor under a name of its own."""
    version = b"HTTP/1.0" if not lines else b"HTTP/1.1"
    raw = b"\r\n".join([b"GET /__admin/health " + version, *lines, b"Connection: close", b"", b""])
    answer = exchange(mock.address, raw)

    assert answer.status == status
    assert answer.header("access-control-allow-origin") is None


def test_token_and_names_are_taken_from_the_command_line():
    """`--admin-token` and `--admin-host` say who may call, and the token is not printed."""
    words = ("--admin-host", "mock.internal")
    with mock_process(*words, env={"MOCK_SERVER_ADMIN_TOKEN": "s3cret"}) as mock:
        lines = [b"Connection: close", b"Host: mock.internal"]
        raw = b"\r\n".join([b"GET /__admin/health HTTP/1.1", *lines, b"", b""])
        without = exchange(mock.address, raw)
        authorized = raw.replace(b"Host:", b"Authorization: Bearer s3cret\r\nHost:")
        with_token = exchange(mock.address, authorized)
        mock.stop()

    assert (without.status, with_token.status) == (401, 200)
    assert "s3cret" not in mock.text()


def test_no_admin_and_no_journal_are_taken_from_the_command_line():
    """`--no-admin` leaves no admin API, `--no-journal` an empty one."""
    with mock_process("--no-admin") as mock:
        off = ask(mock, b"GET", b"/health")
    with mock_process("--no-journal") as mock:
        exchange(mock.address, request(JOBS))
        content = ask(mock, b"GET", b"/requests").json()

    assert (off.status, off.header("mock-server-problem")) == (404, "admin-off")
    assert (content["requests"], content["journal"]["on"]) == ([], False)
