"""Tests of requests that Schemathesis generates without sending them."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from contracts.errors import OptionError
from contracts.fuzz.schemathesis.adapter import Generator, RecordingTransport
from contracts.http.client.limits import Limits
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import Transport
from contracts.http.clock import SystemClock
from contracts.http.requests.credentials import primary_credentials
from contracts.http.requests.targets import Target
from contracts.run.probing.fuzzer_protocol import FuzzLimits
from openapi.loading.document import load_contract
from tests.contracts.clubs import CLUBS
from tests.contracts.http.client.test_transport import ManualClock
from tests.contracts.shop import ORDER, SHOP, TARGET, exchange, operation

SCHEMA = "schemathesis.response-schema-conformance"
HEADERS = "schemathesis.response-headers-conformance"
LOST = {**ORDER, "status": "lost"}

CLOCK = SystemClock()
OWN = primary_credentials(SHOP, (), {"SHOP_TOKEN": "hush"})
PLAN = FuzzLimits(
    operations=frozenset({"showOrder", "listOrders"}), max_examples=1, max_seconds=0, seed=1
)
NOWHERE = Recorder(Transport(Limits(origins=frozenset()), CLOCK), CLOCK)
GENERATOR = Generator(TARGET, OWN, PLAN, RecordingTransport(NOWHERE, OWN, TARGET, CLOCK))


def test_opinions_on_a_request_that_was_not_generated():
    """A finding has the number of its exchange, and a key that a run's own finding has."""
    said = GENERATOR.opinions(exchange(body=LOST, number=5), operation("showOrder"))
    [wrong] = [each.finding for each in said if each.finding]

    assert {each.rule for each in said} == {SCHEMA, HEADERS}
    assert (wrong.exchange, wrong.key) == (5, "ST108 200")


def test_no_opinion_without_an_answer_or_on_another_method():
    """There is nothing to judge."""
    show = operation("showOrder")

    assert GENERATOR.opinions(exchange(failure="gone"), show) == ()
    assert GENERATOR.opinions(exchange(method="HEAD"), show) == ()


def test_no_opinion_on_an_operation_that_was_not_chosen():
    """A mutated path of a chosen operation may be that of another one; that ends no run."""
    plan = replace(PLAN, operations=frozenset({"listOrders"}))
    generator = Generator(TARGET, OWN, plan, RecordingTransport(NOWHERE, OWN, TARGET, CLOCK))

    assert generator.opinions(exchange(body=LOST), operation("showOrder")) == ()


@given(GENERATOR.requests(operation("showOrder"), is_valid=True))
def test_generated_requests_carry_credentials_and_nothing_random(request):
    """No id of a test case: the same choices are the same request."""
    names = {name.lower() for name, _ in request.headers}

    assert dict(request.headers)["X-Token"] == "hush"
    assert "x-schemathesis-testcaseid" not in names
    assert request.target.startswith("/v1/orders/")


@pytest.mark.parametrize(
    ("name", "can_be"),
    [("listClubs", False), ("showClub", False), ("listImports", False), ("showImport", True)],
)
def test_only_what_a_schema_can_refuse_is_made_invalid(name, can_be):
    """Where no parameter can be wrong there is no strategy, and Hypothesis tries nothing."""
    plan = replace(PLAN, operations=frozenset({name}))
    target = Target(contract=CLUBS, origin=TARGET.origin)
    generator = Generator(target, OWN, plan, RecordingTransport(NOWHERE, OWN, target, CLOCK))

    strategy = generator.requests(CLUBS.operation(name), is_valid=False)

    assert strategy.is_empty is not can_be


def test_nothing_was_sent():
    """Requests are only made here."""
    assert NOWHERE.exchanges == ()


def test_nothing_is_made_when_time_is_up():
    """A generator that finds nothing to send is not asked again, and the run says what cut it."""
    clock, made = ManualClock(), []
    transport = Transport(Limits(origins=frozenset(), max_seconds=5.0), clock)
    recording = RecordingTransport(Recorder(transport, clock), OWN, TARGET, clock)
    generator = Generator(TARGET, OWN, PLAN, recording)
    fitting = generator.requests(operation("showOrder"), is_valid=True)
    nothing_fits = recording.in_time(None, st.builds(lambda: made.append(1)).filter(bool))

    def is_made(cases):
        quick = settings(max_examples=3, database=None, suppress_health_check=[*HealthCheck])
        try:
            quick(given(cases)(lambda _: None))()
        except Unsatisfiable:
            return False
        return True

    assert (is_made(fitting), is_made(nothing_fits)) == (True, False)
    tried = len(made)
    clock.sleep(6.0)

    assert (is_made(fitting), is_made(nothing_fits)) == (False, False)
    assert len(made) == tried > 0
    assert "--max-time" in recording.exhausted_budget


@pytest.mark.parametrize(("header", "path"), [("X:Y", "/p"), ("X-A", "/p#f")])
def test_an_operation_that_schemathesis_refuses_is_named(header, path, tmp_path):
    """What is read leniently may be too much for the generator: a message, and no crash."""
    parameter = {"name": header, "in": "header", "schema": {"type": "string"}}
    responses = {"200": {"description": "d"}}
    get = {"operationId": "op", "parameters": [parameter], "responses": responses}
    about = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}}
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps({**about, "paths": {path: {"get": get}}}))
    contract = load_contract(spec)
    target = Target(contract=contract, origin="http://127.0.0.1:9")
    plan = replace(PLAN, operations=frozenset({"op"}))

    with pytest.raises(OptionError, match="no requests of op can be generated"):
        Generator(target, OWN, plan, RecordingTransport(NOWHERE, OWN, target, CLOCK)).requests(
            contract.operations[0], is_valid=True
        )
