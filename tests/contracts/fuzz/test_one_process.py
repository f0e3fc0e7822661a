"""Tests of a fuzz run by one process, against small real servers."""

import signal
from contextlib import suppress
from itertools import count
from pathlib import Path

from contracts.fuzz.fuzz_run import FuzzCallbacks
from contracts.http.interruption import Interruption
from contracts.results.report import ExitCode
from tests.contracts.fuzz.test_campaign import fuzzed, lost
from tests.contracts.live import Reply
from tests.contracts.shop_server import shop


def test_an_interrupt_ends_with_a_report(tmp_path):
    """Even where a library swallows the exception, the next request ends the run."""
    reported, interruption = [], Interruption()

    def interrupt(found):
        reported.append(found)
        with suppress(KeyboardInterrupt):
            interruption.interrupt(signal.SIGTERM)

    report, _ = fuzzed(
        shop(lost), tmp_path, callbacks=FuzzCallbacks(found=interrupt), interruption=interruption
    )

    assert report.notes[0] == "The run ended early: it was interrupted."
    assert report.exit_code is ExitCode.TERMINATED
    assert {found.id for found in report.findings} >= {found.id for found in reported}
    assert all(Path(found.witness).is_file() for found in reported)


def test_a_keyboard_interrupt_at_any_place_ends_with_a_report(tmp_path):
    """An interrupt inside any call ends with a report as well."""
    interruption = Interruption()

    def tick(requests, _):
        if requests > 40:
            interruption.interrupt(signal.SIGINT)

    report, _ = fuzzed(
        shop(), tmp_path, callbacks=FuzzCallbacks(tick=tick), interruption=interruption
    )

    assert report.notes[0] == "The run ended early: it was interrupted."
    assert report.exit_code is ExitCode.INTERRUPTED
    assert report.tally.requests == 41


def test_every_operation_is_asked_before_any_round(tmp_path):
    """A budget of a few requests asks each operation once, instead of one very often."""
    report, _ = fuzzed(shop(), tmp_path, requests=3)

    assert [each.exchanges > 0 for each in report.operations if not each.skipped_reason] == [
        True,
        True,
    ]


def test_answers_of_a_busy_server_are_counted_in_a_note(tmp_path):
    """A run that passed on the other answers says how many proved nothing, as `check` does."""
    place = count(1)

    def flaky(_, reply):
        return Reply(status=429, body={"error": "x"}) if next(place) % 4 == 0 else reply

    report, _ = fuzzed(shop(flaky), tmp_path, requests=60)

    [note] = [each for each in report.notes if "answers were busy" in each]
    assert "asked too often" in note
    assert "--rate" in note


def test_a_server_that_is_always_busy_is_not_advised_values(tmp_path):
    """Values that exist would not help; the reason is that every answer was a busy one."""

    def busy(_, __):
        return Reply(status=429, body={"error": "x"})

    report, _ = fuzzed(shop(busy), tmp_path, requests=30)

    reasons = [each.unverified_reason for each in report.operations if not each.skipped_reason]
    assert all("answers were those of a busy server" in reason for reason in reasons)
    assert not any("--param" in note for note in report.notes)
