"""Tests of pages: length, order, links."""

from tests.contracts.traffic import answers, documented, drifted, tree

ROWS = [{"id": n} for n in range(1, 13)]


def page(*rows, key="next", **more):
    """Return the body of a page that another one follows."""
    return {"items": list(rows), key: "/orders?page=2", **more}


def test_the_length_of_a_page_that_the_server_chooses():
    """Only pages that another one follows are full."""
    one, other = answers(page(*ROWS[:10])), answers(page(*ROWS[:5]))

    assert drifted(one, other) == ["likely firm page-size answer 200"]
    assert drifted(one, answers(page(*ROWS[:10]), page(*ROWS[:5], next=""))) == []


def test_the_order_of_the_items():
    """With ten items of either order it is firm; other data in the same order is none."""
    one, other = answers({"items": ROWS}), answers({"items": ROWS[::-1]})

    assert drifted(one, other) == ["likely firm page-order answer 200"]
    assert drifted(answers({"items": ROWS[:4]}), answers({"items": ROWS[3::-1]})) == [
        "minor tentative page-order answer 200"
    ]
    assert drifted(one, answers({"items": [{"id": 3 * n} for n in range(20)]})) == []


def test_where_the_next_page_is_named():
    """A front end follows it."""
    one, other = answers(page(*ROWS[:3])), answers(page(*ROWS[:3], key="nextLink"))
    found = drifted(one, other)

    assert "likely firm page-links answer 200" in found


def test_pages_of_documents(tmp_path):
    """`x-pagination` says how they are chosen."""
    parameters = [
        {"name": name, "in": "query", "schema": {"type": "integer"}}
        for name in ("offset", "page", "limit")
    ]
    schema = {"type": "array", "items": {"type": "object", "properties": {"id": {}}}}
    usual = {"limit": "limit", "items": "", "key": "/id"}
    one, other = (
        documented(
            tmp_path,
            tree(schema, parameters=parameters, **{"x-pagination": {**usual, **paging}}),
            f"{name}.json",
        )
        for name, paging in (
            ("a", {"offset": "offset", "page-size": 20}),
            ("b", {"page": "page", "page-size": 50}),
        )
    )

    assert drifted(one, other) == [
        "likely firm page-size answer 200",
        "likely firm page-links answer 200",
    ]
