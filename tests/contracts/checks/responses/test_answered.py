"""Tests of: every request gets an answer."""

from contracts.checks.responses.answered import check
from tests.contracts.shop import evidence, exchange, said


def test_an_answer_passes():
    """Any status is an answer."""
    judgements = check(evidence(exchange(status=500)))

    assert said(judgements) == ["pass"]


def test_silence_is_an_error():
    """A request without an answer is a finding that says why."""
    judgements = check(evidence(exchange(failure="no answer within 10 s")))

    assert said(judgements) == ["error: No answer: no answer within 10 s."]


def test_a_server_may_drop_what_is_not_plain_http():
    """A connection closed on a header with control characters accuses nobody."""
    strange = exchange(sent=(("X-Shop", "\x80\x01"),), failure="the connection was reset")

    judgements = check(evidence(strange))

    assert said(judgements)[0].startswith("not exercised")


def test_a_server_may_drop_a_huge_head():
    """Nobody must read a request line of nine thousand characters."""
    huge = exchange("/v1/orders/7?x=" + "y" * 9000, failure="the connection was reset")

    judgements = check(evidence(huge))

    assert said(judgements)[0].startswith("not exercised")
