"""Tests of following what lives on between answers."""

from contracts.http.client.recorder import Recorder
from contracts.http.messages.exchange import Purpose, Request
from contracts.http.requests.credentials import Credentials
from contracts.probes.inputs.context import ProbeContext, ResourceFollower
from contracts.probes.polling import (
    LOCAL_INTERVAL,
    MORE_LOOKS,
    ROUNDS,
    follow,
    run,
)
from tests.contracts.http.client.test_transport import ManualClock, create_transport, ok
from tests.contracts.shop import ORDER, ORIGIN, TARGET, operation

REQUEST = Request(method="GET", origin=ORIGIN, target="/v1/orders/7")
DONE = {**ORDER, "status": "done"}


def context(name, memory):
    """Return what the probe gets for an operation."""
    return ProbeContext(
        target=TARGET, operation=operation(name), credentials=Credentials(), recorder=memory
    )


def follower(*answers):
    """Return somebody who follows one order, with the clock and all that was sent."""
    clock = ManualClock()
    door, _ = create_transport(list(answers))
    memory = Recorder(door, clock)
    return ResourceFollower(
        operation=operation("showOrder"), recorder=memory, requests=[REQUEST]
    ), clock


def test_things_that_answered_are_looked_at_many_times():
    """The first thing gets a dozen looks and more; what did not answer is not followed."""
    number = MORE_LOOKS + ROUNDS
    door, _ = create_transport([ok(), ok(404), *[ok()] * number])
    memory = Recorder(door, ManualClock())
    for target in ("/v1/orders/7", "/v1/orders/8"):
        request = Request(method="GET", origin=ORIGIN, target=target)
        memory.exchange(request, operation="showOrder", purpose=Purpose.IDENTITY)

    run(context("showOrder", memory))

    looks = [each for each in memory.exchanges if each.purpose is Purpose.POLL]
    assert [each.request.target for each in looks] == ["/v1/orders/7"] * number


def test_an_operation_whose_things_are_not_polled_is_left_alone():
    """Nothing is sent for it."""
    door, _ = create_transport([])
    memory = Recorder(door, ManualClock())

    one = context("listOrders", memory)

    run(one)

    assert (one.followers, memory.exchanges) == ([], ())


def test_on_this_machine_looks_are_quick():
    """It looks every fifth of a second until the time is up."""
    one, clock = follower(*[ok()] * 40)
    one.is_over = False

    follow([one], clock, 1.0, is_local=True)

    assert clock.slept[:4] == [LOCAL_INTERVAL] * 4
    assert clock.seconds <= 1.3


def test_elsewhere_a_server_gets_the_patience_that_it_asks_for():
    """Without a Retry-After five seconds pass, and a look that would come too late is not taken."""
    one, clock = follower(ok())
    one.patience, one.is_over = 30.0, False

    follow([one], clock, 20.0, is_local=False)
    assert clock.slept == []

    one.patience = 0.0
    follow([one], clock, 8.0, is_local=False)
    assert clock.slept == [5.0]
