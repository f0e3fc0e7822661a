"""No text for a fault and no answer makes the faults crash."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from mock_server.faults.fault_catalogue import Catalogue
from mock_server.faults.model.activation import ActiveFault, parse_fault, should_fire
from mock_server.faults.model.fault import FaultError, FaultKind, Setting
from mock_server.faults.model.healthy_exchange import HealthyExchange
from mock_server.faults.model.response_plan import ResponsePlan
from mock_server.faults.search.healthy_bodies import (
    example_parameters,
    restore_lists,
    shorten_lists,
)
from mock_server.faults.search.schema_places import schema_locations, value_at
from mock_server.http.responses import prepare_response
from openapi.contract import Schema
from openapi.json.parsing import dump_json
from tests.packaged import packaged_contracts

SECONDS = Setting("seconds", "how long", 1, 0, 60)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=20,
)
SCHEMAS = st.recursive(
    st.sampled_from([{}, {"type": "integer"}, {"type": "string", "enum": ["a"]}]),
    lambda inner: (
        st.dictionaries(st.text(max_size=3), inner, max_size=3).map(lambda p: {"properties": p})
        | inner.map(lambda items: {"type": "array", "items": items})
        | inner.map(lambda values: {"additionalProperties": values})
        | st.lists(inner, min_size=1, max_size=2).map(lambda parts: {"allOf": parts})
    ),
    max_leaves=6,
)


CONTRACTS = {contract.api: contract for contract in packaged_contracts()}
CATALOGUE = Catalogue([*CONTRACTS.values()])


def settings_of(name):
    """Return the settings of the only fault."""
    if name != "delay":
        raise FaultError("no", found=name, available=("delay",))
    return (SECONDS,)


@given(st.text(max_size=600) | st.from_regex(r"delay(;[a-z-]{1,12}=[0-9.e+-]{0,12}){0,4}"))
def test_any_text_arms_or_is_refused(text):
    """A line of text gives a fault within its limits, or an error with a hint."""
    try:
        armed = parse_fault(text, settings_of, now=5.0)
    except FaultError as error:
        armed, lines = None, str(error).splitlines()
    else:
        lines = []

    assert armed is None or 0 <= armed.settings.get("seconds", 0) <= 60
    assert armed is None or 0 <= armed.probability <= 1
    assert armed is not None or any(line.startswith("  hint ") for line in lines)


@given(st.text(max_size=80))
@settings(deadline=None)
def test_any_name_is_found_or_refused(text):
    """A name gives the faults of that name, or an error with a hint."""
    try:
        found, lines = CATALOGUE.find(text), []
    except FaultError as error:
        found, lines = (), str(error).splitlines()

    assert {fault.id for fault in found} == ({text} if found else set())
    assert found or any(line.startswith("  hint ") for line in lines)


@given(
    st.builds(
        ActiveFault,
        fault=st.just("delay"),
        remaining=st.none() | st.integers(1, 5),
        one_in=st.integers(1, 4),
        probability=st.floats(0, 1),
        starts_at=st.floats(0, 10),
        until=st.none() | st.floats(0, 20),
        requests=st.integers(0, 3),
        seed=st.integers(0, 9),
    ),
    st.lists(st.floats(0, 25), max_size=30).map(sorted),
)
def test_armed_faults_keep_their_limits(armed, moments):
    """A fault never fires outside its time or more often than its count."""
    limit, fired = armed.remaining, 0
    state: ActiveFault | None = armed
    for ordinal, now in enumerate(moments):
        if state is None:
            break
        does, state = should_fire(state, ordinal, now)
        fired += does
        if does:
            assert now >= armed.starts_at
            assert armed.until is None or now < armed.until
            assert (ordinal + 1) % armed.one_in == 0
    assert limit is None or fired <= limit


@given(body=JSON, ordinal=st.integers(0, 3), seed=st.integers(0, 9), number=st.integers(0, 9999))
@settings(max_examples=2 * settings().max_examples)
def test_fault_of_any_answer_is_a_plan_or_none(body, ordinal, seed, number):
    """For every JSON body a fault returns a plan or None, and the same one the second time."""
    faults = CATALOGUE.faults()
    fault = faults[number % len(faults)]
    contract = CONTRACTS[fault.api or "placewise"]
    operation = contract.operation(fault.operation) or contract.operations[0]
    exchange = HealthyExchange(
        contract=contract,
        operation=operation,
        answer=prepare_response(200, media_type="application/json", body=dump_json(body)),
        parameters=example_parameters(operation),
        fire_count=ordinal,
        seed=seed,
        now=datetime(2024, 5, 7, tzinfo=UTC),
    )
    plan = fault.plan(exchange)

    assert plan is None or isinstance(plan, ResponsePlan)
    assert plan == fault.plan(replace(exchange))
    assert plan is None or 0 <= plan.delay_seconds <= 60


@given(body=JSON, changed=JSON)
def test_shortened_body_is_restored(body, changed):
    """A shortened body without changes is restored to the original; changes are kept."""
    short = shorten_lists(body)

    assert restore_lists(body, short, short) == body
    assert shorten_lists(short) == short
    assert isinstance(restore_lists(body, short, changed), type(changed))


@given(definition=SCHEMAS, body=JSON)
def test_locations_of_any_schema_are_found_in_any_body_or_not(definition, body):
    """For every location and body there is a pointer of its length, or None."""
    for place in schema_locations(Schema(definition=definition, pointer="", root={})):
        found = value_at(body, place)

        assert found is None or found[1].count("/") == len(place.steps)


def test_catalogue_has_faults_of_every_kind():
    """Every kind is among those that are tested above, but for faults of writes: no API has any."""
    assert {fault.kind for fault in CATALOGUE.faults()} == {*FaultKind} - {FaultKind.RECORDS}
