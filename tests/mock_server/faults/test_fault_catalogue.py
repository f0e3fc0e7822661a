"""The catalogue finds every fault, and each fault breaks the checks and rules that it names."""

import subprocess
import sys
from dataclasses import replace

import pytest

from mock_server.faults.fault_catalogue import (
    Catalogue,
    OperationFaults,
    fault_json,
    unbreakable_json,
)
from mock_server.faults.kinds import pagination, schema
from mock_server.faults.kinds.rules import UnbreakableRule
from mock_server.faults.kinds.transport import transport_faults
from mock_server.faults.model.fault import CheckId, Fault, FaultError, FaultKind
from mock_server.faults.model.healthy_exchange import HealthyExchange
from mock_server.faults.search.search import broken_rules
from openapi.contract import Severity
from openapi.schema.validation import validator_for
from tests.mock_server.faults.exchanges import body_of, exchange_for, exchange_of, faulty


def bodies_of(contract, fault: Fault) -> tuple[HealthyExchange, list]:
    """Return an exchange to which a fault applies, and the successive bodies that it makes."""
    exchange = exchange_for(contract, fault)
    return exchange, [
        body_of(faulty(fault, exchange, ordinal)) for ordinal in range(fault.exchanges_needed)
    ]


def severities_broken_by(contract, fault: Fault) -> dict[str, Severity]:
    """Return the rules that a fault's answers break, and the schema.

    Rules that the documented example breaks too are left out, unless the fault names them.
    """
    exchange, bodies = bodies_of(contract, fault)
    media = exchange.media_type
    rule_sets = frozenset(
        rule.rule_set for rule in contract.rules if rule.id in fault.detected_by and rule.rule_set
    )
    healthy = broken_rules(media.rules, [exchange.body], exchange.context)
    found = broken_rules(
        media.rules,
        bodies,
        exchange.context,
        polling=exchange.operation.polling,
        sets=rule_sets,
    )
    severities = {
        id_: rule.severity
        for id_, rule in found.items()
        if id_ not in healthy or id_ in fault.detected_by
    }
    is_valid = all(validator_for(media.schema).is_valid(body) for body in bodies)
    return severities if is_valid else {**severities, CheckId.SCHEMA: Severity.ERROR}


@pytest.fixture(scope="module")
def broken_by(contracts):
    """What a fault's answer breaks, evaluated once for the tests below."""
    known = {}

    def of(fault: Fault) -> dict[str, Severity]:
        key = (fault.api, fault.operation, fault.id)
        if key not in known:
            known[key] = severities_broken_by(contracts[fault.api], fault)
        return known[key]

    return of


def changes_a_body(fault: Fault) -> bool:
    """Whether a fault follows from a schema or a rule and changes a body."""
    return fault.kind is FaultKind.CONTRACT and CheckId.RESPONSE_HEADERS not in fault.detected_by


def test_every_fault_that_breaks_the_contract_is_detected(catalogue):
    """Only faults that HTTP allows are detected by no check."""
    harmless = [fault.id for fault in catalogue.faults() if not fault.detected_by]

    assert harmless == ["delay", "dribble", "keep-alive-broken", "rate-limit"]


def test_every_contract_fault_breaks_what_it_names(catalogue, broken_by):
    """The answer breaks the schema or the rule that the fault names."""
    missed = {
        (fault.operation, fault.id): fault.detected_by
        for fault in catalogue.faults(kind=FaultKind.CONTRACT)
        if changes_a_body(fault) and not set(fault.detected_by) <= broken_by(fault).keys()
    }

    assert not missed


def test_contract_fault_names_everything_that_it_breaks(catalogue, broken_by):
    """A fault names every rule of severity error that its answer breaks."""
    unnamed = {
        (fault.operation, fault.id): broken
        for fault in catalogue.faults(kind=FaultKind.CONTRACT)
        if changes_a_body(fault)
        for id_, broken in broken_by(fault).items()
        if broken is Severity.ERROR and id_ not in {*fault.detected_by, *fault.side_effects}
    }

    assert not unnamed


def test_every_polling_fault_breaks_the_rules_it_names(catalogue, broken_by):
    """The pair of answers breaks each transition rule that the fault names, and not the schema."""
    for fault in catalogue.faults(kind=FaultKind.POLLING):
        named = set(fault.detected_by) - {CheckId.POLLING, CheckId.THING_VANISHES}
        if named:
            broken = broken_by(fault)

            assert named <= broken.keys(), fault.id
            assert CheckId.SCHEMA not in broken, fault.id


def test_rule_faults_keep_the_schema_or_name_it(catalogue, broken_by):
    """The answer of a rule's fault is valid, or the fault names the schema as a side effect."""
    for fault in catalogue.faults(kind=FaultKind.CONTRACT):
        if fault.id.startswith("rule."):
            is_invalid = CheckId.SCHEMA in broken_by(fault)

            assert is_invalid == (CheckId.SCHEMA in fault.side_effects), fault.id


def test_only_one_rule_cannot_be_broken_with_a_valid_body(catalogue):
    """The rule against the empty placeholder needs an invalid body; no other rule does."""
    breaking = [fault.id for fault in catalogue.faults() if CheckId.SCHEMA in fault.side_effects]

    assert breaking == ["rule.placewise.not-the-placeholder"]


def test_every_rule_has_a_fault_or_a_reason(catalogue, contracts):
    """Every rule can be broken, except those that are about the request only."""
    faults = {fault.id for fault in catalogue.faults(kind=FaultKind.CONTRACT)}
    without = [
        rule.id
        for contract in contracts.values()
        for rule in contract.rules
        if f"rule.{rule.id}" not in faults
    ]

    assert without == ["placewise.client-names-itself", "placewise.slugs-agree"]
    assert {(rule.rule, rule.reason) for rule in catalogue.listed()[1]} == {
        (id_, "it is about the request only, so no answer can break it") for id_ in without
    }


def test_ids_need_no_escapes(catalogue):
    """Ids have only characters that need no quotes in Prefer and no escapes in a query."""
    allowed = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~*")

    assert [fault.id for fault in catalogue.faults() if not set(fault.id) <= allowed] == []


def test_ids_are_unique_in_an_operation(catalogue):
    """An id is one fault, or at most one for each operation."""
    keys = [(fault.id, fault.api, fault.operation) for fault in catalogue.faults()]

    assert len(keys) == len(set(keys))


def test_there_are_hundreds(catalogue):
    """Hundreds of faults follow from three small APIs."""
    assert len(catalogue.faults()) > 280


def test_names_are_those_of_the_faults(catalogue, placewise):
    """The names for an operation are the ids of its faults and of its unbreakable rules."""
    operation = placewise.operations[0]
    faults = {fault.id for fault in catalogue.faults(api="placewise")}
    plain = {fault.id for fault in catalogue.faults() if not fault.api}

    assert set(catalogue.names(operation)) - faults - plain == {
        "rule.placewise.client-names-itself",
        "rule.placewise.slugs-agree",
    }
    assert faults | plain < set(catalogue.names(operation))


def test_unknown_name_costs_the_same_in_a_large_document(contract_from, monkeypatch):
    """A misspelt name builds the faults of a few operations, and none if it is of no family."""
    get = "{get: {responses: {'200': {description: x}}}}"
    paths = "".join(f"  /r{number}: {get}\n" for number in range(90))
    built = []
    monkeypatch.setattr(
        schema, "schema_faults", lambda _, operation: built.append(operation.id) or ()
    )
    catalogue = Catalogue([contract_from(f"paths:\n{paths}")])
    with pytest.raises(FaultError) as caught:
        catalogue.find("dellay")

    assert "delay" in caught.value.available
    assert len(built) == 20
    catalogue.learn("")
    assert len(built) == 90


def test_unknown_name_gets_the_nearest(catalogue, placewise):
    """The error suggests the nearest fault and has the found value, the allowed ones and a hint."""
    with pytest.raises(FaultError) as caught:
        catalogue.find("drop.bulks.*.statsu", placewise.operations[0])

    assert caught.value.nearest == "drop.bulks.*.status"
    assert str(caught.value).splitlines()[0] == (
        "there is no fault 'drop.bulks.*.statsu' for showMembersImportStatus; "
        "did you mean 'drop.bulks.*.status'?"
    )
    assert [line.split()[0] for line in str(caught.value).splitlines()[1:]] == [
        "found",
        "allowed",
        "hint",
    ]


def test_fault_without_a_name_is_refused_in_words(catalogue, placewise):
    """`Prefer: fault` and `?__fault=` get what is missing named, not that '' does not exist."""
    with pytest.raises(FaultError, match="no fault is named"):
        catalogue.find("", placewise.operations[0])


def test_unbreakable_rule_is_refused_with_the_reason(catalogue, placewise):
    """The error states that no answer can break a rule about the request only."""
    with pytest.raises(FaultError, match=r"breaks the rule 'placewise\.slugs-agree'"):
        catalogue.find("rule.placewise.slugs-agree", placewise.operations[0])


def test_same_place_in_two_operations_has_one_name(catalogue, warehouse):
    """A property that several operations answer has one name, with a fault for each operation."""
    found = catalogue.find("drop.label")

    assert {fault.operation for fault in found} == {"addGoods", "readGoods", "readNewestGoods"}
    assert [
        fault.operation for fault in catalogue.find("drop.label", warehouse.operation("readGoods"))
    ] == ["readGoods"]


def test_armed_fault_makes_a_plan(catalogue, placewise):
    """A line of text becomes the plan of an answer."""
    operation = placewise.operations[0]
    armed = catalogue.arm("delay;seconds=2.5", now=0.0, operation=operation)
    plan = catalogue.plan(armed, exchange_of(placewise, operation))

    assert plan is not None
    assert plan.delay_seconds == 2.5
    assert plan.answer is not None
    assert plan.answer.status == 200


def test_fault_of_another_operation_does_not_apply(catalogue, placewise):
    """A session may have a fault that only some operations can have."""
    armed = catalogue.arm("page.skip", now=0.0)
    operation = placewise.operations[0]

    assert catalogue.plan(armed, exchange_of(placewise, operation)) is None


def test_fault_of_a_success_does_not_apply_to_an_error(catalogue, placewise):
    """A property that is missing from the success answer is not missing from a 404."""
    operation = placewise.operations[0]
    armed = catalogue.arm("drop.bulks", now=0.0, operation=operation)

    assert catalogue.plan(armed, exchange_of(placewise, operation, status="404")) is None


def test_no_fault_fails_on_unusual_answers(catalogue, contracts):
    """An answer without a body, or with one that is not JSON, raises no exception.

    Each fault gets three of these bodies, and each of them goes to faults of every kind.
    """
    exchanges = {}
    odd_bodies = (b"", b"{", b"null", b"[]", b"{}", b'"x"', b"\xff")
    for place, fault in enumerate(catalogue.faults()):
        contract = contracts[fault.api or "placewise"]
        operation = contract.operation(fault.operation) or contract.operations[0]
        key = (contract.api, operation.id)
        exchange = exchanges.get(key) or exchanges.setdefault(key, exchange_of(contract, operation))
        for shift in (0, 1):
            answer = replace(exchange.answer, body=odd_bodies[(place + shift) % len(odd_bodies)])
            fault.plan(replace(exchange, answer=answer))
        answer = replace(exchange.answer, body=(b"{", b"[]")[place % 2])
        fault.plan(replace(exchange, answer=answer, fire_count=3, initial_body=b"[1]"))

    assert catalogue.faults()


def test_fault_without_rules_does_not_import_cel():
    """A server with a delay does not wait for the import of CEL."""
    code = (
        "import sys\n"
        "from mock_server.faults.fault_catalogue import Catalogue\n"
        "from openapi.loading.document import load_contracts\n"
        "catalogue = Catalogue(load_contracts())\n"
        "catalogue.arm('delay;seconds=1', now=0.0)\n"
        "print('cel' in sys.modules)\n"
        "catalogue.find('rule.placewise.bulks-stay')\n"
        "print('cel' in sys.modules)\n"
    )
    done = subprocess.run(  # noqa: S603 - the command is our own
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.split() == ["False", "True"]


def test_catalogue_without_apis_has_the_plain_faults():
    """Without any API there are still the faults of transport and protocol."""
    kinds = {fault.kind for fault in Catalogue([]).faults()}

    assert kinds == {FaultKind.TRANSPORT, FaultKind.PROTOCOL}


def test_fault_has_its_settings_and_what_reports_it():
    """A program learns from the JSON how to write a fault, and what must report it."""
    found = {fault.id: fault_json(fault) for fault in transport_faults()}

    assert found["reset"]["caught_by"] == ["answered"]
    assert found["reset"]["kind"] == "transport"
    assert found["delay"]["settings"][0]["name"] == "seconds"
    assert set(found["delay"]["settings"][0]) == {
        "name",
        "summary",
        "default",
        "minimum",
        "maximum",
    }


def test_rule_that_nothing_breaks_has_its_reason():
    """A rule without a fault says why it has none."""
    rule = UnbreakableRule(rule="r", api="a", operation="o", reason="always true")

    assert unbreakable_json(rule) == {
        "rule": "r",
        "api": "a",
        "operation": "o",
        "reason": "always true",
    }


def test_names_need_no_side_effects(contracts, monkeypatch):
    """A misspelt name is refused with the names of all faults, without a walk over the pages."""
    monkeypatch.setattr(pagination, "with_side_effects", None)

    names = OperationFaults(
        contracts["elastic_path"],
        next(each for each in contracts["elastic_path"].operations if each.pagination),
    ).names

    assert any(name.startswith("page.") for name in names)
