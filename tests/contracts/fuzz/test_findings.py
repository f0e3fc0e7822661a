"""Tests of the findings of a fuzz run."""

from pathlib import Path

import pytest

from contracts.checks.all_checks import judge_all
from contracts.fuzz.findings import FindingFilter, FindingStore
from contracts.http.client.limits import Limits
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import Transport
from contracts.http.clock import SystemClock
from contracts.http.messages.redaction import Redactor
from contracts.observations.observer import Observer
from contracts.run.selection.rules import Selection
from contracts.witnesses.creation import WitnessContext
from contracts.witnesses.witness import read_witness
from openapi.contract import Severity
from tests.contracts.shop import ORDER, SHOP, TARGET, evidence, exchange

CLOCK = SystemClock()
LOST = {**ORDER, "status": "lost"}
LONG = "/v1/orders/7?" + "x" * 100


@pytest.fixture
def announced():
    """The announced findings."""
    return []


@pytest.fixture
def findings(tmp_path, announced):
    """Findings without anything found."""
    return create(tmp_path, announced)


def create(folder, announced, **changes):
    """Return findings that count errors of every rule."""
    recorder = Recorder(Transport(Limits(origins=frozenset()), CLOCK), CLOCK)
    context = WitnessContext(
        target=TARGET,
        evidence={},
        observer=Observer(SHOP),
        recorder=recorder,
        clock=CLOCK,
        redactor=Redactor(),
        sets=frozenset(),
        readings={},
    )
    wanted = {
        "selection": Selection(only=frozenset({"schema"})),
        "failing": frozenset({Severity.ERROR}),
        "known": {},
        "witnesses": folder,
        **changes,
    }
    return FindingStore(context, FindingFilter(**wanted), announced.append)


def take(findings, *, is_replay=False, **about):
    """Judge one exchange; return the id of a finding to shrink."""
    one = evidence(exchange(**about))
    return findings.add(one, judge_all(one), is_replay=is_replay)


def test_a_finding_is_written_and_announced_at_once(findings, announced):
    """Its identity says what to shrink."""
    key = take(findings, body=LOST)
    [found] = announced

    assert key == found.id
    assert read_witness(Path(found.witness)).rounds is None


def test_a_shorter_request_takes_its_place(findings, announced):
    """It is the same file, and announced once; a longer one changes nothing."""
    for target in (LONG, "/v1/orders/7", f"{LONG}y"):
        take(findings, body=LOST, target=target)
    [found] = findings.all

    assert (len(announced), found.count) == (1, 3)
    assert found.exchanges[0].request.target == "/v1/orders/7"
    assert read_witness(Path(found.witness)).steps[0].request.target == "/v1/orders/7"


def test_what_is_settled_is_not_shrunk_again(findings):
    """In a replay it is, since an entry of the corpus may still show it."""
    key = take(findings, body=LOST)
    findings.confirm(findings._context)  # noqa: SLF001 - nothing can be sent with it

    assert take(findings, body=LOST) == ""
    assert take(findings, body=LOST, is_replay=True) == key


def test_rules_that_are_left_out_are_not_reported(tmp_path, announced):
    """They are neither found nor counted."""
    findings = create(tmp_path, announced, selection=Selection(skip=frozenset({"schema"})))

    assert take(findings, body=LOST) == ""
    assert not any(v.rule == "schema" for v in findings.verdicts(evidence(exchange())))


def failing(findings, query, error="failed"):
    """Judge an answer 500 to a query; return the id of the finding."""
    target, body = f"/v1/orders?{query}", {"error": error}
    return take(findings, made_for="listOrders", target=target, status=500, body=body)


@pytest.fixture
def failures(tmp_path, announced):
    """Findings that count server errors only."""
    return create(tmp_path, announced, selection=Selection(only=frozenset({"server-error"})))


def test_server_errors_of_two_parameters_are_two_findings(failures):
    """Each has its own witness, and the message names the part that its requests have."""
    take(failures, made_for="listOrders", target="/v1/orders")  # the operation works
    one = failing(failures, "phrase=a", "no phrase 17")
    again = failing(failures, "phrase=b&start=0", "no phrase 18")
    other = failing(failures, "colour=red", "division by zero")

    assert one == again != other
    assert [each.count for each in failures.all] == [2, 1]
    assert ["phrase" in each.finding.message for each in failures.all] == [True, False]
    assert "colour" in failures.all[1].finding.message
    assert len({each.witness for each in failures.all}) == 2


def test_one_server_error_that_several_parameters_provoke_is_one_finding(failures):
    """The same message, apart from numbers and what was sent, has one cause."""
    take(failures, made_for="listOrders", target="/v1/orders")
    queries = {"phrase=a": "failed 1", "colour=red": "failed 2 red", "start=3": "failed"}

    assert len({failing(failures, *each) for each in queries.items()}) == 1


def test_an_operation_that_never_worked_has_one_server_error(failures):
    """Where everything fails, no part of a request is to blame."""
    queries = {"phrase=a": "no phrase", "colour=red": "division by zero"}

    assert len({failing(failures, *each) for each in queries.items()}) == 1


def test_a_lesser_finding_is_no_news(tmp_path, announced):
    """It is in the report, and neither announced nor written."""
    findings = create(tmp_path, announced, failing=frozenset({Severity.WARNING}))

    assert take(findings, body=LOST) == ""
    assert (len(findings.all), findings.new, announced) == (1, 0, [])
    assert list(tmp_path.iterdir()) == []


def test_verdicts_are_counted(findings):
    """Every exchange counts, and a rule fails that failed once."""
    for body in (ORDER, LOST, ORDER):
        take(findings, body=body)
    [verdict] = [v for v in findings.verdicts(evidence(exchange())) if v.rule == "schema"]

    assert (verdict.label, verdict.passes, verdict.fails) == ("fail", 2, 1)
