"""Tests of judging recordings, from settings to report."""

import json
from pathlib import Path

import pytest

from contracts.http.clock import SystemClock
from contracts.results.report import ExitCode
from contracts.run.recorded import reader
from contracts.run.recorded.batches import BatchLimits
from contracts.run.recorded.check import check_recordings
from contracts.run.settings.har import HarSettings
from openapi.rules.outcome import Outcome
from tests.contracts.guessed import document
from tests.contracts.recording import URL, archive, entry
from tests.contracts.shop import ORDER, SPEC

LIST = "https://shop.example/v1/orders"


@pytest.fixture
def judge(tmp_path):
    """Return a function that judges entries, or the bytes of a file."""

    def judged(*entries, data=b"", **settings):
        path = tmp_path / "traffic.har"
        path.write_bytes(data or archive(*entries))
        steps = []
        report = check_recordings(
            HarSettings(specs=(SPEC,), files=(path,), **settings), SystemClock(), steps.append
        )
        assert [step.done for step in steps] == sorted(step.done for step in steps)
        return report

    return judged


def rules(report, *, least="warning"):
    """Return the rules of the findings of at least a severity."""
    order = ["error", "warning", "info"]
    wanted = order[: order.index(least) + 1]
    return [f.finding.rule for f in report.findings if f.finding.severity.value in wanted]


def page(at, offset, count, keys):
    """Return the entry of a page of orders."""
    orders = [{"id": key, "status": "open", "total": 2, "done": 0, "failed": 0} for key in keys]
    url = f"{LIST}?start={offset}&count={count}"
    return entry(url, {"orders": orders}, at=f"2026-11-21T12:00:{at:02}Z")


def order(at, url=URL, **changes):
    """Return the entry of an order."""
    return entry(url, {**ORDER, **changes}, at=f"2026-11-21T12:00:{at:02}Z")


def test_a_healthy_recording_passes(judge):
    """An operation with a success is proved; operations without an entry are left out."""
    report = judge(entry(), entry())

    assert report.exit_code is ExitCode.OK
    assert {o.id: report.label_of(o) for o in report.operations} == {
        "showOrder": "pass",
        "listOrders": "left out",
        "createOrder": "left out",
    }


def test_a_recording_without_an_entry_of_the_api_proves_nothing(judge):
    """Nothing is green that was not proved: the hosts that were seen are named."""
    report = judge(entry("https://other.example/v1/orders/7"))

    assert report.exit_code is ExitCode.FINDINGS
    assert any("give --url https://other.example" in note for note in report.notes)


def test_an_empty_recording_proves_nothing(judge):
    """An archive without entries fails the run."""
    assert judge().exit_code is ExitCode.FINDINGS


def test_a_body_that_breaks_the_contract_is_found(judge):
    """The finding names the entry that shows it, and how often it was seen."""
    broken = entry(body={**ORDER, "status": "lost"})
    report = judge(entry(), broken, broken)

    [found] = [f for f in report.findings if f.finding.rule == "schema"]
    assert (found.count, found.note) == (2, "entry 2 of traffic.har")
    assert report.exit_code is ExitCode.FINDINGS


def test_a_transition_is_judged(judge):
    """What was done does not become less between two answers about one order."""
    report = judge(order(1, done=4), order(2, done=2))

    assert rules(report) == ["shop.done-does-not-fall"]


@pytest.mark.parametrize(
    "between",
    [
        entry(URL, ORDER, method="PUT", at="2026-11-21T12:00:02Z"),
        entry(f"{URL}/restart", ORDER, method="POST", at="2026-11-21T12:00:02Z"),
        entry(LIST, ORDER, method="DELETE", at="2026-11-21T12:00:02Z"),
        entry("https://shop.example/v1/rpc", ORDER, method="POST", at="2026-11-21T12:00:02Z"),
    ],
)
def test_a_change_by_a_client_is_no_transition(judge, between):
    """A client that restarts an order does not make the server break a rule."""
    report = judge(order(1, done=4), between, order(3, done=2))

    assert rules(report) == []


def test_answers_of_several_clients_have_no_order(judge):
    """An answer that came while the other request was under way is compared with none."""
    slow = order(1, done=4) | {"time": 5000}

    assert rules(judge(slow, order(2, done=2))) == []


def test_pages_of_an_unchanged_list_are_compared(judge):
    """Page 2 repeats an item of page 1, and page 1 was the same before and after."""
    walk = [page(1, 0, 2, [1, 2]), page(2, 2, 2, [2, 3]), page(3, 0, 2, [1, 2])]

    assert "pagination-walk" in rules(judge(*walk))


def test_pages_of_a_list_that_may_have_changed_are_not_compared(judge):
    """An item that was added, or a long time, may be the reason of a repeated item."""
    first, second, again = page(1, 0, 2, [1, 2]), page(3, 2, 2, [2, 3]), page(4, 0, 2, [1, 2])
    added = entry(LIST, ORDER, method="POST", status=201, at="2026-11-21T12:00:02Z")
    later = again | {"startedDateTime": "2026-11-21T12:30:00Z"}

    assert "pagination-walk" not in rules(judge(first, added, second, again))
    assert "pagination-walk" not in rules(judge(first, second, later))


@pytest.mark.parametrize(
    "healthy",
    [
        entry(content={"size": 60, "mimeType": "application/json"}),
        entry(headers={}),
        entry(sent={}),
        entry(status=304, content={"size": 0}),
        entry(
            status=401,
            body={"error": "sign in"},
            sent={"X-Shop": "a", "X-Token": "old"},
            headers={"www-authenticate": "Bearer", "content-type": "application/json"},
        ),
        entry(status=404, body={"error": "no such order"}),
        entry(body={**ORDER, "status": "[REDACTED]"}),
        entry(content={"size": 4000, "text": '{"id": 7, '}),
        entry(f"{LIST}?start=400&count=2", "", status=404, headers={"content-length": "0"}),
        entry(LIST, {"error": "no"}, method="POST", status=400, request={"bodySize": 900}),
    ],
)
def test_what_a_recording_lacks_accuses_no_server(judge, healthy):
    """Missing bodies, headers and conditions, old credentials and redacted values are no errors."""
    report = judge(entry(), healthy)

    assert rules(report) == []


@pytest.mark.parametrize(
    "lacking",
    [
        entry(content={"size": 60, "mimeType": "application/json"}),
        entry(status=404, body={"error": "no such order"}),
        entry(status=400, body={"error": "no"}),
    ],
)
def test_an_operation_without_a_readable_success_is_not_proved(judge, lacking):
    """It is no error of the server, and it is not green."""
    report = judge(lacking)

    assert report.count("error") == 0
    assert report.operations[0].unverified_reason
    assert report.exit_code is ExitCode.FINDINGS


def test_a_truncated_file_is_judged_and_not_green(judge):
    """What was read is judged; the report says where the file is broken."""
    report = judge(data=archive(entry(), entry(body={**ORDER, "status": "lost"}), entry())[:-300])

    assert "schema" in rules(report)
    assert report.notes[0].startswith("traffic.har could not be read after entry 2 (line 1, byte ")
    assert report.operations[0].cut
    assert judge(data=archive(entry(), entry())[:-300]).exit_code is ExitCode.FINDINGS


def test_requests_of_no_operation_are_listed_and_counted(judge):
    """Undocumented requests to the API are named; requests to other hosts are ignored."""
    other = [entry(f"https://cdn.example/{n}.js") for n in range(3)]
    unknown = [entry("https://shop.example/v1/carts"), entry(URL, method="PATCH")]
    report = judge(entry(), *unknown, *other)

    assert report.recording.unmatched == {"GET /v1/carts": 1, "PATCH /v1/orders/7": 1}
    assert any("2 requests match no operation: GET /v1/carts, PATCH" in n for n in report.notes)
    assert any("3 requests to https://cdn.example (x3)" in n for n in report.notes)
    assert report.exit_code is ExitCode.OK


def test_other_paths_of_the_server_are_named(judge):
    """A front end on this machine serves pages beside the API; they are not other servers."""
    origin = "http://localhost:3000"
    report = judge(entry(f"{origin}/v1/orders/7"), *(entry(f"{origin}/app.js") for _ in range(2)))

    assert report.recording.outside == {"GET /app.js": 2}
    assert report.recording.hosts == {}
    assert any("no API at the path" in n and "GET /app.js (x2)" in n for n in report.notes)


def test_a_url_says_where_the_api_was(judge):
    """With `--url`, only what is below it is judged, with the base path of the URL."""
    report = judge(entry("http://10.0.0.1:8080/shop/orders/7"), urls=("http://10.0.0.1:8080/shop",))

    assert report.recording.judged == 1
    assert report.exit_code is ExitCode.OK
    assert judge(entry(), urls=("http://10.0.0.1:8080/shop",)).recording.judged == 0


def test_a_server_on_this_machine_needs_no_url(judge):
    """Paths that the API claims are judged, and other paths of this machine are ignored."""
    report = judge(entry("http://localhost:3000/v1/orders/7"), entry("http://localhost:3000/a.js"))

    assert report.recording.judged == 1
    assert report.recording.outside == {"GET /a.js": 1}


def test_no_secret_of_a_recording_is_shown(judge):
    """Tokens and cookies are replaced, wherever the report would repeat them."""
    token = "s3cr3t-token-value"
    broken = entry(
        f"{URL}?trace={token}",
        {**ORDER, "status": token},
        sent={"X-Shop": "corner", "X-Token": token, "Cookie": f"session={token}2"},
    )
    report = judge(broken)

    assert report.findings
    assert token not in repr(report.findings)


def test_the_same_findings_whatever_the_size_of_the_batches(judge, monkeypatch):
    """A long recording is judged in parts, and rules about several answers hold across them."""
    entries = [order(n, done=10 - n) for n in range(1, 9)]
    whole = judge(*entries)
    monkeypatch.setattr(reader, "LIMITS", BatchLimits(observations=1))

    def shown(report):
        return [(f.id, f.count) for f in report.findings], [
            (v.rule, v.outcome, v.fails) for v in report.operations[0].verdicts
        ]

    assert shown(judge(*entries)) == shown(whole)
    assert rules(whole) == ["shop.done-does-not-fall"]


def test_the_report_can_be_written_as_json(judge):
    """What was read is in the report for programs, too."""
    from contracts.results.merging.report_json import as_json  # noqa: PLC0415 - only this test needs it

    document = json.loads(json.dumps(as_json(judge(entry(), entry(URL, method="PATCH")))))

    assert document["recording"]["judged"] == 1
    assert document["recording"]["unmatched"] == {"PATCH /v1/orders/7": 1}


def test_the_next_command_keeps_the_known_findings(judge):
    """Without them a run that passed would fail when it is copied."""
    command = " ".join(judge(entry(), baseline=Path("known findings.yaml")).command)

    assert command.endswith("--baseline 'known findings.yaml'")


def test_the_next_command_judges_the_same_operations(judge):
    """What was chosen, and how the document was read, is in the command that a report shows."""
    command = judge(entry(), operations=("showOrder",), max_document_files=7).command

    assert command[-4:] == ("--max-document-files", "7", "--operation", "showOrder")


PLAIN = "https://notes.example/notes"


def notes(place, query, numbers):
    """Return the entry of a page of notes, of a document that says nothing of pages."""
    body = [{"id": number, "text": "tea"} for number in numbers]
    minute, second = divmod(place, 60)
    return entry(f"{PLAIN}?{query}", body, at=f"2026-11-21T12:{minute:02}:{second:02}Z")


@pytest.fixture
def judge_notes(tmp_path):
    """Return a function that judges requests, each a query and the numbers in the answer."""

    def judged(*asked):
        spec, path = tmp_path / "notes.json", tmp_path / "traffic.har"
        spec.write_text(json.dumps(document()), encoding="utf-8")
        entries = [notes(place, *each) for place, each in enumerate(asked)]
        path.write_bytes(archive(*entries))
        settings = HarSettings(specs=(spec,), files=(path,), urls=("https://notes.example",))
        report = check_recordings(settings, SystemClock())
        found = [each.finding for each in report.findings if each.finding.rule == "guessed-pages"]
        [operation] = report.operations
        return [(each.key, each.severity.value) for each in found], operation

    return judged


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ([("limit=2", [1, 2, 3])], "limit"),
        ([("limit=4", [1, 2, 3, 4]), ("limit=2", [1, 2]), ("skip=2&limit=2", [2, 3])], "repeated"),
        ([("limit=4", [1, 2, 3, 4]), ("limit=2", [1, 2]), ("skip=2&limit=2", [4, 5])], "lost"),
    ],
)
def test_pages_of_a_list_that_no_document_calls_paged_are_judged(judge_notes, asked, key):
    """As often as a probe would ask for them, and with the same care."""
    assert judge_notes(*asked * 5)[0] == [(key, "warning")]
    assert judge_notes(*asked * 4)[0] == []


@pytest.mark.parametrize(
    "asked",
    [
        [("limit=2", [1, 2]), ("skip=2&limit=2", [3, 4]), ("limit=4", [1, 2, 3, 4])],
        [("limit=5", range(10))],  # the smallest page of the server, as far as is known
        # Two lists.
        [("limit=4&a=1", [1, 2, 3, 4]), ("limit=2&a=1", [1, 2]), ("skip=2&limit=2", [2, 3])],
    ],
)
def test_healthy_pages_of_a_recording_are_not_accused(judge_notes, asked):
    """A recording need not have the answer that would explain another one."""
    assert judge_notes(*asked * 6)[0] == []


def test_a_page_alone_proves_nothing_of_pages(judge_notes):
    """Whether an item is on one page only was not seen."""
    verdict = judge_notes(*[("limit=2", [1, 2])] * 6)[1].verdict("guessed-pages")

    assert verdict.outcome is Outcome.NOT_EXERCISED
