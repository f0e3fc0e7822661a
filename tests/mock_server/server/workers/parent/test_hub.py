"""What the workers have in common, in the parent."""

import asyncio

import pytest

from mock_server.server.workers.frames import FrameError, Kind, pack
from mock_server.server.workers.parent.hub import WorkersHub
from tests.acceptance.cases import cases
from tests.mock_server.server.workers.rig import joined


def test_a_worker_inherits_what_the_one_before_it_has_counted():
    """The process that takes the place of a killed one; the other workers have their own."""

    async def run():
        async with joined(2) as (parent, first, _):
            first.note(b"keep", b"coverage", b"counted")
            await first.call(b"names")
            parent.leave(1)
            found = []
            again = await parent.join(1)
            again.replies[b"inherit"] = lambda values: found.append(values) or []
            await again.call(b"names")
            return found

    assert asyncio.run(run()) == [[b"coverage", b"counted"]]


def test_a_choice_about_the_documents_reaches_all_and_later_workers():
    """Also the one that is started again after it."""

    async def run():
        async with joined(2) as (parent, first, second):
            found = []
            second.replies[b"announced"] = lambda values: found.append(values) or []
            await first.call(b"announce", b"readings", b"{}")
            later = await parent.join(3)
            later.replies[b"announced"] = lambda values: found.append(values) or []
            await later.call(b"names")
            return found

    assert asyncio.run(run()) == [[b"readings", b"{}"]] * 2


@cases(
    ("kind", "values"),
    {
        "a kind of the parent": (Kind.ANSWER, [b"1"]),
        "no number": (Kind.CALL, [None, b"names"]),
        "an unknown call": (Kind.CALL, [b"1", b"fly"]),
        "a swap without a value": (Kind.CALL, [b"1", b"swap", b"owner", b"field", None]),
    },
)
def test_a_worker_that_says_something_else_is_an_error(kind, values):
    """The supervisor ends it."""
    with pytest.raises(FrameError):
        WorkersHub().received(1, kind, pack(values))
