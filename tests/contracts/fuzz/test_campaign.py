"""Tests of whole fuzz runs, against small real servers."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from contracts.errors import OptionError, UnreachableError
from contracts.fuzz.campaign import fuzz_report, run_fuzz
from contracts.fuzz.fuzz_run import FuzzCallbacks, Fuzzed
from contracts.fuzz.operation_fuzzer import NO_SUCCESS, SILENT
from contracts.http.client.limits import RequestBudget
from contracts.http.clock import SystemClock
from contracts.http.interruption import Interruption
from contracts.results.baseline import KnownFinding
from contracts.results.finding import Finding, ReportedFinding
from contracts.results.report import ExitCode
from contracts.run.judging import empty_report
from contracts.run.settings.fuzz import FuzzSettings
from contracts.witnesses.witness import read_witness
from openapi.contract import SAFE_METHODS, Severity
from openapi.rules.outcome import Outcome
from tests.contracts.live import Reply, serve
from tests.contracts.shop import SHOP, SPEC, TARGET, VARIABLES, operation
from tests.contracts.shop_server import shop

ENOUGH = 60
MANY = 120
ANY_RULE = frozenset({"success-seen", "strict-json"})
TOKEN = {"SHOP_TOKEN": "hush-hush"}


def nervous(seen, reply):
    """Fail on every target with a parameter that is not documented."""
    is_odd = "zq7=" in seen.target
    return Reply(status=500, body={"error": "odd"}) if is_odd else reply


def lost(_, reply):
    """Give every order a status that does not exist."""
    is_order = reply.status == 200 and "status" in (reply.body or {})
    return replace(reply, body={**reply.body, "status": "lost"}) if is_order else reply


def fuzzed(
    answer, folder, *, callbacks=None, interruption=None, requests=ENOUGH, known=None, **changes
):
    """Return the report of a fuzz run of so many requests, and the server."""
    with serve(answer) as server:
        wanted = FuzzSettings(
            targets=(server.url,),
            specs=(SPEC,),
            environ=TOKEN,
            env=VARIABLES,
            budget=RequestBudget(max_requests=requests),
            **changes,
            seconds=120.0,
            corpus=folder / "corpus",
            witnesses=folder / "witnesses",
        )
        return run_fuzz(
            wanted,
            SystemClock(),
            callbacks or FuzzCallbacks(),
            interruption or Interruption(),
            (known or {}).values(),
        ), server


def rules(report):
    """Return the rules that errors were found of."""
    return {found.finding.rule for found in report.findings}


@pytest.fixture(scope="module")
def healthy(tmp_path_factory):
    """The report on a healthy shop, what it saw, and what lies on disk."""
    folder = tmp_path_factory.mktemp("healthy")
    return (*fuzzed(shop(), folder, requests=MANY), folder)


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """The report on a nervous shop, what lies on disk, and what was reported as it came."""
    folder = tmp_path_factory.mktemp("broken")
    reported = []

    def take(found):
        reported.append((found.id, Path(found.witness).is_file()))

    callbacks = FuzzCallbacks(found=take)
    return fuzzed(shop(nervous), folder, callbacks=callbacks)[0], folder, reported


def test_a_healthy_shop_is_not_accused(healthy):
    """No mutated request accuses a healthy server."""
    report, _, folder = healthy

    assert [found.finding.message for found in report.findings] == []
    assert report.exit_code is ExitCode.OK
    assert not (folder / "witnesses").exists()


def test_only_reading_reaches_the_socket(healthy):
    """No mutation makes a request that could change a resource."""
    _, server, _ = healthy

    assert server.methods == {"GET", "HEAD", "OPTIONS"}


def test_every_request_goes_through_the_transport(healthy):
    """The count is what the server received, the budget holds, and variables are named."""
    report, server, _ = healthy

    assert report.tally.requests == len(server.seen) == MANY
    assert report.notes == (
        "The run ended early: the run has sent the 120 requests that it may (--max-requests).",
        "shop: the document reads SHOP_TOKEN from the environment.",
    )


def test_requests_reach_beyond_the_schema(healthy):
    """Some are as documented, and some have undocumented headers and parameters."""
    _, server, _ = healthy
    names = {name.lower() for seen in server.seen for name, _ in seen.headers}

    assert "range" in names
    assert any("zq7=" in seen.target for seen in server.seen)
    assert any(seen.target == "/v1/orders/7" for seen in server.seen)


def test_credentials_are_in_every_request(healthy):
    """A changed credential could lock an account."""
    _, server, _ = healthy

    assert {seen.header("X-Token") for seen in server.seen[1:]} == {"hush-hush"}


def test_the_checks_judge_every_answer(healthy):
    """Ours and Schemathesis'; rules about several exchanges are not reported."""
    report, _, _ = healthy
    listed = next(o for o in report.operations if o.id == "listOrders")

    assert listed.verdict("schema").passes > 10
    assert listed.verdict("invalid-refused").passes > 3
    assert listed.verdict("schemathesis.response-schema-conformance").passes > 10
    assert listed.verdict("safe-repeatable").outcome is Outcome.NOT_EXERCISED


def test_what_could_change_something_is_left_out(healthy):
    """The report has the reason."""
    report, _, _ = healthy
    created = next(o for o in report.operations if o.id == "createOrder")

    assert "--unsafe" in created.skipped_reason


def test_the_same_seed_sends_the_same_requests(tmp_path):
    """Two runs are the same to the byte; another seed is another run."""
    first, second, other = (
        [
            (seen.method, seen.target, seen.headers[1:])
            for seen in fuzzed(shop(), tmp_path, requests=25, seed=seed)[1].seen
        ]
        for seed in (5, 5, 6)
    )

    assert first == second
    assert first != other


def test_a_fault_is_found_shrunk_and_written(broken):
    """Its witness is one request, with few parts that are not needed."""
    report, folder, _ = broken
    found = next(f for f in report.findings if f.finding.rule == "server-error")
    witness = read_witness(Path(found.witness))
    [step] = witness.steps

    assert report.exit_code is ExitCode.FINDINGS
    assert Path(found.witness).parent == folder / "witnesses"
    assert witness.rounds == 1
    assert step.response.status == 500
    assert len(step.request.target) < 60


def test_no_half_written_file_stays(broken):
    """The folder has only complete witnesses."""
    report, folder, _ = broken
    names = {path.name for path in (folder / "witnesses").iterdir()}

    assert names == {Path(f.witness).name for f in report.findings if f.witness}


def test_a_kind_is_reported_once_as_it_comes(broken):
    """Its witness is written before that."""
    report, _, reported = broken

    assert sorted(reported) == sorted((found.id, True) for found in report.findings)


def test_the_corpus_comes_first(broken):
    """Once each operation was asked, the old finding is shown first, with any seed."""
    _, folder, _ = broken

    report, server = fuzzed(shop(nervous), folder, requests=8, seed=77)

    assert "zq7=" in server.seen[3].target
    assert "server-error" in rules(report)


def test_a_corpus_outlives_a_healthy_server(broken, tmp_path):
    """An entry that shows no finding is kept: what is fixed may break again."""
    shutil.copytree(broken[1] / "corpus", tmp_path / "corpus")
    fuzzed(shop(), tmp_path, requests=30, seed=8)

    _, server = fuzzed(shop(nervous), tmp_path, requests=8, seed=77)

    assert "zq7=" in server.seen[3].target


def test_a_known_finding_is_not_new(broken, tmp_path):
    """It is counted, and neither written nor shown as new."""
    report, _, _ = broken
    known = {
        found.id: KnownFinding(
            id=found.id,
            rule=found.finding.rule,
            api=found.api,
            operation=found.operation,
            message="",
            reason="",
            owner="",
            expires=date(2030, 1, 1),
        )
        for found in report.findings
    }
    reported = []

    again, _ = fuzzed(
        shop(nervous),
        tmp_path,
        known=known,
        callbacks=FuzzCallbacks(found=reported.append),
        seed=report.seed,
    )

    assert again.findings
    assert reported == []
    assert again.exit_code is ExitCode.OK
    assert not (tmp_path / "witnesses").exists()


def test_a_server_that_stops_answering_is_a_finding(tmp_path):
    """The first unanswered request is reported with a witness, and the run does not pass."""
    answers = []

    def dying(seen):
        answers.append(seen)
        return shop()(seen) if len(answers) < 30 else Reply(raw=b"")

    report, _ = fuzzed(dying, tmp_path)

    [found] = report.findings
    assert found.finding.message == (
        "The server stopped answering after this request: "
        "the connection was closed without an answer."
    )
    assert Path(found.witness).is_file()
    assert report.exit_code is ExitCode.FINDINGS
    assert "the server stopped answering" in report.notes[0]


def test_an_operation_that_never_answers_costs_itself_only(tmp_path):
    """It is the finding, with few requests; the server answers others, which are fuzzed."""

    def deaf(seen, reply):
        return Reply(raw=b"") if "/orders/" in seen.target else reply

    report, server = fuzzed(shop(deaf), tmp_path)

    [found] = report.findings
    assert (found.operation, found.finding.rule) == ("showOrder", "answered")
    assert found.finding.message == "No answer: the connection was closed without an answer."
    reasons = {each.id: each.unverified_reason for each in report.operations}
    assert (reasons["showOrder"], reasons["listOrders"]) == (SILENT, "")
    assert sum("/orders/" in seen.target for seen in server.seen) < 40
    assert report.exit_code is ExitCode.FINDINGS


def test_an_operation_that_was_not_asked_is_not_proved(tmp_path):
    """No request is no proof: the run fails and names the options that would help."""
    report, _ = fuzzed(shop(), tmp_path, requests=2)

    reasons = [each.unverified_reason for each in report.operations if not each.skipped_reason]
    assert any("--max-requests" in reason for reason in reasons)
    assert report.exit_code is ExitCode.FINDINGS


def test_a_request_that_is_not_answered_is_to_blame(tmp_path):
    """Where plain requests are still answered, the odd one is the finding."""

    def deaf(seen, reply):
        return Reply(raw=b"") if "colour=" in seen.target else reply

    report, _ = fuzzed(shop(deaf), tmp_path, requests=30)

    assert "answered" in rules(report)


def test_a_fuse_does_not_stop_a_server_that_is_well(tmp_path):
    """Many 5xx in a row end a run only where plain requests fail as well."""
    answers = []

    def touchy(seen, reply):
        is_plain = seen.target in {"/v1/orders", "/v1/orders/7"}
        answers.append(200 if is_plain else 500)
        return reply if is_plain else Reply(status=500, body={"error": "odd"})

    with serve(shop(touchy)) as server:
        wanted = FuzzSettings(
            targets=(server.url,),
            specs=(SPEC,),
            environ=TOKEN,
            env=VARIABLES,
            budget=RequestBudget(max_requests=30, max_server_errors=5),
            seconds=120.0,
            corpus=tmp_path / "corpus",
            witnesses=tmp_path / "witnesses",
        )
        report = run_fuzz(wanted, SystemClock(), FuzzCallbacks(), Interruption())

    assert "requests that it may" in report.notes[0]
    assert answers.count(500) > 10


def test_time_ends_a_run(tmp_path):
    """There is no note, since that is the normal end."""
    with serve(shop()) as server:
        wanted = FuzzSettings(
            targets=(server.url,),
            specs=(SPEC,),
            environ=TOKEN,
            env=VARIABLES,
            seconds=0.3,
            corpus=tmp_path / "corpus",
            witnesses=tmp_path / "witnesses",
        )
        report = run_fuzz(wanted, SystemClock(), FuzzCallbacks(), Interruption())

    assert 0.3 <= report.seconds < 20.0
    assert not any("early" in note for note in report.notes)


def test_a_corpus_that_cannot_be_kept_is_refused(tmp_path):
    """Before anything is sent."""
    (tmp_path / "corpus").write_text("", encoding="utf-8")

    with pytest.raises(OptionError, match="the corpus cannot be kept"):
        fuzzed(shop(), tmp_path)


def test_a_server_that_is_down_is_reported(tmp_path):
    """A server that does not answer is no finding."""
    with serve(shop()) as server:
        url = server.url
    wanted = FuzzSettings(
        targets=(url,),
        specs=(SPEC,),
        seconds=5.0,
        corpus=tmp_path / "corpus",
        witnesses=tmp_path / "witnesses",
    )

    with pytest.raises(UnreachableError):
        run_fuzz(wanted, SystemClock(), FuzzCallbacks(), Interruption())


def test_reports_have_the_lines_of_the_contract_at_hand(broken):
    """A page or an annotation can show where the contract says so, as after a check."""
    report, _, _ = broken

    assert report.files["shop.yaml"].endswith("tests/fixtures/shop/shop.yaml")
    assert "openapi: 3.0.3" in report.lines_of("shop.yaml")


@pytest.mark.parametrize("only", [ANY_RULE, frozenset({"strict-json"})])
def test_a_server_that_never_succeeds_does_not_pass(tmp_path, only):
    """Without a finding there is no proof either, whichever rules were chosen."""
    report, _ = fuzzed(
        lambda _: Reply(status=404, body={"error": "gone"}),
        tmp_path,
        requests=40,
        only=only,
    )

    assert report.findings == ()
    reasons = [each.unverified_reason for each in report.operations if each.exchanges]
    assert reasons == [NO_SUCCESS, NO_SUCCESS]
    assert report.exit_code is ExitCode.FINDINGS


DOCUMENT = """
openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /p:
    get:
      operationId: op
      parameters:
        - {name: q, in: query, required: true, schema: SCHEMA}
        - {name: X-HTTP-Method-Override, in: header, required: true,
           schema: {type: string, enum: [DELETE]}}
      responses: {'200': {description: ok}}
"""


def hostile(folder, schema):
    """Return what came of a short run with a document of its own, and what the server saw."""
    spec = folder / "hostile.yaml"
    spec.write_text(DOCUMENT.replace("SCHEMA", schema))
    with serve(lambda _: Reply()) as server:
        wanted = FuzzSettings(
            targets=(server.url,),
            specs=(spec,),
            seconds=0.3,
            corpus=folder / "corpus",
            witnesses=folder / "witnesses",
        )
        return run_fuzz(wanted, SystemClock(), FuzzCallbacks(), Interruption()), server.seen


def test_requests_that_ask_for_a_change_are_not_sent(tmp_path):
    """A document cannot have a GET carried out as a DELETE."""
    report, seen = hostile(tmp_path, "{type: string}")

    assert {request.header("X-HTTP-Method-Override") for request in seen} <= SAFE_METHODS | {None}
    assert report.tally.refused


def test_what_no_value_is_found_for_is_said(tmp_path):
    """The error is a message for the user, not an internal error."""
    with pytest.raises(OptionError, match="no request of op can be built"):
        hostile(tmp_path, "{type: string, pattern: '^(?=a)b$', minLength: 3}")


KEYED = """
openapi: 3.0.3
info: {title: Keyed, version: "1"}
components: {securitySchemes: {key: {type: apiKey, in: query, name: api_key}}}
security: [{key: []}]
paths:
  /a:
    get: {operationId: getA, responses: {"200": {description: x}}}
"""


def test_a_key_given_as_a_parameter_is_in_no_printed_command(tmp_path):
    """The report names a variable in its place."""
    document = tmp_path / "keyed.yaml"
    document.write_text(KEYED, encoding="utf-8")
    with serve(lambda _: Reply(status=500, body={"error": "x"})) as server:
        settings = FuzzSettings(
            targets=(server.url,),
            specs=(document,),
            known_values={"api_key": ("hush-hush",)},
            budget=RequestBudget(max_requests=12),
            seconds=60.0,
            corpus=tmp_path / "corpus",
            witnesses=tmp_path / "witnesses",
        )
        report = run_fuzz(settings, SystemClock(), FuzzCallbacks(), Interruption())

    assert any("api_key=hush-hush" in seen.target for seen in server.seen)
    assert any("API_KEY" in word for word in report.repeat)
    assert "hush-hush" not in repr(report)


SHOWN = ("shop", "showOrder")


def shop_settings(**changes):
    """Return settings for the shop."""
    return FuzzSettings(targets=(TARGET.origin,), specs=(SPEC,), seconds=1.0, **changes)


def found_of(severity):
    """Return a finding of a severity."""
    finding = Finding(rule="schema", severity=severity, message="no")
    return ReportedFinding(id=severity.value, api="shop", operation="showOrder", finding=finding)


def test_every_operation_is_in_the_report():
    """In the order of the document; one that was not called says what would call it."""
    shown = {SHOWN: empty_report(SHOP, operation("showOrder"))}
    report = fuzz_report(shop_settings(), [TARGET], Fuzzed(reports=shown, findings=[], seconds=1.0))

    assert [each.id for each in report.operations] == [each.id for each in SHOP.operations]
    skipped = {each.id: each.skipped_reason for each in report.operations}
    assert skipped["showOrder"] == ""
    assert "--unsafe" in skipped["createOrder"]


@pytest.mark.parametrize(
    ("lowest", "shown"),
    [
        (Severity.INFO, ["error", "warning", "info"]),
        (Severity.WARNING, ["error", "warning"]),
        (Severity.ERROR, ["error"]),
    ],
)
def test_findings_are_shown_worst_first(lowest, shown):
    """As far as their severity was asked for."""
    every = [found_of(each) for each in (Severity.INFO, Severity.ERROR, Severity.WARNING)]
    fuzzed = Fuzzed(reports={}, findings=every, seconds=1.0)
    report = fuzz_report(shop_settings(min_severity=lowest), [TARGET], fuzzed)

    assert [each.id for each in report.findings] == shown
