"""Tests of: a list that is asked for one value has no items with another."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from contracts.run.check import check
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from tests.acceptance.cases import cases
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import Reply, serve

STATES = ("new", "paid", "sent")
ORDERS = [{"id": n, "state": STATES[n % 3], "open": n % 2 == 0} for n in range(9)]
WORDS = {"type": "string", "enum": [*STATES]}


def document(about, *, has_item=True):
    """Return the document of a list of orders with two filters."""
    members = {"id": {"type": "integer"}, "state": WORDS, "open": {"type": "boolean"}}
    order = {"type": "object", "properties": members}
    many = {"200": {"description": "ok", "content": {"application/json": {"schema": {
        "type": "array", "items": order}}}}}  # fmt: skip
    one = {"200": {"description": "ok"}, "404": {"description": "none"}}
    query = [
        {"name": name, "in": "query", "schema": members[name], "description": about}
        for name in ("state", "open")
    ]
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    item = {"/orders/{id}": {"get": {"parameters": [key], "responses": one}}}
    lists = {"get": {"operationId": "list", "parameters": query, "responses": many}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Orders", "version": "1"},
        "paths": {"/orders": lists} | (item if has_item else {}),
    }


def kept(order, asked):
    """Keep to both filters."""
    is_open = {"true": True, "false": False}.get(asked.get("open", ""), order["open"])
    return asked.get("state", order["state"]) == order["state"] and is_open == order["open"]


def no_state(order, asked):
    """Keep to the boolean alone."""
    return kept(order, {**asked, "state": order["state"]})


def no_boolean(order, asked):
    """Keep to the state alone."""
    return kept(order, {name: text for name, text in asked.items() if name != "open"})


def turned(order, asked):
    """Answer the states that were not asked for."""
    return asked.get("state") != order["state"] and no_state(order, asked)


def from_it_on(order, asked):
    """Answer the state and those after it."""
    is_reached = STATES.index(order["state"]) >= STATES.index(asked.get("state", "new"))
    return is_reached and no_state(order, asked)


def both(order, asked):
    """Answer open orders beside the others, or the others alone."""
    is_shown = asked.get("open") != "false" or not order["open"]
    return is_shown and no_boolean(order, asked)


def orders(passes=kept, *, knows_any=False, items=ORDERS):
    """Return a server of orders that keeps those which pass."""

    def answer(seen):
        parts = urlsplit(seen.target)
        asked = {name: texts[0] for name, texts in parse_qs(parts.query).items()}
        if parts.path == "/orders":
            return Reply(body=[each for each in items if passes(each, asked)])
        is_known = knows_any or parts.path.rpartition("/")[2] in {"0", "1"}
        return Reply(body={}) if is_known else Reply(status=404, body={})

    return answer


def report_on(folder, answer, about="The value.", *, has_item=True):
    """Return the verdict with its reason, and the findings, of one list."""
    spec = folder / "orders.json"
    spec.write_text(json.dumps(document(about, has_item=has_item)), encoding="utf-8")
    with serve(answer) as server:
        settings = CheckSettings(
            targets=(server.url,),
            specs=(spec,),
            profile=PROFILES["smoke"],
            probes=frozenset({"documented", "filters"}),
        )
        report = check(settings, HastyClock())
    [verdict] = [each.verdict("filters") for each in report.operations if each.id == "list"]
    found = [each.finding for each in report.findings if each.finding.rule == "filters"]
    return verdict, found


@cases(
    "passes, name, shown",
    {
        "an-enum": (no_state, "state", ("state=new", "paid, sent")),
        "a-boolean": (no_boolean, "open", ("open=false", "true")),
        "the-opposite": (turned, "state", ("state=new", "paid, sent")),
    },
)
def test_a_filter_without_effect_is_found(tmp_path, passes, name, shown):
    """With what was asked for, and what else came."""
    _, [found] = report_on(tmp_path, orders(passes))

    assert found.severity.value == "warning"
    assert found.key == name
    assert shown in found.values
    assert found.message.endswith("does not filter. (Guessed from the name and the values.)")


def test_a_filter_that_the_document_claims_is_an_error(tmp_path):
    """Its description says that other items are left out."""
    _, [found] = report_on(tmp_path, orders(no_state), "Only orders with this value.")

    assert (found.severity.value, found.confidence.value) == ("error", "firm")


@pytest.mark.parametrize(
    "server", [orders(), orders(items=ORDERS[:1])], ids=["every-value", "one-order"]
)
def test_a_filter_with_effect_passes(tmp_path, server):
    """Also where a value has no items."""
    verdict, found = report_on(tmp_path, server)

    assert (verdict.outcome.value, found) == ("pass", [])


@cases(
    "server, has_item, reason",
    {
        "from-it-on": (orders(from_it_on), True, "a value of state may mean others, too"),
        "both": (orders(both), True, "a value of open may mean others, too"),
        "a-mock": (orders(no_state, knows_any=True), True, "the server answers an item that"),
        "no-item": (orders(no_state), False, "the contract has no GET of an item"),
    },
)
def test_a_filter_that_may_be_meant_otherwise_is_not_accused(tmp_path, server, has_item, reason):
    """An order of rank, a switch that adds items, and a mock with documented answers."""
    verdict, found = report_on(tmp_path, server, has_item=has_item)

    assert found == []
    assert verdict.outcome.value == "pass" or verdict.reason.startswith(reason)


def test_nothing_is_said_of_items_without_the_member(tmp_path):
    """An optional member may be left out."""
    bare = [{"id": each["id"]} for each in ORDERS]
    verdict, found = report_on(tmp_path, orders(lambda *_: True, items=bare))

    assert found == []
    assert verdict.reason == "no item shows its state"
