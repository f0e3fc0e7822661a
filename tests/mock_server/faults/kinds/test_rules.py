"""Faults that break a rule and keep the schema."""

import time
from dataclasses import replace

import pytest

from mock_server.faults.kinds.generated_records import generate_records, with_records
from mock_server.faults.model.response_plan import ResponsePlan
from mock_server.faults.search.search import broken_rules
from tests.mock_server.faults.exchanges import body_of, exchange_for, exchange_of, spoilt


def fault_of(catalogue, rule_id):
    """Return the fault that breaks a rule."""
    return catalogue.find(f"rule.{rule_id}")[0]


def test_parts_exceed_the_payload_by_one(catalogue, placewise):
    """3020 + 531 + 449 of 4000 become one more than there are."""
    fault = fault_of(catalogue, "placewise.parts-within-payload")
    body = body_of(spoilt(fault, exchange_of(placewise, placewise.operations[0])))
    parts = (
        body["members_created_number"]
        + body["members_updated_number"]
        + body["members_with_validation_errors_number"]
    )

    assert parts == body["members_in_payloads_number"] + 1
    assert len(body["bulks"]) == 4


def test_more_is_imported_than_was_uploaded(catalogue, elastic_path):
    """One kind of records has more imported than uploaded, and nothing else is wrong."""
    fault = fault_of(catalogue, "elastic_path.imported-within-uploaded")
    records = body_of(spoilt(fault, exchange_of(elastic_path, elastic_path.operations[0])))
    records = records["data"][0]["meta"]["records"]
    exceeding = [k for k, n in records["imported"].items() if n > records["uploaded"][k]]

    assert len(exceeding) == 1
    assert fault.side_effects == ()


def test_page_exceeds_the_limit_that_was_asked_for(catalogue, elastic_path):
    """The page has one job too many for the limit in the request; without one it is left alone."""
    fault = fault_of(catalogue, "elastic_path.page-within-limit")
    operation = elastic_path.operations[0]
    plan = spoilt(fault, exchange_of(elastic_path, operation, query={"page[limit]": 7}))

    assert fault.query == (("page[limit]", "1"),)
    assert len(body_of(plan)["data"]) == 8
    assert fault.plan(exchange_of(elastic_path, operation)) is None


def test_transition_takes_two_answers(catalogue, placewise):
    """The first answer is the earlier body, each further one the later body."""
    fault = fault_of(catalogue, "placewise.created-at-constant")
    exchange = exchange_of(placewise, placewise.operations[0])
    first, second, third = (body_of(spoilt(fault, exchange, i)) for i in range(3))

    assert fault.exchanges_needed == 2
    assert first["created_at"] != second["created_at"]
    assert second == third


def test_pair_is_made_from_the_first_body(catalogue, placewise):
    """While the import moves on, the later answer still belongs to the earlier one."""
    fault = fault_of(catalogue, "placewise.payload-does-not-shrink")
    exchange = exchange_of(placewise, placewise.operations[0])
    moved = exchange_of(
        placewise,
        placewise.operations[0],
        body={**exchange.body, "members_in_payloads_number": 9000},
    )
    # The later one is asked for first: what is remembered must not hide where it comes from.
    second = body_of(spoilt(fault, replace(moved, initial_body=exchange.answer.body), 1))
    first = body_of(spoilt(fault, exchange))

    assert first["members_in_payloads_number"] == 4001
    assert second["members_in_payloads_number"] == 4000


def test_error_is_spoilt_where_an_error_is_answered(catalogue, elastic_path):
    """A rule about errors is broken in every error, and never in a success."""
    fault = fault_of(catalogue, "elastic_path.error-status-matches")
    operation = elastic_path.operations[0]
    body = body_of(spoilt(fault, exchange_of(elastic_path, operation, status="404")))

    assert body["errors"][0]["status"] != "404"
    assert fault.plan(exchange_of(elastic_path, operation)) is None


def test_rule_that_the_example_breaks_leaves_it_as_it_is(catalogue, placewise):
    """The documented import has open bulks and nobody left to wait for: that is the breakage."""
    fault = fault_of(catalogue, "placewise.open-parts-below-payload")
    exchange = exchange_of(placewise, placewise.operations[0])

    assert body_of(spoilt(fault, exchange)) == exchange.body


@pytest.mark.parametrize("rule", ["oldest-job-first", "created-before-started", "id-present"])
def test_long_page_stays_long(catalogue, elastic_path, rule):
    """On a page of a hundred jobs the rule is broken among the first; the rest is untouched."""
    operation = elastic_path.operations[0]
    fault = fault_of(catalogue, f"elastic_path.{rule}")
    example = exchange_for(elastic_path, fault).body
    jobs = generate_records(operation, example, 100)
    page = with_records(example, operation.pagination, jobs)
    exchange = exchange_of(elastic_path, operation, body=page)
    body = body_of(spoilt(fault, exchange))
    sets = frozenset(["lifecycle"])
    broken = broken_rules(exchange.media_type.rules, [body], exchange.context, sets=sets)

    assert f"elastic_path.{rule}" in broken
    assert len(body["data"]) == 100
    assert body["data"][10:] == page["data"][10:]


def test_second_answer_is_remembered(catalogue, elastic_path):
    """The same question is searched once."""
    fault = fault_of(catalogue, "elastic_path.oldest-job-first")
    exchange = exchange_of(elastic_path, elastic_path.operations[0])
    spoilt(fault, exchange)
    start = time.perf_counter()
    plans = [spoilt(fault, exchange) for _ in range(20)]

    assert time.perf_counter() - start < 0.2
    assert all(isinstance(plan, ResponsePlan) for plan in plans)
