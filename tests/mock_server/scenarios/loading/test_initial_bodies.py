"""A keyframe begins with an example of the contract, or with a body from the scenario file."""

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


def test_initial_body_is_the_default_example_of_the_success():
    """The default example is the one that the contract marks, not the first."""
    initial = initial_resource_body(operation("followStocktake"), {}, "/timeline/0")

    assert (initial.status, initial.media_type) == (200, "application/json")
    assert (initial.tree["state"], initial.tree["counted"]) == ("counting", 60)


def test_example_is_found_in_any_status():
    """A named example has the status and media type of its documented answer."""
    initial = initial_resource_body(operation("followStocktake"), {"example": "not-found"}, "")

    assert (initial.status, initial.media_type) == (404, FAULT)
    assert initial.tree["fault"]["code"] == 404


def test_body_of_the_file_replaces_the_example_only():
    """A keyframe with its own body keeps the status and media type of the contract."""
    initial = initial_resource_body(
        operation("followStocktake"), {"body": {"a": 1}, "status": 404}, ""
    )

    assert (initial.status, initial.media_type, initial.tree) == (404, FAULT, {"a": 1})


def test_body_null_is_a_body():
    """`body: null` is JSON null, not the example."""
    assert initial_resource_body(operation("followStocktake"), {"body": None}, "").tree is None


def test_answer_without_a_body_has_none():
    """If the operation documents no body, the initial body is empty, without a media type."""
    pulse = next(each for each in WAREHOUSE.operations if each.path == "/pulse")
    initial = initial_resource_body(pulse, {}, "")

    assert (initial.status, initial.media_type, initial.tree) == (204, "", None)


def test_body_is_generated_if_the_contract_has_no_example():
    """The body follows from the examples and bounds in the schema."""
    initial = initial_resource_body(operation("readShelves"), {}, "")

    assert initial.tree == {"name": "A", "load": 12.5, "shelves": []}


def test_resource_of_a_list_is_the_first_of_the_example():
    """A record begins as the first record of the documented page."""
    initial = initial_item_body(operation("listGoods"), {}, "")

    assert initial.tree["code"] == "KE-0007"
    assert initial_item_body(operation("listGoods"), {"body": {"code": 1}}, "").tree == {"code": 1}


def test_page_is_the_default_answer_of_a_list():
    """The envelope of a list is the documented page."""
    initial = initial_page_body(operation("listGoods"))

    assert [each["code"] for each in initial.tree["goods"]] == ["KE-0007", "LA-0100", "TE-2048"]


@pytest.mark.parametrize(
    ("open_", "name", "raw", "at", "what", "allowed"),
    [
        (initial_resource_body, "followStocktake", {"status": 418}, "/0/status",
         "followStocktake documents no status 418", "200, 400, 401, 404"),
        (initial_resource_body, "followStocktake", {"status": 200, "example": "clsed"},
         "/0/example",
         "followStocktake has no example 'clsed'; did you mean 'closed'?", "closed, counting"),
        (initial_item_body, "listGoods", {"status": 200}, "/0/status",
         "a record of a list cannot have its own status", "body, example, merge and set"),
        (initial_item_body, "listGoods", {"example": "empty"}, "/0",
         "this example has no record",
         "an example with a record, or body: ..."),
    ],
)  # fmt: skip
def test_what_the_contract_does_not_have_is_refused(open_, name, raw, at, what, allowed):
    """The error has the place in the file, the nearest name, and the documented ones."""
    with pytest.raises(TemplateError) as raised:
        open_(operation(name), raw, "/0")

    assert (raised.value.at, raised.value.what, raised.value.allowed) == (at, what, allowed)


def test_documented_key_with_a_dollar_is_data(contract_from):
    """An example that looks like an operator is served unchanged, not compiled."""
    contract = contract_from(
        "paths: {/a: {get: {operationId: a, responses: {'200': {description: x,"
        " content: {application/json: {example: {b: [{$time: now}]}}}}}}}}"
    )

    assert initial_resource_body(contract.operation("a"), {}, "").tree == {
        "$literal": {"b": [{"$time": "now"}]}
    }
