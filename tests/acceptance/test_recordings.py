"""A real server is recorded, and its recording is played, judged and survives `kill -9`."""

import gzip
import json
import signal
import threading
import time
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from contracts.http.archive.entries import read_entry
from mock_server import MockServer, Settings
from mock_server.journal.recordings.writing import recorded_entry
from openapi.loading.document import load_contracts
from tests import plain_http
from tests.acceptance.commands import PATIENCE, mock_process, run_here
from tests.chromium import CHROMIUM, FLAGS, REASON
from tests.mock_server.recorded import exchange

DOCUMENT = """
openapi: 3.0.3
info: {title: Jobs, version: "1"}
paths:
  /jobs/{id}:
    get:
      operationId: getJob
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: a job
          content:
            application/json:
              schema:
                type: object
                required: [id, state]
                properties: {id: {type: string}, state: {type: string}}
              example: {id: "0", state: documented}
  /find:
    post:
      operationId: find
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        "200": {description: what was sent, content: {application/json: {schema: {type: object}}}}
  /login:
    post:
      operationId: logIn
      responses:
        "200": {description: a token, content: {application/json: {schema: {type: object}}}}
  /events:
    get:
      operationId: getEvents
      responses:
        "200": {description: events, content: {text/event-stream: {schema: {type: string}}}}
"""
TOKEN = "t0ken-that-no-file-may-have"


def real_server():
    """Return a server that counts its polls, echoes, streams and compresses."""
    polls = {}

    async def job(request):
        key = request.path_params["id"]
        polls[key] = polls.get(key, 0) + 1
        state = ["queued", "running", "done"][min(polls[key], 3) - 1]
        body = gzip.compress(json.dumps({"id": key, "state": state}).encode())
        return Response(body, 200, {"Content-Encoding": "gzip"}, "application/json")

    async def find(request):
        return JSONResponse({"found": await request.json()})

    async def login(request):
        return JSONResponse({"access_token": TOKEN, "you": request.headers["authorization"]})

    async def events(_):
        async def pieces():
            for number in range(3):
                yield f"data: {number}\n\n"

        return StreamingResponse(pieces(), media_type="text/event-stream")

    routes = [
        Route("/jobs/{id}", job),
        Route("/find", find, methods=["POST"]),
        Route("/login", login, methods=["POST"]),
        Route("/events", events),
    ]
    return Starlette(routes=routes)


@pytest.fixture(scope="module")
def upstream():
    """The URL of the real server."""
    server = uvicorn.Server(uvicorn.Config(real_server(), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + PATIENCE
    while not server.started and time.monotonic() < end:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    """The file of the document."""
    path = tmp_path_factory.mktemp("document") / "jobs.yaml"
    path.write_text(DOCUMENT)
    return path


@contextmanager
def serving(document, recording, **settings):
    """Run a server of the document with a recording."""
    contracts = load_contracts([document])
    with MockServer(Settings(port=0, recording=recording, **settings), contracts=contracts) as mock:
        yield mock


def ask(url, body=None, **headers):
    """Return the status, the headers and the text of an answer."""
    answer = plain_http.request(
        "GET" if body is None else "POST", url, json=body, headers=headers, timeout=PATIENCE
    )
    return answer.status_code, answer.headers, answer.text


def conversation(url):
    """Return what a client gets for polls, bodies, a stream and a login."""
    return [
        *(ask(f"{url}/jobs/7", **{"Accept-Encoding": "gzip, br"})[2] for _ in range(3)),
        ask(f"{url}/find", {"q": 1})[2],
        ask(f"{url}/find", {"q": 2})[2],
        ask(f"{url}/events")[2],
    ]


def test_what_was_recorded_is_played_and_judged(upstream, document, tmp_path):
    """Polls, bodies, streams and content codings; the recording itself is judged without errors."""
    path = tmp_path / "a.har"
    with serving(document, path, upstream=upstream, record="all") as proxy:
        real = conversation(proxy.url)
    with serving(document, path) as mock:
        played = conversation(mock.url)
        status, headers, text = ask(f"{mock.url}/jobs/8")

    assert played == real
    assert [json.loads(each)["state"] for each in played[:3]] == ["queued", "running", "done"]
    assert (status, headers["Mock-Server-Recording"]) == (200, "not recorded")
    assert "documented" in text
    judged = run_here("contracts", "har", str(path), "--spec", str(document), cwd=tmp_path)
    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert "6 judged" in judged.stdout


def test_no_secret_is_recorded_or_played(upstream, document, tmp_path):
    """Neither that of the client nor that of the server; the request without it still matches."""
    path = tmp_path / "a.har"
    with serving(document, path, upstream=upstream, record="all") as proxy:
        real = ask(f"{proxy.url}/login", {}, Authorization=f"Bearer {TOKEN}")[2]
    with serving(document, path) as mock:
        played = ask(f"{mock.url}/login", {})[2]

    assert real.count(TOKEN) == 2
    assert TOKEN.encode() not in path.read_bytes()
    assert played.count("[redacted]") == 2


def test_new_requests_are_added_to_a_recording(upstream, document, tmp_path):
    """A second run asks the server for what is new; the file keeps what it has."""
    path = tmp_path / "a.har"
    for _ in range(2):
        with serving(document, path, upstream=upstream, record="new") as proxy:
            conversation(proxy.url)
            last = ask(f"{proxy.url}/jobs/{path.stat().st_size}")

    assert last[0] == 200
    entries = json.loads(path.read_bytes())["log"]["entries"]
    paths = [each["request"]["url"].removeprefix(upstream) for each in entries]
    assert paths[:4] == ["/jobs/7", "/find", "/find", "/events"]
    assert len(paths) == 6


def test_files_of_pythons_own_server_are_recorded(document, tmp_path):
    """HTTP/1.0, a length, a 404 page and bytes that are no text."""
    folder = tmp_path / "www"
    folder.mkdir()
    (folder / "a.bin").write_bytes(bytes(range(256)))

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=folder)

        def log_message(self, *_):
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        path, url = tmp_path / "a.har", f"http://127.0.0.1:{server.server_address[1]}"
        with serving(document, path, upstream=url, record="all") as proxy:
            missing = ask(f"{proxy.url}/none.txt")
            assert plain_http.get(f"{proxy.url}/a.bin", timeout=PATIENCE).content == bytes(
                range(256)
            )
        server.shutdown()
    with serving(document, path) as mock:
        assert ask(f"{mock.url}/none.txt")[::2] == missing[::2]
        assert plain_http.get(f"{mock.url}/a.bin", timeout=PATIENCE).content == bytes(range(256))


def test_a_recording_survives_a_kill(upstream, document, tmp_path):
    """At any moment the file is a whole archive; the next start goes on with it."""
    path = tmp_path / "a.har"
    arguments = (upstream, str(document), "--record", "all", "--recording", str(path))
    with mock_process(*arguments, subcommand="proxy") as proxy:
        ask(f"{proxy.url}/jobs/1")
        end = time.monotonic() + PATIENCE
        while len(entries := json.loads(path.read_bytes())["log"]["entries"]) < 1:
            assert time.monotonic() < end
            time.sleep(0.02)
        for number in range(20):
            ask(f"{proxy.url}/jobs/{number}")
        proxy.stop(signal.SIGKILL)
        entries = json.loads(path.read_bytes())["log"]["entries"]
    with serving(document, path, upstream=upstream, record="all") as again:
        ask(f"{again.url}/jobs/last")

    assert 1 <= len(entries) <= 21
    after = json.loads(path.read_bytes())["log"]["entries"]
    assert after[:-1] == entries
    assert after[-1]["request"]["url"].endswith("/jobs/last")


def test_a_body_without_its_end_accuses_no_server():
    """Neither that of a long answer nor that of a long upload; the checker knows both are cut."""
    cut = exchange(method="POST", body=b'{"a', body_size=9, answer=b"[1,2", is_whole=False)
    judged = read_entry(json.loads(recorded_entry(cut)), 1)

    assert judged.response.is_cut
    assert judged.response.unread_reason
    assert not judged.request.is_body_known


def test_the_command_refuses_what_is_no_recording(document, tmp_path):
    """Exit code 2, in words."""
    path = tmp_path / "a.har"
    path.write_text("nothing of the kind")
    for arguments in (
        ("serve", str(document), "--recording", str(path)),
        ("proxy", "http://127.0.0.1:1", str(document), "--record", "new", "--recording", str(path)),
    ):
        ended = run_here("mock-server", *arguments, "--port", "0")

        assert ended.returncode == 2
        assert "recording" in ended.stderr
        assert "Traceback" not in ended.stderr
    assert path.read_text() == "nothing of the kind"


@pytest.mark.skipif(CHROMIUM is None, reason=REASON)
def test_what_chromium_has_recorded_is_played(upstream, document, tmp_path):
    """Playwright's `record_har`, whole or minimal, with the answers embedded."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import

    modes = ("full", "minimal")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        for mode in modes:
            browse(browser, upstream, tmp_path / f"{mode}.har", mode)
        browser.close()
    for mode in modes:
        with serving(document, tmp_path / f"{mode}.har") as mock:
            status, headers, text = ask(f"{mock.url}/jobs/{mode}")
            found = ask(f"{mock.url}/find", {"q": 1})[2]

        assert (status, json.loads(text)) == (200, {"id": mode, "state": "queued"})
        assert headers["Mock-Server-Recording"].startswith("played entry")
        assert found == '{"found":{"q":1}}'


def browse(browser, url, path, mode):
    """Open a page of a server that fetches from it, and record all of it."""
    context = browser.new_context(
        record_har_path=path, record_har_content="embed", record_har_mode=mode
    )
    page = context.new_page()
    page.goto(f"{url}/jobs/{mode}")
    page.evaluate(
        "() => fetch('/find', {method: 'POST', body: '{\"q\":1}',"
        " headers: {'Content-Type': 'application/json'}}).then(answer => answer.json())"
    )
    context.close()
