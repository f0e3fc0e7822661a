"""A keyframe begins with the contract's example, or with what the scenario file has instead."""

import pytest

from mock_server.scenarios.errors import TemplateError
from mock_server.scenarios.loading.initial_bodies import (
    initial_item_body,
    initial_page_body,
    initial_resource_body,
)
from tests.mock_server.scenarios.written import CONTRACTS

WAREHOUSE = CONTRACTS["warehouse"]
FAULT = "application/vnd.warehouse.fault+json"


def operation(name):
    """Return an operation of the warehouse."""
    return WAREHOUSE.operation(name)


def test_nothing_said_is_the_default_example_of_the_success():
    """The default example is the one that the contract marks, not the first."""
    opening = initial_resource_body(operation("followStocktake"), {}, "/timeline/0")

    assert (opening.status, opening.media_type) == (200, "application/json")
    assert (opening.tree["state"], opening.tree["counted"]) == ("counting", 60)


def test_example_is_found_in_any_status():
    """A named example brings the status and media type of the answer that has it."""
    opening = initial_resource_body(operation("followStocktake"), {"example": "not-found"}, "")

    assert (opening.status, opening.media_type) == (404, FAULT)
    assert opening.tree["fault"]["code"] == 404


def test_body_of_the_file_replaces_the_example_only():
    """With a body of its own, a keyframe keeps the status and media type of the contract."""
    opening = initial_resource_body(
        operation("followStocktake"), {"body": {"a": 1}, "status": 404}, ""
    )

    assert (opening.status, opening.media_type, opening.tree) == (404, FAULT, {"a": 1})


def test_body_null_is_a_body():
    """`body: null` is JSON null, not the example."""
    assert initial_resource_body(operation("followStocktake"), {"body": None}, "").tree is None


def test_answer_without_a_body_has_none():
    """An operation that documents no body opens with none, and no media type."""
    pulse = next(each for each in WAREHOUSE.operations if each.path == "/pulse")
    opening = initial_resource_body(pulse, {}, "")

    assert (opening.status, opening.media_type, opening.tree) == (204, "", None)


def test_body_is_derived_where_the_contract_has_no_example():
    """A schema alone gives a body of its examples and bounds."""
    opening = initial_resource_body(operation("readShelves"), {}, "")

    assert opening.tree == {"name": "A", "load": 12.5, "shelves": []}


def test_resource_of_a_list_is_the_first_of_the_example():
    """A record begins as the first record of the documented page."""
    opening = initial_item_body(operation("listGoods"), {}, "")

    assert opening.tree["code"] == "KE-0007"
    assert initial_item_body(operation("listGoods"), {"body": {"code": 1}}, "").tree == {"code": 1}


def test_page_is_the_default_answer_of_a_list():
    """The envelope of a list is the documented page."""
    opening = initial_page_body(operation("listGoods"))

    assert [each["code"] for each in opening.tree["goods"]] == ["KE-0007", "LA-0100", "TE-2048"]


@pytest.mark.parametrize(
    ("open_", "name", "raw", "at", "what", "allowed"),
    [
        (initial_resource_body, "followStocktake", {"status": 418}, "/0/status",
         "followStocktake documents no status 418", "200, 400, 401, 404"),
        (initial_resource_body, "followStocktake", {"status": 200, "example": "clsed"},
         "/0/example",
         "followStocktake has no example 'clsed'; did you mean 'closed'?", "closed, counting"),
        (initial_item_body, "listGoods", {"status": 200}, "/0/status",
         "a thing in a list has no status of its own", "body, example, merge and set"),
        (initial_item_body, "listGoods", {"example": "empty"}, "/0",
         "this example holds no thing to begin with",
         "an example with at least one, or body: ..."),
    ],
)  # fmt: skip
def test_what_the_contract_does_not_have_is_refused(open_, name, raw, at, what, allowed):
    """The message has the place in the file, the nearest name, and what the contract has."""
    with pytest.raises(TemplateError) as raised:
        open_(operation(name), raw, "/0")

    assert (raised.value.at, raised.value.what, raised.value.allowed) == (at, what, allowed)


def test_documented_key_with_a_dollar_is_data(contract_from):
    """An example that looks like an operator is served to the letter, not compiled."""
    contract = contract_from(
        "paths: {/a: {get: {operationId: a, responses: {'200': {description: x,"
        " content: {application/json: {example: {b: [{$time: now}]}}}}}}}}"
    )

    assert initial_resource_body(contract.operation("a"), {}, "").tree == {
        "$literal": {"b": [{"$time": "now"}]}
    }
