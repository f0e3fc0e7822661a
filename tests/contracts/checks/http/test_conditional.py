"""Tests of: entity tags and conditional requests are as in RFC 9110."""

from contracts.checks.http.conditional import check
from contracts.http.messages.exchange import Identity
from tests.contracts.checks.responses.test_success_seen import only_answer
from tests.contracts.shop import JSON_TYPE, evidence, exchange, said

TAG = (*JSON_TYPE, ("ETag", '"one"'))


def asking(tag, number=2, **more):
    """Return a 304 to a conditional request."""
    sent = (("X-Shop", "corner"), ("If-None-Match", tag))
    return exchange(number=number, status=304, body=b"", sent=sent, **more)


def test_a_304_to_its_own_tag_passes():
    """The tag may be weak or strong, alone or in a list."""
    weak = (("ETag", 'W/"one"'),)
    answers = [asking('"one"', headers=TAG), asking('"x", W/"one"', headers=weak)]

    assert said(check(evidence(*answers))) == ["pass", "pass"]


def test_a_304_to_another_tag_is_found():
    """A client with another tag has another body."""
    assert said(check(evidence(asking('"zq7-no-such-tag"', headers=TAG)))) == [
        'error: A 304 answers the tag "zq7-no-such-tag", but the current tag is "one".'
    ]


def test_a_304_without_a_condition_is_found():
    """A client without the body has no use for a 304."""
    assert said(check(evidence(exchange(status=304, body=b"", headers=TAG)))) == [
        "error: A 304 answers an unconditional request."
    ]


def test_an_empty_condition_is_not_judged():
    """HTTP does not define what a list without tags matches."""
    assert said(check(evidence(asking("", headers=TAG)))) == [
        "not exercised: the condition of the request is empty"
    ]


def test_a_304_that_is_all_that_is_documented_needs_no_condition(tmp_path):
    """Such a page shows what a 304 looks like."""
    assert said(check(only_answer(tmp_path, "304", 304)))[0].startswith("not exercised")


def test_a_strong_tag_identifies_one_body():
    """A cache would serve the first body in place of the second."""
    two = [exchange(headers=TAG), exchange(number=2, headers=TAG, body={"id": 8})]

    assert said(check(evidence(*two))) == [
        "pass",
        'error: The tag "one" was sent with two different bodies.',
    ]


def test_a_weak_tag_may_have_two_bodies():
    """The change may be insignificant (RFC 9110, 8.8.1)."""
    weak = (*JSON_TYPE, ("ETag", 'W/"one"'))
    two = [exchange(headers=weak), exchange(number=2, headers=weak, body={"id": 8})]

    assert said(check(evidence(*two))) == []


def test_other_identities_are_not_compared():
    """Another client may get the same tag with another body."""
    two = [exchange(headers=TAG), exchange(number=2, body={}, headers=TAG, asker=Identity.OTHER)]

    assert said(check(evidence(*two))) == ["pass"]


def test_a_documented_304_is_no_answer_to_a_request():
    """An example in the documents, which answers no request, is not judged as an answer."""
    example = exchange(status=304, body=b"", headers=TAG)

    assert said(check(evidence(example, is_static=True))) == []
