"""Tests of: no request causes a server error."""

from dataclasses import replace

import pytest

from contracts.checks.responses.server_error import check
from contracts.http.messages.exchange import Purpose
from contracts.results.finding import finding_id
from tests.contracts.checks.responses.test_success_seen import only_answer
from tests.contracts.shop import COUNTED, evidence, exchange, said


@pytest.mark.parametrize("status", [200, 301, 400, 404, 422])
def test_other_statuses_pass(status):
    """Successes, redirects and refusals are no server errors."""
    results = check(evidence(exchange(status=status)))

    assert said(results) == ["pass"]


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504])
def test_a_server_error_is_found(status):
    """A 5xx is an error, even in answer to an invalid request."""
    results = check(evidence(exchange("/v1/orders/x", status=status)))

    assert said(results) == [
        f"error: A request with order_id is answered with {status}: the server failed."
    ]


@pytest.mark.parametrize(("documented", "verdict"), [("500", "not exercised"), ("400", "error")])
def test_a_500_that_is_all_that_is_documented_is_no_failure(tmp_path, documented, verdict):
    """Such a page shows what an error looks like; elsewhere 500 is an error though documented."""
    assert said(check(only_answer(tmp_path, documented, 500)))[0].startswith(verdict)


def test_a_busy_server_is_not_accused():
    """A 503 with Retry-After is not about the request."""
    busy = exchange(status=503, headers=(*COUNTED, ("Retry-After", "3")))

    assert said(check(evidence(busy))) == ["not exercised: the server was busy"]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (505, "not exercised: a server need not support every version of HTTP"),
        (500, "error: The request is answered with 500: the server failed."),
        (426, "pass"),
    ],
)
def test_an_old_protocol_may_be_refused_but_not_fail(status, verdict):
    """A 505 refuses the version of HTTP; a 500 is a failure."""
    old = replace(exchange(status=status), purpose=Purpose.PROTOCOL)

    assert said(check(evidence(old))) == [verdict]


def test_a_505_to_http_1_1_is_an_error():
    """Every server must support HTTP/1.1."""
    assert said(check(evidence(exchange(status=505))))[0].startswith("error: ")


def failures(*exchanges):
    """Return the findings on failures, as their ids and the parts that are to blame."""
    found = [each.finding for each in check(evidence(*exchanges)) if each.finding]
    return {(finding_id("shop", "listOrders", each), each.blamed) for each in found}


def listing(query, number=1, body=b"", status=500):
    """Return an exchange with the list that fails."""
    return exchange(
        f"/v1/orders?{query}", body, made_for="listOrders", status=status, number=number, sent=()
    )


def test_a_second_cause_of_500_is_a_second_finding():
    """Another parameter that a server stumbles over is another fault, with the same status."""
    found = failures(listing("start=x"), listing("count=x", 2), listing("count=y&start=0", 3))

    assert sorted(blamed for _, blamed in found) == [("query count",), ("query start",)]


def test_a_combination_is_the_fault_of_the_part_that_fails_alone():
    """One parameter to blame is one finding, whatever is sent beside it."""
    found = failures(listing("start=x"), listing("count=x&start=x", 2))

    assert [blamed for _, blamed in found] == [("query start",)]


def test_an_operation_that_always_fails_is_one_fault():
    """Where plain requests fail, too, no header or value of another request is to blame."""
    options = exchange("/v1/orders", method="OPTIONS", made_for="listOrders", number=4)
    found = failures(listing(""), listing("start=x", 2), listing("count=x", 3), options)

    assert [blamed for _, blamed in found] == [()]


def test_an_operation_that_fails_with_a_made_value_is_one_fault():
    """A required value without an example is in each request, so that nothing beside it fails."""
    plain = replace(listing("start=text"), purpose=Purpose.DOCUMENTED)
    found = failures(listing("count=x", 2), plain, listing("count=1&start=text", 3))

    assert [blamed for _, blamed in found] == [("query start",)]


def test_a_header_is_not_to_blame_where_the_plain_request_fails():
    """An id with which everything fails is one fault, although another id is answered."""
    fine = listing("start=1", 3, {"orders": []}, status=200)
    picky = listing("", 2)
    picky = replace(picky, request=replace(picky.request, headers=(("Accept", "*/*;q=0"),)))
    found = failures(listing(""), picky, fine)

    assert [blamed for _, blamed in found] == [()]


def test_an_operation_that_fails_at_times_hides_no_other_cause():
    """A plain request that fails once excuses no value with which the operation always fails."""
    fine = exchange(
        "/v1/orders", {"orders": []}, made_for="listOrders", number=4, sent=(), status=200
    )

    found = failures(listing(""), listing("start=x", 2), listing("count=x", 3), fine)

    assert {blamed for _, blamed in found} == {(), ("query count",), ("query start",)}


def test_a_client_without_preference_is_not_to_blame():
    """`Accept: */*`, as curl sends it, is beside every fault of such a client, and causes none."""
    picky = replace(listing("start=0", 2).request, headers=(("Accept", "*/*;q=0"),))
    plain = replace(listing("start=x").request, headers=(("Accept", "*/*"),))
    found = failures(
        replace(listing(""), request=picky), replace(listing("start=x"), request=plain)
    )

    assert ("query start",) in {blamed for _, blamed in found}


def test_one_shown_error_is_one_cause_whatever_provokes_it():
    """A trace from the same place is the same fault, also with other values and lines."""
    trace = 'File "/srv/a.py", line {}, in show\nKeyError: {}'
    first = listing("start=x", 1, trace.format(7, "x").encode())
    second = listing("count=x", 2, trace.format(9, "y").encode())
    other = listing("count=x", 3, b'File "/srv/b.py", line 7, in show\nKeyError: x')

    assert len(failures(first, second)) == 1
    assert len(failures(first, second, other)) == 2


def test_a_body_that_provokes_a_failure_is_shown():
    """A reader sees what was sent, not that it was missing."""
    made = exchange("/v1/orders", method="POST", made_for="createOrder", status=500)
    sent = (("X-Shop", "corner"), ("Content-Type", "application/json"))
    made = replace(made, request=replace(made.request, headers=sent, body=b"[[["))

    [found] = [each.finding for each in check(evidence(made))]

    assert found is not None
    assert found.values == (("body", '"[[["'),)


def flaky(*queries, plain=6):
    """Return exchanges of a list whose plain request fails once, then such with these queries."""
    answers = [listing("", n, {"orders": []}, 500 if n == 2 else 200) for n in range(1, plain + 1)]
    failing = [listing(query, n) for n, query in enumerate(queries, plain + 1)]
    return (*answers, *failing)


def test_a_server_that_fails_by_chance_is_one_finding():
    """Nothing of a request is to blame where the same plain request is answered, and is not."""
    fine = [listing(f"count={n}", n, {"orders": []}, status=200) for n in range(20, 40)]

    found = [
        each.finding
        for each in check(evidence(*flaky("start=x", "count=x"), *fine))
        if each.finding is not None
    ]

    assert len({finding_id("shop", "listOrders", each) for each in found}) == 1
    [message] = {each.message for each in found}
    assert message.startswith("The server fails sometimes (3 of 28 requests): ")
    assert {(each.severity, each.confidence) for each in found} == {("error", "firm")}


def test_a_value_that_always_fails_is_found_beside_failures_by_chance():
    """A flaky server excuses no value that fails each time it is sent."""
    fine = [listing(f"count={n}", n, {"orders": []}, status=200) for n in range(20, 40)]

    found = failures(*flaky("start=x", "start=y", "start=z", "count=x"), *fine)

    assert {blamed for _, blamed in found} == {(), ("query start",)}


def test_another_failure_is_found_beside_failures_by_chance():
    """A trace, or another status, is not what the plain request fails with."""
    trace = listing("count=x", 20, b'File "/srv/b.py", line 7, in show\nKeyError: x')

    assert len(failures(*flaky(), trace, listing("start=x", 21, status=502))) == 3


def test_a_path_that_is_no_utf_8_is_one_cause():
    """Whatever its operation and parameters: none of them can be read, and none is missing."""
    [one] = check(evidence(exchange("/v1/orders/caf%E9", status=500)))
    [other] = check(evidence(exchange("/v1/orders%FF", status=500, made_for="listOrders")))

    assert one.finding.message.startswith("A request with a path that is no UTF-8 is answered with")
    assert one.finding.values == (("path a path that is no UTF-8", '"/v1/orders/caf%E9"'),)
    ids = {
        finding_id("shop", operation, each.finding)
        for operation, each in (("a", one), ("b", other))
    }
    assert len(ids) == 1


def test_a_value_that_is_no_utf_8_is_shown_as_it_was_sent():
    """It was not missing, and neither were the others."""
    [one] = check(
        evidence(exchange("/v1/orders?start=caf%E9&a=1", status=500, made_for="listOrders"))
    )

    assert one.finding.message.startswith("A request with start is answered with 500")
    assert one.finding.values == (("query start", '"caf%E9"'),)
