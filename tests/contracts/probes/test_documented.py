"""Tests of the probe that sends the documented requests."""

from contracts.http.client.recorder import Recorder
from contracts.http.messages.exchange import Purpose
from contracts.http.requests.credentials import Credentials
from contracts.probes.documented import run
from contracts.probes.inputs.context import ProbeContext
from tests.contracts.http.client.test_transport import ManualClock, create_transport, ok
from tests.contracts.shop import ORIGIN, TARGET, operation


def test_every_exchange_is_kept():
    """The probe sends through the recorder and judges nothing."""
    sender, _ = create_transport([ok(), ok(404), ok(500), ok(), ok()])
    memory = Recorder(sender, ManualClock())

    run(
        ProbeContext(
            target=TARGET,
            operation=operation("showOrder"),
            credentials=Credentials(),
            recorder=memory,
        )
    )

    found = memory.exchanges[:3]
    assert [each.request.url for each in found] == [f"{ORIGIN}/v1/orders/7"] * 3
    assert {each.purpose for each in found} == {Purpose.DOCUMENTED}
    assert found[0].note == "required parameters only"
