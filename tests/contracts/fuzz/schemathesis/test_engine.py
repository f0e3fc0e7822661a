"""Tests of runs with generated requests, against real servers."""

import os
import re
import signal
from contextlib import chdir
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import pytest

from contracts.fuzz.schemathesis.configuration import ORACLES, UNSAFE_ORACLES
from contracts.fuzz.schemathesis.engine import fuzz
from contracts.http.client.connector import NO_PROXY, ConnectionSettings
from contracts.http.clock import SystemClock
from contracts.results.report import ExitCode
from contracts.run.check import check
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import ALL_PROBES, DOCUMENTED, PROFILES
from tests.contracts.live import Reply, serve
from tests.contracts.shop import ORDER, SPEC, VARIABLES
from tests.contracts.shop_server import shop

_IMPORT = re.compile(r"^\s*(import|from) schemathesis", re.MULTILINE)


ONLY_GENERATED = frozenset({DOCUMENTED})
"""Generated requests follow the documented ones, and no other probe can find what they should."""


def run(answer, probes=ONLY_GENERATED, clock=None, **changes):
    """Return the report of a run with generated requests, and what the server saw."""
    profile = replace(PROFILES["ci"], max_examples=8, follow_seconds=0.0, probes=probes)
    with serve(answer) as server:
        given = {"targets": (server.url,), "specs": (SPEC,), "profile": profile, **changes}
        report = check(CheckSettings(**given), clock or SystemClock(), fuzz)
    return report, server


def rules(report):
    """Return the rules that findings were found of."""
    return {found.finding.rule for found in report.findings}


@pytest.fixture(scope="module")
def healthy():
    """The report on a healthy shop after every probe, with credentials, and what it saw."""
    return run(
        shop(),
        probes=ALL_PROBES,
        environ={"SHOP_TOKEN": "hush", "SHOP_NAME": "mine"},
        env=VARIABLES,
        headers=(("X-Via", "v"),),
    )


def test_a_healthy_shop_is_not_accused(healthy):
    """Generated requests of every kind find nothing wrong with it."""
    report, _ = healthy

    assert [f.finding.message for f in report.findings] == []
    assert report.exit_code is ExitCode.OK


def test_only_reading_reaches_the_socket(healthy):
    """The server receives only requests that read."""
    _, server = healthy

    assert server.methods == {"GET", "HEAD", "OPTIONS"}


def test_every_request_goes_through_our_transport(healthy):
    """The count is what the server received: no probe, no retry, no other socket."""
    report, server = healthy

    assert report.tally.requests == len(server.seen)


def test_boundaries_and_violations_are_tried(healthy):
    """The generator reaches past both ends of what is documented."""
    _, server = healthy
    values = {
        value for seen in server.seen for value in re.findall(r"[?&]start=([^&]*)", seen.target)
    }

    assert {"0", "500", "501", "-1"} <= values


def test_our_own_checks_judge_generated_answers(healthy):
    """Invalid requests were refused, and rules held on what was generated."""
    report, _ = healthy
    listed = report.operations[1]

    assert listed.verdict("invalid-refused").passes > 5
    assert listed.verdict("schemathesis.response-schema-conformance").label == "pass"


def test_credentials_go_with_every_generated_request(healthy):
    """What the environment and the command line give is on each of them."""
    _, server = healthy
    generated = [seen for seen in server.seen if seen.header("X-Schemathesis-TestCaseId")]

    assert len(generated) > 20
    assert {seen.header("X-Token") for seen in generated} == {"hush"}
    assert {seen.header("X-Via") for seen in generated} == {"v"}


def sent(server):
    """Return what a server saw, test-case ids aside."""
    return [(seen.method, seen.target, seen.body) for seen in server.seen]


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A run with the default seed in a folder with an invalid schemathesis.toml."""
    folder = tmp_path_factory.mktemp("plain")
    (folder / "schemathesis.toml").write_text("not = [toml", encoding="utf-8")
    with chdir(folder):
        return *run(shop()), folder


class SlowClock(SystemClock):
    """A machine on which every look at the clock takes a tenth of a second."""

    late = 0.0

    def monotonic(self):
        """Return a time that is later with each call."""
        self.late += 0.1
        return super().monotonic() + self.late


def test_the_same_seed_sends_the_same_requests(plain):
    """A run can be repeated to the byte, also on a slow machine: no time is its bound."""
    _, server, _ = plain

    assert sent(run(shop(), clock=SlowClock())[1]) == sent(server)


def test_another_seed_sends_other_requests(plain):
    """The seed matters."""
    _, server, _ = plain

    assert sent(run(shop(), seed=2)[1]) != sent(server)


def test_nothing_is_left_and_nothing_read_in_the_users_folder(plain):
    """No cache, no database of examples, no reports; a schemathesis.toml there changes nothing."""
    report, _, folder = plain

    assert report.exit_code is ExitCode.OK
    assert os.listdir(folder) == ["schemathesis.toml"]  # noqa: PTH208 - names are enough


def breaks(seen, reply):
    """Answer some generated requests wrongly, each in another way."""
    if "start=500" in seen.target:
        return Reply(status=500, body={})
    if "start=501" in seen.target:
        return Reply(body={"orders": []})
    if "count=50" in seen.target and "orders" in reply.body:
        return Reply(body={"orders": [{**ORDER, "done": 99}]})
    return reply


@pytest.fixture(scope="module")
def broken():
    """The report on such a shop."""
    return run(shop(breaks))[0]


def test_a_fault_on_a_boundary_is_found(broken):
    """A server that fails on the last allowed offset is found by generated requests only."""
    found = next(each for each in broken.findings if each.finding.rule == "server-error")

    assert found.status == 500
    assert "start=500" in found.curl


def test_an_accepted_violation_is_found(broken):
    """A server that takes an offset beyond the documented end is found."""
    [found] = [each for each in broken.findings if each.finding.rule == "invalid-refused"]

    assert "start=501" in found.curl


def test_a_rule_that_breaks_only_sometimes_is_found(broken):
    """Rules are judged on every generated answer, and nothing else is accused."""
    assert rules(broken) == {"server-error", "invalid-refused", "shop.parts-within-total"}


def takes(seen, reply):
    """Accept every posted body, and answer DELETE, which is not documented."""
    if seen.method == "POST" and seen.target == "/v1/orders":
        return Reply(status=201, body=dict(ORDER))
    return Reply(body={}) if seen.method == "DELETE" else reply


@pytest.fixture(scope="module")
def unsafe():
    """The report of a run with --unsafe on such a shop, and what it saw."""
    return run(shop(takes), is_unsafe=True)


def test_unsafe_methods_are_tried_when_allowed(unsafe):
    """With --unsafe undocumented methods are tried as well, through our transport."""
    report, server = unsafe

    assert {"GET", "POST", "DELETE"} <= server.methods
    assert report.tally.requests == len(server.seen)


def test_an_accepted_invalid_body_and_an_undocumented_method_are_found(unsafe):
    """A server that accepts every posted body, and every method, has findings with --unsafe."""
    report, _ = unsafe

    assert rules(report) == {
        "invalid-refused",
        "methods-allowed",
        "schemathesis.unsupported-method",
    }


def test_a_whole_number_with_an_exponent_is_an_integer():
    """A server that writes 10 as 10.0 or 1e1 is not accused: to JSON it is the same number."""

    def writes(_seen, reply):
        if "X-Count" not in reply.headers:
            return reply
        body = b'{"id": 7, "status": "open", "total": 10.0, "done": 4e0, "failed": 1}'
        return replace(reply, body=body)

    report, _ = run(shop(writes))

    assert [f.finding.message for f in report.findings] == []


def test_a_server_that_goes_away_ends_generation():
    """After a few requests without an answer nothing more is sent, and the report says so."""
    count = iter(range(1000))

    def goes_away(_seen, reply):
        return replace(reply, raw=b"") if next(count) > 25 else reply

    report, server = run(shop(goes_away))

    assert len(server.seen) < 60
    assert any("requests in a row had no answer" in note for note in report.notes)
    assert report.exit_code is ExitCode.FINDINGS


def test_an_external_example_is_not_fetched(tmp_path):
    """A document cannot make us call another server: its external examples are not fetched."""
    with serve(lambda _: Reply(body=3)) as elsewhere:
        for name in ("shop.yaml", "discrepancies.yaml"):
            text = (SPEC.parent / name).read_text(encoding="utf-8")
            far = f"examples: {{far: {{externalValue: '{elsewhere.url}/far'}}}}"
            changed = text.replace("example: lamp", far)
            (tmp_path / name).write_text(changed, encoding="utf-8")

        report, _ = run(shop(), specs=(tmp_path / "shop.yaml",))

    assert elsewhere.seen == []
    assert report.exit_code is ExitCode.OK


def test_time_cuts_generation_and_the_report_says_so():
    """A profile's seconds bound what is generated; then a seed does not promise the same run."""
    profile = replace(
        PROFILES["ci"], max_examples=500, fuzz_seconds=0.0, follow_seconds=0, probes=ONLY_GENERATED
    )

    report, server = run(shop(), profile=profile)

    assert any("0 of 2 operations had all of theirs" in note for note in report.notes)
    assert len(server.seen) < 1000


TURNED_OFF = {
    "not_a_server_error": "server-error judges the same answers, a busy server excepted",
    "status_code_conformance": "status-documented knows that a platform refuses in its own ways",
    "content_type_conformance": "media-type knows that an error may come without a body",
    "negative_data_rejection": "invalid-refused knows clamped pages and lenient numbers",
    "positive_data_acceptance": "valid-accepted knows what the documents leave open",
    "allow_header_conformance": "no document promises what Allow lists",
    "missing_required_header": "invalid-refused judges the same answers",
    "ignored_auth": "access is probed on purpose only, and optional where the contract says so",
    "object_level_authorization": "needs two identities",
    "use_after_free": "needs stateful testing, which is off",
    "ensure_resource_availability": "needs stateful testing, which is off",
    "max_response_time": "no document promises a time",
}
"""Checks of Schemathesis that are off, each with its reason."""


def test_every_check_of_schemathesis_is_used_or_explained():
    """None is off without a reason, none is on that ours contradict."""
    from schemathesis.checks import CHECKS, load_all_checks  # noqa: PLC0415

    load_all_checks()
    ours = {*ORACLES, *UNSAFE_ORACLES, *TURNED_OFF}

    assert set(CHECKS.get_all_names()) | {"max_response_time"} == ours


def test_schemathesis_is_imported_by_one_package():
    """No other module of the package imports it."""
    package = Path(__file__).parents[4] / "contracts"
    users = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search(
            r"^\s*(import|from) schemathesis", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }

    assert users == {f"fuzz/schemathesis/{name}.py" for name in ("adapter", "checks", "engine")}


def test_an_interrupt_ends_the_run():
    """After Ctrl-C while requests are generated, the run does not pass."""
    generated = count(1)

    def interrupts(seen, reply):
        if seen.header("X-Schemathesis-TestCaseId") and next(generated) == 5:
            signal.raise_signal(signal.SIGINT)
        return reply

    # A shell lets commands in the background ignore Ctrl-C, the tests among them.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            run(shop(interrupts))
    finally:
        signal.signal(signal.SIGINT, before)


@dataclass(frozen=True, kw_only=True)
class Breaking(ConnectionSettings):
    """Connection settings that break once there is a reason in the list."""

    reasons: list[str] = field(default_factory=list)

    def connect(self, origin, timeout):
        """Return a connection, or raise an unexpected error."""
        if self.reasons:
            raise ValueError(self.reasons[0])
        return NO_PROXY.connect(origin, timeout)


def test_an_internal_error_is_no_error_of_the_generator():
    """After an internal error no operation is proved, even after successes."""
    connection = Breaking()

    def closing(seen, reply):
        if seen.header("X-Schemathesis-TestCaseId") is not None:
            connection.reasons.append("beyond select()")
        return replace(reply, headers={**reply.headers, "Connection": "close"})

    report, _ = run(shop(closing), connection=connection)

    reasons = [o.unverified_reason for o in report.operations if not o.skipped_reason]
    assert connection.reasons
    assert report.exit_code is ExitCode.FINDINGS
    assert all("an internal error (ValueError: beyond select()" in each for each in reasons)
