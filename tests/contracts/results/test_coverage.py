"""Tests of how much of a contract a run has met."""

from dataclasses import replace

from contracts.results.coverage import coverage_of
from tests.contracts.shop import ORDER, evidence, exchange


def met(*exchanges):
    """Return the names that were met, by kind."""
    found = coverage_of(evidence(*exchanges))
    return {
        kind: [each.name for each in getattr(found, kind) if each.is_covered]
        for kind in ("statuses", "parameters", "enum_values")
    }


def test_nothing_is_met_without_an_answer():
    """What is documented is listed all the same, each with its line."""
    found = coverage_of(replace(evidence(exchange()), observations=()))

    assert not any(
        each.is_covered for each in (*found.statuses, *found.parameters, *found.enum_values)
    )
    assert [each.name for each in found.enum_values] == ['"open"', '"done"']
    assert {each.contract.partition(":")[0] for each in found.statuses} == {"shop.yaml"}


def test_words_are_met_in_their_place():
    """A word of an enum counts where its schema stands, not wherever it is said."""
    elsewhere = {**ORDER, "status": "lost", "note": "open"}

    assert met(exchange(body={**ORDER, "status": "done"}))["enum_values"] == ['"done"']
    assert met(exchange(body=elsewhere))["enum_values"] == []


def test_answers_of_every_kind_add_up():
    """Two answers meet two words; a status is met by its answer."""
    two = (exchange(body=ORDER), exchange(body={**ORDER, "status": "done"}, number=2))
    refused = exchange(body={"error": "no"}, status=404, number=3)

    assert met(*two, refused)["enum_values"] == ['"open"', '"done"']
    assert set(met(*two, refused)["statuses"]) >= {"200", "404"}
    assert "404" not in met(*two)["statuses"]


def test_a_parameter_is_met_when_it_is_sent():
    """In its own place, and headers in any case."""
    plain = met(exchange(sent=()))["parameters"]
    named = met(exchange(sent=(("x-SHOP", "corner"),)))["parameters"]

    assert plain == ["order_id"]
    assert named == ["order_id", "X-Shop"]


def test_no_answer_meets_nothing():
    """A request that was not answered proves no parameter."""
    assert met(exchange(failure="gone"))["parameters"] == []
