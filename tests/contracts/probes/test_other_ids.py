"""Tests of requests for other things than the documented one."""

from contracts.http.client.limits import Limits
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import Transport
from contracts.http.clock import SystemClock
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from contracts.probes.inputs.context import ProbeContext
from contracts.probes.other_ids import run
from openapi.contract import Location
from tests.contracts.live import Reply, serve
from tests.contracts.shop import SHOP, operation


def asked(credentials, name="showOrder"):
    """Return the last segments of the paths that were asked for."""
    with serve(lambda _: Reply(status=404, body={"error": "no"})) as server:
        door = Transport(Limits(origins=frozenset({server.url})), SystemClock())
        memory = Recorder(door, SystemClock())
        target = Target(contract=SHOP, origin=server.url)
        run(
            ProbeContext(
                target=target, operation=operation(name), credentials=credentials, recorder=memory
            )
        )
        door.close()
    return [each.request.path.rpartition("/")[2] for each in memory.exchanges]


def test_neighbours_small_and_large_numbers_and_bounds():
    """Only values that the schema allows, and each once."""
    found = asked(Credentials())

    assert found == ["8", "6", "2", "3", "10", "42", "100", "1000", "1001", "12345", "1000000", "1"]


def test_known_values_beyond_the_documented_requests_are_asked_for():
    """However many ids the caller knows, each is looked at."""
    known = tuple(str(number) for number in range(200, 260))

    assert set(known[40:]) <= set(asked(Credentials(known={"order_id": known})))


def test_a_value_from_the_environment_is_not_varied():
    """What names the caller's own account stays as it is."""
    live = Credentials(parameters={(Location.PATH, "order_id"): "7"})

    assert asked(live) == []
