"""Tests of requesting known resources by other ids, against a live shop."""

from contracts.http.messages.exchange import Purpose
from contracts.probes.lookalike_ids import run
from tests.contracts.probing import probed


def test_other_ids_are_requested_between_two_requests_for_the_own_one():
    """The resource itself is requested first and last."""
    with probed(run) as (exchanges, _):
        sevens = [
            e for e in exchanges if "order_id" in e.note and e.purpose is Purpose.LOOKALIKE_ID
        ]

    assert sevens[0].request.target == sevens[-2].request.target == "/v1/orders/7"
    assert {e.compared_to for e in sevens[1:-1]} == {sevens[0].number}


def test_numbers_that_wrap_around_are_neighbours():
    """They may be ids of other resources, so their purpose is another one."""
    with probed(run) as (exchanges, _):
        near = {
            e.request.path.rpartition("/")[2] for e in exchanges if e.purpose.value == "neighbour"
        }

    assert {"6", "-7", str(7 + 2**32), str(7 + 2**53)} <= near
    assert "8" not in near


def test_a_missing_resource_is_requested_once():
    """Without a resource there is no answer to compare with."""
    with probed(run) as (exchanges, _):
        eights = [e for e in exchanges if e.request.path == "/v1/orders/8"]

    assert [(e.response.status, e.compared_to) for e in eights] == [(404, 0)]


def test_unsafe_operations_are_left_alone():
    """Another id could change another resource."""
    with probed(run, "createOrder") as (exchanges, _):
        assert exchanges == ()
