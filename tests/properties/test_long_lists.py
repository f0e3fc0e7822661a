"""Long lists and many sparse records are checked in time linear in their length.

Each size here would take minutes or hours if every item were compared with every other one.
"""

import json
from datetime import UTC, datetime, timedelta

from contracts.checks.sequences import polling, safe_repeatable, thing_vanishes
from contracts.http.messages.exchange import Exchange, Purpose, Request, Response
from contracts.observations.evidence import Evidence
from contracts.observations.observer import Observer
from openapi.contract import Location
from openapi.rules.outcome import Outcome
from tests.packaged import packaged_contracts

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CONTRACT, OPERATION = next(
    (contract, operation)
    for contract in packaged_contracts()
    for operation in contract.operations
    if operation.pagination and operation.polling and operation.polling.key
)


def answers(*lists):
    """Return evidence of answers that list resources with only these keys."""
    headers = tuple(
        (parameter.name, "x")
        for parameter in OPERATION.parameters
        if parameter.location is Location.HEADER
    )
    exchanges = [
        Exchange(
            number=number,
            request=Request(
                method="GET",
                origin="http://127.0.0.1:4010",
                target=f"{CONTRACT.base_path}{OPERATION.path}",
                headers=headers,
            ),
            response=Response(
                status=200,
                headers=(("Content-Type", "application/json"),),
                body=json.dumps({"data": [{"id": str(key)} for key in keys], "links": {}}).encode(),
            ),
            purpose=Purpose.POLL,
            operation=OPERATION.id,
            at=AT + timedelta(seconds=number),
        )
        for number, keys in enumerate(lists, 1)
    ]
    observer = Observer(CONTRACT)
    return Evidence(
        contract=CONTRACT,
        operation=OPERATION,
        observations=tuple(map(observer.observe, exchanges)),
    )


def failures(module, evidence):
    """Return the number of a check's findings."""
    return sum(judgement.outcome is Outcome.FAIL for judgement in module.check(evidence))


def test_every_key_of_a_long_list_changes():
    """Twenty thousand keys vanish and as many appear: each is looked up in a table."""
    many = 20_000

    assert failures(polling, answers(range(many), range(many, 2 * many))) == 0


def test_long_lists_that_shrink_and_grow():
    """A key that returns is found by its last page, in linear memory."""
    lists = [[key for key in range(1_000) if key != 7 or n % 2] for n in range(60)]

    assert failures(safe_repeatable, answers(*lists)) == 29
    assert failures(thing_vanishes, answers(*lists)) == 0
