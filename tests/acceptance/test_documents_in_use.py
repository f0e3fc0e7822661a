"""The right answer of every document that once came back wrong: served, asked and checked."""

import pytest

from mock_server.admin.contract_view.example_requests import example_request
from mock_server.asgi.app import create_app
from mock_server.server.embedded import MockServer
from mock_server.settings import Settings
from openapi.loading.document import load_contract
from openapi.schema.validation import validator_for
from tests.acceptance.cases import cases
from tests.acceptance.commands import run_here
from tests.acceptance.test_documents_as_they_are import SERVED, path_of
from tests.mock_server.asgi_client import ask

NOTHING_DOCUMENTED = {
    ("answers", "/minmax"): "no UUID has 40 characters",
}
"""Operations without a success that could be answered, with the document's own fault."""

JSON = ("content-type", "application/json")
FORM = ("content-type", "application/x-www-form-urlencoded")


def app_of(name):
    """Return the application that serves a document, and its contract."""
    contract = load_contract(path_of(name))
    return create_app([contract], Settings()), contract


@pytest.mark.parametrize("name", SERVED)
def test_every_operation_answers_its_printed_request(name):
    """The request that the mock prints gets a documented success, valid by its schema."""
    app, contract = app_of(name)
    for operation in contract.operations:
        request = example_request(contract, operation)
        answer = ask(
            app,
            request.target,
            *request.headers,
            method=operation.method,
            chunks=(request.body,),
        )
        at = (name, operation.path)

        assert (answer.status == 422) is (at in NOTHING_DOCUMENTED), (at, answer)
        if at in NOTHING_DOCUMENTED:
            assert answer.header("mock-server-problem") == "nothing-documented"
            continue
        if not operation.responses:
            assert (answer.status, answer.body) == (200, b""), (at, answer)
            continue
        documented = operation.response_for(answer.status)
        assert documented is operation.success, (at, answer)
        if (answer.header("content-type") or "").startswith("application/json"):
            schema = documented.media_types[0].schema
            assert schema is None or validator_for(schema).is_valid(answer.json()), (at, answer)


@cases(
    "name, target, body",
    {
        "merged-examples": ("allof-part-example", "/a", b'{"id":3,"wheels":4}'),
        "narrowed-enum": ("enum-intersection", "/a", b'{"kind":"car"}'),
        "discriminator": ("oneof-discriminator", "/a", b'{"kind":"cat","meows":true}'),
        "unique-items": ("unique-items", "/a", b'["x","y"]'),
        "null": ("type-null", "/x", b'{"a":null}'),
        "events": ("event-stream", "/events", b'data: {"n":0}\n\n'),
        "ndjson": ("answers", "/ndjson-ex", b'{"a":1}\n{"a":2}\n'),
        "json-in-a-text": ("response-headers", "/json-as-text", b'{"a":1}'),
        "long-uri": (
            "answers",
            "/fmt-len",
            b'{"c":"https://example.com/aaaaaaaaaaaaaaaaaaaa"}',
        ),
        "xml": ("answers", "/xml-ex", b"<E><a>1</a></E>"),
    },
)
def test_answer_is_the_right_one(name, target, body):
    """Examples are merged, alternatives narrowed, and media types are what they are."""
    assert ask(app_of(name)[0], target).body == body


@cases(
    "name, target, header, value",
    {
        "no coding": ("content-encoding-header", "/gz", "content-encoding", None),
        "own tag": ("response-headers", "/etag", "etag", '"abc"'),
    },
)
def test_headers_of_the_server_are_its_own(name, target, header, value):
    """A documented header never contradicts the bytes that are sent."""
    assert ask(app_of(name)[0], target).header(header) == value


@pytest.mark.parametrize(
    ("name", "target"), [("cors-header-twice", "/a"), ("response-headers", "/cors")]
)
def test_one_origin_is_allowed_once(name, target):
    """Browsers block an answer with two `Access-Control-Allow-Origin` lines."""
    answer = ask(app_of(name)[0], target, ("origin", "https://page.example"))

    assert [n for n, _ in answer.headers].count("access-control-allow-origin") == 1


@cases(
    "name, method, target, headers, body, status",
    {
        "read-only is not sent": (
            "readonly-required", "POST", "/a", (JSON,), b'{"name":"x"}', 201
        ),
        "form without a field": ("form-body-unjudged", "POST", "/a", (FORM,), b"n=1", 400),
        "form": ("form-body-unjudged", "POST", "/a", (FORM,), b"to=x&n=1", 201),
        "slash in a value": ("encoded-slash", "GET", "/projects/a%2Fb%2fc", (), b"", 204),
        "slash between": ("encoded-slash", "GET", "/projects/a/b", (), b"", 404),
        "no is a text": ("yaml-norway", "GET", "/x?c=no", (), b"", 200),
        "query of a path": ("path-with-query", "GET", "/b?v=full", (), b"", 204),
    },
)  # fmt: skip
def test_request_is_judged_as_it_is_documented(name, method, target, headers, body, status):
    """What the document allows is accepted, and what it does not is refused."""
    answer = ask(app_of(name)[0], target, *headers, method=method, chunks=(body,))

    assert answer.status == status, answer


@pytest.mark.parametrize("has_fast_path", [True, False])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_slash_in_a_value_takes_every_way(method, has_fast_path):
    """With and without the fast path, and with a fault, an encoded slash is data."""
    contract = load_contract(path_of("encoded-slash"))
    app = create_app([contract], Settings(has_fast_path=has_fast_path))
    targets = ["/projects/a%2Fb", "/projects/a%2Fb?__fault=delay;seconds=0.001"]

    assert [ask(app, target, method=method).status for target in targets] == [204, 204]


@pytest.mark.parametrize("name", ["default-error-ignored", "default-error-schema-only"])
def test_refusal_has_the_documented_form(name):
    """An error that is documented by example or schema is that of the mock's refusals, too."""
    answer = ask(app_of(name)[0], "/a?limit=x")

    assert answer.status == 400
    assert answer.header("content-type") == "application/json"
    assert isinstance(answer.json()["code"], int)


def test_write_only_members_are_not_answered():
    """What only requests carry is left out, although it is required (OpenAPI 3.0.3)."""
    assert ask(app_of("writeonly-required")[0], "/a").json().keys() == {"id"}


def test_head_has_no_other_length_than_get():
    """A documented HEAD has the length of GET, or none (RFC 9110, 9.3.2); never 0."""
    app = app_of("head-documented")[0]

    assert ask(app, "/a").header("content-length") == "7"
    assert ask(app, "/a", method="HEAD").header("content-length") in {None, "7"}


def test_date_is_the_servers():
    """There is one date, that of the answer."""
    dates = [v for n, v in ask(app_of("response-headers")[0], "/date").headers if n == "date"]

    assert len(dates) == 1
    assert "2020" not in dates[0]


@pytest.mark.parametrize(
    "name",
    [
        "check-crash-empty-default",
        "check-crash-pattern",
        "encoded-slash",
        "oneof-discriminator",
        "parameter-behind-allof",
        "unsafe-no-body",
        "writeonly-required",
        "xml-first",
    ],
)
def test_checker_passes_the_mock_of_a_document(name):
    """What once crashed the checker, or made it accuse a healthy server, passes."""
    with MockServer(Settings(port=0, specs=(path_of(name),))) as mock:
        done = run_here(
            "contracts", "check", mock.url, "--spec", str(path_of(name)), "--unsafe",
            "--profile", "smoke",
        )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr


def test_document_of_posts_alone_says_what_would_check_it():
    """Without `--unsafe` nothing is sent, and the last line says so; nothing is green."""
    with MockServer(Settings(port=0, specs=(path_of("only-post"),))) as mock:
        done = run_here(
            "contracts",
            "check",
            mock.url,
            "--spec",
            str(path_of("only-post")),
            "--profile",
            "smoke",
        )

    assert done.returncode == 1
    assert "--unsafe" in done.stdout
