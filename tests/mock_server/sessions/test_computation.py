"""Computations: once for a request, off the event loop unless they are known to be quick."""

import asyncio
import threading

import pytest

from mock_server.http.requests import read_head
from mock_server.sessions.computation import computed, when_computed
from mock_server.sessions.request_context import RequestContext, unnamed_session
from openapi.process.background_thread import UnfinishedError
from openapi.routing import Router


def context():
    """Return the context of a request."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [],
    }
    return RequestContext(read_head(scope, Router(()).find), unnamed_session(0.0))


def test_quick_computation_is_done_where_it_is_needed():
    """The first of its kind shows how long it takes; after a quick one, no thread is needed."""
    threads = [
        computed(context(), "quick in this test", threading.current_thread) for _ in range(2)
    ]

    assert threads[0] is not threading.current_thread()
    assert threads[1] is threading.current_thread()


def test_long_computation_is_done_once_while_others_go_on():
    """Steps that need a long computation run again when it is finished; their notes are not."""
    gate, calls, request = threading.Event(), [], context()

    def compute():
        calls.append("computed")
        gate.wait(30)
        return 5

    async def steps():
        request.add_note("once")
        return computed(request, "long in this test", compute)

    async def both():
        answer = asyncio.create_task(when_computed(request, steps))
        await asyncio.sleep(0)
        assert not answer.done()
        gate.set()
        return await answer

    assert asyncio.run(both()) == 5
    assert calls == ["computed"]
    assert request.notes == ("once",)


def test_computation_that_goes_on_is_not_begun_again():
    """A second look at what is not finished says so."""
    gate, request = threading.Event(), context()

    for _ in range(2):
        with pytest.raises(UnfinishedError):
            computed(request, "endless in this test", lambda: gate.wait(30))
    gate.set()


def test_error_of_a_computation_is_that_of_the_steps():
    """What is raised in the thread is raised in the steps, be the thread idle or busy."""
    request = context()

    def fail():
        message = "no value"
        raise LookupError(message)

    async def steps():
        return computed(request, "failing in this test", fail)

    with pytest.raises(LookupError, match="no value"):
        asyncio.run(when_computed(request, steps))
