"""A document with references to what does not exist: what can be served is."""

import json

import pytest

from mock_server.asgi.app import create_app
from mock_server.settings import Settings
from openapi.contract import Severity
from openapi.errors import DocumentError
from openapi.loading.document import STRICT, load_contract, load_contracts
from tests.acceptance.commands import run_here
from tests.mock_server.asgi_client import ask

DEAD = {"$ref": "#/components/schemas/Gone"}
NUMBER = {"type": "integer"}


def get(schema, **more):
    """Return a path whose answer has a schema."""
    content = {"application/json": {"schema": schema, **more}}
    return {"get": {"responses": {"200": {"description": "d", "content": content}}}}


def has(required):
    """Return an object with a good and a dead member."""
    return {"type": "object", "required": required, "properties": {"a": NUMBER, "b": DEAD}}


SHOWN = {"application/json": {"example": 1}}
PLAIN = {"responses": {"200": {"description": "d", "content": SHOWN}}}
PATHS = {
    "/good": get(NUMBER),
    "/optional": get(has(["a"])),
    "/required": get(has(["a", "b"])),
    "/example": get(DEAD, example={"b": 1}),
    "/response": {"get": {"responses": {"200": {"$ref": "#/components/responses/Gone"}}}},
    "/parameter": {"get": {"parameters": [{"$ref": "#/components/parameters/Gone"}], **PLAIN}},
    "/body": {"post": {"requestBody": {"$ref": "#/components/requestBodies/Gone"}, **PLAIN}},
    "/item": {"$ref": "#/components/pathItems/Gone"},
}


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    """Write the document."""
    file = tmp_path_factory.mktemp("dead") / "dead.json"
    whole = {"openapi": "3.1.0", "info": {"title": "Dead", "version": "1"}, "paths": PATHS}
    file.write_text(json.dumps(whole), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def mock(document):
    """Return the mock of the document."""
    return create_app(load_contracts([document]), Settings())


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/good", 0),
        ("/optional", {"a": 0}),
        ("/example", {"b": 1}),
        ("/parameter?any=1", 1),
    ],
)
def test_what_can_be_served_is(mock, path, body):
    """An operation that does without what is missing is answered as if it were not documented."""
    answer = ask(mock, path)

    assert (answer.status, answer.json()) == (200, body)


def test_body_of_a_missing_schema_may_be_anything(mock):
    """What a request has to be is not known, so that everything is accepted."""
    kind = ("content-type", "text/plain")

    assert ask(mock, "/body", kind, method="POST", chunks=[b"x"]).status == 200


@pytest.mark.parametrize("path", ["/required", "/response"])
def test_answer_that_needs_it_says_what_is_missing(mock, path):
    """The answer is a problem that names the reference."""
    answer = ask(mock, path)

    assert (answer.status, answer.header("mock-server-problem")) == (422, "nothing-documented")
    assert "does not resolve" in answer.json()["detail"]


def test_each_is_named_and_a_strict_loader_refuses_the_document(document):
    """The errors are listed with the document, by lint with exit code 1, and end a strict start."""
    complaints = load_contract(document).complaints
    errors = [each for each in complaints if each.severity is Severity.ERROR]
    linted = run_here("contracts", "lint", str(document))

    assert {each.rule for each in errors} == {"reference"}
    assert len(errors) == 7
    assert linted.returncode == 1
    assert linted.stdout.count(": error reference: ") == 7
    with pytest.raises(DocumentError, match="does not resolve"):
        load_contract(document, options=STRICT)


def test_a_file_that_is_missing_refuses_the_document(document):
    """The author of the document can give the file; lint lists it with the rest."""
    path = document.with_name("file.json")
    paths = {**PATHS, "/file": {"get": {"responses": {"200": {"$ref": "gone.yaml#/x"}}}}}
    whole = {"openapi": "3.1.0", "info": {"title": "Dead", "version": "1"}, "paths": paths}
    path.write_text(json.dumps(whole), encoding="utf-8")

    with pytest.raises(DocumentError, match="names a file that is missing"):
        load_contract(path)
    assert run_here("contracts", "lint", str(path)).stdout.count(": error reference: ") == 8
