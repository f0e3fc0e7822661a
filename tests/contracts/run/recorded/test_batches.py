"""Tests of keeping a bounded part of a recording in memory."""

from dataclasses import replace

from contracts.http.messages.exchange import Purpose
from contracts.run.recorded.batches import Batches, BatchLimits
from tests.contracts.shop import exchange, observe

KEY = ("shop", "showOrder")


def observations(*targets, purpose=Purpose.RECORDED):
    """Return observations of orders."""
    return observe(
        *(
            replace(exchange(target, number=number), purpose=purpose)
            for number, target in enumerate(targets, 1)
        )
    )


def judged(seen, limits, keys=(KEY,)):
    """Return the batches as numbers of earlier and new exchanges."""
    found = []

    def judge(key, earlier, new):
        found.append(
            (key[1], [s.exchange.number for s in earlier], [s.exchange.number for s in new])
        )

    batches = Batches(judge, limits)
    for place, each in enumerate(seen):
        batches.add(keys[place % len(keys)], each)
    batches.finish()
    return found


def test_every_exchange_is_judged_once_and_in_order():
    """The latest answer to each request goes on to the next batch."""
    seen = observations(
        "/v1/orders/1", "/v1/orders/2", "/v1/orders/1", "/v1/orders/3", "/v1/orders/3"
    )

    assert judged(seen, BatchLimits(observations=3)) == [
        ("showOrder", [], [1, 2, 3]),
        ("showOrder", [2, 3], [4, 5]),
    ]


def test_what_is_kept_for_the_next_batch_is_bounded():
    """Of a thousand orders, only the latest are kept."""
    seen = observations(*(f"/v1/orders/{n}" for n in range(1, 8)))

    assert judged(seen, BatchLimits(observations=5, earlier=2))[1] == ("showOrder", [4, 5], [6, 7])
    assert judged(seen, BatchLimits(observations=5, earlier_bytes=1))[1][1] == []


def test_long_bodies_and_many_operations_are_judged_early():
    """The bound holds for the bytes of bodies and for all operations together."""
    seen = observations(*["/v1/orders/1"] * 4)
    keys = [("shop", "a"), ("shop", "b")]

    assert len(judged(seen, BatchLimits(body_bytes=1))) == 4
    assert [each[0] for each in judged(seen, BatchLimits(every=2), keys)] == ["a", "a", "b"]
    assert len(judged(seen, BatchLimits(every_body_bytes=1), keys)) == 4


def test_the_probes_of_a_run_stay_together():
    """What a run sent to be compared is not divided, however much it is."""
    seen = observations(*["/v1/orders/1"] * 5, purpose=Purpose.CONNECTION)

    assert judged(seen, BatchLimits(observations=2)) == [("showOrder", [], [1, 2, 3, 4, 5])]
