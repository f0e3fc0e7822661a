"""Tests of: HEAD is GET without the content."""

from dataclasses import replace

import pytest

from contracts.checks.http.head import check
from contracts.http.messages.exchange import Purpose
from contracts.observations.failures.chance import HEADS
from openapi.loading.document import load_contract
from tests.contracts.shop import JSON_TYPE, evidence, exchange, said

LONG = (*JSON_TYPE, ("Content-Length", "60"))


def dialogue(status=200, headers=LONG, before=200, after=200):
    """Return GET, HEAD and GET."""
    return dialogues((before, status, after), headers=headers)


def dialogues(*statuses, headers=LONG):
    """Return several times GET, HEAD and GET, with these statuses."""
    about, steps = {"purpose": Purpose.METHOD}, []
    for first, status, last in statuses:
        number = len(steps) + 1
        head = {"method": "HEAD", "headers": headers, "body": b"", "compared_to": number}
        steps += [
            exchange(number=number, status=first, headers=LONG, **about),
            exchange(number=number + 1, status=status, **head, **about),
            exchange(number=number + 2, status=last, headers=LONG, compared_to=number, **about),
        ]
    return evidence(*steps)


def test_the_same_status_and_headers_pass():
    """Content-Type and Content-Length are those of GET."""
    assert said(check(dialogue())) == ["pass", "pass"]


def test_a_length_may_be_left_out():
    """Headers that depend on the content may be left out (RFC 9110, 9.3.2)."""
    assert said(check(dialogue(headers=JSON_TYPE))) == ["pass"]


@pytest.mark.parametrize("status", [405, 501])
def test_head_need_not_be_supported(status):
    """A server without HEAD is healthy if the contract names only GET."""
    assert said(check(dialogue(status))) == [
        f"not exercised: HEAD is not supported: it is answered with {status}"
    ]


def test_another_status_is_found():
    """HEAD must not be 404 where GET is 200."""
    assert (
        said(check(dialogues(*[(200, 404, 200)] * HEADS)))
        == ["error: HEAD is answered with status 404, GET with status 200."] * HEADS
    )


@pytest.mark.parametrize("status", [404, 500, 503])
def test_another_status_now_and_then_is_no_fault_of_head(status):
    """A server that fails at any request may do so at a HEAD, or at both GETs around one."""
    fails, healthy = (200, status, 200), (200, 200, 200)
    chance = "not exercised: the same HEAD was not answered so each time"

    assert said(check(dialogues(*[fails] * (HEADS - 1)))) == [chance] * (HEADS - 1)
    assert said(check(dialogues(*[fails] * HEADS, healthy)))[:HEADS] == [chance] * HEADS
    assert said(check(dialogues((status, 200, status)))) == [chance]


def test_another_status_that_the_contract_documents_for_head_is_no_finding(tmp_path):
    """A HEAD of its own that answers 204 is as documented; 404 is not."""
    (tmp_path / "d.yaml").write_text("""openapi: 3.0.3
info: {title: a, version: "1"}
paths:
  /a:
    get: {responses: {"200": {description: x}}}
    head: {responses: {"204": {description: x}}}
""")
    contract = load_contract(tmp_path / "d.yaml")
    found = {}
    for status in (204, 404):
        seen = dialogues(*[(200, status, 200)] * HEADS)
        observed = [
            replace(each, contract=contract, operation=contract.operations[0])
            for each in seen.observations
        ]
        found[status] = said(check(replace(seen, observations=tuple(observed))))

    assert found[204] == ["not exercised: the contract documents 204 for HEAD"] * HEADS
    assert found[404] == ["error: HEAD is answered with status 404, GET with status 200."] * HEADS


def test_another_length_is_found():
    """A length of 0 is wrong if GET has 60 bytes."""
    found = said(check(dialogue(headers=(*JSON_TYPE, ("Content-Length", "0")))))

    assert found == ["pass", "error: HEAD is answered with Content-Length 0, GET with 60."]


@pytest.mark.parametrize(
    ("length", "verdicts"),
    [
        ("59", ["pass"]),
        ("0", ["pass", "error: HEAD is answered with Content-Length 0, GET with 60."]),
    ],
)
def test_the_length_of_changing_content_is_not_judged(length, verdicts):
    """Changing content may be shorter for a moment, but not empty."""
    about = {"purpose": Purpose.METHOD}
    headers = (*JSON_TYPE, ("Content-Length", length))
    moving = evidence(
        exchange(number=1, headers=LONG, body=b'{"uptime": 12.31}', **about),
        exchange(number=2, headers=headers, method="HEAD", body=b"", compared_to=1, **about),
        exchange(number=3, headers=LONG, body=b'{"uptime": 12.62}', compared_to=1, **about),
    )

    assert said(check(moving)) == verdicts


def test_another_type_is_found():
    """HTML is wrong if GET is JSON."""
    found = said(check(dialogue(headers=(("Content-Type", "text/html"),))))

    assert found == [
        "error: HEAD is answered with Content-Type text/html, GET with application/json."
    ]


def test_a_resource_that_vanished_is_not_judged():
    """If the GETs before and after differ, the right answer to HEAD is unknown."""
    assert said(check(dialogue(404, after=404))) == [
        "not exercised: two GETs are answered with different statuses"
    ]


@pytest.mark.parametrize(
    ("status", "length", "verdict"),
    [
        (404, 19, "not exercised: the text of the refusal names the method"),
        (404, 20, "error: HEAD is answered with Content-Length 20, GET with 18."),
        (200, 19, "error: HEAD is answered with Content-Length 19, GET with 18."),
    ],
)
def test_a_refusal_may_name_the_method(status, length, verdict):
    """Express refuses an unknown path with `Cannot GET /x` or `Cannot HEAD /x`."""
    about = {"purpose": Purpose.METHOD, "status": status, "body": b"Cannot GET /orders"}
    get = {"headers": (("Content-Length", "18"),), **about}
    head = {"headers": (("Content-Length", str(length)),), **about, "body": b""}
    asked = evidence(
        exchange(number=1, **get),
        exchange(number=2, method="HEAD", compared_to=1, **head),
        exchange(number=3, compared_to=1, **get),
    )

    assert said(check(asked)) == [verdict]
