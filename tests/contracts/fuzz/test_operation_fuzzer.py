"""Tests of fuzzing one operation."""

from contextlib import closing, contextmanager
from itertools import count

import pytest
from hypothesis.database import InMemoryExampleDatabase

from contracts.fuzz.findings import FindingFilter, FindingStore
from contracts.fuzz.operation_fuzzer import (
    NO_SUCCESS,
    SMALLEST,
    FuzzContext,
    FuzzEnded,
    OperationFuzzer,
)
from contracts.fuzz.request_mutations import mutation_base
from contracts.fuzz.schemathesis.adapter import Generator, RecordingTransport, isolated_hypothesis
from contracts.http.client.limits import Limits
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import Transport
from contracts.http.clock import SystemClock
from contracts.http.requests.credentials import primary_credentials
from contracts.http.requests.targets import Target
from contracts.observations.observer import Observer
from contracts.run.probing.fuzzer_protocol import FuzzLimits
from contracts.run.selection.rules import Selection
from contracts.run.settings.check import CheckSettings
from contracts.witnesses.creation import WitnessContext
from openapi.contract import Severity
from openapi.rules.outcome import Outcome
from tests.contracts.live import Reply, serve
from tests.contracts.shop import SHOP, SPEC, operation
from tests.contracts.shop_server import shop

CLOCK = SystemClock()


def odd(seen, reply):
    """Fail on a query parameter that is not documented."""
    return Reply(status=500, body={"error": "x"}) if "zq7" in seen.target else reply


@contextmanager
def fuzzer_of(
    answer, folder, database=None, *, max_requests=0, tick=lambda: None, name="showOrder"
):
    """Yield the fuzzer of one operation, its findings and the server."""
    with serve(answer) as server:
        target = Target(contract=SHOP, origin=server.url)
        limits = Limits(origins=frozenset({server.url}), max_requests=max_requests)
        settings = CheckSettings(targets=(server.url,), specs=(SPEC,))
        credentials = primary_credentials(SHOP, (), {"SHOP_TOKEN": "hush"})
        with closing(Transport(limits, CLOCK)) as transport:
            recorder = Recorder(transport, CLOCK)
            witness_context = WitnessContext(
                target=target,
                evidence={},
                observer=Observer(SHOP),
                recorder=recorder,
                clock=CLOCK,
                redactor=credentials.redactor,
                sets=frozenset(),
                readings={},
            )
            finding_filter = FindingFilter(
                selection=Selection(only=frozenset({"server-error", "success-seen"})),
                failing=frozenset({Severity.ERROR}),
                known={},
                witnesses=folder,
            )
            findings = FindingStore(witness_context, finding_filter, lambda _: None)
            plan = FuzzLimits(
                operations=frozenset({name}), max_examples=1, max_seconds=60.0, seed=1
            )
            generator = Generator(
                target, credentials, plan, RecordingTransport(recorder, credentials, target, CLOCK)
            )
            context = FuzzContext(
                settings=settings,
                transport=transport,
                clock=CLOCK,
                database=database or InMemoryExampleDatabase(),
                tick=tick,
            )
            base = mutation_base(target, operation(name), credentials, is_unsafe=False)
            with isolated_hypothesis(folder / "cache"):
                yield (
                    OperationFuzzer(context, witness_context, base, generator, findings),
                    findings,
                    server,
                )


def seen_success(fuzzer):
    """Return the verdict on whether a success was seen."""
    return next(each for each in fuzzer.report().verdicts if each.rule == "success-seen")


def test_a_round_sends_each_kind_and_proves_the_success(tmp_path):
    """A healthy shop: the requests of a first round, all counted, nothing found, one proved."""
    with fuzzer_of(shop(), tmp_path) as (fuzzer, findings, server):
        fuzzer.generate(seed=1, turn=1)

    assert findings.all == ()
    assert fuzzer.is_proved
    assert seen_success(fuzzer).outcome is Outcome.PASS
    assert fuzzer.report().exchanges == len(server.seen)
    assert SMALLEST < len(server.seen) <= 6 * SMALLEST
    assert [*fuzzer.notes()] == []


def test_a_server_that_soon_refuses_proves_nothing(tmp_path):
    """A success before all the others were refused is no proof; the reason says how many were."""
    place = count()

    def limited(_, reply):
        return reply if next(place) < 3 else Reply(status=429, body={"error": "x"})

    with fuzzer_of(shop(limited), tmp_path) as (fuzzer, _, server):
        fuzzer.generate(seed=1, turn=1)

    sent = len(server.seen)
    assert fuzzer.unproved_reason == (
        f"{sent - 3} of {sent} answers were those of a busy server, which prove nothing"
    )
    assert seen_success(fuzzer).outcome is Outcome.NOT_EXERCISED


def test_without_a_success_nothing_is_proved(tmp_path):
    """A server that refuses everything is not reported as proved, and the reason is given."""
    with fuzzer_of(lambda _: Reply(status=404, body={"error": "x"}), tmp_path) as (fuzzer, *_):
        fuzzer.generate(seed=1, turn=1)

    verdict = seen_success(fuzzer)
    assert not fuzzer.is_proved
    assert (verdict.outcome, verdict.reason) == (Outcome.NOT_EXERCISED, NO_SUCCESS)


def test_what_was_found_is_replayed_by_the_next_run(tmp_path):
    """A corpus that holds a failure shows it with its first requests, without generating."""
    database = InMemoryExampleDatabase()
    with fuzzer_of(shop(odd), tmp_path / "a", database) as (fuzzer, findings, _):
        fuzzer.generate(seed=1, turn=1)
        first = {found.id for found in findings.all}
    with fuzzer_of(shop(odd), tmp_path / "b", database) as (fuzzer, findings, server):
        fuzzer.replay()

    assert first
    assert {found.id for found in findings.all} == first
    assert len(server.seen) < SMALLEST


def test_empty_corpus_sends_nothing(tmp_path):
    """There is nothing to replay, so no request goes out."""
    with fuzzer_of(shop(), tmp_path) as (fuzzer, _, server):
        fuzzer.replay()

    assert server.seen == []


def test_spent_budget_ends_the_run_at_once(tmp_path):
    """The last request that is allowed is the last one sent; the report has it."""
    with (
        fuzzer_of(shop(), tmp_path, max_requests=5) as (fuzzer, _, server),
        pytest.raises(FuzzEnded, match="5 requests"),
    ):
        fuzzer.generate(seed=1, turn=1)

    assert len(server.seen) == fuzzer.report().exchanges == 5


def test_interrupt_is_not_swallowed(tmp_path):
    """What the caller raises before a request ends the run; Hypothesis does not go on."""
    asked = []

    def tick():
        asked.append(1)
        if len(asked) > 3:
            raise FuzzEnded("the time was up")

    with (
        fuzzer_of(shop(), tmp_path, tick=tick) as (fuzzer, _, server),
        pytest.raises(FuzzEnded, match="the time was up"),
    ):
        fuzzer.generate(seed=1, turn=1)

    assert len(server.seen) == 3


def test_server_that_is_gone_is_not_a_finding(tmp_path):
    """Where a plain request has no answer either, it is not the generated one that breaks it."""
    with (
        fuzzer_of(lambda _: Reply(raw=b""), tmp_path) as (fuzzer, findings, _),
        pytest.raises(FuzzEnded, match="3 requests in a row had no answer"),
    ):
        fuzzer.generate(seed=1, turn=1)

    assert findings.all == ()
    assert not fuzzer.is_proved
