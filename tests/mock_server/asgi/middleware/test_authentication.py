"""Asking for credentials."""

import pytest

from mock_server.asgi.app import create_app
from mock_server.settings import Settings
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask

JOBS = "/subscriptions/imports"
IMPORT = "/v3/infinity-mall/members/imports/1"
SLUG = ("X-Loyalty-Club-Slug", "infinity-mall")
TOKEN = "t0ken"


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
    """A request that is wrong in other ways too hears about its credentials first."""
    assert ask(closed, f"{JOBS}?page[limit]=abc").status == 401


@cases(
    "method, target, status",
    {
        "nothing-there": ("GET", f"{JOBS}/none", 404),
        "method": ("DELETE", JOBS, 405),
        "options": ("OPTIONS", JOBS, 204),
        "head": ("HEAD", JOBS, 401),
        "tool": ("GET", "/__health", 200),
        "nobody": ("GET", "/nobody", 404),
    },
)
def test_only_operations_are_closed(closed, method, target, status):
    """What is no operation's answer needs no credentials."""
    assert ask(closed, target, method=method).status == status


def test_operation_that_names_no_scheme_stays_open(warehouse):
    """Where the documents ask for nothing, the flag asks for nothing."""
    closed = create_app([warehouse], Settings(is_auth_required=True))

    assert ask(closed, "/api/v1/pulse").status == 204
    assert ask(closed, "/api/v1/depots/7/goods").status == 401


def test_credentials_do_not_matter_without_the_flag(app):
    """By default a wrong token is as good as none."""
    assert ask(app, JOBS, ("Authorization", "Bearer wrong")).status == 200
