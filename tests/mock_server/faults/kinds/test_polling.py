"""Faults of polling: pairs of answers that cannot both be true."""

import json
from dataclasses import replace

import pytest

from mock_server.faults.kinds.polling import polling_faults
from tests.mock_server.faults.exchanges import body_of, exchange_of, spoilt


@pytest.fixture(scope="module")
def faults(placewise):
    """The faults of the import's life, by the end of their id."""
    found = polling_faults(placewise, placewise.operations[0])
    return {fault.id.removeprefix("poll."): fault for fault in found}


@pytest.fixture
def exchange(placewise):
    """The documented import, asked for and answered."""
    return exchange_of(placewise, placewise.operations[0])


def test_life_of_an_import_can_go_wrong_in_these_ways(faults):
    """Statuses, counters, moments and identities are found without being named."""
    assert {id_: fault.detected_by for id_, fault in faults.items()} == {
        "status-goes-back": ("placewise.terminal-bulks-stay",),
        "counter-falls.members_in_payloads_number": ("placewise.payload-does-not-shrink",),
        "counter-falls.members_created_number": ("placewise.counters-do-not-fall",),
        "counter-falls.members_updated_number": ("placewise.counters-do-not-fall",),
        "counter-falls.members_with_validation_errors_number": ("placewise.counters-do-not-fall",),
        "time-changes.created_at": ("placewise.created-at-constant",),
        "identity-changes.bulks.*.id": ("placewise.bulks-stay",),
        "item-vanishes.bulks": ("placewise.bulks-stay",),
        "thing-vanishes": ("thing-vanishes",),
    }


def test_life_of_a_job_can_go_wrong_in_these_ways(elastic_path):
    """In a list the same follows for each thing of it."""
    found = polling_faults(elastic_path, elastic_path.operations[0])

    assert {fault.id for fault in found} == {
        "poll.status-goes-back",
        "poll.time-falls.data.*.meta.timestamps.updated_at",
        "poll.time-changes.data.*.meta.timestamps.created_at",
        "poll.counter-falls.data.*.meta.records.imported.subscription_product",
        "poll.counter-falls.data.*.meta.records.imported.subscription_plan",
        "poll.counter-falls.data.*.meta.records.imported.subscription_subscriber",
        "poll.identity-changes.data.*.id",
        "poll.thing-vanishes",
    }


def test_none_breaks_what_it_need_not(faults):
    """Every pair breaks the rules that are meant and no other."""
    assert [fault.id for fault in faults.values() if fault.side_effects] == []


def test_counter_falls_by_one(faults, exchange):
    """3020 created members become 3019, once and for all."""
    fault = faults["counter-falls.members_created_number"]
    counts = [body_of(spoilt(fault, exchange, i))["members_created_number"] for i in range(3)]

    assert counts == [3020, 3019, 3019]


def test_counter_at_nothing_falls_from_one(faults, placewise, exchange):
    """A counter cannot fall below nothing, so it is one higher before."""
    body = {**exchange.body, "members_created_number": 0}
    fault = faults["counter-falls.members_created_number"]
    idle = exchange_of(placewise, exchange.operation, body=body)
    counts = [body_of(spoilt(fault, idle, i))["members_created_number"] for i in range(2)]

    assert counts == [1, 0]


def test_last_bulk_vanishes(faults, exchange):
    """Four bulks, then three."""
    fault = faults["item-vanishes.bulks"]
    bulks = [body_of(spoilt(fault, exchange, i))["bulks"] for i in range(2)]

    assert [len(found) for found in bulks] == [4, 3]


def test_import_vanishes_with_the_documented_404(faults, exchange):
    """The second poll is answered as if the import had never been."""
    fault = faults["thing-vanishes"]
    second = spoilt(fault, exchange, 1)

    assert spoilt(fault, exchange, 0).answer == exchange.answer
    assert second.answer.status == 404
    assert json.loads(second.body) == {"error": "Job with such ID wasn't found."}


def test_job_vanishes_from_its_list(catalogue, elastic_path):
    """In a list the thing is left out; an empty list has nothing that could vanish."""
    operation = elastic_path.operations[0]
    fault = catalogue.find("poll.thing-vanishes", operation)[0]
    exchange = exchange_of(elastic_path, operation)
    empty = exchange_of(elastic_path, operation, body={"data": []})

    assert body_of(spoilt(fault, exchange, 1))["data"] == []
    assert fault.plan(replace(empty, fire_count=1)) is None


def test_third_api_has_its_own_life(catalogue, warehouse):
    """A terminal state that no rule protects is left to the check of polling."""
    operation = warehouse.operation("followStocktake")
    fault = catalogue.find("poll.status-goes-back", operation)[0]
    exchange = exchange_of(warehouse, operation)
    states = [body_of(spoilt(fault, exchange, i))["state"] for i in range(2)]

    assert fault.detected_by == ("polling",)
    assert states[0] in {"closed", "abandoned"}
    assert states[1] in {"opened", "counting"}


def test_operation_that_is_not_polled_has_none(warehouse):
    """No polling, no fault of it."""
    assert polling_faults(warehouse, warehouse.operation("readGoods")) == ()
