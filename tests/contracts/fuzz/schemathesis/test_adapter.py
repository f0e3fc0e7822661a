"""Tests of requests that Schemathesis generates without sending them."""

from hypothesis import given

from contracts.fuzz.schemathesis.adapter import Generator, RecordingTransport
from contracts.http.client.limits import Limits
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import Transport
from contracts.http.clock import SystemClock
from contracts.http.requests.credentials import primary_credentials
from contracts.run.fuzzer_protocol import FuzzLimits
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


@given(GENERATOR.requests(operation("showOrder"), is_valid=True))
def test_generated_requests_carry_credentials_and_nothing_random(request):
    """No id of a test case: the same choices are the same request."""
    names = {name.lower() for name, _ in request.headers}

    assert dict(request.headers)["X-Token"] == "hush"
    assert "x-schemathesis-testcaseid" not in names
    assert request.target.startswith("/v1/orders/")


def test_nothing_was_sent():
    """Requests are only made here."""
    assert NOWHERE.exchanges == ()
