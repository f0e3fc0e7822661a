"""What the workers have in common, in the parent."""

import asyncio

import pytest

from mock_server.server.workers.frames import FrameError, FrameKind, pack
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


def test_a_worker_that_never_replies_is_stuck():
    """After a minute; one that replies late, or was asked nothing, is not."""

    async def run():
        async with joined(3) as (parent, asking, late, stuck):
            for link in (late, stuck):
                link.replies[b"publish"] = lambda _: asyncio.sleep(60)
            calls = [asyncio.ensure_future(asking.call(b"publish")) for _ in range(2)]
            await asyncio.sleep(0.02)
            parent.now = 59.0
            late.send(FrameKind.REPLY, pack([b"1"]))
            await asyncio.sleep(0.02)
            before = [parent.hub.is_silent(number) for number in (1, 2, 3)]
            parent.now = 61.0
            after = [parent.hub.is_silent(number) for number in (1, 2, 3)]
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)
            return before, after

    assert asyncio.run(run()) == ([False] * 3, [False, False, True])


@cases(
    ("kind", "values"),
    {
        "a kind of the parent": (FrameKind.ANSWER, [b"1"]),
        "no number": (FrameKind.CALL, [None, b"names"]),
        "an unknown call": (FrameKind.CALL, [b"1", b"fly"]),
        "a swap without a value": (FrameKind.CALL, [b"1", b"swap", b"owner", b"field", None]),
    },
)
def test_a_worker_that_says_something_else_is_an_error(kind, values):
    """The supervisor ends it."""
    with pytest.raises(FrameError):
        WorkersHub().received(1, kind, pack(values))
