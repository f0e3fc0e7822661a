"""Tests of the input of every probe."""

from contracts.http.client.recorder import Recorder
from contracts.http.messages.exchange import Identity, Purpose, Request
from contracts.http.requests.credentials import Credentials
from contracts.probes.inputs.context import ProbeContext
from tests.contracts.http.client.test_transport import ManualClock, create_transport, ok
from tests.contracts.shop import ORIGIN, TARGET, operation


def test_a_request_is_recorded_for_the_operation():
    """Every request is recorded with its purpose, its note and its identity."""
    sender, _ = create_transport([ok()])
    context = ProbeContext(
        target=TARGET,
        operation=operation("showOrder"),
        credentials=Credentials(),
        recorder=Recorder(sender, ManualClock()),
    )
    request = Request(method="GET", origin=ORIGIN, target="/v1/orders/7")

    sent = context.send(request, Purpose.ACCESS, "without one", asker=Identity.ANONYMOUS, twin=3)

    assert context.recorder.exchanges == (sent,)
    assert (sent.operation, sent.purpose, sent.note) == ("showOrder", Purpose.ACCESS, "without one")
    assert (sent.asker, sent.compared_to) == (Identity.ANONYMOUS, 3)
