"""Tests of the ids that a fuzz run learns from the lists of a server."""

from contracts.fuzz.campaign import run_fuzz
from contracts.fuzz.fuzz_run import FuzzCallbacks
from contracts.fuzz.operation_fuzzer import NO_SUCCESS
from contracts.http.client.limits import RequestBudget
from contracts.http.clock import SystemClock
from contracts.http.interruption import Interruption
from contracts.run.settings.fuzz import FuzzSettings
from tests.contracts.clubs import SPEC, answer
from tests.contracts.live import Reply, serve


def fuzzed(answers, folder, requests, **changes):
    """Return the report of a fuzz run on clubs, and the targets that were requested."""
    with serve(answers) as server:
        settings = FuzzSettings(
            targets=(server.url,),
            specs=(SPEC,),
            budget=RequestBudget(max_requests=requests),
            seconds=120.0,
            corpus=folder / "corpus",
            witnesses=folder / "witnesses",
            only=frozenset({"success-seen", "strict-json"}),
            **changes,
        )
        report = run_fuzz(settings, SystemClock(), FuzzCallbacks(), Interruption())
        return report, [seen.target for seen in server.seen]


def test_an_operation_is_fuzzed_with_ids_that_exist(tmp_path):
    """Without an id a fuzz run would see 404s only; each id is named with where it is from."""
    report, targets = fuzzed(answer, tmp_path, requests=20)

    assert {"/clubs/red", "/clubs/red/imports", "/clubs/red/imports/2"} <= {*targets}
    assert any("200 with club=red from GET /clubs" in note for note in report.notes)
    assert NO_SUCCESS not in {each.unverified_reason for each in report.operations}


def test_a_server_without_ids_is_fuzzed_as_documented(tmp_path):
    """Nothing is learned from an empty list, and what was not answered is not proved."""
    empty, missing = Reply(body=[]), Reply(status=404, body={})
    report, _ = fuzzed(
        lambda seen: empty if seen.target == "/clubs" else missing, tmp_path, requests=10
    )

    reasons = {each.id: each.unverified_reason for each in report.operations}
    assert reasons["showClub"] == NO_SUCCESS


def test_a_budget_that_ends_while_ids_are_learned_has_a_report(tmp_path):
    """It does not pass, and no operation is called left out."""
    report, targets = fuzzed(answer, tmp_path, requests=6)

    assert len(targets) <= 6
    assert {each.skipped_reason for each in report.operations} == {""}
    assert any(each.unverified_reason for each in report.operations)
    assert any("ended early" in note for note in report.notes)
