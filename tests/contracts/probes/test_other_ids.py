"""Tests of requests for other resources than the documented one."""

from contracts.http.requests.credentials import Credentials
from contracts.probes.other_ids import run
from openapi.contract import Location
from tests.contracts.live import Reply
from tests.contracts.probing import probed


def asked(credentials):
    """Return the last segments of the requested paths."""
    missing = Reply(status=404, body={"error": "no"})
    with probed(run, answer=lambda _: missing, credentials=credentials) as (exchanges, _):
        return [each.request.path.rpartition("/")[2] for each in exchanges]


def test_neighbours_small_and_large_numbers_and_bounds():
    """Only values that the schema allows are requested, each once."""
    found = asked(Credentials())

    assert found == ["8", "6", "2", "3", "10", "42", "100", "1000", "1001", "12345", "1000000", "1"]


def test_known_values_beyond_the_documented_requests_are_requested():
    """Each of many known ids is requested."""
    known = tuple(str(number) for number in range(200, 260))

    assert set(known[40:]) <= set(asked(Credentials(known={"order_id": known})))


def test_a_value_from_the_environment_is_not_varied():
    """A value that names the caller's own account is kept."""
    live = Credentials(parameters={(Location.PATH, "order_id"): "7"})

    assert asked(live) == []
