"""Tests of: parameters are sent alone where a request with several was answered badly."""

from contracts.probes.single_parameters import is_candidate, run
from tests.contracts.probing import probed
from tests.contracts.shop import exchange, observe


def sent_for(*made):
    """Return the targets that are sent after these exchanges."""
    seen = observe(*filter(is_candidate, made))
    with probed(run, "listOrders", {}, seen) as (exchanges, _):
        return [each.request.target.partition("/v1")[2] for each in exchanges]


def listing(query, status=400, **options):
    """Return an exchange with the list."""
    return exchange(f"/v1/orders?{query}", status=status, made_for="listOrders", **options)


def test_each_parameter_of_a_refused_request_is_sent_alone():
    """With the value that it had, beside the required ones only."""
    assert sent_for(listing("count=5&start=0")) == ["/orders?count=5", "/orders?start=0"]


def test_a_failed_request_counts_even_if_it_was_invalid():
    """No request may cause a 500."""
    assert sent_for(listing("count=x&start=0", 500)) == ["/orders?count=x", "/orders?start=0"]


def test_single_parameters_and_good_answers_send_nothing():
    """There is no other parameter to blame, or nothing to blame it for."""
    assert sent_for(listing("count=5"), listing("count=5&start=0", 200)) == []


def test_an_invalid_request_may_be_refused():
    """A 400 is the right answer to it."""
    assert sent_for(listing("count=x&start=0")) == []


def test_many_combinations_send_a_bounded_number():
    """Each parameter is sent once, whatever it was combined with."""
    many = [listing(f"count={n}&start={n}") for n in range(1, 9)]

    assert len(sent_for(*many)) == 2
