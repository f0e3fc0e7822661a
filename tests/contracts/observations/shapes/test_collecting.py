"""Tests of gathering shapes."""

from contracts.observations.shapes import collecting
from contracts.observations.shapes.collecting import Collector
from tests.contracts.traffic import exchange


def test_requests_for_different_ids_are_one_operation():
    """The template is found when all requests were seen."""
    collector = Collector()
    for number, target in enumerate(("/orders/7", "/orders/8?x=1"), 1):
        collector.add(exchange(target, {"id": number}, number=number), f"entry {number}")
    traffic = collector.traffic()

    assert list(traffic.operations) == [("GET", "/orders/{order_id}")]
    assert traffic.operations["GET", "/orders/{order_id}"].count == 2


def test_excerpts_have_the_place_and_no_secret_members():
    """They are shown as evidence."""
    collector = Collector()
    collector.add(exchange(body={"id": 7, "token": "s3cret"}), "entry 1 of a.har")
    [excerpt] = collector.traffic().excerpts.values()

    assert (excerpt.source, excerpt.request) == ("entry 1 of a.har", "GET /orders/7")
    assert excerpt.body == '{"id": 7, "token": "[REDACTED]"}'


def test_exchanges_without_news_are_not_kept():
    """A recording of any length has few excerpts, and every first of its kind is among them."""
    collector = Collector()
    for number in range(1, 101):
        body = {"late": True} if number == 90 else {"id": 7}
        collector.add(exchange(body=body, number=number), f"entry {number}")

    assert sorted(collector.traffic().excerpts) == [*range(1, collecting.ALWAYS_KEPT + 1), 90]


def test_bodies_that_come_again_make_no_closed_set():
    """Only different answers are evidence of one."""
    collector = Collector()
    for number in range(1, 41):
        collector.add(exchange(body={"state": ["on", "off"][number % 2]}, number=number), "e")
    [shape] = collector.traffic().operations.values()
    state = shape.answers[200].bodies["application/json"].shape.members["state"]

    assert state.types == {"string": 40}
    assert state.texts is not None
    assert state.texts.values == {"on": 1, "off": 1}


def test_operations_beyond_the_bound_are_counted(monkeypatch):
    """A recording with endless paths takes bounded memory."""
    monkeypatch.setattr(collecting, "MAX_OPERATIONS", 3)
    collector = Collector()
    for number in range(6):
        collector.add(exchange(f"/path-{'abcdef'[number]}", {}), "entry")

    assert len(collector.traffic().operations) == 3
    assert collector.traffic().skipped == 3


def test_a_documented_path_is_used_as_it_is():
    """Then no template has to be found."""
    collector = Collector(lambda _: "/orders/{id}")
    collector.add(exchange("/orders/7", {}), "entry 1")

    assert list(collector.traffic().operations) == [("GET", "/orders/{id}")]
