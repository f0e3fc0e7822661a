"""The steps of a request: each one's effect, and that every way runs them all."""

import pytest

from mock_server.asgi import app as composition
from mock_server.asgi.app import create_app, create_mock
from mock_server.asgi.request_steps import RequestSteps
from mock_server.http.problems import ProblemId, RequestRejected, ToolProblem
from mock_server.http.responses import prepare_response
from mock_server.journal.criteria import Criteria
from mock_server.settings import Settings
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask, scope_of
from tests.mock_server.recorded import archive, entry

JOBS = "/subscriptions/imports"
IMPORT = "/v3/infinity-mall/members/imports/1"
SLUG = ("X-Loyalty-Club-Slug", "infinity-mall")
TOKEN = "t0ken"
NOTES = """
paths:
  /notes:
    get:
      parameters: [{name: n, in: query, schema: {type: integer}}]
      responses:
        "200": {description: all, content: {application/json: {example: [1]}}}
        "400":
          description: no
          headers: {ETag: {required: true, schema: {type: string}, example: '"1"'}}
          content: {application/json: {example: {message: no}}}
    put:
      responses:
        "200": {description: done, content: {application/json: {example: {}}}}
"""


@pytest.fixture(scope="module")
def closed(packaged):
    """The packaged APIs, asking for the token."""
    return create_app(packaged, Settings(is_auth_required=True, auth_token=TOKEN))


@cases(
    "target, headers",
    {
        "bearer": (JOBS, [("Authorization", f"Bearer {TOKEN}")]),
        "key": (IMPORT, [SLUG, ("X-Client-Authorization", TOKEN)]),
    },
)
def test_token_opens(closed, target, headers):
    """A request with the token where its API wants it is answered."""
    assert ask(closed, target, *headers).status == 200


@cases(
    "target, headers, challenge",
    {
        "nothing": (JOBS, [], 'Bearer realm="elastic_path"'),
        "wrong": (JOBS, [("Authorization", "Bearer other")], 'Bearer realm="elastic_path"'),
        "other-apis": (
            IMPORT,
            [SLUG, ("Authorization", f"Bearer {TOKEN}")],
            'ApiKey realm="placewise", header="X-Client-Authorization"',
        ),
    },
)
def test_anything_else_is_refused_with_a_challenge(closed, target, headers, challenge):
    """Without the token there is a 401 that says how to authenticate."""
    answer = ask(closed, target, *headers)

    assert (answer.status, answer.header("www-authenticate")) == (401, challenge)
    assert TOKEN not in answer.body.decode()


def test_credentials_are_asked_for_first(closed):
    """Missing credentials are reported before other errors."""
    assert ask(closed, f"{JOBS}?page[limit]=abc").status == 401


@cases(
    "method, target, status",
    {
        "nothing-there": ("GET", f"{JOBS}/none", 404),
        "method": ("DELETE", JOBS, 405),
        "options": ("OPTIONS", JOBS, 204),
        "head": ("HEAD", JOBS, 401),
        "tool": ("GET", "/__health", 200),
        "unknown": ("GET", "/unknown", 404),
    },
)
def test_only_operations_are_closed(closed, method, target, status):
    """What is no operation's answer needs no credentials."""
    assert ask(closed, target, method=method).status == status


def test_operation_that_names_no_scheme_stays_open(warehouse):
    """Operations without a security scheme need no token."""
    closed = create_app([warehouse], Settings(is_auth_required=True))

    assert ask(closed, "/api/v1/pulse").status == 204
    assert ask(closed, "/api/v1/depots/7/goods").status == 401


def test_credentials_do_not_matter_without_the_flag(app):
    """By default a wrong token is ignored."""
    assert ask(app, JOBS, ("Authorization", "Bearer wrong")).status == 200


PARTS = ("arrival", "before_body", "after_body", "finish")


def answering(_):
    """End the request with a response of its own."""
    return prepare_response(299, media_type="text/plain", body=b"probed")


def refusing(_):
    """Refuse the request."""
    raise RequestRejected(418, ProblemId.INVALID_REQUEST, "Probed.")


def failing(_):
    """Raise a problem of the mock."""
    raise ToolProblem(424, ProblemId.UNKNOWN_CODE, "Probed.")


@pytest.fixture
def probed(monkeypatch):
    """Add a step to the end of a part of the list, for every mock that is created later."""

    def add(part, probe):
        class Probed(RequestSteps):
            def __init__(self, **given):
                super().__init__(**given)
                setattr(self, part, (*getattr(self, part)[: END[part]], probe))

        monkeypatch.setattr(composition, "RequestSteps", Probed)

    return add


END = {"arrival": None, "before_body": None, "after_body": None, "finish": 0}
"""Before what a step is added: the last one of all always has a response."""


@pytest.mark.parametrize("part", PARTS)
@cases(
    "probe, status",
    {"answers": (answering, 299), "refuses": (refusing, 418), "fails": (failing, 424)},
)
def test_step_added_once_acts_on_every_way(packaged, probed, part, probe, status):
    """A new step is run through Connexion, by the fast path and below ASGI, without more code."""
    probed(part, probe)
    fast, slow = (create_mock(packaged, Settings(has_fast_path=is_on)) for is_on in (True, False))
    sent = f"GET {JOBS} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    short = fast.short_cut
    long_way = ask(slow.app, JOBS, ("Host", "a"))
    below = short.fast_path.try_respond_simple(short.heads.read(sent), "http")
    over_asgi = short.fast_path.try_respond(scope_of("GET", JOBS, [("Host", "a")]))

    assert long_way.status == ask(fast.app, JOBS, ("Host", "a")).status == status
    assert long_way.body == ask(fast.app, JOBS, ("Host", "a")).body
    for outcome in (below, over_asgi):
        # The fast path passes on a request whose step fails.
        if outcome is not None or probe is not failing:
            assert (outcome.status, outcome.body) == (long_way.status, long_way.body)


@pytest.mark.parametrize("part", ["arrival", "finish"])
@cases(
    "probe, status",
    {"answers": (answering, 299), "refuses": (refusing, 418), "fails": (failing, 424)},
)
def test_step_added_once_acts_on_recorded_answers(packaged, probed, tmp_path, part, probe, status):
    """A played answer is no way around the steps that need no operation."""
    (tmp_path / "a.har").write_bytes(archive(entry(f"http://real{JOBS}")))
    probed(part, probe)
    app = create_app(packaged, Settings(recording=tmp_path / "a.har"))

    assert ask(app, JOBS).status == status


@pytest.mark.parametrize("has_fast_path", [True, False], ids=["short-way", "long-way"])
@cases(
    "method, target, status",
    {"read": ("GET", "/notes", 200), "refused": ("GET", "/notes?n=x", 400),
     "asked-for": ("GET", "/notes?__code=400", 400), "written": ("PUT", "/notes", 200)},
)  # fmt: skip
def test_only_a_client_that_reads_again_gets_304(
    contract_from, has_fast_path, method, target, status
):
    """An error is an error, and a change a change, whatever tag the client knows."""
    app = create_app([contract_from(NOTES)], Settings(has_fast_path=has_fast_path))
    answer = ask(app, target, ("If-None-Match", "*"), method=method)

    assert answer.status == (304 if (method, status) == ("GET", 200) else status)


@pytest.mark.parametrize("part", ["arrival", "before_body", "after_body", "finish"])
@cases(
    "read",
    {
        "a header": lambda context: context.head.joined_header("x-probe"),
        "whether it is there": lambda context: "x-probe" in context.head.lines,
        "all headers": lambda context: context.head.raw_headers,
        "all lines": lambda context: [*context.head.lines.items()],
        "the path": lambda context: context.head.path,
        "a value of the path": lambda context: context.head.route.path_values["import_id"],
        "a typed value": lambda context: {**context.parameters.path},
        "a typed header": lambda context: context.parameters.header.get("x-loyalty-club-slug"),
    },
)
def test_what_an_added_step_reads_distinguishes_requests(packaged, probed, part, read):
    """A step need not say which headers its response depends on: it is enough to read them."""
    probed(part, lambda context: prepare_response(299, body=repr(read(context)).encode()))
    short = create_mock(packaged, Settings()).short_cut
    sent = (
        "GET /v3/a/members/imports/%d HTTP/1.1\r\nHost: a\r\nX-Loyalty-Club-Slug: %d\r\n"
        "%s: %d\r\n\r\n"
    )
    every = [
        (sent % (number % 5, number % 7, name, number % 3)).encode()
        for number in range(60)
        for name in ("X-Probe", "X-Other")
    ]
    for each in every:
        answer = short.respond(each, "http")
        outcome = short.fast_path.try_respond_simple(short.heads.read(each), "http")

        assert answer.partition(b"\r\n\r\n")[2] == outcome.body


@pytest.mark.parametrize("part", PARTS)
def test_every_way_runs_every_part_once_and_in_order(packaged, probed, part):
    """On every path, each step runs once."""
    seen = []
    probed(part, seen.append)
    fast, slow = (create_mock(packaged, Settings(has_fast_path=is_on)) for is_on in (True, False))
    sent = f"GET {JOBS} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    short = fast.short_cut
    short.fast_path.try_respond_simple(short.heads.read(sent), "http")
    short.fast_path.try_respond(scope_of("GET", JOBS, [("Host", "a")]))
    ask(slow.app, JOBS, ("Host", "a"))

    assert [context.head.path for context in seen] == [JOBS.encode()] * 3


@pytest.mark.parametrize("has_fast_path", [True, False], ids=["short-way", "long-way"])
@cases(
    "target, headers, status, note, applied",
    {
        "misspelt": (
            JOBS,
            [("Prefer", "cod=404")],
            200,
            "cod has no effect; did you mean code",
            "",
        ),
        "one-of-two": (
            JOBS,
            [("Prefer", "exmaple=x, code=500")],
            500,
            "exmaple has no effect; did you mean example",
            "code=500",
        ),
        "refused": (IMPORT, [("Prefer", "cod=404")], 400, "cod has no effect", ""),
        "undocumented": (f"{JOBS}?sort=desc", [], 200, "?sort has no effect: listImportJobs", ""),
        "applied": (JOBS, [("Prefer", "code=500, scenario=250-jobs")], 500, "", "code=500"),
        "no-switch": (JOBS, [("Prefer", "dynamic=maybe")], 200, "neither true nor false", ""),
    },
)
def test_what_is_asked_in_vain_is_noted(
    packaged, has_fast_path, target, headers, status, note, applied
):
    """A front-end developer reads in answer, journal and log what had no effect, and what had."""
    mock = create_mock(packaged, Settings(has_fast_path=has_fast_path))
    mock.warm_up()
    answer = ask(mock.app, target, *headers, ("Origin", "http://localhost:5173"))
    (entry,) = mock.controls.entries(Criteria(noted=bool(note)))

    assert answer.status == status
    assert note in (answer.header("mock-server-note") or "")
    assert (answer.header("preference-applied") or "") == applied
    assert note in "; ".join(entry.notes)
    assert "Mock-Server-Note" in (answer.header("access-control-expose-headers") or "")


@pytest.mark.parametrize("has_fast_path", [True, False], ids=["short-way", "long-way"])
def test_icon_of_a_browser_is_not_in_the_journal(packaged, has_fast_path):
    """Opening an answer in a browser leaves one line, not a refused one beside it."""
    mock = create_mock(packaged, Settings(has_fast_path=has_fast_path))
    mock.warm_up()
    ask(mock.app, JOBS)
    icon = ask(mock.app, "/favicon.ico")

    assert (icon.status, icon.body) == (204, b"")
    assert [entry.path for entry in mock.controls.entries(Criteria())] == [JOBS.encode()]
