"""Tests of: a request with documented values is not refused."""

import json
from dataclasses import replace

import pytest

from contracts.checks.requests.valid_accepted import check
from contracts.http.messages.exchange import Purpose
from contracts.observations.evidence import Evidence
from openapi.contract import Basis, Response, Source
from openapi.loading.document import load_contract
from tests.contracts.dialogue import pages
from tests.contracts.shop import SHOP, evidence, exchange, observe, said

SHOP_AND_TOKEN = (("X-Shop", "corner"), ("X-Token", "secret"))


def listing(query: str, status: int = 400):
    """Return an exchange with the list."""
    return exchange(f"/v1/orders?{query}", {"orders": []}, status=status, made_for="listOrders")


def test_a_success_passes():
    """An accepted request passes."""
    assert said(check(evidence(exchange()))) == ["pass"]


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ("", ""),
        ("start=0", " with start"),
        ("count=20&start=500", " with count and start"),
        ("count=50", " with count"),
        ("colour=green", " with colour"),
    ],
)
def test_a_refused_valid_request_is_found(query, which):
    """Every value within its documented bounds must be accepted."""
    assert said(check(evidence(listing(query)))) == [
        f"error: A valid request{which} is refused with 400."
    ]


def test_one_parameter_is_one_finding():
    """A parameter that is refused alone is to blame for every combination that has it."""
    queries = ("start=0&colour=green", "colour=green", "count=5&colour=green")

    judged = [each.finding for each in check(evidence(*map(listing, queries)))]

    assert {(each.message, each.key) for each in judged} == {
        ("A valid request with colour is refused with 400.", "400 colour")
    }


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("count=0", "a page of 0 items may be refused"),
        ("phrase=%00lamp", "the values of phrase are not documented"),
        ("filter=eq(a,b)", "filter is not documented"),
        ("start=0&other=1", "the request has a parameter that the contract does not name"),
    ],
)
def test_undocumented_values_may_be_refused(query, reason):
    """A server may refuse free text, undocumented values and undocumented parameters."""
    assert said(check(evidence(listing(query)))) == [f"not exercised: {reason}"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_resource_need_not_exist(status):
    """A 404 or 410 for a valid id is correct."""
    assert said(check(evidence(exchange(status=status)))) == [
        "not exercised: the resource does not exist on this server"
    ]


@pytest.mark.parametrize(
    ("basis", "verdict"),
    [
        (None, "not exercised: the resource does not exist on this server"),
        (Basis.DOCUMENTED, "not exercised: the resource does not exist on this server"),
        (Basis.UPSTREAM, "error: A valid request is refused with 404."),
    ],
)
def test_results_may_be_missing_as_documented(basis, verdict):
    """A 404 that the documents name is an answer to a valid request; one that we added is none."""
    seen = evidence(listing("", status=404))
    source = Source(basis=basis) if basis else None
    missing = Response(status="404", description="No results yet.", source=source)
    operation = replace(seen.operation, responses=(*seen.operation.responses, missing))
    [refused] = seen.observations

    changed = replace(
        seen, operation=operation, observations=(replace(refused, operation=operation),)
    )

    assert said(check(changed)) == [verdict]


def test_a_list_must_exist():
    """A 404 for a path without parameters is a refusal."""
    assert said(check(evidence(listing("", status=404)))) == [
        "error: A valid request is refused with 404."
    ]


@pytest.mark.parametrize(
    ("query", "status", "has_success", "verdict"),
    [
        (
            "start=0",
            404,
            True,
            "not exercised: the number may be that of a page that does not exist",
        ),
        ("start=0", 400, True, "error: A valid request with start is refused with 400."),
        ("start=0", 404, False, "error: A valid request is refused with 404."),
        ("colour=green", 404, True, "error: A valid request with colour is refused with 404."),
    ],
)
def test_a_number_may_be_that_of_no_page(query, status, has_success, verdict):
    """Django REST framework answers `page=0` with 404, and its document does not limit pages."""
    asked = evidence(listing(query, status), listing("", 200 if has_success else status))
    bare = replace(asked.operation, pagination=None)
    seen = tuple(replace(each, operation=bare) for each in asked.observations)

    assert verdict in said(check(replace(asked, operation=bare, observations=seen)))


def stopping(folder, *statuses):
    """Return what is said about the answers to one POST that stops something, sent again."""
    document = folder / "api.json"
    stop = {"operationId": "stop", "responses": {"200": {"description": "It has stopped."}}}
    info = {"title": "t", "version": "1"}
    document.write_text(
        json.dumps({"openapi": "3.0.3", "info": info, "paths": {"/stop": {"post": stop}}})
    )
    contract = load_contract(document)
    answers = [
        exchange("/stop", b"", method="POST", status=status, made_for="stop") for status in statuses
    ]
    seen = tuple(observe(*answers, contract=contract))
    return said(
        check(Evidence(contract=contract, operation=contract.operations[0], observations=seen))
    )


def test_what_is_done_need_not_be_possible_twice(tmp_path):
    """A recording that has stopped cannot be stopped; a write that never succeeds is refused."""
    reason = "not exercised: the same request succeeded, and need not be possible twice"
    refused = "error: A valid request is refused with 400."

    assert stopping(tmp_path, 200, 400) == ["pass", reason]
    assert stopping(tmp_path, 400, 400) == [refused, refused]
    twice = evidence(listing(""), listing("", status=200))
    assert {*said(check(twice))} == {refused, "pass"}


def test_a_conflict_is_about_the_state_of_the_resource(tmp_path):
    """RFC 9110, 15.5.10: the request may be valid; what changes nothing conflicts with nothing."""
    assert stopping(tmp_path, 409) == ["not exercised: the state of the resource does not allow it"]
    assert said(check(evidence(listing("", 409)))) == [
        "error: A valid request is refused with 409."
    ]


def test_an_unknown_resource_may_be_refused_with_any_4xx():
    """A server may refuse an undocumented id as invalid."""
    assert said(check(evidence(exchange("/v1/orders/8", status=422)))) == [
        "not exercised: order_id may not exist on this server"
    ]


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_without_credentials_is_no_finding(status):
    """A server may refuse a request without credentials."""
    assert said(check(evidence(exchange(status=status)))) == [
        f"not exercised: answered with {status} without credentials"
    ]


@pytest.mark.parametrize("status", [401, 403])
def test_refused_credentials_are_found(status):
    """A refusal with credentials is a finding."""
    assert said(check(evidence(exchange(status=status, sent=SHOP_AND_TOKEN)))) == [
        f"error: The given credentials are refused with {status}."
    ]


def test_a_rate_limit_is_no_finding():
    """A 429 is not about the request."""
    assert said(check(evidence(exchange(status=429)))) == []


def test_invalid_requests_are_not_judged():
    """Another check judges that they are refused."""
    assert said(check(evidence(listing("start=501")))) == []


def after_two_orders(query: str, status: int):
    """Return evidence of a list that ends after two orders, and of a refused page of it."""
    known = pages(("start=0&count=5", (7, 8)))
    [refused] = observe(replace(listing(query, status), number=2))
    return replace(known, observations=(*known.observations, refused))


@pytest.mark.parametrize("status", [404, 410, 416])
@pytest.mark.parametrize("query", ["start=2", "start=400&count=5"])
def test_a_page_past_the_end_may_be_refused(query, status):
    """The documentation does not cover it; another check warns."""
    assert said(check(after_two_orders(query, status)))[1:] == [
        "not exercised: the list ends before this page"
    ]


@pytest.mark.parametrize(("query", "status"), [("start=1", 404), ("start=2", 400), ("", 404)])
def test_a_page_within_the_list_must_be_accepted(query, status):
    """The end of the list explains neither a refusal before it nor another status."""
    assert said(check(after_two_orders(query, status)))[1:] == [
        f"error: A valid request{' with start' if query else ''} is refused with {status}."
    ]


def unbounded(asked):
    """Return evidence in which the position of a page has no documented bounds."""
    shown = [
        replace(each, schema=replace(each.schema, definition={"type": "integer"}))
        if each.name == "start"
        else each
        for each in asked.operation.parameters
    ]
    operation = replace(asked.operation, parameters=tuple(shown))
    contract = replace(SHOP, operations=(operation,))
    seen = observe(*(each.exchange for each in asked.observations), contract=contract)
    return replace(asked, operation=operation, observations=tuple(seen))


@pytest.mark.parametrize(
    ("query", "status", "verdict"),
    [
        ("start=2", 400, "not exercised: the list ends before this page"),
        ("start=2147483648", 400, "not exercised: the list ends before this page"),
        ("start=-1", 400, "not exercised: the bounds of start are not documented"),
        ("start=1", 400, "error: A valid request with start is refused with 400."),
        ("start=2", 422, "error: A valid request with start is refused with 422."),
    ],
)
def test_a_position_without_bounds_may_be_past_the_end(query, status, verdict):
    """A documented 400 may say that there is no such page, where no bound is documented."""
    assert said(check(unbounded(after_two_orders(query, status))))[1:] == [verdict]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (400, "not exercised: the bounds of start are not documented"),
        (422, "error: A valid request with start is refused with 422."),
    ],
)
def test_a_large_number_without_bounds_may_be_refused(status, verdict):
    """Whatever it means; a refusal that is not documented is still a finding."""
    asked = unbounded(evidence(listing("start=2147483648", status)))
    bare = replace(asked.operation, pagination=None)
    seen = tuple(replace(each, operation=bare) for each in asked.observations)

    assert said(check(replace(asked, operation=bare, observations=seen))) == [verdict]


def test_without_a_known_end_a_missing_page_is_a_refusal():
    """It is unknown whether the list ends before this page."""
    assert said(check(evidence(listing("start=400", 404))))[0].startswith("error: ")


@pytest.mark.parametrize("purpose", [Purpose.PROTOCOL, Purpose.EQUIVALENT])
def test_unusual_requests_are_not_judged(purpose):
    """HTTP/1.0 need not be supported; equivalent requests have a check of their own."""
    odd = replace(exchange(status=400), purpose=purpose)

    assert said(check(evidence(odd))) == []


@pytest.mark.parametrize(
    ("query", "header", "status"),
    [("phrase=" + "x" * 300, "", 414), ("", "x" * 300, 431), ("", "x" * 9000, 400)],
)
def test_a_large_head_may_be_refused(query, header, status):
    """The limits of a server for targets and headers are not documented."""
    large = exchange(
        f"/v1/orders?{query}",
        {"orders": []},
        status=status,
        made_for="listOrders",
        sent=(("X-Other", header),),
    )

    assert said(check(evidence(large))) == [
        "not exercised: a server may limit the size of a request's head"
    ]


@pytest.mark.parametrize(
    ("header", "status"), [("x" * 255, 431), ("x" * 255, 414), ("x" * 3000, 400)]
)
def test_a_small_head_is_not_too_large(header, status):
    """A 414 or 431 for a small head, or a 400 for a large one, is a finding."""
    small = exchange(
        "/v1/orders",
        {"orders": []},
        status=status,
        made_for="listOrders",
        sent=(("X-Other", header),),
    )

    assert said(check(evidence(small))) == [f"error: A valid request is refused with {status}."]


def test_refusals_are_no_finding_where_nothing_else_is_documented():
    """An operation without a documented success accuses no server of refusing."""
    seen = evidence(exchange(status=422))
    operation = replace(
        seen.operation, responses=tuple(r for r in seen.operation.responses if r.status[0] != "2")
    )

    assert said(check(replace(seen, operation=operation))) == []
