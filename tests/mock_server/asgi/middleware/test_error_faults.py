"""Faults on refusals: a fault may take the place of a refusal, and nothing else changes one."""

import pytest

from mock_server.asgi.app import create_app
from mock_server.settings import Settings
from tests.mock_server.asgi_client import ask

JOBS = "/subscriptions/imports"
REFUSED = f"{JOBS}?page[limit]=abc"


@pytest.fixture(scope="module", params=[True, False], ids=["fast-path", "connexion"])
def app(packaged, request):
    """A mock of its own, which other tests arm nothing in."""
    return create_app(packaged, Settings(has_fast_path=request.param))


def test_refusal_without_a_fault_is_the_apis_own(app):
    """An invalid request that asks for no fault is refused as documented."""
    answer = ask(app, REFUSED)

    assert answer.status == 400
    assert answer.json()["errors"][0]["status"] == "400"


def test_fault_replaces_the_refusal(app):
    """A client that tests its error handling gets the fault even where its request is wrong."""
    answer = ask(app, REFUSED, ("Prefer", "fault=empty-body"))

    assert (answer.status, answer.body) == (400, b"")


def test_fault_that_looks_at_the_body_is_given_the_refusal(app):
    """A fault of the media type is one of the refusal that would have been sent."""
    healthy = ask(app, REFUSED)
    answer = ask(app, REFUSED, ("Prefer", "fault=content-type-wrong"))

    assert (answer.status, answer.body) == (400, healthy.body)
    assert answer.header("content-type") != healthy.header("content-type")


def test_unknown_fault_is_a_problem_of_the_tool(app):
    """A misspelt fault on a refused request is named with its nearest match, not ignored."""
    answer = ask(app, REFUSED, ("Prefer", "fault=status-undocumentd"))

    assert answer.header("mock-server-problem") == "unknown-fault"
    assert "status-undocumented" in answer.body.decode()


def test_path_that_no_operation_has_is_refused_whatever_is_armed(app):
    """A fault is one of an operation: where there is none, the refusal stays."""
    armed = ("Prefer", "fault=status-undocumented")

    assert ask(app, f"{JOBS}/none", armed).status == 404
    assert ask(app, JOBS, armed, method="POST").status == 405
