"""Faults of lists that lead from page to page by a cursor."""

from dataclasses import replace

import pytest

from mock_server.faults.kinds.pagination import pagination_faults
from mock_server.faults.material.marked_pages import marked_answer
from mock_server.scenarios.playing.link_writing import PageWindow
from openapi.json.parsing import parse_json
from tests.contracts.paged import contract
from tests.mock_server.faults.exchanges import body_of, exchange_of, faulty

BODY = {"notes": [{"id": 1, "text": "milk"}], "meta": {"next": "old"}}
LAST = PageWindow(offset=8, limit=4, total=10)


def faults_of(name):
    """Return the faults of an operation by name."""
    return {f.id.removeprefix("page."): f for f in pagination_faults(contract().operation(name))}


def walk(name, query, steps=4):
    """Return the ids on the pages of a generated list with a fault, followed by cursor."""
    operation, fault, pages = contract().operation("byCursor"), faults_of("byCursor")[name], []
    for ordinal in range(steps):
        exchange = exchange_of(contract(), operation, query=query, body=BODY)
        body = body_of(faulty(fault, replace(exchange, fire_count=ordinal), ordinal))
        pages.append([note["id"] for note in body["notes"]])
        if "next" not in body["meta"]:
            break
        query = {**query, "after": body["meta"]["next"]}
    return pages


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("overlap", [[1, 2, 3, 4], [4, 5, 6, 7], [8, 9]]),
        ("skip", [[1, 2, 3, 4], [6, 7, 8, 9], []]),
        ("offset-ignored", [[1, 2, 3, 4]] * 3),
        ("never-ends", [[1, 2, 3, 4], [5, 6, 7, 8], [9], [1, 2, 3, 4]]),
    ],
)
def test_generated_list_is_walked_by_cursor(name, pages):
    """A documented answer knows one page; a fault makes a list whose pages lead to each other."""
    assert walk(name, {"take": 4}) == pages


@pytest.mark.parametrize(
    ("operation", "absent"),
    [
        ("byOffset", {"never-ends"}),
        ("byPage", {"never-ends", "offset-in-pages"}),
        ("byCursor", {"last-repeated", "offset-in-pages", "links-wrong"}),
        ("byLink", {"skip", "short", "limit-ignored", "last-repeated"}),
    ],
)
def test_faults_fit_the_form(operation, absent):
    """No form has a fault that could not be noticed, or that is no fault for it."""
    assert faults_of(operation).keys() & absent == set()


def test_last_page_leads_back_in_headers():
    """The cursor of a header and the `Link` header lead to the first page."""
    by_header = exchange_of(contract(), contract().operation("byHeader"), body=BODY["notes"])
    by_link = exchange_of(contract(), contract().operation("byLink"), body=BODY["notes"])
    cursor = marked_answer(by_header, BODY["notes"], LAST, is_endless=True)
    link = marked_answer(by_link, BODY["notes"], LAST, is_endless=True)

    assert dict(cursor.headers)[b"x-next"] == b"00000000-0000-4000-8000-000000000000"
    assert b'<?page-cursor=cGFnZTow>; rel="next"' in dict(link.headers)[b"link"]


def test_links_of_the_body_lead_back():
    """The link to the next page becomes that to the first one."""
    operation = contract().operation("byCursor")
    paging = replace(operation.pagination, links="/links", next="")
    exchange = exchange_of(contract(), operation, body=BODY)
    exchange = replace(exchange, operation=replace(operation, pagination=paging))
    body = {**BODY, "links": {"first": "?page=1"}}
    answer = marked_answer(exchange, body, LAST, is_endless=True)

    assert parse_json(answer.body)["links"] == {"first": "?page=1", "next": "?page=1"}


def test_operation_without_pages_is_left_alone():
    """Its answer has the given body, and no headers of pages."""
    operation = replace(contract().operation("byCursor"), pagination=None)
    exchange = replace(
        exchange_of(contract(), contract().operation("byCursor"), body=BODY), operation=operation
    )

    assert parse_json(marked_answer(exchange, BODY, LAST, is_endless=True).body) == BODY
