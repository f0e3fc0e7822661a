"""Tests of: conditions on entity tags mean what they say."""

from contracts.checks.http.conditional import check
from contracts.http.messages.exchange import Identity
from tests.contracts.shop import JSON_TYPE, evidence, exchange, said

TAG = (*JSON_TYPE, ("ETag", '"one"'))


def asking(tag, number=2, **more):
    """Return a 304 to a request with a condition."""
    sent = (("X-Shop", "corner"), ("If-None-Match", tag))
    return exchange(number=number, status=304, body=b"", sent=sent, **more)


def test_a_304_to_its_own_tag_passes():
    """Weak or strong, alone or in a list."""
    weak = (("ETag", 'W/"one"'),)
    answers = [asking('"one"', headers=TAG), asking('"x", W/"one"', headers=weak)]

    assert said(check(evidence(*answers))) == ["pass", "pass"]


def test_a_304_to_another_tag_is_found():
    """Another tag is another state."""
    assert said(check(evidence(asking('"zq7-no-such-tag"', headers=TAG)))) == [
        'error: 304 answers the tag "zq7-no-such-tag", which is not "one".'
    ]


def test_a_304_without_a_condition_is_found():
    """Nobody asked whether anything has changed."""
    assert said(check(evidence(exchange(status=304, body=b"", headers=TAG)))) == [
        "error: 304 answers a request without a condition."
    ]


def test_a_strong_tag_stands_for_one_body():
    """Another body under the same tag would be taken from a cache."""
    two = [exchange(headers=TAG), exchange(number=2, headers=TAG, body={"id": 8})]

    assert said(check(evidence(*two))) == [
        "pass",
        'error: The tag "one" stands for two different bodies.',
    ]


def test_a_weak_tag_may_stay():
    """What has changed may not matter (RFC 9110, 8.8.1)."""
    weak = (*JSON_TYPE, ("ETag", 'W/"one"'))
    two = [exchange(headers=weak), exchange(number=2, headers=weak, body={"id": 8})]

    assert said(check(evidence(*two))) == []


def test_other_askers_are_not_compared():
    """What somebody else is told has tags of its own."""
    two = [exchange(headers=TAG), exchange(number=2, body={}, headers=TAG, asker=Identity.OTHER)]

    assert said(check(evidence(*two))) == ["pass"]
