"""The lines that are waiting to be written."""

from dataclasses import replace

import pytest

from mock_server.journal import request_log
from mock_server.journal.log_lines import json_lines, pretty_lines
from mock_server.journal.redaction import Redaction
from mock_server.journal.request_log import RequestLog
from openapi.text.printable import printable_lines
from tests.acceptance.cases import cases
from tests.mock_server.observed import NOON, Sent, observed

JOBS = "/subscriptions/imports"


def lines(*seen, style=None, **options):
    """Return the lines of some requests."""
    log = RequestLog(style or pretty_lines(), **options)
    for each in seen:
        log.record(each)
    return [*log.take()]


def test_request_has_its_line(packaged):
    """A request has one line, with the facts that the journal has too."""
    (line,) = lines(observed(packaged, f"{JOBS}?a=1", seconds=0.002, session="tab-1"))

    assert line == (
        f"12:00:00.000Z  GET    200    2.0 ms  {JOBS}?a=1  listImportJobs  session=tab-1\n"
    )


def test_refusal_is_in_words(packaged):
    """A refused request has the reason in its line."""
    (line,) = lines(observed(packaged, "/nothing", status=404, refusal="There is no such path."))

    assert line.endswith("/nothing  refused: There is no such path.\n")


def test_what_had_no_effect_is_in_the_line(packaged):
    """A developer who watches the terminal reads that a preference was misspelt."""
    (line,) = lines(observed(packaged, JOBS, notes=("Prefer: cod has no effect", "?a, too")))

    assert line.endswith("listImportJobs  note: Prefer: cod has no effect; ?a, too\n")


@pytest.mark.parametrize("style", [pretty_lines(), json_lines()], ids=["pretty", "json"])
def test_secrets_are_in_no_line(packaged, style):
    """Neither secret parameters nor the tokens of the mock reach the log."""
    found = lines(
        observed(packaged, f"{JOBS}?api_key=s3cret"),
        observed(packaged, "/x/t0ken-of-the-mock", refusal="There is no /x/t0ken-of-the-mock"),
        style=style,
        redaction=Redaction(packaged, tokens=["t0ken-of-the-mock"]),
    )

    assert len(found) == 2
    assert "s3cret" not in "".join(found)
    assert "t0ken" not in "".join(found)


@cases("target", {"page": "/__docs", "admin": "/__admin/requests", "icon": "/favicon.ico"})
def test_pages_of_the_tool_have_no_line(packaged, target):
    """Calls to the admin API and the mock's own pages are not logged, like in the journal."""
    log = RequestLog(pretty_lines())
    log.record(observed(packaged, target))
    log.recorder_for_repeats(observed(packaged, target))(NOON, NOON, 0.1)

    assert [*log.take()] == []


def test_repeated_request_has_the_line_of_a_first_one(packaged):
    """The line of a repeat differs from a first one's in nothing, whatever its times."""
    times = [(NOON, 0.0), (NOON, 0.0), (NOON + 0.0004, 0.0), (NOON + 0.9996, 0.00014)]
    times += [(NOON + 61.5, 0.1), (NOON, 0.0), (NOON + 0.001, 1.5)]
    seen = [observed(packaged, JOBS, real=real, seconds=seconds) for real, seconds in times]
    log = RequestLog(pretty_lines())
    repeat = log.recorder_for_repeats(observed(packaged, JOBS))
    for real, seconds in times:
        repeat(real, 0.0, seconds)

    assert [*log.take()] == lines(*seen)


PATHS = {
    "ordinary": "/subscriptions/imports/7",
    "command": "/::error::x",
    "control characters": "/\x1b[2J\x9b\u202e",
    "secret": "/x/t0ken-of-the-mock",
    "long": "/" + "a" * 300,
    "longer than what waits": f"/{'a' * 5000}/t0ken-of-the-mock",
    "secret at the cut": f"/{'a' * 990}t0ken-of-the-mock",
}


@pytest.mark.parametrize("style", [pretty_lines(), json_lines()], ids=["pretty", "json"])
@cases("path", PATHS)
def test_similar_request_has_the_line_of_a_first_one(packaged, style, path):
    """A path that is new is redacted, escaped and shortened, whichever way it was answered."""
    redaction = Redaction(packaged, tokens=["t0ken-of-the-mock"])
    first = observed(packaged, JOBS)
    log = RequestLog(style, redaction)
    repeat = log.recorder_for_repeats(first)
    repeat(NOON, NOON, 0.002, Sent(path.encode()))
    first.head = first.head._replace(path=path.encode())
    first.seconds = 0.002
    log.record(first)
    similar, own = log.take()

    assert similar == own
    assert "t0ken" not in similar
    assert printable_lines(similar) == similar
    assert len(similar) < 1400


def test_no_client_waits_for_the_formatting_of_its_line(packaged):
    """Answering a request queues values; the thread that writes makes a line of them."""
    shown, plain = [], pretty_lines()

    def show(url):
        shown.append(url)
        return plain.shown_url(url)

    log = RequestLog(replace(plain, shown_url=show))
    repeat = log.recorder_for_repeats(observed(packaged, JOBS))
    shown.clear()
    log.record(observed(packaged, f"{JOBS}?a=1"))
    for path in (b"/a", b"/b"):
        repeat(NOON, NOON, 0.1, Sent(path))
    repeat(NOON, NOON, 0.1)

    assert shown == []
    assert len([*log.take()]) == 4
    assert shown == [f"{JOBS}?a=1", "/a", "/b"]


@cases("target", {"path": "/" + "a" * 4000, "query": f"{JOBS}?q={'a' * 4000}"})
def test_long_request_that_waits_costs_little_memory(packaged, target):
    """What waits is bounded in bytes too, however long the URLs of clients are."""
    log = RequestLog(pretty_lines())
    log.record(observed(packaged, target))
    log.recorder_for_repeats(observed(packaged, JOBS))(NOON, NOON, 0.1, Sent(target.encode()))

    assert all(len(repr(line)) < 1500 for line in log._waiting)  # noqa: SLF001 - nothing else shows it
    assert all(len(line) < 200 for line in log.take())


def test_flood_of_different_requests_is_forgotten(packaged):
    """Parts of lines are kept for a few kinds of requests, whatever clients make up."""
    log = RequestLog(pretty_lines())
    for number in range(2 * request_log._MAX_KNOWN):  # noqa: SLF001 - nothing else shows it
        log.record(observed(packaged, JOBS, session=f"s{number}"))
        (line,) = log.take()
        assert line.endswith(f"session=s{number}\n")

    assert len(log._known) <= request_log._MAX_KNOWN  # noqa: SLF001 - nothing else shows it


def test_reader_that_stands_still_costs_no_memory(packaged):
    """More than the limit never waits; what has no line is counted."""
    log = RequestLog(pretty_lines(), max_waiting=3)
    for _ in range(10):
        log.record(observed(packaged, JOBS))

    assert (len([*log.take()]), log.skipped) == (3, 7)
    log.record(observed(packaged, JOBS))
    assert len([*log.take()]) == 1


def test_writer_is_woken_once_for_each_batch(packaged):
    """The writer is woken by the first line that waits, and not by the others."""
    log, woken = RequestLog(pretty_lines()), []
    log.wake = lambda: woken.append(1)
    for _ in range(2):
        for _ in range(5):
            log.record(observed(packaged, JOBS))
        assert len([*log.take()]) == 5

    assert len(woken) == 2


def test_closed_log_keeps_nothing(packaged):
    """After the output has failed, requests cost neither time nor memory."""
    log = RequestLog(pretty_lines())
    repeat = log.recorder_for_repeats(observed(packaged, JOBS))
    log.close()
    for _ in range(100):
        log.record(observed(packaged, JOBS))
        repeat(NOON, NOON, 0.1)

    assert len([*log.take()]) <= 1
