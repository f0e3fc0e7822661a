"""Tests of: every request gets an answer."""

from dataclasses import replace

import pytest

from contracts.checks.responses.answered import check
from openapi.parameters.serialization import Parameters
from tests.contracts.shop import evidence, exchange, said


def test_an_answer_passes():
    """Any status is an answer."""
    results = check(evidence(exchange(status=500)))

    assert said(results) == ["pass"]


def test_a_missing_answer_is_an_error():
    """The finding states why there is no answer."""
    results = check(evidence(exchange(failure="no answer within 10 s")))

    assert said(results) == ["error: No answer: no answer within 10 s."]


def test_a_request_that_is_not_plain_http_need_not_be_answered():
    """A server may close the connection on a header with control characters."""
    strange = exchange(sent=(("X-Shop", "\x80\x01"),), failure="the connection was reset")

    results = check(evidence(strange))

    assert said(results)[0].startswith("not exercised")


def test_a_huge_head_need_not_be_answered():
    """A server may close the connection on a request line of 9000 characters."""
    huge = exchange("/v1/orders/7?x=" + "y" * 9000, failure="the connection was reset")

    results = check(evidence(huge))

    assert said(results)[0].startswith("not exercised")


def test_only_one_part_of_a_run_blames_its_request_for_a_silent_server():
    """Another part has named the request after which the server was silent."""
    silent = replace(
        evidence(exchange(failure="no answer within 10 s")), stopped_at=1, is_stop_elsewhere=True
    )

    assert said(check(silent)) == ["not exercised: the server had stopped answering before"]
    assert said(check(replace(silent, is_stop_elsewhere=False)))[0].startswith("error: ")


@pytest.mark.parametrize(
    ("sent", "failure", "verdict"),
    [
        (
            {"duration": 100.0},
            "the answer did not end within 10 s",
            "not exercised: duration may say",
        ),
        ({"waitSeconds": 30}, "no answer within 10 s", "not exercised: waitSeconds may say"),
        ({"duration": 100.0}, "the connection was reset", "error: No answer"),
        ({"timeout": "long"}, "no answer within 10 s", "error: No answer"),
        ({"limit": 10**18}, "no answer within 10 s", "error: No answer"),
        ({"delay": 0}, "no answer within 10 s", "error: No answer"),
    ],
)
def test_an_answer_may_take_as_long_as_the_client_has_chosen(sent, failure, verdict):
    """`?duration=100` asks for a hundred seconds, as its name says."""
    late = evidence(exchange(failure=failure))
    [seen] = late.observations
    asked = replace(seen, parameters=Parameters(query=sent))

    assert said(check(replace(late, observations=(asked,))))[0].startswith(verdict)
