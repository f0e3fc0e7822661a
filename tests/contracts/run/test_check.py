"""Tests of a whole run against real servers, documented requests only."""

import errno
import re
import threading
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from urllib.parse import unquote

import pytest

from contracts.errors import ExhaustedError, UnreachableError
from contracts.http.client.connector import NO_PROXY, ConnectionSettings
from contracts.http.client.limits import RequestBudget
from contracts.results.finding import Finding
from contracts.results.report import ExitCode
from contracts.results.verdict import failed
from contracts.run.check import check
from contracts.run.probing.fuzzer_protocol import FuzzResult
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from contracts.witnesses.witness import read_witness
from openapi.contract import Severity
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import Reply, serve
from tests.contracts.shop import ORDER, SPEC, VARIABLES
from tests.contracts.shop_server import shop

NO_PROBES = frozenset()
"""The documented requests alone, for what no probe adds to."""


def settings(url, **changes):
    """Return settings for a quick run against the shop."""
    given = {"targets": (url,), "specs": (SPEC,), "profile": PROFILES["smoke"], **changes}
    return CheckSettings(**given)


def run(answer, **changes):
    """Return the report on a shop, and what it saw on its socket."""
    with serve(answer) as server:
        report = check(settings(server.url, **changes), HastyClock())
    return report, server


@pytest.fixture(scope="module")
def healthy():
    """The report on a healthy shop, and what it saw on its socket."""
    return run(shop())


def test_a_healthy_shop_passes(healthy):
    """Nothing is wrong, everything is proved, what could change something is left out."""
    report, _ = healthy

    assert report.findings == ()
    assert report.exit_code is ExitCode.OK
    assert [(o.id, report.label_of(o)) for o in report.operations] == [
        ("showOrder", "pass"), ("listOrders", "pass"), ("createOrder", "left out"),
    ]  # fmt: skip


def test_the_tally_is_what_the_server_saw(healthy):
    """The report counts what the server received: only requests that read."""
    report, server = healthy

    assert server.methods == {"GET", "HEAD", "OPTIONS"}
    assert report.tally.methods == Counter(seen.method for seen in server.seen)
    assert report.tally.origins == {server.url: len(server.seen)}


def test_unsafe_operations_are_called_when_allowed():
    """With --unsafe, the documented body is posted; other methods go out without any."""
    report, server = run(shop(), is_unsafe=True)

    changing = [s for s in server.seen if s.method not in {"GET", "HEAD", "OPTIONS"}]
    assert {s.method for s in changing} == {"POST", "PUT", "PATCH", "DELETE", "TRACE"}
    assert [report.label_of(o) for o in report.operations] == ["pass", "pass", "pass"]
    assert {(s.method, s.target) for s in changing if s.body} == {("POST", "/v1/orders")}
    assert b'{"total":3}' in {s.body for s in changing}


def test_a_broken_field_is_found_with_its_documented_line():
    """One wrong field of one answer fails the run, named with the page's line."""
    report, _ = run(
        shop(lambda _, reply: replace(reply, body=broken(reply.body))), probes=NO_PROBES
    )

    first = report.findings[0].finding
    assert report.exit_code is ExitCode.FINDINGS
    assert first.pointer == "/status"
    assert first.source == "shop_page 42 (documented)"


def broken(body):
    """Return an order with a status that does not exist."""
    return {**body, "status": "lost"} if "status" in body else body


def test_a_warning_passes_unless_strict():
    """An odd total is a discrepancy: shown, and no failure."""

    def odd(_seen, reply):
        return replace(reply, body={**reply.body, "total": 11}) if reply.body == ORDER else reply

    relaxed, _ = run(shop(odd), probes=NO_PROBES)
    strict, _ = run(shop(odd), probes=NO_PROBES, is_strict=True)

    assert [f.finding.discrepancy for f in relaxed.findings] == ["shop.odd-totals"]
    assert (relaxed.exit_code, strict.exit_code) == (ExitCode.OK, ExitCode.FINDINGS)


@pytest.mark.parametrize("status", [401, 403])
def test_a_server_that_asks_for_credentials_is_not_green(status):
    """Nothing was proved, nothing is accused, and the exit code is 1."""
    challenge = {"WWW-Authenticate": "Token"}
    report, _ = run(
        lambda _: Reply(status=status, body={"error": "who are you"}, headers=challenge),
        probes=NO_PROBES,
    )

    assert report.exit_code is ExitCode.FINDINGS
    assert report.findings == ()
    assert [(report.label_of(o), o.unverified_reason) for o in report.operations[:2]] == [
        ("not exercised", f"every answer is {status}: credentials are missing")
    ] * 2


def test_a_store_without_the_documented_order_is_not_green_and_not_accused():
    """Nothing is wrong, nothing is proved; with a known order it passes."""

    def other_id(seen):
        target = unquote(seen.target)
        other = replace(seen, target=target.replace("/7", "/x").replace("/4711", "/7"))
        reply = shop()(other)
        return replace(reply, body={**reply.body, "id": 4711}) if "id" in reply.body else reply

    blind, _ = run(
        lambda seen: (
            replace(other_id(seen), status=404) if "/7" in unquote(seen.target) else other_id(seen)
        ),
        probes=NO_PROBES,
    )
    known, _ = run(other_id, probes=NO_PROBES, known_values={"order_id": ("4711",)})

    assert (blind.exit_code, blind.label_of(blind.operations[0])) == (
        ExitCode.FINDINGS,
        "not exercised",
    )
    assert blind.findings == ()
    assert known.exit_code is ExitCode.OK


@pytest.mark.parametrize(
    ("status", "word", "rules"),
    [
        (404, "not exercised", {"success-seen", "valid-accepted"}),
        (400, "fail", {"success-seen", "valid-accepted"}),
        (500, "fail", {"success-seen", "server-error"}),
    ],
)
def test_a_server_without_a_success_is_not_green(status, word, rules):
    """Without a 2xx no operation passes; the order that may just not exist is not accused."""
    report, _ = run(
        lambda seen: Reply(
            # Any other path is answered otherwise, so that the base path is not suspected.
            status=status,
            body={"error": "no"} if unquote(seen.target).startswith("/v1/orders") else {},
        ),
        probes=NO_PROBES,
    )

    accused = {o.id for o in report.operations[:2]} - ({"showOrder"} if status == 404 else set())
    assert report.exit_code is ExitCode.FINDINGS
    assert [report.label_of(o) for o in report.operations] == [word, "fail", "left out"]
    assert {(o.operation, f.finding.rule) for f in report.findings for o in f.occurrences} == {
        (operation, rule) for operation in accused for rule in rules
    }


def test_a_hanging_operation_is_found():
    """An operation that is not answered gets no more requests after a few, and fails."""
    never = threading.Event()

    def hang(seen, reply):
        return replace(reply, after=never) if "/orders/7" in seen.target else reply

    report, server = run(shop(hang), timeout_seconds=0.15)
    never.set()

    found = {f.finding.rule for f in report.findings if f.operation == "showOrder"}
    assert {"answered", "success-seen"} <= found
    assert sum("/orders/7" in seen.target for seen in server.seen) == 4
    assert report.notes[0].startswith("showOrder: it was left, because 3 requests in a row")
    assert {each.id: report.label_of(each) for each in report.operations}["listOrders"] == "pass"


def test_a_huge_body_is_cut_and_proves_nothing():
    """A body of nine mebibytes is not read whole, and is no success."""
    huge = b'{"id": 7, "status": "open", "total": 10, "x": "' + b"y" * 9 * 1024 * 1024 + b'"}'
    report, _ = run(
        shop(lambda _, reply: replace(reply, body=huge) if "total" in reply.body else reply),
        probes=NO_PROBES,
    )

    assert report.label_of(report.operations[0]) == "not exercised"
    assert "could not be read" in report.operations[0].unverified_reason
    assert report.exit_code is ExitCode.FINDINGS
    assert report.tally.received_bytes < report.tally.requests * 9 * 1024 * 1024


def test_credentials_are_sent_and_never_shown():
    """Variables and headers reach the server, and nothing of the report."""

    def echo(seen, reply):
        body = {**reply.body, "status": seen.header("X-Token"), "via": seen.header("X-Via")}
        return replace(reply, body=body) if "total" in reply.body else reply

    report, server = run(
        shop(echo),
        environ={"SHOP_TOKEN": "hush-token", "SHOP_NAME": "hush-name"},
        env=VARIABLES,
        headers=(("X-Via", "hush-via"),),
    )

    shown = repr(report)
    orders = [seen for seen in server.seen if seen.target == "/v1/orders/7"]
    own = [seen for seen in orders if seen.header("X-Token") == "hush-token"]
    assert len(own) > len(orders) / 2
    assert {seen.header("X-Shop") for seen in orders} == {"hush-name"}
    assert {seen.header("X-Via") for seen in orders} == {"hush-via"}
    assert "hush" not in shown.lower()
    assert "$SHOP_TOKEN" in shown


def test_a_broken_example_of_the_contract_fails_before_any_server(tmp_path):
    """The contract's own examples are judged too, and named with their line."""
    for name in ("shop.yaml", "discrepancies.yaml"):
        text = (SPEC.parent / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("done: 4", "done: 40"), encoding="utf-8")

    report, _ = run(shop(), probes=NO_PROBES, specs=(tmp_path / "shop.yaml",))

    assert report.examples.failed == 1
    assert report.exit_code is ExitCode.FINDINGS
    assert report.findings[0].finding.rule == "shop.parts-within-total"
    assert report.findings[0].curl == ""


def test_examples_are_counted(healthy):
    """Two satisfy the contract, the placeholder is only shown."""
    report, _ = healthy

    assert (report.examples.passed, report.examples.skipped) == (2, 1)


def test_without_a_server_the_check_could_not_run():
    """No answer at all is neither pass nor fail."""
    with pytest.raises(UnreachableError):
        check(settings("http://127.0.0.1:9"), HastyClock())


def test_an_opt_in_set_is_judged():
    """A rule of the set gets a verdict."""
    report, _ = run(shop(), probes=NO_PROBES, rule_sets=frozenset({"lifecycle"}))

    verdict = report.operations[0].verdict("shop.open-is-unfinished")
    assert verdict is not None
    assert verdict.label == "pass"


def test_a_fault_between_two_answers_is_found():
    """A counter that falls from one answer to the next fails the run."""
    count = iter(range(100, 0, -1))

    def fall(_seen, reply):
        if reply.body != ORDER:
            return reply
        return replace(reply, body={**ORDER, "total": 200, "done": next(count)})

    report, _ = run(shop(fall))

    assert {f.finding.rule for f in report.findings} == {"shop.done-does-not-fall"}


THEIRS = "schemathesis.response-schema-conformance"


def about_status(_rule, seen):
    """Object to every success by a rule that is not our own."""
    if not seen.is_success:
        return ()
    number = seen.exchange.number
    finding = Finding(rule=THEIRS, severity=Severity.ERROR, message="odd", key="x", exchange=number)
    return (failed(finding),)


def objecting(_target, _credentials, recorder, _plan, _clock):
    """Generate nothing, and object to the first exchange."""
    finding = Finding(
        rule=THEIRS,
        severity=Severity.ERROR,
        message="odd",
        key="x",
        exchange=recorder.exchanges[0].number,
    )
    return FuzzResult(by_operation={"showOrder": (failed(finding),)})


@pytest.mark.parametrize(("factory", "rounds"), [(lambda _: about_status, 1), (None, 0)])
def test_what_the_generator_found_is_shown_again_by_its_own_rules(tmp_path, factory, rounds):
    """A witness says whether it shows again; only the judge of its own rule can decide."""
    with serve(shop()) as server:
        wanted = settings(server.url, probes=NO_PROBES, witnesses=tmp_path)
        report = check(wanted, HastyClock(), objecting, second_opinion_for=factory)
    [found] = report.findings

    assert found.finding.rule == THEIRS
    assert read_witness(Path(found.witness)).rounds == rounds


@dataclass(frozen=True, kw_only=True)
class Frail(ConnectionSettings):
    """Connection settings that raise an unexpected error after the first connection."""

    error: Exception
    made: list[str] = field(default_factory=list)

    def connect(self, origin, timeout):
        """Return a connection, the first time."""
        if self.made:
            raise self.error
        self.made.append(origin)
        return NO_PROXY.connect(origin, timeout)


@pytest.mark.parametrize("only", [frozenset(), frozenset({"schema"})])
@pytest.mark.parametrize("error", [ValueError("beyond select()"), KeyError("x"), RuntimeError()])
def test_an_internal_error_never_passes(error, only):
    """A probe that ended with an internal error proves nothing, even after successes."""
    report, _ = run(shop(), connection=Frail(error=error), only=only)

    [shown] = [operation for operation in report.operations if operation.id == "showOrder"]
    assert report.exit_code is ExitCode.FINDINGS
    assert report.label_of(shown) == "not exercised"
    assert f"an internal error ({type(error).__name__}" in shown.unverified_reason
    assert report.findings == ()


def test_an_error_while_generating_never_passes():
    """An error of the generator does not pass either."""

    def broken_generator(*_):
        raise LookupError("gone")

    with serve(shop()) as server:
        wanted = settings(server.url, probes=NO_PROBES)
        report = check(wanted, HastyClock(), broken_generator)

    assert report.exit_code is ExitCode.FINDINGS
    assert {
        o.unverified_reason.partition(" at ")[0] for o in report.operations if not o.skipped_reason
    } == {"contracts had an internal error (LookupError: gone"}


@pytest.mark.parametrize("error", [MemoryError(), OSError(errno.EMFILE, "Too many open files")])
def test_running_out_of_something_ends_the_check(error):
    """The error is about this process, and no report accuses the server."""
    with pytest.raises(ExhaustedError, match="this command has run out of"):
        run(shop(), connection=Frail(error=error))


def test_headers_that_are_not_sent_as_documented_are_reported(tmp_path):
    """Expect is written by this command alone; the report says so, without a finding."""
    spec = tmp_path / "lengths.yaml"
    spec.write_text(LENGTHS)
    report, server = run(lambda _: Reply(body={}), specs=(spec,))

    assert {seen.header("Expect") for seen in server.seen} == {None}
    assert report.findings == ()
    assert report.notes == ("op: this command writes Expect itself, not the documented value.",)


LENGTHS = """
openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /p:
    get:
      operationId: op
      parameters:
        - {name: Expect, in: header, required: true, schema: {type: string}}
      responses: {'200': {description: ok}}
"""


def test_a_run_that_is_out_of_time_is_not_green():
    """A run of a tenth of a second is not proved, and the reason names the option."""
    report, _ = run(shop(), budget=RequestBudget(max_seconds=0.01))
    reasons = [each.unverified_reason for each in report.operations if each.unverified_reason]

    assert report.exit_code is ExitCode.FINDINGS
    assert reasons
    assert [reason for reason in reasons if "--max-time" not in reason] == []


def test_a_server_that_refuses_after_a_while_is_said_to_have_done_so():
    """A run whose probes got nothing but 429 is not proved by its first answers."""
    place = count()

    def limited(_, reply):
        is_spent = next(place) > 60
        return Reply(status=429, headers={"Retry-After": "3600"}) if is_spent else reply

    report, _ = run(shop(limited))

    assert report.exit_code is ExitCode.FINDINGS
    assert report.findings == ()
    [listed] = [each for each in report.operations if each.id == "listOrders"]
    assert "answers were those of a busy server" in listed.unverified_reason
    assert "--rate" in listed.advice
    [note] = [note for note in report.notes if "asked too often" in note and "--rate" in note]
    busy, answers = map(int, re.findall(r"(\d+) of (\d+) answers were busy", note)[0])
    assert answers - busy == 60


def test_a_server_that_is_always_busy_is_not_waited_for_without_end():
    """After half a minute of Retry-After the run ends, and no operation passes."""
    report, server = run(lambda _: Reply(status=429, headers={"Retry-After": "5"}))

    assert report.exit_code is ExitCode.FINDINGS
    assert any("Retry-After" in note for note in report.notes)
    assert len(server.seen) < report.tally.requests + 2


def test_a_flood_of_decoded_bytes_is_not_green():
    """Operations that were cut by the bound are not proved."""
    report, _ = run(shop(), budget=RequestBudget(max_bytes=2000))

    assert report.exit_code is ExitCode.FINDINGS
    assert any("--max-bytes" in o.unverified_reason for o in report.operations)


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_has_an_end(name):
    """A run ends at the time of its profile; `--max-time` replaces it."""
    assert 60 <= settings("http://x", profile=PROFILES[name]).max_seconds <= 3600


SMALL_BUDGETS = {
    "--max-requests": RequestBudget(max_requests=60),
    "--max-bytes": RequestBudget(max_bytes=9_000),
    "--max-time": RequestBudget(per_second=1.0, max_seconds=80.0),
}


@pytest.mark.parametrize("option", SMALL_BUDGETS)
def test_a_small_budget_asks_every_operation(tmp_path, option):
    """Each budget by one rule: what did not get its documented requests is not proved."""
    paths = "".join(
        f"  /t{number}: {{get: {{operationId: t{number}, responses: {{'200': {{description: ok, "
        "content: {application/json: {schema: {type: object}}}}}}}\n"
        for number in range(40)
    )
    spec = tmp_path / "many.yaml"
    spec.write_text(f'openapi: 3.0.3\ninfo: {{title: T, version: "1"}}\npaths:\n{paths}')

    with serve(lambda _: Reply(body={})) as server:
        wanted = CheckSettings(
            targets=(server.url,),
            specs=(spec,),
            profile=PROFILES["smoke"],
            budget=SMALL_BUDGETS[option],
        )
        report = check(wanted, HastyClock())

    assert all(operation.exchanges for operation in report.operations)
    few = [operation for operation in report.operations if operation.exchanges == 1]
    assert 0 < len(few) < 40
    assert f"many: {len(few)} of 40 operations got one request at most." in report.notes
    assert all(option in operation.unverified_reason for operation in few)
    assert "pass" in {report.label_of(operation) for operation in report.operations}
    assert report.exit_code == 1


def through_proxy(seen):
    """Forward to the shop, for those who know the password; echo what was sent."""
    if seen.header("Proxy-Authorization") is None:
        return Reply(status=407, headers={"Proxy-Authenticate": "Basic"})
    reply = shop()(replace(seen, target=seen.target.removeprefix("http://shop.example")))
    return replace(reply, headers={**reply.headers, "X-Echo": seen.header("Proxy-Authorization")})


def test_a_proxy_of_the_environment_is_used_and_its_password_kept():
    """The report names the proxy, and no secret of it, even if it sends them back."""
    with serve(through_proxy) as proxy:
        environ = {"HTTP_PROXY": proxy.url.replace("://", "://me:hush-hush@")}
        report = check(
            settings("http://shop.example", environ=environ, budget=RequestBudget(per_second=0)),
            HastyClock(),
        )

    assert report.exit_code is ExitCode.OK
    assert f"shop: requests go through the proxy {proxy.url} (HTTP_PROXY)." in report.notes
    encoded = b64encode(b"me:hush-hush").decode()
    assert "hush-hush" not in repr(report)
    assert encoded not in repr(report)
    assert all(seen.target.startswith("http://shop.example/") for seen in proxy.seen)


def test_a_proxy_that_asks_for_credentials_is_no_server():
    """Its 407 is not a finding of the API: the command could not run, and says what to do."""
    with serve(through_proxy) as proxy, pytest.raises(UnreachableError, match="407") as caught:
        check(settings("http://shop.example", environ={"http_proxy": proxy.url}), HastyClock())

    assert proxy.url in str(caught.value)
    assert "NO_PROXY" in caught.value.hint


def test_this_machine_is_reached_directly():
    """A proxy of the environment would look for the server on its own machine."""
    environ = {"HTTP_PROXY": "http://127.0.0.1:9", "all_proxy": "x y"}
    report, server = run(shop(), probes=NO_PROBES, environ=environ)

    assert report.exit_code is ExitCode.OK
    assert server.seen


def test_a_document_without_operations_says_why_nothing_was_proved(tmp_path):
    """A failure without findings states its reason."""
    spec = tmp_path / "empty.yaml"
    spec.write_text("openapi: 3.0.3\ninfo: {title: Empty, version: '1'}\npaths: {}\n")
    with serve(shop()) as server:
        report = check(CheckSettings(targets=(server.url,), specs=(spec,)), HastyClock())

    assert report.exit_code is ExitCode.FINDINGS
    assert report.notes == ("Nothing was checked: the document has no operation.",)
