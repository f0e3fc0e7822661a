"""Tests of the contract's own examples as exchanges."""

from contracts.probes.contract_examples import gather
from tests.contracts.shop import AT, TARGET


def test_examples_become_answers():
    """Each documented example becomes an answer, in document order."""
    found = [(e.operation, e.note, e.response.status) for _, e in gather(TARGET, AT)]

    assert found == [("showOrder", "documented", 200), ("listOrders", "example", 200)]


def test_a_placeholder_is_left_out():
    """A placeholder in the documentation is not judged."""
    assert "nothing" not in [exchange.note for _, exchange in gather(TARGET, AT)]


def test_an_example_answers_a_documented_request():
    """Rules that look at the request see the documented one."""
    exchange = next(exchange for _, exchange in gather(TARGET, AT))

    assert exchange.request.target == "/v1/orders/7"
    assert exchange.response is not None
    assert exchange.response.media_type == "application/json"
    assert exchange.response.body.startswith(b'{"id":7,')
