"""Scenarios over real sockets: jobs change over time, lists have pages, sessions are separate."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from contracts.http.clock import SystemClock
from contracts.results.report import ExitCode
from contracts.run.check import check
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES, QUICK_PROBES
from mock_server.scenarios.model.scenario import Scenario
from mock_server.scenarios.playing.run import ScenarioRun
from mock_server.server.embedded import MockServer
from mock_server.settings import Settings
from openapi.contract import Severity
from openapi.rules.evaluation import RuleContext, evaluate_rules, evaluate_transition_rules
from openapi.rules.outcome import Outcome
from openapi.rules.terminal_states import is_terminal_state
from tests import plain_http
from tests.acceptance.commands import PATIENCE, mock_process
from tests.mock_server.scenarios.packaged import packaged_library
from tests.packaged import packaged_contracts
from tests.thorough import part

CONTRACTS = packaged_contracts()
LIBRARY = packaged_library()
EVERY_SET = frozenset({"lifecycle"})
AT_ONE_MOMENT = replace(PROFILES["smoke"], probes=QUICK_PROBES - {"polling"}, follow_seconds=0.0)
"""With a frozen clock, polling again gives the same answer."""
ONE_RESOURCE = replace(AT_ONE_MOMENT, probes=AT_ONE_MOMENT.probes - {"identities"})
"""Without other resources, which play the same scenario, and are checked halfway."""
IMPORT = "/v3/infinity-mall/members/imports"
JOBS = "/subscriptions/imports"
SLUG = {"X-Loyalty-Club-Slug": "infinity-mall"}

_Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """A mock on real sockets that plays the scenarios that its sessions choose."""
    with MockServer(Settings(port=0)) as running:
        yield running


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    """One client for many requests: each new one reads all certificates of the machine."""
    with plain_http.Client(headers=SLUG, timeout=PATIENCE) as client:
        yield client


def broken_rules(scenario: Scenario, old: Any, new: Any, now: datetime) -> list[str]:
    """Return the rules that a body breaks, alone or as the successor of the old one."""
    operation = scenario.operation
    bindings = operation.success.media_type().rules
    context = RuleContext(
        request={"method": "GET", "path": {}, "query": {}, "header": {}},
        response={"status": 200, "header": {}},
        now=now,
    )
    results = list(evaluate_rules(bindings, new, context, sets=EVERY_SET))
    if old is not None:
        polling = operation.polling
        results += evaluate_transition_rules(bindings, polling, old, new, context, sets=EVERY_SET)
    return [result.rule.id for result in results if result.outcome is Outcome.FAIL]


def test_poll_loop_sees_an_import_through_to_its_end():
    """At ten times the speed, an import is done after 3 seconds and never breaks a rule."""
    scenario = LIBRARY.find("happy-import", "placewise")
    seen: list[Any] = []
    dates: list[datetime] = []
    with mock_process("--scenario", "happy-import", "--speed", "10") as mock:
        began = time.monotonic()
        with plain_http.Client(base_url=mock.url, headers=SLUG, timeout=PATIENCE) as client:
            while not seen or not is_terminal_state(scenario.operation.polling, seen[-1]):
                answer = client.get(f"{IMPORT}/7").raise_for_status()
                dates.append(parsedate_to_datetime(answer.headers["date"]))
                body = answer.json()
                assert broken_rules(scenario, seen[-1] if seen else None, body, dates[-1]) == []
                seen.append(body)
                assert time.monotonic() - began < PATIENCE, "the import never ended"
        ended = time.monotonic()

    created = [body["members_created_number"] for body in seen]
    assert created == sorted(created)
    assert len(set(created)) > 2
    assert {bulk["status"] for bulk in seen[0]["bulks"]} == {"waiting"}
    assert {bulk["status"] for bulk in seen[-1]["bulks"]} == {"finished"}
    # The mock's clock is 30 seconds later, as it runs ten times faster than the real one; a busy
    # machine asks late.
    assert 29 <= (dates[-1] - dates[0]).total_seconds() <= 10 * (ended - began) + 2


@pytest.mark.parametrize("stride", [1, 7, 25, 100])
def test_following_next_lists_each_of_250_jobs_once(server, stride):
    """Pages of any size have the same 250 jobs in the same order."""
    with plain_http.Client(base_url=server.url, timeout=PATIENCE) as client:
        whole = [
            job["id"]
            for offset in (0, 100, 200)
            for job in _page(client, f"{JOBS}?__scenario=250-jobs", offset, 100)["data"]
        ]
        walked = [
            job["id"]
            for page in _follow(client, f"{JOBS}?__scenario=250-jobs&page[limit]={stride}")
            for job in page["data"]
        ]

    assert len(set(whole)) == 250
    assert walked == whole


def test_following_next_ends_at_the_largest_offset(server):
    """`next` reaches every job that an offset up to 10,000 can reach, and no further."""
    with plain_http.Client(base_url=server.url, timeout=PATIENCE) as client:
        pages = list(_follow(client, f"{JOBS}?__scenario=10050-jobs&page[limit]=100"))
        small = _page(client, f"{JOBS}?__scenario=10050-jobs", 9999, 2)

    walked = [job["id"] for page in pages for job in page["data"]]
    assert len(walked) == len(set(walked)) == 10_050
    assert pages[-1]["links"]["next"] is None
    assert small["links"]["next"] is None
    assert len(small["data"]) == 2


def test_page_past_the_end_is_empty_and_the_last_one_short(server):
    """Of 250 jobs, the third page of 100 has 50 and the next none; a page without a limit 25."""
    with plain_http.Client(base_url=server.url, timeout=PATIENCE) as client:
        url = f"{JOBS}?__scenario=250-jobs"
        sizes = [len(_page(client, url, offset, 100)["data"]) for offset in (200, 250, 10_000)]
        default = client.get(url).json()["data"]

    assert sizes == [50, 0, 0]
    assert len(default) == 25


def _page(client: httpx2.Client, url: str, offset: int, limit: int) -> Any:
    page = client.get(f"{url}&page[offset]={offset}&page[limit]={limit}")
    return page.raise_for_status().json()


def _follow(client: httpx2.Client, url: str | None) -> Iterator[Any]:
    while url:
        page = client.get(url).raise_for_status().json()
        yield page
        url = page["links"]["next"]


def test_hundreds_of_sessions_never_see_each_other(server):
    """Hundreds of clients poll different scenarios at once; each gets only its own scenario run."""
    names = ["happy-import", "one-bulk-fails", "stuck-at-99", "honest-4000", "empty-import"]
    start = "2026-11-21T20:00:00Z"
    began = datetime.fromisoformat(start).timestamp()
    # One run has all imports, so each scenario is computed from one.
    runs = [ScenarioRun(LIBRARY.find(name, "placewise"), start=began) for name in names]

    async def poll(number: int, connection: _Connection) -> tuple[bytes, bytes]:
        run = runs[number % len(runs)]
        path = f"/__session/s{number}@{start}{IMPORT}/{number}"
        chosen = f"__scenario={run.scenario.name}"
        await _get(connection, f"{path}?__clock={start}&__clock=freeze&{chosen}")
        now = f"2026-11-21T20:00:{number % 60:02d}Z"
        later = await _get(connection, f"{path}?__clock={now}")
        identity = {"loyalty_club_slug": "infinity-mall", "import_id": number}
        snapshot = run.answer(identity, datetime.fromisoformat(now).timestamp())
        return later, snapshot.body

    async def poll_some(numbers: range) -> list[tuple[bytes, bytes]]:
        connection = await asyncio.open_connection("127.0.0.1", urlsplit(server.url).port)
        found = [await poll(number, connection) for number in numbers]
        connection[1].close()
        return found

    async def poll_all() -> list[tuple[bytes, bytes]]:
        clients = (poll_some(range(first, 400, 100)) for first in range(100))
        return [answer for found in await asyncio.gather(*clients) for answer in found]

    answers = asyncio.run(poll_all())

    assert all(answered == computed for answered, computed in answers)
    assert len({answered for answered, _ in answers}) > 280


async def _get(connection: _Connection, target: str) -> bytes:
    """Return the body of a success; an HTTP client library would take longer than the mock."""
    reader, writer = connection
    head = "".join(f"{name}: {value}\r\n" for name, value in SLUG.items())
    writer.write(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n".encode())
    status, *lines = (await reader.readuntil(b"\r\n\r\n")).lower().split(b"\r\n")
    assert status.split()[1] == b"200"
    headers = dict(line.split(b": ", 1) for line in lines if line)
    return await reader.readexactly(int(headers[b"content-length"]))


def test_an_unchanged_job_is_not_sent_again(server):
    """A poll with the last answer's ETag gets 304 until the job changes."""
    url = f"{server.url}/__session/tagged{IMPORT}/7"
    first = plain_http.get(
        f"{url}?__clock=freeze&__scenario=happy-import", headers=SLUG, timeout=PATIENCE
    )
    tag = {"If-None-Match": first.headers["etag"]}
    same = plain_http.get(url, headers={**SLUG, **tag}, timeout=PATIENCE)
    changed = plain_http.get(f"{url}?__clock=%2B12s", headers={**SLUG, **tag}, timeout=PATIENCE)

    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200
    assert first.headers["retry-after"] == "5"


def test_bodies_and_the_date_header_have_the_same_clock(server):
    """A session with another time has it in both."""
    url = f"{server.url}/__session/then{IMPORT}/7?__clock=2030-01-02T03:04:05Z"
    answer = plain_http.get(
        f"{url}&__scenario=happy-import&__restart", headers=SLUG, timeout=PATIENCE
    )

    assert answer.headers["date"] == "Wed, 02 Jan 2030 03:04:05 GMT"
    assert answer.json()["created_at"].startswith("2030-01-02T03:04:05.")


def test_a_start_in_the_name_gives_the_same_answer_on_every_server():
    """A link to a session with a start gives the same job at the same moment on two servers."""
    path = f"/__session/demo@2026-11-21T20:00:00Z{IMPORT}/7"
    choose = "?__clock=2026-11-21T20:00:12Z&__scenario=happy-import"
    with mock_process("--clock", "freeze") as one, mock_process("--clock", "freeze") as other:
        answers = [
            [
                plain_http.get(f"{url}{path}{query}", headers=SLUG, timeout=PATIENCE)
                for query in (choose, "")
            ][1]
            for url in (one.url, other.url)
        ]

    assert answers[0].json()["created_at"] == "2026-11-21T20:00:00.000Z"
    assert [bulk["status"] for bulk in answers[0].json()["bulks"]][:2] == ["finished", "working"]


def test_documented_dates_are_moved_only_on_request():
    """With `--rebase-dates` the documented job is recent, and its times keep their distances."""
    with mock_process("--rebase-dates", "--clock", "2026-11-21T12:00:00Z") as mock:
        job = plain_http.get(f"{mock.url}{JOBS}", timeout=PATIENCE).json()["data"][0]
    times = job["meta"]["timestamps"]

    assert set(times.values()) == {times["created_at"]}
    assert times["created_at"].startswith("2026-11-21T1")
    assert times["created_at"].endswith(".244842Z")


@pytest.mark.parametrize(
    ("scenario", "edge"),
    [
        pytest.param(scenario, place % 2, id=f"{scenario.api}-{scenario.name}")
        for place, scenario in enumerate(part([*LIBRARY], 4))
    ],
)
def test_checker_reports_only_expected_findings_of_a_scenario(server, client, scenario, edge):
    """Halfway, and at the start or the end, only `expects` is reported, and never an error.

    Every moment of every scenario is verified in `test_verify.py`; `make thorough` checks every
    scenario here too.
    """
    found: set[str] = set()
    severities: set[Severity] = set()
    halfway = scenario.length / 2000
    for place, seconds in enumerate(sorted({halfway, 2 * halfway * edge})):
        base = f"{server.url}/__session/{scenario.api}-{scenario.name}-{place}"
        path = JOBS if scenario.is_list else f"{IMPORT}/1"
        client.get(f"{base}{path}?__clock=freeze&__scenario={scenario.name}")
        answer = client.get(f"{base}{path}?__clock=%2B{seconds:.3f}s")
        report = check(
            CheckSettings(
                targets=(f"{scenario.api}={base}",),
                profile=AT_ONE_MOMENT if seconds == halfway else ONE_RESOURCE,
                rule_sets=EVERY_SET,
            ),
            SystemClock(),
        )
        # A vanished job is reported as `success-seen`; other findings must be expected.
        reported = [f.finding for f in report.findings if f.finding.rule != "success-seen"]
        found |= {finding.rule for finding in reported}
        severities |= {finding.severity for finding in reported}
        # Without a success the operation is not proved, so the exit code is that of findings.
        expected = ExitCode.OK if answer.status_code == 200 else ExitCode.FINDINGS
        assert report.exit_code == expected

    assert found <= set(scenario.expected_findings)
    assert Severity.ERROR not in severities
