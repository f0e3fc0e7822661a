"""Tests of asking for known things under other names, against a live shop."""

from contracts.http.messages.exchange import Purpose
from contracts.probes.lookalike_ids import run
from tests.contracts.probing import probed


def test_a_name_is_asked_for_between_two_looks():
    """The thing itself first and last, an unrelated one as a control."""
    with probed(run) as (exchanges, _):
        sevens = [
            e for e in exchanges if "order_id" in e.note and e.purpose is Purpose.LOOKALIKE_ID
        ]

    assert sevens[0].request.target == sevens[-2].request.target == "/v1/orders/7"
    assert {e.compared_to for e in sevens[1:-1]} == {sevens[0].number}


def test_numbers_that_wrap_around_are_neighbours():
    """They are names of their own, if there is anything by them."""
    with probed(run) as (exchanges, _):
        near = {
            e.request.path.rpartition("/")[2] for e in exchanges if e.purpose.value == "neighbour"
        }

    assert {"6", "-7", str(7 + 2**32), str(7 + 2**53)} <= near
    assert "8" not in near


def test_what_is_not_there_is_asked_for_once():
    """A server that keeps nothing under a name cannot confuse it with anything."""
    with probed(run) as (exchanges, _):
        eights = [e for e in exchanges if e.request.path == "/v1/orders/8"]

    assert [(e.response.status, e.compared_to) for e in eights] == [(404, 0)]


def test_unsafe_operations_are_left_alone():
    """Asking by another name could change something else."""
    with probed(run, "createOrder") as (exchanges, _):
        assert exchanges == ()
