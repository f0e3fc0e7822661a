"""Faults of polling: pairs of answers that contradict each other."""

import json
from dataclasses import replace

import pytest

from mock_server.faults.kinds.polling import polling_faults
from tests.mock_server.faults.exchanges import body_of, exchange_of, faulty


@pytest.fixture(scope="module")
def faults(placewise):
    """The polling faults of the import by id, without the family."""
    found = polling_faults(placewise, placewise.operations[0])
    return {fault.id.removeprefix("poll."): fault for fault in found}


@pytest.fixture
def exchange(placewise):
    """A request for the documented import and its answer."""
    return exchange_of(placewise, placewise.operations[0])


def test_polling_faults_of_an_import(faults):
    """Statuses, counters, times and identities are recognized without their names."""
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


def test_polling_faults_of_a_listed_job(elastic_path):
    """The resources of a list have the same kinds of faults."""
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


def test_polling_faults_of_an_import_have_no_side_effects(faults):
    """Every pair breaks only the rules that it names."""
    assert [fault.id for fault in faults.values() if fault.side_effects] == []


def test_counter_decreases_once_by_one(faults, exchange):
    """3020 created members become 3019 and stay so."""
    fault = faults["counter-falls.members_created_number"]
    counts = [body_of(faulty(fault, exchange, i))["members_created_number"] for i in range(3)]

    assert counts == [3020, 3019, 3019]


def test_counter_of_0_decreases_from_1(faults, placewise, exchange):
    """A counter cannot be negative, so it is one higher in the earlier answer."""
    body = {**exchange.body, "members_created_number": 0}
    fault = faults["counter-falls.members_created_number"]
    idle = exchange_of(placewise, exchange.operation, body=body)
    counts = [body_of(faulty(fault, idle, i))["members_created_number"] for i in range(2)]

    assert counts == [1, 0]


def test_last_bulk_vanishes(faults, exchange):
    """The first answer has four bulks, the second has three."""
    fault = faults["item-vanishes.bulks"]
    bulks = [body_of(faulty(fault, exchange, i))["bulks"] for i in range(2)]

    assert [len(found) for found in bulks] == [4, 3]


def test_import_vanishes_with_the_documented_404(faults, exchange):
    """The second poll is answered as if the import had never existed."""
    fault = faults["thing-vanishes"]
    second = faulty(fault, exchange, 1)

    assert faulty(fault, exchange, 0).answer == exchange.answer
    assert second.answer.status == 404
    assert json.loads(second.body) == {"error": "Job with such ID wasn't found."}


def test_job_vanishes_from_its_list(catalogue, elastic_path):
    """The job is missing from the list; the fault does not apply to an empty list."""
    operation = elastic_path.operations[0]
    fault = catalogue.find("poll.thing-vanishes", operation)[0]
    exchange = exchange_of(elastic_path, operation)
    empty = exchange_of(elastic_path, operation, body={"data": []})

    assert body_of(faulty(fault, exchange, 1))["data"] == []
    assert fault.plan(replace(empty, fire_count=1)) is None


def test_terminal_state_without_a_rule_is_detected_by_the_polling_check(catalogue, warehouse):
    """The fault of a made-up API names the check, because no rule forbids the change."""
    operation = warehouse.operation("followStocktake")
    fault = catalogue.find("poll.status-goes-back", operation)[0]
    exchange = exchange_of(warehouse, operation)
    states = [body_of(faulty(fault, exchange, i))["state"] for i in range(2)]

    assert fault.detected_by == ("polling",)
    assert states[0] in {"closed", "abandoned"}
    assert states[1] in {"opened", "counting"}


def test_operation_that_is_not_polled_has_no_polling_faults(warehouse):
    """Without `x-polling` there is no fault of polling."""
    assert polling_faults(warehouse, warehouse.operation("readGoods")) == ()
