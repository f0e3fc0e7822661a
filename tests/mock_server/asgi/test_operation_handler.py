"""The one handler."""

import pytest

from mock_server.asgi.app import create_app
from mock_server.settings import Settings
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask

JOBS = "/subscriptions/imports"
REFUSED = f"{JOBS}?page[limit]=abc"
GOODS = "/api/v1/depots/7/goods"
NEW = b'{"code": "KE-0008", "label": "Kettle", "kilograms": 1.25}'
JSON = ("Content-Type", "application/json")


def test_documented_example_is_the_answer(app):
    """Without preferences, an operation answers with its documented example."""
    answer = ask(app, JOBS)

    assert answer.status == 200
    assert answer.json()["data"][0]["attributes"] == {"external_ref": "abc123", "status": "pending"}


def test_header_selects_and_is_confirmed(app):
    """An applied preference is named in the response."""
    answer = ask(app, JOBS, ("Prefer", "code=500; x=y, example=from-schema, unknown=1"))

    assert answer.json()["errors"][0]["status"] == 500
    assert answer.header("preference-applied") == "code=500, example=from-schema"


def test_query_chooses_over_the_header(app):
    """The query has precedence, so that a URL gives the same response to every client."""
    answer = ask(app, f"{JOBS}?__example=internal-server-error", ("Prefer", "example=from-schema"))

    assert answer.json()["errors"][0]["status"] == "500"
    assert answer.header("preference-applied") is None


@cases(
    "preference, status",
    {"code": ("code=418", 422), "example": ("example=nothing", 422)},
)
def test_preference_that_cannot_be_met_is_a_problem(app, preference, status):
    """A preference that cannot be applied is never ignored."""
    answer = ask(app, JOBS, ("Prefer", preference))

    assert answer.status == status
    assert answer.header("mock-server-problem")
    assert answer.json()["asked_by"] == f"Prefer: {preference}"


def test_body_is_judged_before_the_answer_is_chosen(warehouse_app):
    """A POST with a documented body is answered, and one without is refused."""
    assert ask(warehouse_app, GOODS, JSON, method="POST", chunks=[NEW[:9], NEW[9:]]).status == 201
    assert ask(warehouse_app, GOODS, JSON, method="POST", chunks=[b"{}"]).status == 400


def test_example_of_a_problem_status_is_the_apis(warehouse_app):
    """A 422 of the operation and one of the mock differ by the header that names the problem."""
    own = ask(warehouse_app, f"{GOODS}?__code=422", JSON, method="POST", chunks=[NEW])
    tools = ask(warehouse_app, f"{GOODS}?__code=418", JSON, method="POST", chunks=[NEW])

    assert (own.status, own.header("mock-server-problem")) == (422, None)
    assert (tools.status, tools.header("mock-server-problem")) == (422, "unknown-code")


@pytest.mark.parametrize("value", ["garbage", "", "a/b/c", "multipart/form-data"])
def test_content_type_of_a_get_does_not_matter(app, value):
    """A GET without a body is answered with every `Content-Type`."""
    assert ask(app, JOBS, ("Content-Type", value)).status == 200


def test_answer_that_the_client_has_is_not_sent_again(app):
    """A poll with the tag of the last answer gets 304 while nothing has changed."""
    tag = ask(app, JOBS).header("etag")
    answer = ask(app, JOBS, ("If-None-Match", tag))

    assert (answer.status, answer.body, answer.header("etag")) == (304, b"", tag)


@pytest.fixture(scope="module", params=[True, False], ids=["fast-path", "connexion"])
def faulty_app(packaged, request):
    """A mock of its own, so that no other test arms faults in it."""
    return create_app(packaged, Settings(has_fast_path=request.param))


def test_refusal_without_a_fault_is_the_apis_own(faulty_app):
    """An invalid request that asks for no fault is refused as documented."""
    answer = ask(faulty_app, REFUSED)

    assert answer.status == 400
    assert answer.json()["errors"][0]["status"] == "400"


def test_fault_replaces_the_refusal(faulty_app):
    """A fault also fires for an invalid request."""
    answer = ask(faulty_app, REFUSED, ("Prefer", "fault=empty-body"))

    assert (answer.status, answer.body) == (400, b"")


def test_fault_that_looks_at_the_body_is_given_the_refusal(faulty_app):
    """A fault of the media type changes the error response."""
    healthy = ask(faulty_app, REFUSED)
    answer = ask(faulty_app, REFUSED, ("Prefer", "fault=content-type-wrong"))

    assert (answer.status, answer.body) == (400, healthy.body)
    assert answer.header("content-type") != healthy.header("content-type")


def test_unknown_fault_is_a_problem_of_the_tool(faulty_app):
    """A misspelt fault on a refused request is named with its nearest match, not ignored."""
    answer = ask(faulty_app, REFUSED, ("Prefer", "fault=status-undocumentd"))

    assert answer.header("mock-server-problem") == "unknown-fault"
    assert "status-undocumented" in answer.body.decode()


def test_path_without_operation_is_refused_even_with_faults(faulty_app):
    """Faults belong to operations: without one, the error response does not change."""
    armed = ("Prefer", "fault=status-undocumented")

    assert ask(faulty_app, f"{JOBS}/none", armed).status == 404
    assert ask(faulty_app, JOBS, armed, method="POST").status == 405


FILES = """
paths:
  /files/{name}:
    parameters: [{name: name, in: path, required: true, schema: {type: string}}]
    get: &answer
      responses:
        '200':
          description: x
          content: {application/json: {schema: {properties: {name: {type: string}}}}}
    post: *answer
  /files/{name}/{rest}:
    parameters:
    - {name: name, in: path, required: true, schema: {type: string}}
    - {name: rest, in: path, required: true, schema: {type: string}}
    get:
      responses: {'200': {description: x, content: {text/plain: {example: two}}}}
"""


@pytest.mark.parametrize("has_fast_path", [True, False])
@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("/files/a%2Fb", "a/b"),
        ("/files/a%2fb%2Fc%20d", "a/b/c d"),
        ("/files/%2F", "/"),
        ("/__session/s/files/a%2Fb", "a/b"),
        ("/files/%252F", "%2F"),
        ("/files/a%2F..%2Fb", "a/../b"),
    ],
)
def test_an_encoded_slash_is_data(contract_from, target, name, has_fast_path):
    """`%2F` is a part of a path value on every way through the server, and separates nothing."""
    app = create_app([contract_from(FILES)], Settings(has_fast_path=has_fast_path))

    assert ask(app, target).json() == {"name": name}
    assert ask(app, target, method="POST").json() == {"name": name}
    assert ask(app, "/files/a/b").body == b"two"
