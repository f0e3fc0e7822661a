"""Operations, with references resolved."""

import pytest

from openapi.contract import Basis, Pagination, Polling
from openapi.errors import DocumentError, ExtensionError
from tests.acceptance.cases import cases
from tests.openapi.documents import changed, load
from tests.packaged import packaged_contracts

ID = "{name: id, in: path, required: true, schema: {type: integer}, example: 1}"
OPERATION = "operationId: getPet"
SCHEMA = '{$ref: "#/components/schemas/Pet"}'
OFFSETS = (
    f"- {ID}\n        - {{name: from, in: query, schema: {{type: integer}}}}"
    "\n        - {name: count, in: query, schema: {type: integer}}"
)
PAGING = f"{OPERATION}\n      x-pagination: {{offset: from, limit: count, items: /data, key: /id}}"


def test_packaged_operations_are_complete():
    """Every parameter has an example, every answer a citation, every operation its polling."""
    for contract in packaged_contracts():
        for operation in contract.operations:
            assert operation.polling
            assert operation.source.basis is Basis.DOCUMENTED
            assert all(each.examples and each.source for each in operation.parameters)
            assert all(each.source and each.description for each in operation.responses)


def test_packaged_pagination_and_polling():
    """The list is paged, and both resources can be polled."""
    jobs, status = (contract.operations[0] for contract in packaged_contracts())

    assert jobs.pagination == Pagination(
        position="page[offset]",
        limit="page[limit]",
        items="/data",
        key="/id",
        page_size=25,
        links="/links",
    )
    assert (jobs.polling.items, jobs.polling.key) == ("/data", "/id")
    assert status.polling.identity == ("loyalty_club_slug", "import_id")
    assert status.pagination is None


def test_statuses_of_the_packaged_operations():
    """They have the documented statuses, and those that every server needs."""
    jobs, status = (contract.operations[0] for contract in packaged_contracts())

    assert {each.status for each in jobs.responses} >= {"200", "400", "404", "405", "500"}
    assert {each.status for each in status.responses} >= {"200", "400", "404", "405"}


def test_an_operation_without_an_id_is_named_by_its_path(tmp_path):
    """Without an `operationId`, the id is method and path."""
    (operation,) = load(tmp_path, changed((f"{OPERATION}\n", "summary: x\n"))).operations

    assert operation.id == "GET /pets/{id}"


def test_pagination_and_polling_are_read(tmp_path):
    """A page has 25 items unless the document states another number."""
    polling = "x-polling: {identity: [id], terminal: self.done}"

    text = changed((f"- {ID}", OFFSETS), (OPERATION, f"{PAGING}\n      {polling}"))
    (operation,) = load(tmp_path, text).operations

    assert operation.pagination == Pagination(
        position="from", limit="count", items="/data", key="/id", page_size=25
    )
    assert operation.polling == Polling(terminal_expression="self.done", identity=("id",))


@cases(
    "changes, error, what",
    {
        "parameter that is not in the path": (
            [("name: id", "name: ident")],
            DocumentError,
            "the path parameters of getPet are not those of its path",
        ),
        "pagination by an unknown parameter": (
            [(f"- {ID}", OFFSETS), (OPERATION, PAGING.replace("limit: count", "limit: cuont"))],
            ExtensionError,
            "x-pagination names a parameter that getPet does not have; did you mean 'count'?",
        ),
        "polling of an unknown parameter": (
            [(OPERATION, f"{OPERATION}\n      x-polling: {{identity: [idd], terminal: 'true'}}")],
            ExtensionError,
            "x-polling names a parameter that getPet does not have; did you mean 'id'?",
        ),
        "unknown default example": (
            [
                (
                    f"schema: {SCHEMA}",
                    (
                        f"schema: {SCHEMA}\n              x-default-example: "
                        f"on\n              examples: {{one: {{value: 1}}}}"
                    ),
                )
            ],
            ExtensionError,
            "x-default-example names no example; did you mean 'one'?",
        ),
        "unknown security scheme": (
            [(OPERATION, f"{OPERATION}\n      security: [{{token: []}}]")],
            DocumentError,
            "getPet requires a security scheme that is not declared",
        ),
        "same id twice": (
            [
                (
                    "components:\n",
                    (
                        "  /b: {get: {operationId: getPet, responses: "
                        "{'200': {description: x}}}}\ncomponents:\n"
                    ),
                )
            ],
            DocumentError,
            "operationId 'getPet' is used twice",
        ),
        "same path twice": (
            [
                (
                    "components:\n",
                    (
                        "  /pets/{other}: {get: {responses: "
                        "{'200': {description: x}}}}\ncomponents:\n"
                    ),
                )
            ],
            DocumentError,
            "two paths differ only in the names of their parameters",
        ),
    },
)
def test_operations_that_contradict_themselves(tmp_path, changes, error, what):
    """The message names the mistake and its line."""
    with pytest.raises(error) as caught:
        load(tmp_path, changed(*changes))

    assert caught.value.what == what
    assert caught.value.where.startswith(f"{tmp_path}/pets.yaml:")
