"""Tests of what is sent to try the filters of a list."""

import json

from contracts.http.messages.exchange import Purpose
from contracts.http.requests.credentials import primary_credentials
from contracts.http.requests.targets import Target
from contracts.probes.lists import filters
from openapi.loading.document import load_contract
from tests.contracts.checks.sequences.test_filters import document, no_state, orders
from tests.contracts.probing import probed


def sent(folder, answer, name="list"):
    """Return the targets of what the probe requests for one operation."""
    path = folder / "orders.json"
    path.write_text(json.dumps(document("The value.")), encoding="utf-8")
    contract = load_contract(path)

    def probe(context):
        target = Target(contract=contract, origin=context.target.origin)
        given = primary_credentials(contract, (), {}, {})
        filters.run(filters.replace(context, target=target, credentials=given))

    about = {"operation": contract.operation(name)}
    with probed(probe, answer=answer, **about) as (exchanges, _):
        assert {each.purpose for each in exchanges} <= {Purpose.FILTER}
        return [each.request.target for each in exchanges]


STATES = ["/orders?state=new", "/orders?state=paid", "/orders?state=sent"]
OPEN = ["/orders?open=false", "/orders?open=true"]


def test_each_value_is_asked_for_once(tmp_path):
    """A healthy list costs few requests."""
    assert sent(tmp_path, orders()) == [*STATES, *OPEN]


def test_what_is_wrong_is_asked_for_again(tmp_path):
    """And an item is read that does not exist."""
    assert sent(tmp_path, orders(no_state)) == [*STATES, *STATES, "/orders/987654319", *OPEN]
