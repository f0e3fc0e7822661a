"""Tests of repeating requests."""

from dataclasses import replace
from itertools import count, pairwise

from contracts.http.messages.exchange import Purpose
from contracts.observations.failures.chance import FLICKERED, FLICKERS
from contracts.probes.inputs.raw_request import documented_request
from contracts.probes.repetition import BURSTS, CONNECTIONS, TOGETHER, run
from tests.contracts.live import Reply
from tests.contracts.probing import probed


def repeat(answer, targets=("/v1/orders/7", "/v1/orders/8")):
    """Return the repetitions of requests for these targets."""

    def probe(context):
        base = documented_request(context.target, context.operation, context.credentials).request
        for target in targets:
            context.send(replace(base, target=target), Purpose.DOCUMENTED, "documented")
        run(context)

    with probed(probe, answer=answer) as (exchanges, _):
        return exchanges[len(targets) :]


def test_different_requests_are_sent_together():
    """Concurrent requests differ, so that swapped answers can be recognised."""
    found = repeat(lambda seen: Reply(body={"for": seen.target}))
    burst = [each for each in found if "at the same time" in each.note]

    assert len(found) == CONNECTIONS + BURSTS * (TOGETHER + 1)
    assert {each.request.target for each in burst} == {"/v1/orders/7", "/v1/orders/8"}
    assert all(each.response.status == 200 for each in found)


def test_only_answered_requests_are_repeated():
    """Without an answer no request is repeated."""
    assert repeat(lambda _: Reply(), targets=()) == ()


def test_flickering_resource_is_looked_at_again():
    """What was refused between two successes is asked in a row, so that a check sees a pattern."""
    looks = count(1)

    def answer(seen):
        return Reply(status=404) if next(looks) % 3 == 0 else Reply(body={"for": seen.target})

    found = [each for each in repeat(answer) if each.note == FLICKERED]

    assert len(found) == FLICKERS
    assert len({each.request for each in found}) == 1
    refused = [place for place, each in enumerate(found) if each.status == 404]
    assert {later - before for before, later in pairwise(refused)} == {3}
