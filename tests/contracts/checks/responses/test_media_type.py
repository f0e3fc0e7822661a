"""Tests of: the Content-Type of an answer is documented."""

import pytest

from contracts.checks.responses.media_type import check
from tests.contracts.shop import evidence, exchange, said


@pytest.mark.parametrize(
    "text",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=latin-1",
    ],
)
def test_spellings_of_the_documented_type_pass(text):
    """Case and charset do not matter."""
    assert said(check(evidence(exchange(headers=(("Content-Type", text),))))) == ["pass"]


@pytest.mark.parametrize("text", ["text/html", "application/problem+json", "nonsense", ""])
def test_another_type_is_found(text):
    """A success of another type is an error."""
    found = said(check(evidence(exchange(headers=(("Content-Type", text),)))))

    assert found[0].startswith("error: ")
    assert "allowed is application/json" in found[0]


def test_a_missing_type_is_found():
    """A success without a Content-Type is an error."""
    assert said(check(evidence(exchange(headers=())))) == [
        "error: There is no Content-Type, allowed is application/json."
    ]


def test_a_refusal_may_come_without_a_body():
    """HTTP allows a 404 without body and type."""
    bare = exchange(body=b"", status=404, headers=())

    assert said(check(evidence(bare))) == ["not exercised: a 404 without a body"]


def test_a_refusal_in_another_kind_of_json_is_a_warning():
    """A documented 404 as problem+json is a warning, as HTML an error."""
    found = [
        said(check(evidence(exchange(status=404, headers=(("Content-Type", kind),)))))[0]
        for kind in ("application/problem+json", "text/html")
    ]

    assert [text.partition(":")[0] for text in found] == ["warning", "error"]


def test_an_inferred_answer_is_an_info():
    """A server need not send a 400 in the form that only we expect."""
    page = exchange("/v1/orders/x", status=400, headers=(("Content-Type", "text/html"),))

    assert said(check(evidence(page))) == [
        "info: The Content-Type is 'text/html', allowed is application/json."
    ]


def test_a_406_may_be_of_any_type():
    """It says that no type suits the client, and has to say it in one of them."""
    answer = exchange(status=406, headers=(("Content-Type", "text/html"),), body=b"no")

    assert not [text for text in said(check(evidence(answer))) if text.startswith("error")]
