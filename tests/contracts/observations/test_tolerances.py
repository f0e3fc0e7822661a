"""Tests of what the documentation, HTTP and JSON leave to the server."""

from dataclasses import replace

import pytest

from contracts.observations.tolerances import (
    discrepancy,
    discrepancy_of,
    has_path_parameters,
    refusal_reasons,
    tolerated_body,
    tolerated_violation,
)
from openapi.loading.document import load_contract
from tests.contracts.shop import SHOP, exchange, observe, operation


def test_a_parameter_points_to_the_register():
    """`x-discrepancy` names the entry of a parameter."""
    start, count, *_ = operation("listOrders").parameters

    assert discrepancy_of(SHOP, start) is None
    assert discrepancy_of(SHOP, count) is discrepancy(SHOP, "shop.largest-page")


def test_an_unknown_discrepancy_is_none():
    """A rule without a discrepancy has no decision."""
    assert discrepancy(SHOP, "") is None


def test_resources_have_a_name_in_their_path():
    """An order need not exist, the list of orders must."""
    assert has_path_parameters(operation("showOrder"))
    assert not has_path_parameters(operation("listOrders"))


def test_an_operation_with_an_unread_parameter_may_refuse():
    """The request may lack what the document describes on another machine."""
    [seen] = observe(exchange())
    unread = replace(seen, operation=replace(seen.operation, has_unread_parameters=True))

    assert [*refusal_reasons(seen)] == []
    assert [*refusal_reasons(unread)] == [
        "a parameter of this operation could not be read (see contracts lint)"
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"id": {}, "title": "a"}', "a server may ignore a readOnly property of a request"),
        (b'{"id": {}}', ""),
        (b'{"id": {}, "title": []}', ""),
    ],
)
def test_a_read_only_value_may_be_ignored(tmp_path, body, reason):
    """Django REST framework ignores the id that a client sends, whatever it is."""
    path = tmp_path / "books.yaml"
    path.write_text(
        "openapi: 3.0.3\ninfo: {title: Books, version: '1'}\npaths:\n  /books:\n    post:\n"
        "      operationId: add\n      responses: {'201': {description: Added}}\n"
        "      requestBody: {required: true, content: {application/json: {schema: {\n"
        "        $ref: '#/components/schemas/Book'}}}}\n"
        "components: {schemas: {Book: {type: object, required: [id, title], properties: {\n"
        "  id: {type: integer, readOnly: true}, title: {type: string}}}}}\n",
        encoding="utf-8",
    )
    made = exchange("/books", method="POST", status=201, made_for="add")
    sent = (("Content-Type", "application/json"),)
    made = replace(made, request=replace(made.request, headers=sent, body=body))
    [seen] = observe(made, contract=load_contract(path))

    assert seen.request_body_error
    assert tolerated_body(seen) == reason


@pytest.mark.parametrize(
    ("style", "reason"),
    [
        ("explode: false", "HTTP does not define which of several values counts"),
        ("explode: true", ""),
    ],
)
def test_a_list_that_is_written_in_one_parameter_may_be_sent_twice(tmp_path, style, reason):
    """As for a scalar: a server may take either. Items of their own are judged each."""
    path = tmp_path / "books.yaml"
    path.write_text(
        "openapi: 3.0.3\ninfo: {title: Books, version: '1'}\npaths:\n  /books:\n    get:\n"
        "      operationId: list\n      responses: {'200': {description: Books}}\n"
        f"      parameters: [{{name: sort, in: query, {style}, schema: {{type: array,\n"
        "        items: {type: integer}}}]\n",
        encoding="utf-8",
    )
    target = "/books?sort=1,2&sort=x" if reason else "/books?sort=1&sort=x"
    [seen] = observe(exchange(target, made_for="list"), contract=load_contract(path))
    [violation] = seen.parameters.violations

    assert tolerated_violation(seen, violation) == reason


@pytest.fixture(scope="module")
def shelves(tmp_path_factory):
    """Return a contract with an object in brackets and a list behind one name."""
    path = tmp_path_factory.mktemp("shelves") / "shelves.yaml"
    path.write_text(
        "openapi: 3.0.3\ninfo: {title: Shelves, version: '1'}\npaths:\n  /shelves:\n    get:\n"
        "      operationId: list\n      responses: {'200': {description: Shelves}}\n"
        "      parameters:\n"
        "        - {name: f, in: query, style: deepObject, schema: {type: object,\n"
        "           properties: {size: {type: integer}}}}\n"
        "        - {name: ids, in: query, explode: false, schema: {type: array,\n"
        "           items: {type: integer}}}\n"
        "        - {name: seen, in: query, x-source: {basis: inferred}, schema: {type: integer}}\n",
        encoding="utf-8",
    )
    return load_contract(path)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("f[size]=x", ""),
        ("seen=x", "seen is not documented"),
        ("f[size]=1&f[size]=2", "HTTP does not define which of several values counts"),
        ("f[size][a]=1", "OpenAPI does not define an object or a list inside a deepObject"),
    ],
)
def test_what_is_not_documented_may_be_accepted(shelves, query, reason):
    """OpenAPI shows one level of scalars, traffic which values are valid; others are judged."""
    [seen] = observe(exchange(f"/shelves?{query}", made_for="list"), contract=shelves)

    assert tolerated_violation(seen, seen.parameters.violations[0]) == reason


def test_a_list_without_items_may_be_refused(shelves):
    """`ids=` is an empty text for many servers: RFC 6570 (3.2.1) omits a list without items."""
    [seen] = observe(exchange("/shelves?ids=", made_for="list"), contract=shelves)

    assert [*refusal_reasons(seen)] == ["no text of ids is an empty list for every server"]


@pytest.mark.parametrize(
    ("body", "is_free"),
    [
        (b'{"total": 3, "total": 4}', True),
        (b'{"total": 3, "phrase": "caf\xe9"}', True),
        (b'{"total": 3, "weight": NaN}', True),
        (b'{"total": 0, "total": 0}', False),
        (b'{"total": 3', False),
        (b"[" * 100_000, False),
    ],
)
def test_what_many_readers_take_for_json_may_be_accepted(body, is_free):
    """The value that lenient parsers read must be valid."""
    posted = exchange("/v1/orders", method="POST", status=201, made_for="createOrder")
    [seen] = observe(replace(posted, request=replace(posted.request, body=body)))

    assert bool(tolerated_body(seen)) is is_free
