"""Tests of sending invalid bodies, against a live shop."""

import json

from contracts.checks.requests.invalid_refused import check as judge_refusals
from contracts.checks.responses.server_error import check as judge_failures
from contracts.http.messages.exchange import Purpose
from contracts.probes.bodies import run
from tests.contracts.live import Reply
from tests.contracts.probing import probed
from tests.contracts.shop import ORDER, evidence, said
from tests.contracts.shop_server import shop


def judged(judge, answer):
    """Return the results of a check on the answers to invalid bodies, each kind once."""
    with probed(run, "createOrder", answer=answer) as (exchanges, _):
        return dict.fromkeys(said(judge(evidence(*exchanges))))


def test_a_healthy_shop_refuses_every_invalid_body():
    """Every invalid body is refused, and none ends in a server error."""
    assert list(judged(judge_refusals, shop())) == ["pass"]
    assert list(judged(judge_failures, shop())) == ["pass"]


def test_a_shop_that_accepts_every_body_is_found():
    """It is found although it answers every valid request as documented."""
    found = judged(judge_refusals, lambda _: Reply(status=201, body=dict(ORDER)))

    assert "error: An invalid request is accepted with 201: the body is missing." in found
    assert any("the body lacks total" in text for text in found)


def test_a_shop_that_fails_on_half_a_body_is_found():
    """An exception of a parser that is not caught is a server error."""

    def careless(seen):
        try:
            json.loads(seen.body)
        except (ValueError, RecursionError):
            return Reply(status=500, body={"error": "oops"})
        return Reply(status=400, body={"error": "no"})

    assert "error: A request with body is answered with 500: the server failed." in judged(
        judge_failures, careless
    )


def test_only_the_body_is_invalid():
    """Method, path and credential are right, so that only the body can be refused."""
    with probed(run, "createOrder") as (exchanges, server):
        kinds = [seen.header("Content-Type") for seen in server.seen]
        seen = {(s.method, s.target, s.header("X-Token")) for s in server.seen}

    assert seen == {("POST", "/v1/orders", "my-token-1")}
    assert {exchange.purpose for exchange in exchanges} == {Purpose.PARAMETER}
    assert {b"", b'{"tot', b"null", b'{"total": 0}'} <= {s.body for s in server.seen}
    assert kinds[0] == "application/json"
    assert kinds[-2:] == ["text/plain", None]


def test_operations_without_a_body_are_left_alone():
    """An operation without a documented body gets no invalid one."""
    with probed(run, "showOrder") as (exchanges, _):
        assert exchanges == ()
