"""Operations, with references resolved."""

from pathlib import Path

import pytest

from openapi.contract import Basis, PageKind, Pagination, Polling
from openapi.errors import DocumentError, ExtensionError
from openapi.loading.document import STRICT, load_contract
from openapi.loading.operations.builder import UNNAMED_CURSOR, parse_pagination
from tests.acceptance.cases import cases
from tests.contracts.paged import SPEC
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

ITEMS = {"items": "/data", "key": "/id"}


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


@pytest.mark.parametrize(
    ("value", "kind", "position"),
    [
        ({"offset": "skip", "limit": "take"}, PageKind.OFFSET, "skip"),
        ({"page": "number"}, PageKind.PAGE, "number"),
        ({"cursor": "after", "next": "/next"}, PageKind.CURSOR, "after"),
        ({"link-header": True}, PageKind.CURSOR, UNNAMED_CURSOR),
    ],
)
def test_form_is_the_key_that_selects_a_page(value, kind, position):
    """Without a parameter that selects a page, it is selected by following links."""
    found = parse_pagination({**ITEMS, **value})

    assert found is not None
    assert (found.kind, found.position, found.page_size) == (kind, position, 25)


def test_no_pagination_is_none():
    """An operation without the extension does not page."""
    assert parse_pagination(None) is None


def test_header_names_ignore_case():
    """The header of the next cursor is found however it is written."""
    found = parse_pagination({**ITEMS, "cursor": "after", "next-header": "X-Next"})

    assert found is not None
    assert found.next_header == "x-next"


@pytest.mark.parametrize(
    "change",
    [
        ("page: page, limit: take", "page: page, offset: skip, limit: take"),
        ("offset: skip, limit: take", "offset: skip"),
        ("cursor: after, next: /meta/next", "cursor: after"),
        ("page: page, first-page: 0", "page: page, first-page: 7"),
        ("link-header: true, items", "link-header: false, items"),
        ("page: page, limit: take", "page: page, next: /next, limit: take"),
    ],
)
def test_contradictory_forms_are_refused(tmp_path, change):
    """Two ways to select a page, none, or a cursor that no answer has: the error has a line."""
    path = Path(tmp_path) / "pages.yaml"
    text = SPEC.read_text(encoding="utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change, 1), encoding="utf-8")

    with pytest.raises(ExtensionError) as caught:
        load_contract(path, options=STRICT)

    assert caught.value.what.startswith("x-pagination")
    assert "pages.yaml:" in caught.value.where


def test_cursor_without_a_parameter_needs_no_declaration():
    """Lists that are only followed by links name no parameter."""
    operation = load_contract(SPEC).operation("byLink")

    assert operation is not None
    assert operation.pagination is not None
