"""Faults that break a rule and keep the schema."""

from dataclasses import replace

import pytest

from mock_server.faults.kinds import rules
from mock_server.faults.material.generated_records import generate_records, with_records
from mock_server.faults.model.fault import Fault
from mock_server.faults.search import search
from mock_server.faults.search.search import broken_rules, find_violation
from tests.mock_server.faults.exchanges import body_of, exchange_for, exchange_of, faulty


def fault_of(catalogue, rule_id):
    """Return the fault that breaks a rule."""
    return catalogue.find(f"rule.{rule_id}")[0]


def test_parts_exceed_the_payload_by_one(catalogue, placewise):
    """The counters add up to 4001 of 4000 members."""
    fault = fault_of(catalogue, "placewise.parts-within-payload")
    body = body_of(faulty(fault, exchange_of(placewise, placewise.operations[0])))
    parts = (
        body["members_created_number"]
        + body["members_updated_number"]
        + body["members_with_validation_errors_number"]
    )

    assert parts == body["members_in_payloads_number"] + 1
    assert len(body["bulks"]) == 4


def test_more_is_imported_than_was_uploaded(catalogue, elastic_path):
    """One kind of records has more imported than uploaded, and no other rule is broken."""
    fault = fault_of(catalogue, "elastic_path.imported-within-uploaded")
    records = body_of(faulty(fault, exchange_of(elastic_path, elastic_path.operations[0])))
    records = records["data"][0]["meta"]["records"]
    exceeding = [k for k, n in records["imported"].items() if n > records["uploaded"][k]]

    assert len(exceeding) == 1
    assert fault.side_effects == ()


def test_page_exceeds_the_requested_limit(catalogue, elastic_path):
    """The page has one job more than the limit; a request without a limit is unchanged."""
    fault = fault_of(catalogue, "elastic_path.page-within-limit")
    operation = elastic_path.operations[0]
    plan = faulty(fault, exchange_of(elastic_path, operation, query={"page[limit]": 7}))

    assert fault.query == (("page[limit]", "1"),)
    assert len(body_of(plan)["data"]) == 8
    assert fault.plan(exchange_of(elastic_path, operation)) is None


def test_transition_rule_needs_two_answers(catalogue, placewise):
    """The first answer has the earlier body, each further one the later body."""
    fault = fault_of(catalogue, "placewise.created-at-constant")
    exchange = exchange_of(placewise, placewise.operations[0])
    first, second, third = (body_of(faulty(fault, exchange, i)) for i in range(3))

    assert fault.exchanges_needed == 2
    assert first["created_at"] != second["created_at"]
    assert second == third


def test_pair_is_made_from_the_first_body(catalogue, placewise):
    """Both answers follow from the body of the first one, although the import has changed."""
    fault = fault_of(catalogue, "placewise.payload-does-not-shrink")
    exchange = exchange_of(placewise, placewise.operations[0])
    moved = exchange_of(
        placewise,
        placewise.operations[0],
        body={**exchange.body, "members_in_payloads_number": 9000},
    )
    # The later one is requested first, so that a kept result cannot hide a wrong initial body.
    second = body_of(faulty(fault, replace(moved, initial_body=exchange.answer.body), 1))
    first = body_of(faulty(fault, exchange))

    assert first["members_in_payloads_number"] == 4001
    assert second["members_in_payloads_number"] == 4000


def test_rule_about_errors_is_broken_in_errors(catalogue, elastic_path):
    """The fault applies to an error and not to a success."""
    fault = fault_of(catalogue, "elastic_path.error-status-matches")
    operation = elastic_path.operations[0]
    body = body_of(faulty(fault, exchange_of(elastic_path, operation, status="404")))

    assert body["errors"][0]["status"] != "404"
    assert fault.plan(exchange_of(elastic_path, operation)) is None


def test_example_that_breaks_the_rule_is_unchanged(catalogue, placewise):
    """The documented import breaks the rule: bulks are open, but all members are counted."""
    fault = fault_of(catalogue, "placewise.open-parts-below-payload")
    exchange = exchange_of(placewise, placewise.operations[0])

    assert body_of(faulty(fault, exchange)) == exchange.body


@pytest.mark.parametrize("rule", ["oldest-job-first", "created-before-started", "id-present"])
def test_long_page_stays_long(catalogue, elastic_path, rule):
    """On a page of a hundred jobs the rule is broken by the first ones; the others stay."""
    operation = elastic_path.operations[0]
    fault = fault_of(catalogue, f"elastic_path.{rule}")
    example = exchange_for(elastic_path, fault).body
    jobs = generate_records(operation, example, 100)
    page = with_records(example, operation.pagination, jobs)
    exchange = exchange_of(elastic_path, operation, body=page)
    body = body_of(faulty(fault, exchange))
    sets = frozenset(["lifecycle"])
    broken = broken_rules(exchange.media_type.rules, [body], exchange.context, sets=sets)

    assert f"elastic_path.{rule}" in broken
    assert len(body["data"]) == 100
    assert body["data"][10:] == page["data"][10:]


def test_same_answer_is_searched_once(elastic_path, monkeypatch):
    """Further answers to the same request use the bodies of the first search."""
    operation = elastic_path.operations[0]
    fault = rules.rule_fault(elastic_path, operation, "elastic_path.oldest-job-first")
    searches = []

    def count(goal, *arguments, **options):
        searches.append(goal)
        return find_violation(goal, *arguments, **options)

    monkeypatch.setattr(rules, "find_violation", count)
    plans = [faulty(fault, exchange_of(elastic_path, operation)) for _ in range(20)]

    assert len(searches) == 1
    assert len({plan.body for plan in plans}) == 1


def test_search_for_a_list_ends_at_the_first_body(elastic_path, monkeypatch):
    """A list shows that an answer can break a rule, not the one with the fewest side effects."""
    operation = elastic_path.operations[0]
    work = []

    def counted(*arguments, **options):
        work.append(None)
        return broken_rules(*arguments, **options)

    monkeypatch.setattr(search, "broken_rules", counted)
    fault = rules.rule_fault(
        elastic_path, operation, "elastic_path.one-started-job", is_for_list=True
    )

    assert isinstance(fault, Fault)
    assert len(work) < 300
