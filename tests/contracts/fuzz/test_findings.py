"""Tests of the findings of a fuzz run."""

from pathlib import Path

import pytest

from contracts.checks.catalogue import judge_all
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
