"""Tests of a fuzz run in several processes, against a small real server."""

from dataclasses import replace
from itertools import count

from contracts.fuzz.campaign import run_fuzz
from contracts.fuzz.fuzz_run import FuzzCallbacks
from contracts.fuzz.operation_fuzzer import NOT_SENT, SILENT
from contracts.fuzz.parallel.campaign import in_processes
from contracts.http.client.limits import RequestBudget
from contracts.http.clock import SystemClock
from contracts.http.interruption import Interruption
from contracts.run.settings.fuzz import FuzzSettings
from contracts.witnesses.witness import read_witness
from tests.contracts.live import Reply, serve
from tests.contracts.shop import SPEC, VARIABLES
from tests.contracts.shop_server import shop


def failing(_, reply):
    """Give every order a status that does not exist."""
    is_order = reply.status == 200 and "status" in (reply.body or {})
    return replace(reply, body={**reply.body, "status": "lost"}) if is_order else reply


def fuzzed(answer, folder, *, rounds=1, requests=None, interruption=None):
    """Return the report of a run of two workers, its findings as they came, and the server."""
    found = []
    with serve(answer) as server:
        settings = FuzzSettings(
            targets=(server.url,), specs=(SPEC,), environ={"SHOP_TOKEN": "hush"}, env=VARIABLES,
            seconds=120.0, corpus=folder / "corpus", witnesses=folder / "witnesses", workers=2,
            budget=RequestBudget(max_requests=requests),
        )  # fmt: skip
        report = run_fuzz(
            settings, SystemClock(), FuzzCallbacks(found=found.append),
            interruption or Interruption(), fuzz=in_processes(rounds),
        )  # fmt: skip
    return report, found, server


def test_a_finding_of_any_worker_is_reported_once_with_its_witness(tmp_path):
    """One cause is one finding, its witness is readable, and it was announced once."""
    report, found, _ = fuzzed(shop(failing), tmp_path, requests=40)

    errors = [each for each in report.findings if each.witness]
    assert errors
    assert read_witness(tmp_path / "witnesses" / errors[0].witness.rpartition("/")[2]).id == (
        errors[0].id
    )
    assert len({each.id for each in found}) == len(found)
    assert int(report.exit_code) == 1


def test_a_budget_holds_for_all_workers_and_a_healthy_server_is_proved(tmp_path):
    """No more is sent than the run may, each request is counted, no operation is accused."""
    report, found, server = fuzzed(shop(), tmp_path, rounds=0, requests=30)

    assert [report.label_of(each) for each in report.operations] == ["pass", "pass", "left out"]
    assert (found, report.findings) == ([], ())
    assert len(server.seen) <= 30
    assert report.tally.requests == len(server.seen)
    assert any("(--max-requests)" in note for note in report.notes)


def test_an_interrupt_before_the_first_unit_proves_nothing(tmp_path):
    """What was not sent is not proved."""
    interruption = Interruption()
    interruption.signal = 2
    report, _, _ = fuzzed(shop(), tmp_path, interruption=interruption)

    assert {each.unverified_reason for each in report.operations[:2]} == {NOT_SENT}
    assert int(report.exit_code) == 130


def test_an_operation_that_never_answers_costs_itself_only(tmp_path):
    """Whichever worker gets it first: the run goes on, and the server is not said to be gone."""

    def deaf(seen, reply):
        return Reply(raw=b"") if "/orders/" in seen.target else reply

    report, _, server = fuzzed(shop(deaf), tmp_path)

    [found] = report.findings
    assert (found.operation, found.finding.rule) == ("showOrder", "answered")
    assert found.finding.message == "No answer: the connection was closed without an answer."
    reasons = {each.id: each.unverified_reason for each in report.operations}
    assert (reasons["showOrder"], reasons["listOrders"]) == (SILENT, "")
    assert sum("/orders/" in seen.target for seen in server.seen) < 20


def test_a_server_that_soon_refuses_is_not_proved_by_any_worker(tmp_path):
    """The answers of all rounds count together: a success of the first is no proof."""
    place = count()

    def limited(_, reply):
        return reply if next(place) < 20 else Reply(status=429, body={"error": "x"})

    report, found, _ = fuzzed(shop(limited), tmp_path, rounds=3, requests=100)

    assert found == []
    assert all(
        "answers were those of a busy server" in each.unverified_reason
        for each in report.operations
        if not each.skipped_reason
    )
    assert any("answers were busy" in note for note in report.notes)
    assert int(report.exit_code) == 1
