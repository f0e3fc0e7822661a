"""Tests of one operation of a learned document."""

from contracts.observations.shapes.shape import shape_of
from contracts.observations.shapes.templates import ObservedTemplate
from contracts.results.learned.notebook import Notebook
from contracts.results.learned.operations import making, operation_of
from contracts.results.learned.rows import ObservedRows, row_of
from contracts.results.learned.seen import Seen
from tests.contracts.traffic import exchange


def learned(*exchanges, template=None, seen=None):
    """Return the tree of the one operation of some exchanges."""
    notebook = Notebook()
    for number, each in enumerate(exchanges, 1):
        notebook.add(each, f"entry {number}")
    [((method, path), shape)] = notebook.collector.traffic().operations.items()
    make = making("shop", str, {})
    return operation_of(
        method, template or ObservedTemplate(path=path, shapes={}), shape, seen or Seen(), make
    )


def test_parameters_are_typed_and_those_with_keys_left_out():
    """A key belongs to the security schemes."""
    template = ObservedTemplate(path="/orders/{order_id}", shapes={"order_id": shape_of(7)})
    request = exchange(
        "/orders/7?page=2&api_key=x",
        {},
        sent_headers=(("X-Shop", "corner"), ("X-Api-Key", "k"), ("Accept", "*/*")),
    )
    operation = learned(request, template=template)

    assert [(p["in"], p["name"], p["schema"]) for p in operation["parameters"]] == [
        ("path", "order_id", {"type": "integer"}),
        ("query", "page", {"type": "integer"}),
        ("header", "x-shop", {"type": "string"}),
    ]
    # Which other values are valid is not known.
    assert [p.get("x-source") for p in operation["parameters"]] == [
        None,
        {"basis": "inferred"},
        {"basis": "inferred"},
    ]
    assert operation["operationId"] == "get_orders_by_order_id"


def test_bodies_of_requests_are_required_where_all_had_one():
    """Only accepted requests count."""
    json_type = (("Content-Type", "application/json"),)
    sent = exchange(body={}, method="POST", sent=b'{"n": 1}', sent_headers=json_type)
    without = exchange(body={}, method="POST")

    assert learned(sent)["requestBody"]["required"] is True
    assert "required" not in learned(sent, without)["requestBody"]


def test_answers_without_a_body_and_other_types_have_no_schema_of_json():
    """A document says no more than what was seen."""
    text = (("Content-Type", "text/plain"),)
    operation = learned(
        exchange(body=b"", status=204, headers=()), exchange(body=b"hello", headers=text)
    )

    assert "content" not in operation["responses"]["204"]
    assert operation["responses"]["200"]["content"] == {
        "text/plain": {"schema": {"type": "string"}}
    }


def test_words_that_hold_a_secret_are_no_closed_set():
    """A secret would be written into the document."""
    bodies = [exchange(body=[{"kind": kind} for kind in ("abcdef", "open") * 8])]
    notebook = Notebook()
    notebook.add(bodies[0], "entry 1")
    [((method, path), shape)] = notebook.collector.traffic().operations.items()
    template = ObservedTemplate(path=path, shapes={})
    hidden = operation_of(
        method, template, shape, Seen(), making("shop", lambda t: t.replace("abc", "$"), {})
    )

    assert "enum" not in str(hidden)
    assert "enum" in str(operation_of(method, template, shape, Seen(), making("shop", str, {})))


def test_rules_are_in_the_set_that_no_person_has_accepted():
    """Each says on how many objects it held, and has an id of its own."""
    place = ObservedRows(answers=3)
    for n in range(6):
        place.add(row_of({"total": n + 4, "a": n, "b": 4}), n)
    for n in range(6):
        place.add(row_of({"total": 2 * n + 5, "a": n, "b": n + 5}), n)
    seen = Seen(rows={200: {(): place, ("rows", "*"): place}})
    body = {"total": 1, "a": 1, "b": 0, "rows": [{"total": 1, "a": 1, "b": 0}]}
    schema = learned(exchange("/orders", body), seen=seen)["responses"]["200"]["content"][
        "application/json"
    ]["schema"]
    [rule] = schema["x-rules"]
    [inner] = schema["properties"]["rows"]["items"]["x-rules"]

    assert rule == {
        "id": "shop.get-orders-total-is-sum",
        "rule": "self.total == self.a + self.b",
        "message": "total is the sum of a, b.",
        "severity": "warning",
        "set": "learned",
        "x-source": {
            "basis": "inferred",
            "note": "It held for 12 different objects in 3 answers.",
        },
        "needs": ["total", "a", "b"],
    }
    assert inner["id"] == "shop.get-orders-total-is-sum-2"


def test_few_refusals_show_names_but_no_rules_for_others():
    """The refusal of another request has other members, and values of other types."""
    bodies = [{"detail": [{"loc": ["query", n], "input": "a", "ctx": {"ge": 0}}]} for n in range(3)]

    def schema(*found):
        operation = learned(exchange(body=[]), *[exchange(body=b, status=422) for b in found])
        return operation["responses"]["422"]["content"]["application/json"]["schema"]

    members = {"loc": {"items": {}}, "input": {}, "ctx": {"properties": {"ge": {}}}}
    few = {"properties": {"detail": {"items": {"properties": members}}}}
    assert schema(bodies[0]) == schema(*bodies[:1] * 3) == schema(*bodies[:2]) == few
    assert schema(*bodies)["required"] == ["detail"]
