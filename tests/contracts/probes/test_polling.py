"""Tests of polling resources."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import openapi
from contracts.http.client.connection import ReceivedAnswer
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import BudgetExhausted
from contracts.http.deadline import EVERY
from contracts.http.messages.exchange import Purpose, Request, Response
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from contracts.probes.inputs.context import ProbeContext, ResourceFollower
from contracts.probes.polling import (
    EXTRA_POLLS,
    LOCAL_INTERVAL,
    ROUNDS,
    STILL_ROUNDS,
    STILL_SECONDS,
    follow,
    run,
)
from openapi.loading.document import load_contract
from tests.contracts.http.client.test_transport import ManualClock, create_transport, ok
from tests.contracts.shop import ORDER, ORIGIN, TARGET, operation

REQUEST = Request(method="GET", origin=ORIGIN, target="/v1/orders/7")
DONE = {**ORDER, "status": "done"}


class TickingClock(ManualClock):
    """A clock on which every look takes a second."""

    def monotonic(self):
        """Return the seconds that have passed, one more than at the last look."""
        self.seconds += 1
        return self.seconds


def context(name, memory):
    """Return the probe's input for an operation."""
    return ProbeContext(
        target=TARGET, operation=operation(name), credentials=Credentials(), recorder=memory
    )


def follower(*answers):
    """Return a follower of one order, and its clock."""
    clock = ManualClock()
    sender, _ = create_transport(list(answers))
    memory = Recorder(sender, clock)
    return ResourceFollower(
        operation=operation("showOrder"), recorder=memory, requests=[REQUEST]
    ), clock


def test_existing_resources_are_polled_many_times():
    """The first resource gets additional polls; a missing one is not polled."""
    number = EXTRA_POLLS + ROUNDS
    sender, _ = create_transport([ok(), ok(404), *[ok()] * number])
    memory = Recorder(sender, ManualClock())
    for target in ("/v1/orders/7", "/v1/orders/8"):
        request = Request(method="GET", origin=ORIGIN, target=target)
        memory.exchange(request, operation="showOrder", purpose=Purpose.IDENTITY)

    run(context("showOrder", memory))

    polls = [each for each in memory.exchanges if each.purpose is Purpose.POLL]
    assert [each.request.target for each in polls] == ["/v1/orders/7"] * number


def test_an_operation_without_polling_is_left_alone():
    """No request is sent for it."""
    sender, _ = create_transport([])
    memory = Recorder(sender, ManualClock())

    one = context("listOrders", memory)

    run(one)

    assert (one.followers, memory.exchanges) == ([], ())


def test_a_local_server_is_polled_quickly():
    """It is polled every 0.2 seconds until the time is up."""
    one, clock = follower(*[ok()] * 40)
    one.is_over = False

    follow([one], clock, 1.0, is_local=True)

    assert clock.slept[:4] == [LOCAL_INTERVAL] * 4
    assert clock.seconds <= 1.3


def test_a_remote_server_gets_the_interval_that_it_asks_for():
    """Without Retry-After it is 5 seconds; a poll that would come too late is not sent."""
    one, clock = follower(ok())
    one.patience, one.is_over = 30.0, False

    follow([one], clock, 20.0, is_local=False)
    assert clock.slept == []

    one.patience = 0.0
    follow([one], clock, 8.0, is_local=False)
    assert clock.slept == [5.0]


class MovingClock(ManualClock):
    """A clock whose day moves with its seconds."""

    def now(self):
        """Return the time of day."""
        return super().now() + timedelta(seconds=self.seconds)


def orders(*bodies):
    """Return a follower of one order with these bodies, and its clock."""
    clock = MovingClock()
    plain = ok().response
    answers = [
        ReceivedAnswer(response=replace(plain, body=json.dumps(body).encode()), received=10)
        for body in bodies
    ]
    memory = Recorder(create_transport(answers, clock)[0], clock)
    return ResourceFollower(
        operation=operation("showOrder"), recorder=memory, requests=[REQUEST], is_over=False
    ), clock


def test_a_resource_that_does_not_change_is_not_polled_to_the_end():
    """A static server has shown in two seconds that nothing moves."""
    one, clock = orders(*[ORDER] * 60)

    follow([one], clock, 9.0, is_local=True)

    assert STILL_SECONDS <= clock.seconds < STILL_SECONDS + 1
    assert len(one.recorder.exchanges) >= STILL_ROUNDS


def test_a_resource_that_changes_is_polled_to_the_end():
    """What moves may break its contract with its last step."""
    one, clock = orders(*({**ORDER, "done": n} for n in range(60)))

    follow([one], clock, 6.0, is_local=True)

    assert clock.seconds >= 6.0


def test_the_time_of_other_requests_counts():
    """What has not changed since the first polls of the run is still."""
    one, clock = orders(*[ORDER] * 60)
    one.bodies, one.changed_at = {REQUEST: json.dumps(ORDER).encode()}, clock.now()
    clock.seconds = 60.0

    follow([one], clock, 9.0, is_local=True)

    assert len(one.recorder.exchanges) == STILL_ROUNDS


def test_looking_for_changing_items_ends_with_the_time_of_the_run():
    """A list whose items take longer to judge than the run may last ends it, at a look in between.

    Here every look at the clock takes a second; the list is long enough for a hundred of them.
    """
    contract = load_contract(Path(openapi.__file__).with_name("elastic_path.yaml"))
    listed = next(each for each in contract.operations if each.polling and each.polling.key)
    items = [{"id": str(number)} for number in range(100 * EVERY)]
    body = json.dumps({"data": items, "links": {}}).encode()
    clock = TickingClock()
    page = ReceivedAnswer(response=Response(status=200, body=body), received=len(body))
    sender, sent = create_transport([page] * 40, clock, max_seconds=60)
    memory = Recorder(sender, clock)
    target = Target(contract=contract, origin=ORIGIN)
    first = Request(method="GET", origin=ORIGIN, target=listed.path)
    memory.exchange(first, operation=listed.id, purpose=Purpose.WALK)
    one = ProbeContext(target=target, operation=listed, credentials=Credentials(), recorder=memory)

    with pytest.raises(BudgetExhausted, match="--max-time"):
        run(one)

    assert len(sent.sent) == 1
