"""Tests of a server that stops answering, or that leaves one operation unanswered."""

from dataclasses import replace

from contracts.http.client.silence import first_unanswered, last_answered
from contracts.results.report import ExitCode
from contracts.run.check import check
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import Reply, serve
from tests.contracts.shop import SPEC, VARIABLES, exchange
from tests.contracts.shop_server import shop

SILENT = {"failure": "no answer within 10 s"}


def checked(answer):
    """Return the report on a shop and the number of requests that it got."""
    with serve(answer) as server:
        settings = CheckSettings(
            targets=(server.url,), specs=(SPEC,), profile=PROFILES["smoke"], env=VARIABLES
        )
        return check(settings, HastyClock()), len(server.seen)


def unanswered(number):
    """Return an exchange without an answer."""
    return replace(exchange(number=number), response=None, **SILENT)


def test_the_first_of_the_last_unanswered_requests_is_meant():
    """A request that is answered again before the end ends the suspicion."""
    answered = exchange(number=2)
    exchanges = [unanswered(1), answered, unanswered(3), unanswered(4)]

    assert first_unanswered(exchanges) is exchanges[2]
    assert first_unanswered(exchanges[:2]) is None
    assert last_answered(exchanges) is answered


def test_a_get_that_succeeded_shows_best_whether_a_server_answers():
    """A server whose handlers hang may still refuse other methods."""
    succeeded = exchange(number=1)
    refused = exchange(method="OPTIONS", number=2, status=501)

    assert last_answered([succeeded, refused, unanswered(3)]) is succeeded
    assert last_answered([refused, unanswered(3)]) is refused


def test_a_server_that_dies_late_does_not_pass():
    """Even a death in the last requests of a run is a finding, with the request to look at."""
    _, whole = checked(shop())
    count = []

    def dying(seen):
        count.append(seen)
        return shop()(seen) if len(count) < whole - 3 else Reply(raw=b"")

    report, _ = checked(dying)

    messages = [found.finding.message for found in report.findings]
    assert [m for m in messages if m.startswith("The server stopped answering after")] != []
    assert report.exit_code is ExitCode.FINDINGS


def test_a_silent_operation_costs_itself_only():
    """The list is asked and passes, although the other operation is never answered."""

    def deaf(seen, reply):
        return Reply(raw=b"") if seen.target.startswith("/v1/orders/") else reply

    report, _ = checked(shop(deaf))

    labels = {each.id: report.label_of(each) for each in report.operations}
    assert labels["listOrders"] == "pass"
    assert labels["showOrder"] == "fail"
    assert any(note.startswith("showOrder: it was left, because") for note in report.notes)
