"""Tests of how much of a contract a run has covered."""

from dataclasses import replace

from contracts.results.coverage import MAX_ENUM_VALUES, coverage_of
from openapi.contract import Schema
from tests.contracts.shop import ORDER, evidence, exchange


def covered(*exchanges):
    """Return the names that were covered, by kind."""
    found = coverage_of(evidence(*exchanges))
    return {
        kind: [each.name for each in getattr(found, kind) if each.is_covered]
        for kind in ("statuses", "parameters", "enum_values")
    }


def test_nothing_is_covered_without_an_exchange():
    """Every documented part is listed nevertheless, with its line."""
    found = coverage_of(replace(evidence(exchange()), observations=()))

    assert not any(
        each.is_covered for each in (*found.statuses, *found.parameters, *found.enum_values)
    )
    assert [each.name for each in found.enum_values] == ['"open"', '"done"']
    assert {each.contract.partition(":")[0] for each in found.statuses} == {"shop.yaml"}


def test_enum_values_are_covered_in_their_place():
    """An enum value counts only in the place that its schema describes."""
    elsewhere = {**ORDER, "status": "lost", "note": "open"}

    assert covered(exchange(body={**ORDER, "status": "done"}))["enum_values"] == ['"done"']
    assert covered(exchange(body=elsewhere))["enum_values"] == []


def test_answers_of_every_kind_add_up():
    """Two answers cover two enum values; a status is covered by its answer."""
    two = (exchange(body=ORDER), exchange(body={**ORDER, "status": "done"}, number=2))
    refused = exchange(body={"error": "no"}, status=404, number=3)

    assert covered(*two, refused)["enum_values"] == ['"open"', '"done"']
    assert set(covered(*two, refused)["statuses"]) >= {"200", "404"}
    assert "404" not in covered(*two)["statuses"]


def test_a_parameter_is_covered_when_it_is_sent():
    """It must be in its own location; a header may be in any case."""
    plain = covered(exchange(sent=()))["parameters"]
    named = covered(exchange(sent=(("x-SHOP", "corner"),)))["parameters"]

    assert plain == ["order_id"]
    assert named == ["order_id", "X-Shop"]


def test_a_request_without_an_answer_covers_nothing():
    """A request that was not answered proves no parameter."""
    assert covered(exchange(failure="gone"))["parameters"] == []


def test_the_nearest_enum_values_count():
    """In documents whose schemas all refer to each other an operation has not all of them.

    Else the report on the 400 operations of a document of that kind had millions of values.
    """
    count = 2 * MAX_ENUM_VALUES
    schemas = {
        f"s{number}": {
            "properties": {
                "deeper": {"$ref": f"#/s{(number + 1) % count}"},
                "kind": {"enum": [f"k{number}"]},
            }
        }
        for number in range(count)
    }
    seen = evidence(exchange())
    response = seen.operation.responses[0]
    schema = Schema(definition=schemas["s0"], pointer="/s0", root=schemas)
    media = replace(response.media_types[0], schema=schema)
    one = replace(seen.operation, responses=(replace(response, media_types=(media,)),))

    found = coverage_of(replace(seen, operation=one)).enum_values

    assert [each.name for each in found] == [f'"k{number}"' for number in range(MAX_ENUM_VALUES)]
