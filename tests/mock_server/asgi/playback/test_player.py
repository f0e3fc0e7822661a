"""A recording in the place of documented answers."""

import asyncio
import json

import pytest

from mock_server.asgi.app import create_app, create_mock
from mock_server.errors import SettingsError
from mock_server.settings import Settings
from tests.mock_server.asgi_client import ask, call, scope_of
from tests.mock_server.recorded import archive, entry

RECORDING = "mock-server-recording"
PETS = """
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        "200":
          description: one
          content: {application/json: {schema: {type: object}, example: {from: documents}}}
    put:
      operationId: putPet
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [name]}}}
      responses:
        "200": {description: one, content: {application/json: {example: {from: documents}}}}
"""


def pet(number, text, **facts):
    """Return an entry about a pet."""
    return entry(f"http://real/pets/{number}", json.dumps(text), **facts)


STATES = [pet(1, state) for state in ("ill", "better", "well")]
OTHERS = [
    pet(2, "x", status=500),
    pet("two", "answered"),
    entry("http://real/extra?b=2&a=1", "<p>extra</p>", media_type="text/html"),
    entry(
        "http://real/tagged",
        "1",
        response={"headers": [{"name": "ETag", "value": '"t"'}]},
        time=60_000,
    ),
]


@pytest.fixture
def served(contract_from, tmp_path):
    """Creates the application and its controls, for settings and entries."""
    contract = contract_from(PETS)

    def create(*entries, **settings):
        path = tmp_path / "a.har"
        path.write_bytes(archive(*(entries or (*STATES, *OTHERS))))
        mock = create_mock([contract], Settings(recording=path, **settings))
        mock.warm_up()
        return mock

    return create


@pytest.fixture
def app(served):
    """The application with its default settings."""
    return served().app


def test_polls_are_played_in_sequence(app):
    """Each session has its own place; the header says which answer it is."""
    bodies = [ask(app, "/pets/1").json() for _ in range(4)]
    elsewhere = ask(app, "/__session/tab/pets/1")

    assert bodies == ["ill", "better", "well", "well"]
    assert elsewhere.json() == "ill"
    assert elsewhere.header(RECORDING) == "played entry 1, answer 1 of 3"


def test_a_reset_begins_again(served):
    """Of one session, of all, and by `?__restart`."""
    mock = served()
    for session in ("a", "b"):
        ask(mock.app, "/pets/1", ("X-Mock-Session", session))
    mock.controls.reset("a")

    assert ask(mock.app, "/pets/1", ("X-Mock-Session", "a")).json() == "ill"
    assert ask(mock.app, "/pets/1", ("X-Mock-Session", "b")).json() == "better"
    assert ask(mock.app, "/pets/1?__restart", ("X-Mock-Session", "b")).json() == "ill"


def test_what_the_documents_do_not_describe_is_played_too(app):
    """The real server knows best: an undocumented status, path, and value of a parameter."""
    assert ask(app, "/pets/2").status == 500
    assert ask(app, "/pets/two").json() == "answered"
    extra = ask(app, "/extra?a=1&b=2")
    assert (extra.body, extra.header("content-type")) == (b"<p>extra</p>", "text/html")
    assert extra.header("content-security-policy") == "sandbox"


def test_what_was_not_recorded_is_answered_from_the_documents(app):
    """And marked, refusals too."""
    answer, refused = ask(app, "/pets/9"), ask(app, "/pets/nine")

    assert answer.json() == {"from": "documents"}
    assert answer.header(RECORDING) == refused.header(RECORDING) == "not recorded"
    assert refused.status == 400


def test_the_nearest_recorded_request_is_named_in_the_place_of_an_unknown_path(app):
    """A path that neither the recording nor the documents have."""
    answer = ask(app, "/extra?a=2")

    assert answer.status == 404
    assert answer.header("mock-server-problem") == "not-recorded"
    assert "the nearest recorded request is GET /extra?a=1&b=2" in answer.json()["detail"]


def test_only_what_was_recorded(served):
    """With --recorded-only an operation that was not recorded is a 404, its own pages are not."""
    app = served(is_recorded_only=True).app

    assert ask(app, "/pets/9").header("mock-server-problem") == "not-recorded"
    assert ask(app, "/pets/1").status == 200
    assert ask(app, "/__openapi").status == 200
    assert ask(app, "/__admin/health", ("Host", "localhost")).status == 200


def test_a_body_counts_where_several_differ(served):
    """And a request with a body that was not recorded is validated by the mock itself."""

    def put(text, answer):
        posted = {"postData": {"mimeType": "application/json", "text": text}}
        return pet(1, answer, method="PUT", request=posted)

    app = served(put('{"name": "a"}', 1), put('{"name": "b"}', 2)).app

    def answer_to(text):
        media_type = ("Content-Type", "application/json")
        return ask(app, "/pets/1", media_type, method="PUT", chunks=(text[:3], text[3:]))

    assert answer_to(b'{ "name": "b" }').json() == 2
    assert answer_to(b'{"name":"a"}').json() == 1
    assert answer_to(b'{"name":"c"}').json() == {"from": "documents"}
    assert answer_to(b'{"nom":"c"}').status == 400


def test_a_request_that_chooses_an_answer_gets_it(app):
    """A preference is for the documents."""
    assert ask(app, "/pets/1", ("Prefer", "code=200")).json() == {"from": "documents"}
    assert ask(app, "/pets/1?__code=200").json() == {"from": "documents"}


def test_faults_change_played_answers(served):
    """An armed one, and one of the request."""
    mock = served()
    assert ask(mock.app, "/pets/1?__fault=truncated-json").header("content-length") != "5"
    mock.controls.arm("server-error")

    assert ask(mock.app, "/pets/1").status == 500


def test_an_answer_with_a_tag_is_not_sent_again(app):
    """As documented answers do."""
    assert ask(app, "/tagged", ("If-None-Match", '"t"')).status == 304


def test_a_clock_advances_once_for_a_request_that_was_not_recorded(served):
    """Commands of a request are executed before the recording is asked, and not again behind it."""
    mock = served()
    for target in ("/pets/9?__clock=2026-01-01T00:00:00Z", "/pets/9?__clock=freeze"):
        ask(mock.app, f"/__session/tab{target}")
    answer = ask(mock.app, "/__session/tab/pets/9?__clock=%2B30s")

    assert answer.header("date") == "Thu, 01 Jan 2026 00:00:30 GMT"


def test_a_preference_without_effect_is_noted_at_a_played_answer(app):
    """As at a documented one."""
    answer = ask(app, "/pets/2", ("Prefer", "cod=404"))

    assert answer.header(RECORDING) == "played entry 4"
    assert "did you mean code" in answer.header("mock-server-note")


def test_head_has_the_head_of_get(app):
    """Length and no body."""
    answer = ask(app, "/pets/two", method="HEAD")

    assert (answer.status, answer.body, answer.header("content-length")) == (200, b"", "10")


def test_credentials_are_checked_if_they_are_required(contract_from, tmp_path):
    """--require-auth holds for recorded operations too."""
    path = tmp_path / "a.har"
    path.write_bytes(archive(pet(1, "x")))
    schemes = "components: {securitySchemes: {key: {type: http, scheme: bearer}}}"
    contract = contract_from(f"{PETS}{schemes}\nsecurity: [{{key: []}}]")
    app = create_app([contract], Settings(recording=path, is_auth_required=True))

    assert ask(app, "/pets/1").status == 401
    assert ask(app, "/pets/1", ("Authorization", "Bearer mock-token")).json() == "x"


def test_times_are_those_of_the_recording_on_the_clock_of_the_session(served):
    """Only if they are wanted; at a high speed a minute is short."""
    app = served(has_recording_times=True, speed=10_000.0).app
    slept = []

    async def asked():
        loop = asyncio.get_running_loop()
        before = loop.time()
        await call(app, scope_of("GET", "/tagged"))
        slept.append(loop.time() - before)

    asyncio.run(asked())
    assert slept[0] >= 60 / 10_000


def test_journal_says_what_was_played(served):
    """For one who looks afterwards; the example of the documents is not named."""
    mock = served()
    ask(mock.app, "/pets/1")
    ask(mock.app, "/pets/9")
    played, not_recorded = mock.controls.entries()

    assert (played.recorded, played.example) == ("played entry 1, answer 1 of 3", "")
    assert (not_recorded.recorded, bool(not_recorded.example)) == ("not recorded", True)


def test_pages_of_every_origin_may_read_it(served):
    """Recorded CORS headers do not come a second time."""
    headers = [{"name": "Access-Control-Allow-Origin", "value": "https://front"}]
    app = served(entry("http://real/pets/1", response={"headers": headers})).app
    answer = ask(app, "/pets/1", ("Origin", "http://localhost:5173"))

    assert answer.header("access-control-allow-origin") == "http://localhost:5173"
    assert "Mock-Server-Recording" in (answer.header("access-control-expose-headers") or "")


def test_a_file_that_is_no_recording_does_not_start(contract_from, tmp_path):
    """The message says what it is."""
    path = tmp_path / "a.har"
    path.write_text("no archive")

    with pytest.raises(SettingsError, match="this file is no recording"):
        create_app([contract_from(PETS)], Settings(recording=path))


def test_a_client_that_goes_in_its_body_costs_nothing(app):
    """No answer, no traceback."""
    scope = scope_of("PUT", "/pets/1")

    async def gone():
        async def receive():
            return {"type": "http.disconnect"}

        sent = []

        async def send(message):
            sent.append(message)

        await app(scope, receive, send)
        return sent

    assert asyncio.run(gone()) == []
