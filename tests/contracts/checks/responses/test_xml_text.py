"""Tests of: a body that is declared as XML is XML."""

import pytest

from contracts.checks.responses.xml_text import check
from contracts.observations.evidence import Evidence
from openapi.contract import is_xml_type
from openapi.loading.document import load_contract
from tests.contracts.shop import ORDER, evidence, exchange, observe, said

XML = (("Content-Type", "application/xml; charset=utf-8"), ("X-Count", "3"))


@pytest.mark.parametrize(
    "body",
    [
        b"<a/>",
        b"\xef\xbb\xbf<?xml version='1.0'?><a/>",
        b"\n <a/>",
        "<a/>".encode("utf-16"),
        "<a/>".encode("utf-16-be"),
    ],
)
def test_xml_passes(body):
    """In every encoding that XML 1.0 knows, with space before it."""
    assert said(check(evidence(exchange(body=body, headers=XML)))) == ["pass"]


@pytest.mark.parametrize(("body", "what"), [(ORDER, "JSON"), (b"sorry", "no XML")])
def test_json_that_is_labelled_as_xml_is_found(body, what):
    """A client that believes the label cannot read it."""
    assert said(check(evidence(exchange(body=body, headers=XML)))) == [
        f"error: The Content-Type is application/xml, but the body is {what}."
    ]


def test_an_example_that_is_no_xml_is_a_fault_of_the_document(tmp_path):
    """Published documents have JSON in a text as the example of every media type."""
    document = tmp_path / "api.yaml"
    document.write_text(
        "{openapi: 3.0.3, info: {title: t, version: '1'}, paths: {/a: {get: {operationId: a, "
        "responses: {'200': {description: x, content: {application/xml: {example: '{\"a\": 1}'}}}}"
        "}}}}"
    )
    contract = load_contract(document)
    answer = exchange("/a", b'{"a": 1}', headers=XML, made_for="a", sent=())
    seen = tuple(observe(answer, contract=contract))

    found = said(check(Evidence(contract=contract, operation=contract.operations[0],
                                observations=seen)))  # fmt: skip

    assert found == ["warning: The Content-Type is application/xml, but the body is JSON."]


@pytest.mark.parametrize("kind", ["application/json", "text/html", ""])
def test_other_media_types_are_not_judged(kind):
    """They promise no XML."""
    assert said(check(evidence(exchange(headers=(("Content-Type", kind),))))) == []


def test_a_body_that_was_not_read_is_not_judged():
    """A body in an unknown coding may be XML."""
    coded = exchange(body=b"\x1b", headers=(*XML, ("Content-Encoding", "br")))

    assert [each.partition(":")[0] for each in said(check(evidence(coded)))] == ["not exercised"]


def test_types_of_xml():
    """Also those of formats that are XML (RFC 7303)."""
    assert is_xml_type("application/problem+xml")
    assert not is_xml_type("application/xhtml")
