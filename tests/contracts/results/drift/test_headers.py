"""Tests of headers."""

from tests.contracts.traffic import documented, drifted, exchange, seen, tree

JSON_TYPE = ("Content-Type", "application/json")


def side(*headers, count=3):
    """Return a side whose answers have these headers."""
    found = (JSON_TYPE, *headers)
    return seen(*[exchange("/orders", {}, headers=found, number=n) for n in range(1, count + 1)])


def test_a_header_that_front_ends_read_is_gone():
    """`Link` and totals name what comes next."""
    one = side(("Link", '</x>; rel="next"'), ("X-Total-Count", "7"), ("Date", "today"))

    assert drifted(one, side()) == [
        "likely firm header-gone answer 200, header link",
        "likely firm header-gone answer 200, header x-total-count",
    ]
    assert drifted(side(), one) == [
        "minor firm header-new answer 200, header link",
        "minor firm header-new answer 200, header x-total-count",
    ]


def test_headers_of_servers_and_gateways_are_no_drift():
    """They say nothing to a front end, and differ between any two servers."""
    one = side(("Server", "a"), ("X-Request-Id", "1"), ("Via", "x"))

    assert drifted(one, side(("X-Powered-By", "b"))) == []


def test_a_required_header_that_answers_lack(tmp_path):
    """The document promised it."""
    answer = {
        "description": "",
        "content": {"application/json": {"schema": {}}},
        "headers": {
            "ETag": {"required": True, "schema": {"type": "string"}},
            "X-Hint": {"schema": {"type": "string"}},
        },
    }
    document = documented(tmp_path, tree({}, responses={"200": answer}))

    assert drifted(document, side(count=1)) == [
        "likely certain header-gone answer 200, header etag"
    ]
    assert drifted(side(("ETag", "x")), document) == []
