"""The context of one request."""

import pytest

from mock_server.sessions.request_context import context_of, has_context, open_context
from openapi.routing import Route
from tests.mock_server.asgi_client import scope_of

NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z


def context(scope=None):
    """Return the context of a request that has just come."""
    return open_context(scope or scope_of("GET", "/"), lambda _: Route(), NOON)


def test_layers_share_one_context():
    """Changes by an inner layer are visible to the outer one, although the scope was copied."""
    scope = scope_of("GET", "/")
    mine = context(scope)
    context_of({**scope}).scenario = "api/name"

    assert mine.scenario == "api/name"


def test_request_begins_in_the_default_session_in_real_time():
    """Until its session is known, a request is dated by the real clock and never remembered."""
    begun = context()

    assert (begun.session.name, begun.session.now, begun.real) == ("", NOON, NOON)
    assert not begun.is_cacheable


def test_response_is_not_there_before_it_is_selected():
    """A step that reads the healthy response too early is a bug, not an empty response."""
    with pytest.raises(LookupError):
        _ = context().healthy_response


def test_request_of_the_admin_side_has_no_context():
    """A layer that serves both sides can ask first."""
    assert not has_context(scope_of("GET", "/__admin/ready"))


def test_first_fault_gives_the_name():
    """Of several faults that fire for one request, the first is noted."""
    seen = context()
    seen.note_fault("delay")
    seen.note_fault("reset")

    assert seen.fault == "delay"
